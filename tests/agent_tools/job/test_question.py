"""What a job asks, and what becomes of it after each answer."""

from __future__ import annotations

import pytest

from agent_tools.errors import BriefError, JobExpired, NotWaiting
from agent_tools.job.desk import JobDesk
from agent_tools.job.view import Answer, Approve, JobState, JobView, QuestionKind
from agent_tools.schema import Storyboard
from agent_tools.settings import Settings
from tests.agent_tools.job.job_double import Clock, open_desk, planned
from tests.agent_tools.service_double import brief, rows, words

INVENTED = "Marvin Blattery waves in a garden"
CONSENT = "my colleague waves in a garden"


def asked(desk: JobDesk, approve: Approve = Approve.ALWAYS, request: str = "a red fox runs") -> JobView:
    return planned(desk, desk.submit(brief(request), approve=approve))


def said(job: JobView, action: str = "accept", storyboard: Storyboard | None = None) -> Answer:
    assert job.question is not None
    return Answer.model_validate({"question_id": job.question.id, "action": action, "storyboard": storyboard})


def with_scene(job: JobView, scene: str, **changed: object) -> Storyboard:
    assert job.storyboard is not None
    (shot,) = job.storyboard.shots
    other = shot.model_copy(update={"prompt": shot.prompt.model_copy(update={"scene": scene})})
    return job.storyboard.model_copy(update={"shots": (other,), **changed})


def test_a_storyboard_is_shown_before_anything_is_rendered(desk: JobDesk, settings: Settings) -> None:
    job = asked(desk)
    assert (job.state, job.attempts) == (JobState.NEEDS_ANSWER, 0)
    assert job.question is not None
    assert (job.question.kind, job.question.names, job.question.estimated_s) == (QuestionKind.STORYBOARD, (), None)
    assert job.storyboard is not None
    assert not desk.rendering.step()
    job = desk.answer(job.id, said(job))
    assert (job.state, job.question) == (JobState.QUEUED, None)
    assert not desk.planning.step()
    assert desk.rendering.step()
    assert desk.get(job.id).state is JobState.COMPLETED
    assert rows(settings, "SELECT facts FROM audit WHERE kind = 'job.answered'") != []


@pytest.mark.parametrize(("approve_over", "asks"), [(1, True), (10**9, False)])
def test_only_much_work_is_asked_about(settings: Settings, approve_over: int, asks: bool) -> None:
    with open_desk(settings, approve_over=approve_over) as desk:
        job = asked(desk, Approve.OVER_BUDGET)
    assert job.state is (JobState.NEEDS_ANSWER if asks else JobState.QUEUED)


def test_nobody_is_asked_where_nobody_wants_to_be(desk: JobDesk) -> None:
    assert asked(desk, Approve.NEVER).state is JobState.QUEUED


def test_an_edited_storyboard_is_what_is_judged_and_rendered(desk: JobDesk, settings: Settings) -> None:
    job = asked(desk)
    job = desk.answer(job.id, said(job, storyboard=with_scene(job, "a green frog in a pond", notes=("mine",))))
    assert planned(desk, job).state is JobState.QUEUED  # approved once, it is not asked about again
    assert desk.rendering.step()
    job = desk.get(job.id)
    assert job.state is JobState.COMPLETED
    history = desk.service.history(str(job.clip_id))
    assert history.storyboard.shots[0].prompt.scene == "a green frog in a pond"
    assert history.storyboard.planner.endswith(", edited")
    assert "mine" not in history.storyboard.notes
    assert words(settings, "dec_")[-1]["intent"]["shots"][0]["scene"] == "a green frog in a pond"


def test_an_edited_storyboard_that_names_somebody_is_blocked(desk: JobDesk, settings: Settings) -> None:
    job = asked(desk)
    job = desk.answer(job.id, said(job, storyboard=with_scene(job, "Taylor Swift in a snowy field")))
    job = planned(desk, job)
    assert job.state is JobState.BLOCKED
    assert not desk.rendering.step()
    assert rows(settings, "SELECT id FROM render") == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"width_px": 1024}, "width_px of the storyboard was changed to 1024; it must stay 64"),
        ({"fps": 60}, "fps of the storyboard was changed to 60; it must stay 4"),
        ({"references": ({"sha256": "sha256:0", "faces": "none"},)}, "references of the storyboard was changed"),
    ],
)
def test_an_edited_storyboard_stays_one_of_the_same_clip(desk: JobDesk, changed: dict[str, object], why: str) -> None:
    job = asked(desk)
    assert job.storyboard is not None
    board = Storyboard.model_validate({**job.storyboard.model_dump(), **changed})
    with pytest.raises(BriefError, match=why):
        desk.answer(job.id, said(job, storyboard=board))
    assert desk.get(job.id).state is JobState.NEEDS_ANSWER


def test_texts_and_lengths_of_an_edited_storyboard_have_bounds(desk: JobDesk) -> None:
    job = asked(desk)
    with pytest.raises(BriefError, match=r"has 4001 characters; it must have 0\.\.4000"):
        desk.answer(job.id, said(job, storyboard=with_scene(job, "x" * 4001)))
    long = with_scene(job, "a frog")
    shot = long.shots[0].model_copy(update={"duration_s": 10.0})
    with pytest.raises(BriefError, match="last 70 s together; a clip lasts at most 60 s"):
        desk.answer(job.id, said(job, storyboard=long.model_copy(update={"shots": (shot,) * 7})))


def test_a_name_that_is_said_to_be_invented_is_judged_as_invented(desk: JobDesk) -> None:
    job = asked(desk, Approve.NEVER, INVENTED)
    assert job.question is not None
    assert (job.question.kind, job.question.names) == (QuestionKind.INVENTED, ("Marvin Blattery",))
    with pytest.raises(BriefError, match="can only be given with 'accept' to one of kind 'storyboard'"):
        desk.answer(job.id, said(job, storyboard=job.storyboard))
    assert planned(desk, desk.answer(job.id, said(job))).state is JobState.QUEUED
    assert desk.rendering.step()
    job = desk.get(job.id)
    assert job.reply is not None
    assert job.reply.disclosure is not None
    assert job.reply.disclosure.declared_fictional == ("Marvin Blattery",)
    assert desk.service.history(str(job.clip_id)).brief.invented == ("Marvin Blattery",)


def test_an_edit_outlives_a_question_about_a_name(desk: JobDesk) -> None:
    job = asked(desk)
    job = desk.answer(job.id, said(job, storyboard=with_scene(job, "Marvin Blattery in a pond")))
    job = planned(desk, job)
    assert job.question is not None
    assert job.question.kind is QuestionKind.INVENTED
    job = planned(desk, desk.answer(job.id, said(job)))
    assert job.state is JobState.QUEUED
    assert job.storyboard is not None
    assert job.storyboard.shots[0].prompt.scene == "Marvin Blattery in a pond"


def test_saying_that_consent_is_there_grants_none(desk: JobDesk) -> None:
    job = asked(desk, Approve.NEVER, CONSENT)
    assert job.question is not None
    assert job.question.kind is QuestionKind.CONSENT
    first = job.question.id
    job = planned(desk, desk.answer(job.id, said(job)))
    assert job.state is JobState.NEEDS_ANSWER
    assert job.question is not None
    assert (job.question.kind, job.question.id == first) == (QuestionKind.CONSENT, False)
    with pytest.raises(NotWaiting, match=f"not to '{first}'"):
        desk.answer(job.id, Answer(question_id=first, action="accept"))


@pytest.mark.parametrize(
    ("approve", "request_", "ends"),
    [
        (Approve.ALWAYS, "a red fox runs", JobState.CANCELLED),
        (Approve.NEVER, INVENTED, JobState.CANCELLED),
        (Approve.NEVER, CONSENT, JobState.BLOCKED),
    ],
)
def test_a_no_ends_the_job(desk: JobDesk, approve: Approve, request_: str, ends: JobState) -> None:
    job = asked(desk, approve, request_)
    no = said(job, "decline")
    job = desk.answer(job.id, no)
    assert (job.state, job.question) == (ends, None)
    if ends is JobState.BLOCKED:
        assert job.reply is not None
        assert job.reply.status == "needs_consent"
        assert [found.matched for found in job.reply.findings] != []
    else:
        assert job.reply is None
    with pytest.raises(NotWaiting, match=f"is '{ends.value}' and waits for no answer"):
        desk.answer(job.id, no)


def test_a_request_that_only_other_words_could_save_is_not_asked_about(desk: JobDesk) -> None:
    job = asked(desk, Approve.NEVER, "breaking news on CNN: a bomb explodes in Paris, live footage")
    assert job.reply is not None
    assert (job.state, job.question) == (JobState.BLOCKED, None)
    assert job.reply.status in ("needs_answer", "blocked")
    assert job.reply.findings != ()


def test_a_question_nobody_answers_expires(desk: JobDesk, clock: Clock) -> None:
    job = asked(desk)
    clock.move(86_399)
    assert desk.get(job.id).state is JobState.NEEDS_ANSWER
    clock.move(2)
    job = desk.get(job.id)
    assert (job.state, job.expires_at) == (JobState.CANCELLED, None)
    assert job.reply is not None
    assert (job.reply.status, job.reply.error_code) == ("failed", JobExpired.code)
    assert "nobody answered its question" in job.reply.message


def test_a_job_whose_time_is_over_is_neither_planned_nor_rendered_before_it_is_ended(
    desk: JobDesk, clock: Clock
) -> None:
    unplanned = desk.submit(brief())
    clock.move(desk.limits.ttl_s + 1)
    assert not desk.planning.step()
    assert not desk.rendering.step()
    ready = planned(desk, desk.submit(brief()))
    assert ready.state is JobState.QUEUED
    clock.move(desk.limits.ttl_s + 1)
    assert not desk.rendering.step()
    for job in (unplanned, ready):
        assert desk.get(job.id).state is JobState.CANCELLED


def test_a_job_nobody_takes_up_expires_and_an_answer_gives_it_new_time(desk: JobDesk, clock: Clock) -> None:
    waits, other = asked(desk), desk.submit(brief())
    clock.move(86_000)
    desk.answer(waits.id, said(waits))
    clock.move(1000)
    desk.pulse.look_after()
    told = desk.get(other.id)
    assert told.state is JobState.CANCELLED
    assert told.reply is not None
    assert "no worker took it up" in told.reply.message
    assert desk.get(waits.id).state is JobState.QUEUED
