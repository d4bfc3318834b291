"""The store as its callers see it."""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Pool, event

from agent_tools.errors import BriefError, NotFound, StoreError
from agent_tools.settings import Settings
from agent_tools.store import RenderStatus, Store
from generator.errors import RenderCancelled, RenderError
from policy.types import Verdict

if TYPE_CHECKING:
    from tests.conftest import Sample


@dataclass
class Made:
    """The ids of one finished clip."""

    conversation_id: str
    brief_id: str
    storyboard_id: str
    render_id: str
    clip_id: str


def started(store: Store, sample: Sample, decision_id: str = "dec_00000001") -> tuple[str, str, str, str]:
    """A request up to a running render: conversation, brief, storyboard, render."""
    ids = store.begin_request(sample.brief())
    storyboard_id = store.save_storyboard(ids.brief_id, sample.storyboard())
    store.append(sample.decision(decision_id), sample.intent())
    store.link_decision(decision_id, brief_id=ids.brief_id, storyboard_id=storyboard_id)
    render_id = store.start_render(decision_id, model_id="flipbook", seeds=(7, 8))
    return ids.conversation_id, ids.brief_id, storyboard_id, render_id


def made(store: Store, sample: Sample, path: Path, decision_id: str = "dec_00000001") -> Made:
    """A request up to its clip."""
    conversation_id, brief_id, storyboard_id, render_id = started(store, sample, decision_id)
    clip = store.finish_render(render_id, sample.report(path), sample.disclosure())
    return Made(conversation_id, brief_id, storyboard_id, render_id, clip.id)


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every SQL statement that SQLite runs, without those that open and end a transaction."""
    seen: list[str] = []

    def note(statement: str) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    def trace(connection: sqlite3.Connection, *_rest: object) -> None:
        connection.set_trace_callback(note)

    event.listen(Pool, "checkout", trace)
    yield seen
    event.remove(Pool, "checkout", trace)


def test_a_clip_comes_back_with_everything_that_led_to_it(store: Store, sample: Sample, tmp_path: Path) -> None:
    ids = made(store, sample, tmp_path / "fox.mp4")
    history = store.history(ids.clip_id)
    report = sample.report(tmp_path / "fox.mp4")
    assert history.conversation_id == ids.conversation_id
    assert (history.brief_id, history.brief) == (ids.brief_id, sample.brief())
    assert (history.storyboard_id, history.storyboard) == (ids.storyboard_id, sample.storyboard())
    assert history.decision.verdict is Verdict.ALLOW
    assert history.decision.input_digest == sample.intent().digest()
    assert (history.decision.brief_id, history.decision.storyboard_id) == (ids.brief_id, ids.storyboard_id)
    assert (history.render.id, history.render.status) == (ids.render_id, RenderStatus.DONE)
    assert history.render.weights_digest == report.model.weights_digest
    assert history.render.library_versions == report.model.library_versions
    assert history.render.timings_s == report.timings_s
    assert (history.render.seeds, history.render.steps) == ((7, 8), 12)
    assert (history.render.started_at, history.render.finished_at) == (report.started_at, report.finished_at)
    assert history.clip.model_dump(exclude={"id"}) == {
        "path": str(tmp_path / "fox.mp4"),
        "sha256": report.sha256,
        "duration_s": 6.5,
        "width_px": 512,
        "height_px": 512,
        "fps": 24,
        "n_frames": 156,
        "size_bytes": 4321,
        "withdrawn_at": None,
        "withdrawn_because": None,
        "watermark_id": history.render.watermark_id,
        "fingerprint": None,
    }
    assert history.clip.id == history.render.clip_id
    assert history.disclosure == sample.disclosure()
    assert store.get_clip(ids.clip_id) == history.clip


def test_a_clip_reaches_its_request_in_one_query(
    store: Store, sample: Sample, tmp_path: Path, statements: list[str]
) -> None:
    ids = made(store, sample, tmp_path / "fox.mp4")
    statements.clear()
    history = store.history(ids.clip_id)
    assert len(statements) == 1
    assert statements[0].startswith("SELECT")
    assert history.brief.request == "a red fox runs across a snowy field"
    assert [shot.seed for shot in history.storyboard.shots] == [7, 8]


def test_a_history_belongs_to_its_own_clip_only(store: Store, sample: Sample, tmp_path: Path) -> None:
    first = made(store, sample, tmp_path / "a.mp4", "dec_00000001")
    second = made(store, sample, tmp_path / "b.mp4", "dec_00000002")
    assert store.history(first.clip_id).decision.id == "dec_00000001"
    assert store.history(second.clip_id).decision.id == "dec_00000002"
    assert store.history(second.clip_id).clip.path == str(tmp_path / "b.mp4")


def test_rows_outlive_the_process_that_wrote_them(settings: Settings, sample: Sample, tmp_path: Path) -> None:
    with Store.open(settings) as store:
        ids = made(store, sample, tmp_path / "fox.mp4")
        before = store.history(ids.clip_id)
    with Store.open(settings) as store:
        assert store.history(ids.clip_id) == before


@pytest.mark.parametrize("verdict", [Verdict.BLOCK, Verdict.ASK])
def test_a_refusal_leaves_a_decision_with_its_reasons_and_no_clip(
    store: Store, sample: Sample, verdict: Verdict
) -> None:
    ids = store.begin_request(sample.brief())
    storyboard_id = store.save_storyboard(ids.brief_id, sample.storyboard())
    refused = sample.decision(verdict=verdict)
    store.append(refused, sample.intent())
    store.link_decision(refused.id, brief_id=ids.brief_id, storyboard_id=storyboard_id)
    (kept,) = store.decisions()
    assert (kept.id, kept.verdict, kept.brief_id) == (refused.id, verdict, ids.brief_id)
    (reason,) = kept.findings
    assert (reason.code, reason.field, reason.span) == ("likeness.public_figure", "turns[0]", (2, 9))
    assert (reason.why, reason.verdict) == ("stands on the list of public figures", Verdict.BLOCK)
    with pytest.raises(StoreError, match="breaks its rules"):
        store.start_render(refused.id, model_id="flipbook", seeds=(1,))
    assert store.list_clips() == ()


def test_a_decision_of_no_storyboard_starts_no_render(store: Store, sample: Sample) -> None:
    store.append(sample.decision(), sample.intent())
    with pytest.raises(StoreError, match="linked to no storyboard"):
        store.start_render("dec_00000001", model_id="flipbook", seeds=(1,))


def test_a_decision_answers_one_request_for_ever(store: Store, sample: Sample) -> None:
    first, second = store.begin_request(sample.brief()), store.begin_request(sample.brief("a blue whale"))
    board = store.save_storyboard(first.brief_id, sample.storyboard())
    store.append(sample.decision(), sample.intent())
    with pytest.raises(StoreError, match="belongs to"):
        store.link_decision("dec_00000001", brief_id=second.brief_id, storyboard_id=board)
    store.link_decision("dec_00000001", brief_id=first.brief_id)
    store.link_decision("dec_00000001", brief_id=first.brief_id, storyboard_id=board)
    with pytest.raises(StoreError, match=r"linked to .* already"):
        store.link_decision("dec_00000001", brief_id=second.brief_id)
    with pytest.raises(StoreError, match=r"linked to .* already"):
        store.link_decision("dec_00000001", brief_id=first.brief_id)


def test_a_decision_is_written_once(store: Store, sample: Sample) -> None:
    store.append(sample.decision(), sample.intent())
    with pytest.raises(StoreError, match="breaks its rules"):
        store.append(sample.decision(verdict=Verdict.BLOCK), sample.intent())
    (kept,) = store.decisions()
    assert (kept.verdict, kept.findings) == (Verdict.ALLOW, ())


def test_half_a_surrogate_pair_is_a_named_fault_and_leaves_no_row(store: Store) -> None:
    with pytest.raises(StoreError, match="surrogate"):
        store.start_render("dec_\ud800", model_id="flipbook", seeds=())
    assert store.decisions() == ()


@pytest.mark.parametrize(
    ("code", "status"),
    [(RenderError.code, RenderStatus.FAILED), (RenderCancelled.code, RenderStatus.CANCELLED)],
)
def test_a_render_without_a_clip_says_why(store: Store, sample: Sample, code: str, status: RenderStatus) -> None:
    *_, render_id = started(store, sample)
    assert store.get_render(render_id).status is RenderStatus.RUNNING
    store.fail_render(render_id, code, "every frame was black")
    ended = store.get_render(render_id)
    assert (ended.status, ended.error_code, ended.error_message) == (status, code, "every frame was black")
    assert ended.finished_at is not None
    assert ended.finished_at.tzinfo is UTC
    assert store.list_clips() == ()


def test_a_render_ends_once(store: Store, sample: Sample, tmp_path: Path) -> None:
    *_, render_id = started(store, sample)
    store.finish_render(render_id, sample.report(tmp_path / "a.mp4"), sample.disclosure())
    with pytest.raises(StoreError, match="is 'done'"):
        store.finish_render(render_id, sample.report(tmp_path / "b.mp4"), sample.disclosure())
    with pytest.raises(StoreError, match="is 'done'"):
        store.fail_render(render_id, "x", "y")
    assert [clip.path for clip in store.list_clips()] == [str(tmp_path / "a.mp4")]


def test_a_clip_that_cannot_be_written_leaves_its_render_running(store: Store, sample: Sample, tmp_path: Path) -> None:
    *_, render_id = started(store, sample)
    with pytest.raises(StoreError, match="breaks its rules"):
        store.finish_render(render_id, sample.report(tmp_path / "a.mp4", size_bytes=0), sample.disclosure())
    assert store.get_render(render_id).status is RenderStatus.RUNNING
    assert store.list_clips() == ()


def test_what_is_not_confirmed_is_undone_and_can_be_written_again(store: Store, sample: Sample, tmp_path: Path) -> None:
    *_, render_id = started(store, sample)
    before = store.audit_head()

    def gone() -> None:
        raise RuntimeError("the file is gone")

    with pytest.raises(RuntimeError, match="the file is gone"):
        store.finish_render(render_id, sample.report(tmp_path / "a.mp4"), sample.disclosure(), confirm=gone)
    assert store.audit_head() == before
    assert store.list_clips() == ()
    assert store.get_render(render_id).status is RenderStatus.RUNNING
    clip = store.finish_render(render_id, sample.report(tmp_path / "a.mp4"), sample.disclosure())
    assert store.list_clips() == (clip,)


def test_earlier_turns_are_stored_once(store: Store, sample: Sample) -> None:
    ids = store.begin_request(sample.brief("b", turns=("a",)))
    again = store.begin_request(sample.brief("d", turns=("a", "b", "c")), ids.conversation_id)
    later = store.begin_request(sample.brief("f", turns=("d", "e")), ids.conversation_id)
    assert again.conversation_id == later.conversation_id == ids.conversation_id
    assert turns(store, ids.conversation_id) == ["a", "b", "c", "d", "e", "f"]


def test_the_same_words_asked_twice_are_two_turns(store: Store, sample: Sample) -> None:
    ids = store.begin_request(sample.brief("a"))
    store.begin_request(sample.brief("a", turns=("a",)), ids.conversation_id)
    assert turns(store, ids.conversation_id) == ["a", "a"]


def turns(store: Store, conversation_id: str) -> list[str]:
    """What was said in a conversation, read past the store."""
    with store._reader.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id FROM turn WHERE conversation_id = ? ORDER BY position", (conversation_id,)
        )
        ids = [row.id for row in rows]
    with store._reading() as session:
        words = store._words(session, *ids)
    return [words[turn_id]["text"] for turn_id in ids]


def test_latest_comes_first_and_the_limit_holds(home: Path, sample: Sample, tmp_path: Path) -> None:
    noon = sample.report(tmp_path).started_at
    ticks = (noon + timedelta(seconds=n) for n in itertools.count())
    with Store.open_url(f"sqlite:///{home / 'ticking.db'}", clock=lambda: next(ticks)) as store:
        for n in range(1, 5):
            made(store, sample, tmp_path / f"{n}.mp4", f"dec_0000000{n}")
            blocked = sample.decision(f"dec_blocked{n}", Verdict.BLOCK, at=noon + timedelta(hours=n))
            store.append(blocked, sample.intent())
        assert [Path(clip.path).stem for clip in store.list_clips(limit=3)] == ["4", "3", "2"]
        latest = store.decisions(limit=2)
        assert [decision.id for decision in latest] == ["dec_blocked4", "dec_blocked3"]
        assert [len(decision.findings) for decision in latest] == [1, 1]


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_limit_out_of_range_is_named(store: Store, limit: int) -> None:
    with pytest.raises(BriefError, match=rf"limit {limit} is out of range; it must be 1\.\.1000"):
        store.list_clips(limit)
    with pytest.raises(BriefError, match=r"1\.\.1000"):
        store.decisions(limit)


def test_an_unknown_id_is_named(store: Store, sample: Sample, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no clip 'clip_none'"):
        store.get_clip("clip_none")
    with pytest.raises(NotFound, match="no clip 'clip_none'"):
        store.history("clip_none")
    with pytest.raises(NotFound, match="no conversation 'conv_none'"):
        store.begin_request(sample.brief(), "conv_none")
    with pytest.raises(NotFound, match="no brief 'brief_none'"):
        store.save_storyboard("brief_none", sample.storyboard())
    with pytest.raises(NotFound, match="no decision 'dec_none'"):
        store.start_render("dec_none", model_id="flipbook", seeds=())
    with pytest.raises(NotFound, match="no render 'rend_none'"):
        store.finish_render("rend_none", sample.report(tmp_path / "a.mp4"), sample.disclosure())


def test_ids_can_be_read_aloud(store: Store, sample: Sample, tmp_path: Path) -> None:
    ids = made(store, sample, tmp_path / "fox.mp4")
    pattern = r"(conv|brief|board|rend|clip)_[0-9a-hjkmnp-tv-z]{8}"
    assert all(re.fullmatch(pattern, value) for value in vars(ids).values())


def test_an_id_in_use_is_not_given_again(home: Path, sample: Sample) -> None:
    numbers = iter("1 1 1 1 2 1 2 1 2".split())
    with Store.open_url(f"sqlite:///{home / 'few.db'}", new_id=lambda p: f"{p}_{next(numbers)}") as store:
        first = store.begin_request(sample.brief())
        second = store.begin_request(sample.brief())
    assert (first.conversation_id, first.turn_id, first.brief_id) == ("conv_1", "turn_1", "brief_1")
    assert (second.conversation_id, second.turn_id, second.brief_id) == ("conv_2", "turn_2", "brief_2")


def test_running_out_of_ids_is_a_fault_and_not_a_loop(home: Path, sample: Sample) -> None:
    with Store.open_url(f"sqlite:///{home / 'one.db'}", new_id=lambda prefix: f"{prefix}_1") as store:
        store.begin_request(sample.brief())
        with pytest.raises(StoreError, match="no unused id under prefix 'conv'"):
            store.begin_request(sample.brief())


def test_a_time_without_a_zone_is_refused(home: Path, sample: Sample) -> None:
    naive = sample.report(home).started_at.replace(tzinfo=None)
    with (
        Store.open_url(f"sqlite:///{home / 'naive.db'}", clock=lambda: naive) as store,
        pytest.raises(StoreError, match="has no zone"),
    ):
        store.begin_request(sample.brief())
