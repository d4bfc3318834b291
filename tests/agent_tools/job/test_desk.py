"""The way in: what is accepted, what comes back, what is refused, and what another tenant sees."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from io import BytesIO

import pytest
from PIL import Image

from agent_tools.errors import BriefError, JobRefused, KeyReused, NotFound, StoreLocked
from agent_tools.job.desk import JobDesk
from agent_tools.job.view import Answer, Caller, JobState, Revision
from agent_tools.settings import Settings
from agent_tools.store import Store
from agent_tools.store.job_queue import JobQueue
from agent_tools.verifying import verify_file
from generator.provenance.credential import CredentialState
from tests.agent_tools.job.job_double import Clock, done, open_desk, planned, stubs
from tests.agent_tools.service_double import FOX, brief, left_in, rows

ANN, BOB = Caller(tenant="ann"), Caller(tenant="bob")


def test_a_job_is_durable_when_it_is_accepted(desk: JobDesk, settings: Settings) -> None:
    job = desk.submit(brief())
    assert (job.state, job.request, job.progress.stage, job.progress.position) == (JobState.QUEUED, FOX, "waiting", 0)
    assert rows(settings, "SELECT id, state, tenant FROM job") == [(job.id, "queued", "local")]
    with open_desk(settings) as other:
        assert other.get(job.id).request == FOX


def test_words_of_a_job_are_sealed(desk: JobDesk, settings: Settings) -> None:
    desk.submit(brief("a zebroid gallops"))
    told = b"".join(path.read_bytes() for path in settings.home.iterdir() if path.is_file())
    assert b"zebroid" not in told


def test_a_job_becomes_a_clip_with_everything_that_led_to_it(desk: JobDesk, settings: Settings) -> None:
    job = planned(desk, desk.submit(brief(), Caller(principal="ann")))
    assert job.state is JobState.QUEUED
    assert job.storyboard is not None
    assert (job.started_at, job.attempts, job.reply) == (None, 0, None)
    assert desk.preview(job.id) is None
    assert desk.rendering.step()
    job = desk.get(job.id)
    assert (job.state, job.progress.fraction, job.attempts, job.question) == (JobState.COMPLETED, 1.0, 1, None)
    assert job.reply is not None
    assert job.reply.clip is not None
    assert (job.reply.status, job.reply.clip.id) == ("made", job.clip_id)
    assert job.reply.disclosure is not None
    assert job.reply.disclosure.shown_to == "ann"
    history = desk.service.history(str(job.clip_id))
    assert (history.brief.request, history.brief.requester) == (FOX, "ann")
    assert history.conversation_id == job.conversation_id
    assert rows(settings, "SELECT job_id, clip_id FROM job_clip") == [(job.id, job.clip_id)]
    assert desk.open_clip(str(job.clip_id)).read_bytes()[4:8] == b"ftyp"
    with Image.open(BytesIO(desk.preview(job.id) or b"")) as picture:
        assert (picture.format, picture.size) == ("JPEG", (64, 64))
    assert left_in(settings.work_dir) == []


def test_the_same_key_gives_the_same_job_and_another_request_under_it_is_refused(desk: JobDesk) -> None:
    first = desk.submit(brief(), key="k")
    assert desk.submit(brief(), key="k").id == first.id
    assert desk.submit(brief(), ANN, key="k").id != first.id
    assert desk.submit(brief(), key="k2").id != first.id
    assert desk.submit(brief()).id != desk.submit(brief()).id
    with pytest.raises(KeyReused, match=f"'k' came before with another request, as job '{first.id}'"):
        desk.submit(brief(seed=1), key="k")
    planned(desk, first)
    assert desk.submit(brief(), key="k").id == first.id


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_that_is_none_is_named(desk: JobDesk, key: str) -> None:
    with pytest.raises(BriefError, match=f"has {len(key)} characters; it must have 1..255"):
        desk.submit(brief(), key=key)


def test_a_queue_that_is_full_takes_nothing_more(settings: Settings) -> None:
    with open_desk(settings, queued=2) as desk:
        first = desk.submit(brief())
        desk.submit(brief(), key="k")
        with pytest.raises(JobRefused, match="2 jobs wait already, at most 2 may"):
            desk.submit(brief(), ANN)
        assert desk.submit(brief(), key="k").state is JobState.QUEUED  # it was accepted before
        desk.cancel(first.id)
        assert desk.submit(brief(), ANN).state is JobState.QUEUED
    assert len(rows(settings, "SELECT id FROM job")) == 3


def test_one_person_cannot_fill_the_queue(settings: Settings) -> None:
    with open_desk(settings, queued_per_principal=1) as desk:
        desk.submit(brief(), Caller(principal="ann"))
        with pytest.raises(JobRefused, match="1 jobs of this person wait already, at most 1 may"):
            desk.submit(brief(), Caller(principal="ann"))
        desk.submit(brief(), Caller(principal="bob"))
        desk.submit(brief(), Caller(tenant="other", principal="ann"))


def test_work_of_a_day_is_limited_before_and_after_planning(settings: Settings, clock: Clock) -> None:
    one = 64 * 64 * 4 * 4  # pixels x frames x steps of the standard grade
    ann = Caller(principal="ann")
    with open_desk(settings, clock=clock, work_per_day=2 * one) as desk:
        for _ in range(2):
            assert planned(desk, desk.submit(brief(), ann)).state is JobState.QUEUED
        with pytest.raises(JobRefused, match=f"takes {one} pixels x frames x steps, and {2 * one} of {2 * one} are"):
            desk.submit(brief(), ann)
        desk.submit(brief(), Caller(principal="bob"))
        assert desk.planning.step()
        clock.move(86_401)
        long = desk.submit(brief("a red fox runs for 4 seconds", duration_s=None), ann)
        late = planned(desk, long)
        assert late.state is JobState.FAILED
        assert late.reply is not None
        assert late.reply.error_code == JobRefused.code


def test_another_tenants_ids_are_as_unknown_as_ids_that_never_were(desk: JobDesk) -> None:
    job = done(desk, desk.submit(brief(), ANN))
    clip_id = str(job.clip_id)
    asks: list[Callable[[Caller, str], object]] = [
        lambda who, name: desk.get(name, who),
        lambda who, name: desk.wait(name, who, timeout_s=0),
        lambda who, name: desk.watch(name, who, timeout_s=0),
        lambda who, name: desk.cancel(name, who),
        lambda who, name: desk.preview(name, who),
        lambda who, name: desk.jobs(who, after=name),
        lambda who, name: desk.answer(name, Answer(question_id="q", action="accept"), who),
    ]
    clips: list[Callable[[Caller, str], object]] = [
        lambda who, name: desk.clip(name, who),
        lambda who, name: desk.open_clip(name, who),
        lambda who, name: desk.revise(name, Revision(seed=3), who),
        lambda who, name: desk.submit(brief(), who, parent_clip_id=name),
    ]
    for there, never, calls in ((job.id, "job_00000000", asks), (clip_id, "clip_00000000", clips)):
        for call in calls:
            said = []
            for name in (there, never):
                with pytest.raises(NotFound) as fault:
                    call(BOB, name)
                said.append(str(fault.value).replace(name, "ID"))
            assert said[0] == said[1]
    with pytest.raises(NotFound, match="there is no conversation"):
        desk.submit(brief(), BOB, conversation_id=job.conversation_id)
    assert desk.jobs(BOB) == ()
    assert desk.clip(clip_id, ANN).status == "made"
    assert desk.submit(brief(), ANN, conversation_id=job.conversation_id).conversation_id == job.conversation_id


def test_jobs_are_listed_page_by_page(desk: JobDesk) -> None:
    ids = [desk.submit(brief(seed=n)).id for n in range(5)]
    desk.submit(brief(), ANN)
    assert [job.id for job in desk.jobs()] == ids[::-1]
    assert [job.id for job in desk.jobs(limit=2, newest_first=False)] == ids[:2]
    assert [job.id for job in desk.jobs(limit=2, after=ids[1], newest_first=False)] == ids[2:4]
    assert [job.id for job in desk.jobs(limit=2, after=ids[3])] == [ids[2], ids[1]]
    assert [job.progress.position for job in desk.jobs(newest_first=False)] == [0, 1, 2, 3, 4]
    for limit in (0, 101):
        with pytest.raises(BriefError, match=f"limit {limit} is out of range; it must be 1..100"):
            desk.jobs(limit=limit)


@pytest.mark.parametrize("timeout_s", [-1.0, 25.1, float("nan")])
def test_nobody_waits_longer_than_may_be_waited(desk: JobDesk, timeout_s: float) -> None:
    job = desk.submit(brief())
    with pytest.raises(BriefError, match=r"is out of range; it must be 0\.\.25"):
        desk.wait(job.id, timeout_s=timeout_s)
    with pytest.raises(BriefError, match=r"is out of range; it must be 0\.\.25"):
        desk.watch(job.id, timeout_s=timeout_s)


def test_a_request_that_shows_nothing_fails_and_says_why(desk: JobDesk) -> None:
    job = planned(desk, desk.submit(brief("?!")))
    assert job.state is JobState.FAILED
    assert job.reply is not None
    assert (job.reply.status, job.storyboard) == ("failed", None)
    assert str(job.reply.error_code).startswith("agent_tools.")


def test_a_request_that_is_blocked_is_never_rendered(desk: JobDesk, settings: Settings) -> None:
    job = planned(desk, desk.submit(brief("Taylor Swift dances on a stage")))
    assert (job.state, job.clip_id) == (JobState.BLOCKED, None)
    assert job.reply is not None
    assert (job.reply.status, job.reply.findings[0].matched) == ("blocked", "Taylor Swift")
    assert not desk.rendering.step()
    assert rows(settings, "SELECT id FROM render") == []


def test_the_same_clip_again_comes_from_the_shelf(desk: JobDesk, settings: Settings) -> None:
    first = done(desk, desk.submit(brief(), Caller(principal="ann")))
    again = planned(desk, desk.submit(brief(), Caller(principal="bob")))
    assert (again.state, again.clip_id, again.attempts) == (JobState.COMPLETED, first.clip_id, 0)
    assert again.reply is not None
    assert again.reply.disclosure is not None
    assert again.reply.disclosure.shown_to == "bob"
    assert rows(settings, "SELECT count(*) FROM render") == [(1,)]
    assert rows(settings, "SELECT work FROM job WHERE attempts = 0") == [(0,)]
    for other in (brief(seed=5), brief(fps=5), brief(label=("de",)), brief(use="advertising")):
        assert planned(desk, desk.submit(other)).state is JobState.QUEUED
    assert planned(desk, desk.submit(brief(), ANN)).state is JobState.QUEUED


def test_a_clip_that_is_gone_or_was_withdrawn_is_made_anew(desk: JobDesk, settings: Settings) -> None:
    first = done(desk, desk.submit(brief()))
    path = desk.open_clip(str(first.clip_id))
    body = path.read_bytes()
    path.unlink()
    lost = planned(desk, desk.submit(brief()))
    assert lost.state is JobState.QUEUED
    path.write_bytes(body)
    with closing(sqlite3.connect(settings.home / "reelwright.db")) as connection, connection:
        connection.execute(
            "INSERT INTO withdrawal VALUES (?, NULL, 'taken_down', 'operator', '2026-01-01 00:00:00.000000')",
            (first.clip_id,),
        )
    assert planned(desk, desk.submit(brief())).state is JobState.QUEUED
    told = desk.get(first.id)
    assert told.state is JobState.COMPLETED
    assert told.reply is not None
    assert (told.reply.status, told.reply.error_code) == ("failed", "agent_tools.clip_withdrawn")


def test_a_model_that_draws_with_other_weights_draws_anew(desk: JobDesk, settings: Settings) -> None:
    done(desk, desk.submit(brief()))
    with open_desk(settings) as other:  # which has loaded no model, so that it cannot know yet
        job = planned(other, other.submit(brief()))
        assert job.state is JobState.QUEUED
        assert other.rendering.step()
        assert other.get(job.id).state is JobState.COMPLETED
    assert rows(settings, "SELECT count(*) FROM render") == [(1,)]


def test_a_revision_keeps_what_is_not_spoken_of(desk: JobDesk) -> None:
    first = done(desk, desk.submit(brief(), Caller(principal="ann")))
    job = planned(desk, desk.revise(str(first.clip_id), Revision(request="make it night"), Caller(principal="bob")))
    assert job.storyboard is not None
    assert first.storyboard is not None
    assert (job.parent_clip_id, job.conversation_id) == (first.clip_id, first.conversation_id)
    assert job.request == f"{FOX}. make it night"
    assert "night" in job.storyboard.shots[0].prompt.lighting
    assert job.storyboard.shots[0].seed == first.storyboard.shots[0].seed
    wide = planned(desk, desk.revise(str(first.clip_id), Revision(aspect_ratio="16:9")))
    assert wide.storyboard is not None
    assert (wide.storyboard.width_px, wide.storyboard.height_px) == (512, 288)


def test_a_revision_has_the_earlier_clip_as_its_parent_in_lineage_and_credential(
    desk: JobDesk, settings: Settings
) -> None:
    first = done(desk, desk.submit(brief()))
    second = done(desk, desk.revise(str(first.clip_id), Revision(request="make it night")))
    with Store.open(settings) as store:
        graph = store.lineage(str(second.clip_id))
    came_of = {(edge.object, edge.role) for edge in graph.edges if edge.subject == second.clip_id}
    assert (first.clip_id, "revision") in came_of
    assert {node.id for node in graph.of_type("Clip")} == {first.clip_id, second.clip_id}
    credential = verify_file(desk.open_clip(str(second.clip_id)), settings).credential
    assert credential.state is CredentialState.TRUSTED
    assert credential.n_manifests == 2
    assert first.reply is not None
    assert first.reply.clip is not None
    assert credential.facts["inputs"][0] == {"title": first.clip_id, "sha256": first.reply.clip.sha256}


def test_an_acknowledgement_is_put_on_record_once_a_person(desk: JobDesk, settings: Settings, clock: Clock) -> None:
    clip = str(done(desk, desk.submit(brief(), Caller(tenant="ann", principal="maria"))).clip_id)
    maria, tom = Caller(tenant="ann", principal="maria"), Caller(tenant="ann", principal="tom")
    assert desk.acknowledged_at(clip, maria) is None
    first = desk.acknowledge(clip, maria)
    clock.move(60)
    assert desk.acknowledge(clip, maria) == desk.acknowledged_at(clip, maria) == first
    assert desk.acknowledged_at(clip, tom) is None
    links = rows(settings, "SELECT subject FROM audit WHERE kind = 'disclosure.acknowledged'")
    assert links == [(clip,)]
    with pytest.raises(NotFound, match="there is no clip"):
        desk.acknowledge(clip, BOB)
    with pytest.raises(NotFound, match="there is no clip"):
        desk.acknowledged_at(clip, BOB)
    with pytest.raises(NotFound):
        desk.acknowledge("clip_00000000", maria)
    with (
        pytest.raises(sqlite3.IntegrityError, match="only ever added"),
        closing(sqlite3.connect(settings.home / "reelwright.db")) as raw,
    ):
        raw.execute("DELETE FROM acknowledgement")


@pytest.mark.parametrize(
    ("changes", "why"),
    [(Revision(), "nothing is to be changed"), (Revision(request="x" * 4000), "they must have 1..4000")],
)
def test_a_revision_that_changes_nothing_or_too_much_is_refused(desk: JobDesk, changes: Revision, why: str) -> None:
    first = done(desk, desk.submit(brief()))
    with pytest.raises(BriefError, match=why):
        desk.revise(str(first.clip_id), changes)


def test_a_render_teaches_how_long_the_next_one_takes(desk: JobDesk) -> None:
    first = planned(desk, desk.submit(brief()))
    assert first.progress.eta_s is None
    assert desk.rendering.step()
    short = planned(desk, desk.submit(brief(seed=2)))
    long = planned(desk, desk.submit(brief(seed=3, duration_s=4.0)))
    assert short.progress.eta_s is not None
    assert long.progress.eta_s is not None
    # Four times the frames, and the short one is before it.
    assert long.progress.eta_s == pytest.approx(5 * short.progress.eta_s)
    assert short.storyboard is not None
    assert desk.estimate(short.storyboard, brief()) == pytest.approx(short.progress.eta_s)
    assert desk.estimate(short.storyboard, brief(model="flipbook")) is None


def test_a_database_that_is_locked_is_a_fault_that_can_be_tried_again(settings: Settings) -> None:
    book = JobQueue.open_url(settings.database_url, busy_timeout_s=0.01)
    from agent_tools.job.studio import Studio
    from agent_tools.job.view import JobLimits

    with (
        JobDesk(book, Studio.over(book, settings, stubs), JobLimits()) as desk,
        closing(sqlite3.connect(settings.home / "reelwright.db", isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked):
            desk.submit(brief())
        other.execute("ROLLBACK")
        assert desk.submit(brief()).state is JobState.QUEUED
    assert len(rows(settings, "SELECT id FROM job")) == 1
