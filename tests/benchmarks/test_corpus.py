from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.corpus import FROZEN, CorpusError, Part, Side, frozen_digest, load, measure_digest, words
from policy.types import Intent, Verdict

Write = Callable[..., Path]
REFUSE = {"group": "listed", "side": "refuse"}
ALLOW = {"group": "listed", "side": "allow"}


def test_a_line_is_a_heading_a_request_or_a_case(write: Write) -> None:
    root = write(
        {**REFUSE, "label": "living", "accept": ["block"], "code": "likeness.public_figure"},
        '"first"',
        "",
        {"text": "second", "accept": ["ask", "block"], "code": "likeness.lookalike"},
        {"turns": ["third", "fourth"], "invented": ["Zorb"]},
        ALLOW,
        '"fifth \\u200b"',
    )
    first, second, third, fourth = load(Part.TUNE, root=root)
    assert (first.side, first.group, first.label) == (Side.REFUSE, "listed", "living")
    assert (first.accept, first.code) == ({Verdict.BLOCK}, "likeness.public_figure")
    assert first.intent == Intent(turns=("first",))
    assert (second.accept, second.code) == ({Verdict.ASK, Verdict.BLOCK}, "likeness.lookalike")
    assert third.intent == Intent(turns=("third", "fourth"), invented=("Zorb",))
    assert (fourth.side, fourth.label, fourth.accept, fourth.code) == (Side.ALLOW, "listed", {Verdict.ALLOW}, None)
    assert fourth.intent.turns == ("fifth \u200b",)
    assert [case.place.rpartition(":")[2] for case in (first, second, third, fourth)] == ["2", "4", "5", "7"]
    assert all(case.place.startswith("tune/listed.jsonl:") for case in (first, second, third, fourth))


def test_without_accept_a_refusal_may_be_a_question(write: Write) -> None:
    (case,) = load(Part.TUNE, root=write(REFUSE, '"a"'))
    assert case.accept == {Verdict.ASK, Verdict.BLOCK}


def test_a_shot_is_its_scene_or_its_slots(write: Write) -> None:
    subject = {"id": "fox", "words": "a red fox", "action": "runs"}
    shots = ["a field", {"scene": "a hill", "style": "oil", "subjects": [subject], "onscreen_text": ["Hi"]}]
    (case,) = load(Part.TUNE, root=write(ALLOW, {"text": "a fox", "shots": shots}))
    plain, full = case.intent.shots
    assert (plain.scene, plain.camera) == ("a field", "static")
    assert (full.style, full.onscreen_text, full.subjects[0].words) == ("oil", ("Hi",), "a red fox")
    shown = words(case)
    for part in ("a fox", "a field", "a hill", "oil", "fox: a red fox runs", "Hi"):
        assert part in shown.split(" / ")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "Expecting value"),
        ("7", "found 7"),
        ('" "', "must hold words"),
        ({"text": "a", "turns": ["a"]}, "either 'text' or 'turns'"),
        ({"accept": ["ask"]}, "either 'text' or 'turns'"),
        ({"turns": []}, "turns: .*at least 1"),
        ({"text": "a", "verdict": "block"}, "verdict: Extra inputs"),
        ({"text": "a", "accept": ["refuse"]}, "found 'refuse'"),
        ({"text": "a", "accept": ["ask"]}, r"accept is \['ask'\], must be one of"),
        ({"text": "a", "accept": ["allow"]}, r"accept is \['allow'\].*side 'refuse'"),
        ({"text": "a", "code": "likeness.publik"}, "code is 'likeness.publik', must be one of"),
        ({"text": "a", "shots": [{"scene": "b", "scenery": "c"}]}, "Extra inputs"),
        ({"group": "listed"}, "side: Field required"),
        ({"group": "other", "side": "refuse"}, "group is 'other', must be 'listed' like the file"),
        ({**REFUSE, "accept": ["allow", "block"]}, r"accept is \['allow', 'block'\]"),
        ({**REFUSE, "kind": "x"}, "kind: Extra inputs"),
    ],
)
def test_a_bad_line_is_named_by_file_and_line(write: Write, line: object, message: str) -> None:
    root = write(REFUSE, '"fine"', line)
    with pytest.raises(CorpusError, match=rf"^tune/listed\.jsonl:3: (?s:.*){message}"):
        load(Part.TUNE, root=root)


def test_a_case_needs_a_heading(write: Write) -> None:
    with pytest.raises(CorpusError, match=r"tune/listed\.jsonl:1: a case stands before the first heading"):
        load(Part.TUNE, root=write('"a"'))


def test_a_part_without_files_is_an_error_and_not_empty(write: Write) -> None:
    root = write(REFUSE, '"a"')
    with pytest.raises(CorpusError, match=r"no \.jsonl file in .*measure"):
        load(Part.MEASURE, root=root)
    with pytest.raises(CorpusError, match=r"no \.jsonl file"):
        measure_digest(root=root)


def test_every_change_of_the_measure_part_changes_its_digest(small: Path, write: Write) -> None:
    first = measure_digest(root=small)
    assert first == frozen_digest(root=small)
    write({"group": "caption", "side": "allow"}, '"a drum in the sand"', part="measure", group="caption")
    second = measure_digest(root=small)
    (small / "measure" / "caption.jsonl").rename(small / "measure" / "captions.jsonl")
    third = measure_digest(root=small)
    write({"group": "caption", "side": "allow"}, '"a kite in the sand"', part="tune", group="caption")
    assert len({first, second, third}) == 3
    assert measure_digest(root=small) == third


def test_an_unfrozen_measure_part_is_an_error(small: Path) -> None:
    (small / FROZEN).unlink()
    with pytest.raises(CorpusError, match="is missing"):
        frozen_digest(root=small)
