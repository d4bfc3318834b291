"""Misuse reports: what the law asks for, the clock, the takedown of everything alike, and the block for good."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from agent_tools.blob import Blobs
from agent_tools.cli import app
from agent_tools.errors import ContentBlocked, NotFound, ReportError
from agent_tools.misuse import MisuseService
from agent_tools.removal import FileFate
from agent_tools.service import ClipService
from agent_tools.settings import Settings
from agent_tools.store import Marks, Store
from agent_tools.store.blocklist import alike, reach
from agent_tools.store.misuse_book import TIME_TO_ACT, MisuseBook
from agent_tools.store.misuse_view import Complaint, MisuseKind, Outcome
from tests.agent_tools.ledger_double import clip_of, sha256
from tests.agent_tools.service_double import brief, prepare, rows, stored

if TYPE_CHECKING:
    from tests.conftest import Sample

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SAID = Complaint(signature="A. Person", contact="a@example.org", statement="It shows me and I never agreed to it.")
FRAMES = ("ab" * 32,)


@pytest.fixture
def book(settings: Settings) -> Iterator[MisuseBook]:
    prepare(settings)
    ticks = itertools.count()
    with MisuseBook.open_url(
        settings.database_url, clock=lambda: NOON + timedelta(seconds=next(ticks) / 1000)
    ) as opened:
        yield opened


@pytest.fixture
def service(book: MisuseBook, settings: Settings) -> MisuseService:
    return MisuseService(book, Blobs.open(settings.blobs_url))


def test_a_report_starts_a_clock_of_48_hours(service: MisuseService, book: MisuseBook, sample: Sample) -> None:
    clip = clip_of(book, sample)
    report = service.report(clip.id, MisuseKind.INTIMATE, SAID, good_faith=True)
    assert report.due_at - report.received_at == TIME_TO_ACT == timedelta(hours=48)
    assert report.hours_left(report.received_at + timedelta(hours=47)) == 1.0
    assert report.hours_left(report.received_at + timedelta(hours=49)) == -1.0
    assert (report.clip_id, report.sha256, report.complaint, report.outcome) == (clip.id, clip.sha256, SAID, None)
    assert service.reports() == (report,)


@pytest.mark.parametrize(
    ("changed", "good_faith", "message"),
    [
        ({"signature": " "}, True, "signature ' ' has 0 characters; it must have 1 to 4000"),
        ({"contact": "x"}, True, "contact 'x' has 1 characters; it must have 3 to 4000"),
        ({"statement": "no"}, True, "statement 'no' has 2 characters; it must have 10 to 4000"),
        ({"statement": "x" * 4001}, True, "has 4001 characters"),
        ({}, False, "in good faith"),
    ],
)
def test_a_report_without_what_the_law_asks_for_is_refused(
    service: MisuseService, settings: Settings, changed: dict[str, str], good_faith: bool, message: str
) -> None:
    complaint = Complaint(**({"signature": "A", "contact": "a@b", "statement": "It shows me."} | changed))
    with pytest.raises(ReportError, match=message):
        service.report(sha256("x"), MisuseKind.OTHER, complaint, good_faith=good_faith)
    assert rows(settings, "SELECT count(*) FROM misuse_report") == [(0,)]


def test_a_report_names_a_clip_a_digest_or_a_file(
    service: MisuseService, book: MisuseBook, sample: Sample, tmp_path: Path
) -> None:
    clip = clip_of(book, sample, content="body")
    copy = tmp_path / "found.mp4"
    copy.write_text("body")
    for target in (clip.id, clip.sha256, str(copy)):
        report = service.report(target, MisuseKind.LIKENESS, SAID, good_faith=True)
        assert (report.clip_id, report.sha256) == (clip.id, clip.sha256)
    foreign = service.report(sha256("never made here"), MisuseKind.LIKENESS, SAID, good_faith=True)
    assert foreign.clip_id is None
    for target, fault in (("clip_none", NotFound), (str(tmp_path / "none"), NotFound), ("sha256:12", ReportError)):
        with pytest.raises(fault):
            service.report(target, MisuseKind.LIKENESS, SAID, good_faith=True)


def test_what_a_sender_wrote_is_sealed(service: MisuseService, settings: Settings) -> None:
    service.report(sha256("x"), MisuseKind.OTHER, SAID, good_faith=True)
    told = b"".join(path.read_bytes() for path in settings.home.rglob("*") if path.is_file())
    for word in (b"A. Person", b"a@example.org", b"never agreed"):
        assert word not in told


def test_everything_alike_is_taken_down_and_nothing_else(
    service: MisuseService, book: MisuseBook, sample: Sample
) -> None:
    def clip(name: str, content: str, frames: tuple[str, ...] = (), fingerprint: str = "") -> str:
        return clip_of(book, sample, name, content=content, frames=frames, marks=Marks(fingerprint=fingerprint)).id

    shown = "p:" + "0" * 32
    reported = clip("a", "one", FRAMES, shown)
    same_bytes = clip("b", "one")
    same_frames = clip("c", "two", FRAMES)
    same_look = clip("d", "three", ("cd" * 32,), "p:" + "0" * 31 + "f")
    other_look = clip("e", "four", ("ef" * 32,), "p:" + "f" * 32)
    other = clip("f", "five")
    report = service.report(reported, MisuseKind.INTIMATE, SAID, good_faith=True)
    done, gone = service.take_down(report.id)
    assert {clip.id for clip in done.clips} == {reported, same_bytes, same_frames, same_look}
    assert {each.clip.withdrawn_because for each in gone} == {"taken_down"}
    assert done.report.outcome is Outcome.TAKEN_DOWN
    assert service.reports() == ()
    assert service.reports(settled=True)[0].id == report.id
    for clip_id in (other_look, other):
        assert book.get_clip(clip_id).withdrawn_at is None


@pytest.mark.parametrize(
    ("content", "frames", "fingerprint", "blocked"),
    [
        ("one", (), "", True),
        ("new", FRAMES, "", True),
        ("new", (), "p:" + "0" * 15 + "1", True),
        ("new", (), "p:" + "0" * 14 + "3f", True),
        ("new", (), "p:" + "0" * 14 + "7f", False),
        ("new", ("00" * 32,), "q:" + "0" * 16, False),
        ("new", (), "", False),
    ],
)
def test_what_was_taken_down_is_never_handed_over_again(
    service: MisuseService,
    book: MisuseBook,
    sample: Sample,
    content: str,
    frames: tuple[str, ...],
    fingerprint: str,
    blocked: bool,
) -> None:
    clip = clip_of(book, sample, "a", content="one", frames=FRAMES, marks=Marks(fingerprint="p:" + "0" * 16))
    report = service.report(clip.id, MisuseKind.INTIMATE, SAID, good_faith=True)
    service.take_down(report.id)
    again: dict[str, Any] = {"content": content, "frames": frames, "marks": Marks(fingerprint=fingerprint)}
    if not blocked:
        assert clip_of(book, sample, "b", **again).withdrawn_at is None
        return
    with pytest.raises(ContentBlocked, match=f"taken down for report '{report.id}'"):
        clip_of(book, sample, "b", **again)


def test_a_clip_that_was_taken_down_is_not_made_again(settings: Settings) -> None:
    prepare(settings)
    with ClipService.open(settings) as clips, MisuseService.open(settings) as misuse:
        made = clips.make(brief()).clip
        assert made is not None
        report = misuse.report(made.id, MisuseKind.MINOR, SAID, good_faith=True)
        done, (gone,) = misuse.take_down(report.id)
        assert (gone.removal.fate, done.blocked) == (FileFate.DELETED, 3)
        assert stored(settings) == []
        told = clips.get(made.id)
        assert (told.error_code, "taken down" in told.message) == ("agent_tools.clip_withdrawn", True)
        again = clips.make(brief())
        assert (again.status, again.error_code) == ("failed", "agent_tools.content_blocked")
        assert stored(settings) == []
        assert clips.make(brief("a blue boat floats")).status == "made"
        _, (later,) = misuse.take_down(report.id)
        assert later.removal.fate is FileFate.GONE


def test_a_report_is_settled_once(service: MisuseService, book: MisuseBook, sample: Sample) -> None:
    clip = clip_of(book, sample)
    refused = service.report(clip.id, MisuseKind.OTHER, SAID, good_faith=True)
    assert service.refuse(refused.id, "It shows a fox.").reason == "It shows a fox."
    with pytest.raises(ReportError, match="was settled before"):
        service.refuse(refused.id, "again")
    with pytest.raises(ReportError, match="was refused at"):
        service.take_down(refused.id)
    assert book.get_clip(clip.id).withdrawn_at is None
    with pytest.raises(ReportError, match="reason"):
        service.refuse(refused.id, " ")
    with pytest.raises(NotFound, match="no misuse_report 'rep_none'"):
        service.take_down("rep_none")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("p:" + "0" * 16, "p:" + "0" * 16, True),
        ("p:" + "0" * 16, "p:" + "0" * 14 + "3f", True),
        ("p:" + "0" * 16, "p:" + "0" * 14 + "7f", False),
        ("p:" + "0" * 32, "p:" + "0" * 29 + "fff", True),
        ("p:" + "0" * 32, "p:" + "0" * 28 + "1fff", False),
        ("p:00", "q:00", False),
    ],
)
def test_looks_are_the_same_within_six_bits_of_each_64(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same
    assert reach("p:" + "0" * 16) == 6


def test_the_commands_take_a_report_in_and_settle_it(settings: Settings, sample: Sample) -> None:
    prepare(settings)
    with Store.open(settings) as store:
        clip = clip_of(store, sample)

    def command(*words: str) -> tuple[int, Any]:
        result = CliRunner().invoke(app, [*words, "--json"])
        return result.exit_code, json.loads(result.stdout) if result.stdout else result.stderr

    said = ("--signature", "A. Person", "--contact", "a@b.c", "--statement", "It shows me, and I never agreed.")
    assert command("report", clip.id, *said)[0] == 2
    assert command("report", clip.id, *said, "--good-faith", "--kind", "nonsense")[0] == 2
    code, report = command("report", clip.id, *said, "--good-faith", "--on-behalf-of", "B. Person")
    assert (code, report["clip_id"], report["on_behalf_of"]) == (0, clip.id, "B. Person")
    assert 47.9 < report["hours_left"] <= 48
    assert [each["id"] for each in command("takedown")[1]] == [report["id"]]
    code, done = command("takedown", report["id"])
    assert (code, done["outcome"], [each["id"] for each in done["clips"]]) == (0, "taken_down", [clip.id])
    assert command("takedown") == (0, [])
    assert command("takedown", "rep_none")[0] == 2
