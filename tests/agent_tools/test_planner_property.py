"""What holds for any request at all: no crash, limits kept, nothing lost, the same every time."""

from __future__ import annotations

import json
import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tools.planner import PlanError, plan
from agent_tools.schema import MAX_CLIP_S, MAX_SHOT_S, MAX_SHOTS, MIN_SHOT_S, Brief, Storyboard

_FORMS = settings(max_examples=200, deadline=None, database=None, derandomize=True)
_WORDS = (
    "a|the|an|two|three|red|big|fox|cat|robot|camera|the camera|pans left|slowly|zoom in on|then|first|finally|and|"
    "while|with|in|at night|sunset|of|to|from|under|tree|says|title|style|flat|cartoon|vertical|square|for 5 seconds|"
    "10s|shot|scene 1.|2:|-|,|.|;|!|?|:|(|)|\"|'|“|”|0-3s:|at 2 s|->|it|he|they|she|its|is|are|runs|run|running|"
    "jumps over|field|please|can you|make|video|show me|explain|how|welcome|password|16:9|4k|forever|no|without|music|"
    "next to|another|flock|dark|drone shot|from above|we follow|\n|\n- |\n1. |🦊|🏃|🎉|don't|app's|follow|rolls|static|"
    "still|30 fps|600 s"
).split("|")
_NONSENSE = ("zorblax", "quindle", "fribbet", "mollock", "vexidor", "plumbit")
_requests = st.lists(st.sampled_from([*_WORDS, *_NONSENSE]), min_size=1, max_size=25).map(" ".join)
_lengths = st.none() | st.floats(1, 60, allow_nan=False).map(lambda value: round(value, 2))


def _plan(request: str, duration_s: float | None = None) -> Storyboard | None:
    """The plan, or None when the request names nothing."""
    try:
        return plan(Brief(request=request, duration_s=duration_s))
    except PlanError:
        return None


def _check(board: Storyboard) -> None:
    seconds = [shot.duration_s for shot in board.shots]
    assert 1 <= len(seconds) <= MAX_SHOTS
    assert all(MIN_SHOT_S <= value <= MAX_SHOT_S for value in seconds)
    assert board.duration_s <= MAX_CLIP_S
    assert abs(sum(seconds) - board.duration_s) < 1e-6
    for shot in board.shots:
        assert all(shot.prompt.model_dump().values())
        assert len({subject.id for subject in shot.subjects}) == len(shot.subjects) <= 3
    assert Storyboard.model_validate_json(board.model_dump_json()) == board


@_FORMS
@given(st.text(min_size=1, max_size=300), _lengths)
def test_any_text_is_planned_or_refused(text: str, duration_s: float | None) -> None:
    board = _plan(text, duration_s)
    if board is not None:
        _check(board)


@_FORMS
@given(_requests, _lengths)
def test_any_sentence_of_known_words_is_planned_or_refused(request: str, duration_s: float | None) -> None:
    board = _plan(request, duration_s)
    if board is not None:
        _check(board)


@_FORMS
@given(_requests, _lengths)
def test_a_given_length_is_met_as_far_as_the_shots_can_last(request: str, duration_s: float | None) -> None:
    board = _plan(request, duration_s)
    if board is not None and duration_s is not None:
        assert board.duration_s == min(duration_s, MAX_SHOT_S * len(board.shots))


@_FORMS
@given(_requests)
def test_no_unknown_word_is_lost(request: str) -> None:
    board = _plan(request)
    if board is not None:
        said = board.model_dump_json().lower()
        assert all(word in said for word in _NONSENSE if word in request)


@_FORMS
@given(_requests)
def test_the_same_request_gives_the_same_storyboard(request: str) -> None:
    assert _plan(request) == _plan(request)


def test_the_storyboard_does_not_depend_on_the_process() -> None:
    request = "First a red fox and two cats run at night, then they sleep. Camera pans right. Flat, playful. 7 seconds."
    code = (
        "import sys; from agent_tools.planner import plan; from agent_tools.schema import Brief; "
        "sys.stdout.write(plan(Brief(request=sys.argv[1])).model_dump_json())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code, request],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert json.loads(runs.pop()) == plan(Brief(request=request)).model_dump(mode="json")


def test_planning_imports_no_model_and_no_network() -> None:
    code = (
        "import sys; import agent_tools.planner as p; from agent_tools.schema import Brief; "
        "p.plan(Brief(request='a fox')); sys.stdout.write(' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert not {"torch", "diffusers", "numpy", "httpx", "requests", "sqlalchemy"} & set(done.stdout.split())
