"""The one use case: what comes out, and what is written down."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from agent_tools.errors import BriefError
from agent_tools.reply import refused
from agent_tools.service import ClipService
from agent_tools.settings import Settings
from agent_tools.store import RenderStatus, Store
from agent_tools.verifying import verify_file
from generator.backend.stub import NOTE, StubBackend
from generator.provenance.verify import Conclusion
from generator.types import Progress
from policy.gate import default_gate
from policy.types import Code, Decision, Finding, Verdict
from tests.agent_tools.service_double import FOX, brief, left_in, prepare, rows, stored, words

if TYPE_CHECKING:
    from generator.types import ModelInfo, RenderedShot
    from policy.types import Permit

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def prepared(settings: Settings) -> None:
    prepare(settings)


@pytest.fixture
def service(settings: Settings) -> Iterator[ClipService]:
    with ClipService.open(settings) as opened:
        yield opened


# A clip


def test_a_clip_lies_in_the_clips_folder_under_its_digest(service: ClipService, settings: Settings) -> None:
    reply = service.make(brief())
    assert reply.status == "made"
    assert reply.clip is not None
    path, digits = Path(reply.clip.path), reply.clip.sha256.removeprefix("sha256:")
    assert path == settings.clips_dir / "sha256" / digits[:2] / f"{digits}.mp4"
    assert stored(settings) == [path.name]
    assert left_in(settings.work_dir) == []
    assert reply.clip.sha256 == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    assert (reply.clip.n_frames, reply.clip.fps, reply.clip.width_px, reply.clip.size_bytes) == (
        4,
        4,
        64,
        path.stat().st_size,
    )


def test_a_made_clip_says_what_must_be_said(service: ClipService) -> None:
    reply = service.make(brief())
    assert reply.disclosure is not None
    assert (reply.disclosure.ai_generated, reply.disclosure.label_text) == (True, "AI-generated")
    assert "AI" in reply.disclosure.sentence
    assert NOTE in reply.notes
    assert set(reply.timings_s) == {"load", "denoise", "decode", "compose", "encode", "disclose"}
    assert reply.disclosure.languages == ("en",)
    assert not reply.disclosure.contains_person
    assert reply.disclosure.shown_to.startswith("conversation:")
    assert reply.disclosure.shown_at is not None
    assert "artificial intelligence" in reply.disclosure.description
    assert "verify" in reply.disclosure.verify


def test_a_clip_reaches_its_request_and_its_decision(service: ClipService) -> None:
    reply = service.make(brief(seed=11))
    assert reply.clip is not None
    history = service.history(reply.clip.id)
    assert history.brief.request == FOX
    assert history.decision.id == reply.decision_id
    assert history.render.status is RenderStatus.DONE
    assert history.render.seeds == tuple(shot.seed for shot in history.storyboard.shots)
    assert history.clip == reply.clip
    assert history.disclosure == reply.disclosure


def test_a_clip_goes_where_it_is_told(service: ClipService, settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "fox.mp4"
    reply = service.make(brief(), out=out)
    assert reply.clip is not None
    assert reply.clip.path == str(out)
    assert sorted(left_in(tmp_path)) == ["fox.mp4", "home"]
    assert (settings.clips_dir / "sha256" / reply.clip.sha256[7:9] / f"{reply.clip.sha256[7:]}.mp4").read_bytes() == (
        out.read_bytes()
    )


def test_a_new_clip_replaces_the_file_of_that_name(service: ClipService, tmp_path: Path) -> None:
    out = tmp_path / "fox.mp4"
    out.write_bytes(b"older")
    reply = service.make(brief(), out=out)
    assert reply.clip is not None
    assert out.stat().st_size == reply.clip.size_bytes
    assert left_in(tmp_path) == ["fox.mp4", "home"]


def test_the_same_brief_gives_the_same_storyboard_under_marks_of_its_own(
    service: ClipService, settings: Settings
) -> None:
    first, second = service.make(brief()).clip, service.make(brief()).clip
    assert first is not None
    assert second is not None
    reports = [verify_file(Path(clip.path), settings) for clip in (first, second)]
    facts = [report.credential.facts for report in reports]
    assert facts[0]["storyboard_digest"] == facts[1]["storyboard_digest"]
    assert [fact["clip_id"] for fact in facts] == [first.id, second.id]
    assert [report.conclusion for report in reports] == [Conclusion.MADE_HERE] * 2
    assert first.sha256 != second.sha256


def test_labels_speak_the_languages_that_are_asked_for(service: ClipService) -> None:
    reply = service.make(brief(label=("de", "fr"), label_style="both", label_corner="lower-left"))
    assert reply.disclosure is not None
    assert reply.disclosure.label_text == "KI-generiert · Généré par IA"
    assert reply.disclosure.sentence == "Dieser Clip wurde von einer KI erzeugt. Ce clip a été généré par une IA."
    assert reply.disclosure.languages == ("de", "fr")


def test_an_advertisement_with_a_person_says_that_the_person_is_synthetic(service: ClipService) -> None:
    reply = service.make(brief("an old farmer drives a tractor across a field", use="advertising"))
    assert reply.disclosure is not None
    assert reply.disclosure.contains_person
    assert reply.disclosure.label_text == "AI-generated: synthetic performer"
    other = service.make(brief(use="advertising"))
    assert other.disclosure is not None
    assert other.disclosure.label_text == "AI-generated"


def test_a_clip_with_an_output_path_bears_its_own_id(service: ClipService, settings: Settings, tmp_path: Path) -> None:
    reply = service.make(brief(), out=tmp_path / "a.mp4")
    assert reply.clip is not None
    report = verify_file(tmp_path / "a.mp4", settings)
    assert report.credential.facts["clip_id"] == reply.clip.id
    assert [match.clip.clip_id for match in report.matches] == [reply.clip.id]


def test_progress_never_falls_and_ends_at_one(service: ClipService) -> None:
    seen: list[Progress] = []
    assert service.make(brief(), progress=seen.append).status == "made"
    fractions = [step.fraction for step in seen]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)


def test_plain_parts_make_a_service_too(settings: Settings, tmp_path: Path) -> None:
    with Store.open(settings) as store:
        service = ClipService(store, default_gate(store, b"k" * 32), clips_dir=tmp_path / "elsewhere")
        reply = service.make(brief())
    assert reply.clip is not None
    assert Path(reply.clip.path).is_relative_to(tmp_path / "elsewhere" / "sha256")
    assert Path(reply.clip.path).is_file()


def test_a_conversation_goes_on(service: ClipService, settings: Settings) -> None:
    first = service.make(brief())
    assert first.clip is not None
    conversation_id = service.history(first.clip.id).conversation_id
    second = service.make(brief("then it sleeps", turns=(FOX,)), conversation_id=conversation_id)
    assert second.clip is not None
    assert service.history(second.clip.id).conversation_id == conversation_id
    assert words(settings, "turn_") == [{"text": FOX}, {"text": "then it sleeps"}]


# A refusal


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ("Taylor Swift sings on a stage", "blocked", "likeness.public_figure"),
        ("my ex walks on a beach", "needs_consent", "likeness.private_person"),
        ("Maria Gonzalez walks on a beach", "needs_answer", "likeness.name_shaped"),
    ],
)
def test_a_refusal_is_a_value_with_its_reason(
    service: ClipService, settings: Settings, request_: str, status: str, code: str
) -> None:
    reply = service.make(brief(request_))
    assert reply.status == status
    assert reply.clip is None
    assert code in {found.code for found in reply.findings}
    assert all(found.remedy in reply.message for found in reply.findings if found.code == code)
    assert rows(
        settings, f"SELECT DISTINCT code FROM finding WHERE decision_id = '{reply.decision_id}' AND code = '{code}'"
    )
    assert rows(settings, "SELECT count(*) FROM render") == [(0,)]
    assert rows(settings, "SELECT count(*) FROM clip") == [(0,)]
    assert stored(settings) == []


def test_a_refusal_is_linked_to_what_was_asked(service: ClipService, settings: Settings) -> None:
    reply = service.make(brief("Taylor Swift sings on a stage"))
    assert rows(settings, "SELECT d.id FROM decision d JOIN brief b ON b.id = d.brief_id") == [(reply.decision_id,)]
    assert words(settings, "brief_")[0]["request"] == "Taylor Swift sings on a stage"


def test_a_refusal_leaves_the_old_file_alone(service: ClipService, tmp_path: Path) -> None:
    out = tmp_path / "stage.mp4"
    out.write_bytes(b"older")
    assert service.make(brief("Taylor Swift sings on a stage"), out=out).status == "blocked"
    assert out.read_bytes() == b"older"
    assert left_in(tmp_path) == ["home", "stage.mp4"]


def test_an_earlier_turn_is_judged_with_the_request(service: ClipService) -> None:
    reply = service.make(brief("now make her dance", turns=("a clip of Taylor Swift",)))
    assert reply.status == "blocked"


def test_a_declared_character_is_made_and_said_to_be_invented(service: ClipService) -> None:
    reply = service.make(brief("Maria Gonzalez walks on a beach", invented=("Maria Gonzalez",)))
    assert reply.status == "made"
    assert reply.disclosure is not None
    assert reply.disclosure.declared_fictional == ("Maria Gonzalez",)


@pytest.mark.parametrize("code", list(Code))
def test_every_reason_to_ask_says_what_is_needed(code: Code) -> None:
    found = Finding(
        code=code, detector="d", verdict=Verdict.ASK, field="turns[0]", span=(0, 1), matched="a", why="w", remedy="r"
    )
    decision = Decision(
        id="dec_1", verdict=Verdict.ASK, findings=(found,), policy_version="1", input_digest="sha256:0", decided_at=NOON
    )
    reply = refused(decision)
    assert reply.status in {"needs_answer", "needs_consent"}
    assert reply.message


def test_a_check_is_written_down(service: ClipService, settings: Settings) -> None:
    decision = service.check("Taylor Swift sings on a stage")
    assert decision.verdict is Verdict.BLOCK
    assert decision.permit is None
    assert rows(settings, "SELECT id, verdict FROM decision") == [(decision.id, "block")]


@pytest.mark.parametrize("length", [0, 4001])
def test_a_check_has_bounds(service: ClipService, length: int) -> None:
    with pytest.raises(BriefError, match=f"{length} characters; it must have 1 to 4000"):
        service.check("a" * length)


# What was made before


def test_a_clip_is_handed_over_again_as_it_was(service: ClipService) -> None:
    made = service.make(brief())
    assert made.clip is not None
    assert service.get(made.clip.id) == made


def test_a_clip_that_is_not_there_is_not_made_up(service: ClipService) -> None:
    reply = service.get("clip_00000000")
    assert (reply.status, reply.error_code) == ("failed", "agent_tools.not_found")


def test_a_clip_whose_file_is_gone_is_not_handed_over(service: ClipService) -> None:
    made = service.make(brief())
    assert made.clip is not None
    Path(made.clip.path).unlink()
    reply = service.get(made.clip.id)
    assert (reply.status, reply.error_code) == ("failed", "agent_tools.clip_lost")
    assert made.clip.path in reply.message


def test_a_clip_whose_copy_is_gone_is_handed_over_from_the_store(service: ClipService, tmp_path: Path) -> None:
    made = service.make(brief(), out=tmp_path / "fox.mp4")
    assert made.clip is not None
    Path(made.clip.path).unlink()
    again = service.get(made.clip.id)
    assert again.clip is not None
    assert Path(again.clip.path).read_bytes()
    assert again.clip.sha256 == made.clip.sha256


def test_a_clip_is_copied_out_whole_or_not_at_all(service: ClipService, tmp_path: Path) -> None:
    made = service.make(brief())
    assert made.clip is not None
    out = tmp_path / "fox.mp4"
    told = service.fetch(made.clip.id, out)
    assert told.clip is not None
    assert told.clip.path == str(out)
    assert out.read_bytes() == Path(made.clip.path).read_bytes()
    bent = bytearray(out.read_bytes())
    bent[50] ^= 1
    Path(made.clip.path).write_bytes(bytes(bent))
    out.write_bytes(b"older")
    told = service.fetch(made.clip.id, out)
    assert (told.status, told.error_code) == ("failed", "agent_tools.blob_damaged")
    assert out.read_bytes() == b"older"
    assert left_in(tmp_path) == ["fox.mp4", "home"]
    assert service.fetch("clip_none", out).error_code == "agent_tools.not_found"
    assert service.fetch(made.clip.id, tmp_path / "fox.avi").error_code == "generator.output"


def test_the_latest_clip_comes_first(service: ClipService) -> None:
    made = [service.make(brief(request)).clip for request in (FOX, "a blue boat floats")]
    assert service.list() == tuple(reversed(made))
    assert service.list(1) == (made[1],)


# Warm models


class Counting:
    """A backend that knows how many of its kind were opened, and whether two renders ever met in one."""

    opened = 0
    inside = 0
    met = False
    guard = threading.Lock()

    def __init__(self) -> None:
        type(self).opened += 1
        self._stub = StubBackend()

    @property
    def info(self) -> ModelInfo:
        return self._stub.info

    def render(self, permit: Permit, shot: int, *, progress: Callable[[str, float], None]) -> RenderedShot:
        with self.guard:
            type(self).inside += 1
            type(self).met |= self.inside > 1
        drawn = self._stub.render(permit, shot, progress=progress)
        with self.guard:
            type(self).inside -= 1
        return drawn


def open_counting(_model: str) -> Counting:
    return Counting()


def test_a_model_is_opened_once_and_renders_one_clip_at_a_time(settings: Settings) -> None:
    with ClipService.open(settings, open_counting) as first, ClipService.open(settings, open_counting) as second:
        services = [first, second, first, second]
        with ThreadPoolExecutor(4) as pool:
            replies = list(pool.map(lambda service: service.make(brief()), services))
    assert [reply.status for reply in replies] == ["made"] * 4
    assert len({reply.clip.id for reply in replies if reply.clip is not None}) == 4
    assert all(Path(reply.clip.path).is_file() for reply in replies if reply.clip is not None)
    assert Counting.opened == 1
    assert not Counting.met


# Repeated blocks


def test_whoever_is_blocked_again_and_again_has_to_wait(service: ClipService, settings: Settings) -> None:
    for _ in range(10):
        assert service.make(brief("Taylor Swift sings"), principal="ann").findings[0].code == Code.PUBLIC_FIGURE.value
    reply = service.make(brief(), principal="ann")
    assert (reply.status, [found.code for found in reply.findings]) == ("blocked", ["policy.cool_down"])
    assert "Try again after " in reply.message
    assert "Taylor" not in reply.model_dump_json()
    assert service.check(FOX, brief(requester="ann")).findings[0].code is Code.COOL_DOWN
    assert service.make(brief(requester="ann")).status == "blocked"
    assert service.make(brief(), principal="bob").status == "made"
    with ClipService.open(settings) as another:
        assert another.make(brief(), principal="ann").status == "blocked"


def test_without_a_principal_a_conversation_waits_alone(service: ClipService, settings: Settings) -> None:
    first = service.make(brief("Taylor Swift sings"))
    ((conversation,),) = rows(settings, "SELECT id FROM conversation")
    for _ in range(9):
        assert service.make(brief("Taylor Swift sings"), conversation_id=str(conversation)).status == first.status
    reply = service.make(brief(), conversation_id=str(conversation))
    assert [found.code for found in reply.findings] == ["policy.cool_down"]
    assert service.make(brief()).status == "made"
