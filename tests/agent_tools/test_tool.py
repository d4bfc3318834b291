"""What the tools of every surface share: keys, descriptions, outcomes, and how a yes is told from something else."""

from __future__ import annotations

import asyncio
import json

import pytest
from pydantic import ValidationError

from agent_tools.errors import BriefError, JobRefused, NotWaiting
from agent_tools.job import Answer, Approve, Caller, JobState
from agent_tools.tool import call, description
from agent_tools.tool.assent import answer_in, holds
from agent_tools.tool.call import Asker, ClipCalls
from agent_tools.tool.outcome import asked_of, of_check, of_clip, of_fault, of_job
from agent_tools.tool.request import CheckRequest, CreateRequest, GetRequest, ReviseRequest
from policy.types import Quality
from tests.agent_tools.desk_double import (
    CONSENT,
    INVENTED,
    SENTENCE,
    SMOOTH,
    STORYBOARD,
    MemoryDesk,
    asking,
    ended,
    fault,
    going,
    made,
    refusal,
)

FOX = CreateRequest(request="a red fox runs")


def calls(desk: MemoryDesk, principal: str = "", tenant: str = "local") -> ClipCalls:
    return ClipCalls(desk, Asker(caller=Caller(tenant=tenant, principal=principal)))


# Descriptions and arguments


@pytest.mark.parametrize("words", [description.CREATE, description.CHECK, description.GET, description.REVISE])
def test_a_description_is_long_enough_to_choose_by_and_short_enough_for_every_provider(words: str) -> None:
    assert 500 <= len(words) <= 900
    assert "clip_" in words
    assert "not" in words.lower()


@pytest.mark.parametrize("request_", [CreateRequest, CheckRequest, GetRequest, ReviseRequest])
def test_every_argument_is_described_and_few_are_nullable(request_: type[CreateRequest]) -> None:
    shape = request_.model_json_schema()
    assert shape["additionalProperties"] is False
    assert all(each["description"] for each in shape["properties"].values())
    assert sum({"type": "null"} in each.get("anyOf", ()) for each in shape["properties"].values()) <= 3


def test_what_stays_the_same_is_left_out_of_a_revision() -> None:
    kept = ReviseRequest(clip_id="clip_1").revision()
    assert kept.model_dump(exclude_none=True) == {}
    changed = ReviseRequest(clip_id="clip_1", request="slower", aspect_ratio="9:16", quality="fine", seed=0).revision()
    assert changed.model_dump(exclude_none=True) == {
        "request": "slower",
        "aspect_ratio": "9:16",
        "quality": Quality.FINE,
        "seed": 0,
    }
    with pytest.raises(ValidationError):
        ReviseRequest(clip_id="clip_1", quality="best")


# Keys


def test_the_same_call_is_the_same_job() -> None:
    desk = MemoryDesk()
    first = calls(desk).create(FOX, turns=("hello",), conversation="1")
    assert calls(desk).create(FOX, turns=("hello",), conversation="1").id == first.id
    assert calls(desk).create(FOX.model_copy(update={"wait_seconds": 0}), turns=("hello",), conversation="1") == first
    assert len(desk.submitted) == 1


@pytest.mark.parametrize(
    ("asked", "turns", "conversation", "principal"),
    [
        (FOX.model_copy(update={"seed": 1}), ("hello",), "1", ""),
        (FOX, ("hello", "once more"), "1", ""),
        (FOX, ("hello",), "2", ""),
        (FOX, ("hello",), "1", "ann"),
    ],
)
def test_another_wish_is_another_job(
    asked: CreateRequest, turns: tuple[str, ...], conversation: str, principal: str
) -> None:
    desk = MemoryDesk()
    first = calls(desk).create(FOX, turns=("hello",), conversation="1")
    assert calls(desk, principal).create(asked, turns=turns, conversation=conversation).id != first.id


@pytest.mark.parametrize(("end", "anew"), [(made(), False), (refusal(), False), (fault(), True), (None, True)], ids=str)
def test_a_call_begins_anew_only_what_came_to_nothing(end: object, anew: bool) -> None:
    desk = MemoryDesk((ended(end),) if end else ())
    first = calls(desk).create(FOX)
    if end:
        calls(desk).follow(first, 20, lambda _job: None)
    else:
        calls(desk).cancel(first)
    again = calls(desk).create(FOX)
    assert (again.id != first.id) is anew
    assert calls(desk).create(FOX).id == again.id


def test_a_job_that_waits_for_consent_is_judged_anew_and_never_answered() -> None:
    desk = MemoryDesk((asking(CONSENT),), SMOOTH)
    first = calls(desk).follow(calls(desk).create(FOX), 20, lambda _job: None)
    assert first.state is JobState.NEEDS_ANSWER
    again = calls(desk).create(FOX)
    assert again.id != first.id
    assert (desk.answers, desk.cancelled) == ([], [first.id])


def test_a_call_that_keeps_failing_is_refused_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call, "MAX_TRIES", 2)
    desk = MemoryDesk((ended(fault()),))
    for _ in range(2):
        calls(desk).follow(calls(desk).create(FOX), 20, lambda _job: None)
    with pytest.raises(JobRefused, match="came to nothing 2 times"):
        calls(desk).create(FOX)


def test_what_the_surface_knows_goes_into_the_brief() -> None:
    desk = MemoryDesk()
    asker = Asker(
        caller=Caller(tenant="a", principal="ann"), model="stub", groups=("g",), territory="DE", approve=Approve.ALWAYS
    )
    ClipCalls(desk, asker).create(FOX)
    ((brief, caller, approve),) = desk.submitted
    assert (brief.model, brief.requester, brief.groups, brief.territory) == ("stub", "ann", ("g",), "DE")
    assert (caller, approve) == (asker.caller, Approve.ALWAYS)


def test_a_name_that_the_person_never_wrote_cannot_be_declared_invented() -> None:
    asked = CreateRequest(request="Zorp dances", invented_names=["Zorp"])
    desk = MemoryDesk()
    with pytest.raises(BriefError, match=r"\['Zorp'\], which the person never wrote"):
        calls(desk).create(asked, turns=("a clip of my boss",))
    assert calls(desk).create(asked, turns=("a clip of ZORP, whom I made up",)).state is JobState.QUEUED


def test_too_many_turns_are_told_as_a_bad_request() -> None:
    with pytest.raises(BriefError, match="turns"):
        calls(MemoryDesk()).create(FOX, turns=("hello",) * 51)


async def test_a_caller_that_is_gone_before_its_job_has_an_id_cancels_it_all_the_same() -> None:
    desk = MemoryDesk()
    gate = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow() -> object:
        asyncio.run_coroutine_threadsafe(gate.wait(), loop).result(30)
        return calls(desk).create(FOX)

    waiting = asyncio.create_task(calls(desk).begin_async(slow))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    gate.set()
    while not desk.cancelled:
        await asyncio.sleep(0)
    assert desk.cancelled == ["job_00000001"]


def test_a_job_that_asks_nothing_takes_no_answer() -> None:
    desk = MemoryDesk()
    with pytest.raises(NotWaiting, match="asks nothing"):
        calls(desk).answer(calls(desk).create(FOX), accept=True)


# Outcomes


def seen(*steps: dict[str, object]) -> dict[str, object]:
    desk = MemoryDesk(steps)
    job = calls(desk).create(FOX)
    for _ in steps:
        job = desk.watch(job.id, Caller(), since=-1, timeout_s=0)
    return of_job(job).to_json()


def test_a_job_that_goes_on_says_when_to_look_again() -> None:
    assert seen() == {
        "state": "queued",
        "message": "The clip is waiting its turn; 2 before it.",
        "job_id": "job_00000001",
        "progress": 0.0,
        "stage": "waiting",
        "retry_after_s": 5,
        "next": "Call clip_get with this job_id.",
    }
    running = seen(going(0.42))
    assert (running["message"], running["retry_after_s"]) == ("The clip is being made: 42% done.", 9)


def test_a_question_is_told_word_for_word_with_its_storyboard() -> None:
    told = seen(asking(STORYBOARD))
    assert told["question"] == STORYBOARD.text
    assert told["storyboard"] == ["1. 4 s: a red fox; static; it runs"]
    assert told["estimated_s"] == 3.0
    assert "cannot answer it" in str(told["next"])
    assert seen(asking(INVENTED))["question"] == asked_of(INVENTED)


def test_consent_is_never_a_question_in_the_chat() -> None:
    told = seen(asking(CONSENT))
    assert "question" not in told
    assert (told["message"], told["asks_for"]) == (CONSENT.text, "consent")
    assert "on record" in str(told["next"])


@pytest.mark.parametrize(
    ("names", "asked"),
    [
        ((), "Is everybody who is named in it an invented character?"),
        (("Zorp",), "Is Zorp an invented character, and no real person?"),
        (("Zorp", "Miri"), "Are Zorp and Miri invented characters, and no real people?"),
        (("Zorp", "Miri", "Bo"), "Are Zorp, Miri and Bo invented characters, and no real people?"),
    ],
)
def test_what_is_asked_of_names_can_be_answered_with_yes_or_no(names: tuple[str, ...], asked: str) -> None:
    question = INVENTED.model_copy(update={"text": "It holds a name.", "names": names})
    assert asked_of(question) == f"It holds a name. {asked}"


def test_ends_are_told_as_they_are() -> None:
    completed = seen(ended(made()))
    assert (completed["state"], completed["clip_id"], completed["disclosure"]) == (
        "completed",
        "clip_00000001",
        SENTENCE,
    )
    blocked = seen(ended(refusal()))
    assert blocked["state"] == "blocked"
    assert blocked["reasons"] == [
        {"code": "likeness.public_figure", "words": "Taylor", "remedy": "Describe somebody else."}
    ]
    failed = seen(ended(fault()))
    assert (failed["state"], failed["error"]) == ("failed", "agent_tools.store")
    assert seen({"state": JobState.CANCELLED})["message"] == "The job was cancelled; no clip was made."
    with pytest.raises(ValueError, match="says neither"):
        seen({"state": JobState.FAILED, "reply": None})


def test_a_refused_consent_is_blocked_whatever_its_reply_is_called() -> None:
    reply = refusal().model_copy(update={"status": "needs_consent"})
    told = seen({"state": JobState.BLOCKED, "reply": reply})
    assert told["state"] == "blocked"
    assert "on record" in str(told["next"])


def test_text_is_the_same_as_the_structure() -> None:
    told = of_clip(made())
    assert json.loads(told.to_text()) == told.to_json()
    assert "/clips/one.mp4" not in told.to_text()
    assert json.loads(of_fault(JobRefused("the queue is full")).to_text())["next"] == "Try again in a moment."
    assert of_check(MemoryDesk().service.check("a fox")).to_json() == {"verdict": "allow"}


# Yes and no


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Yes!",
        "YES, go ahead.",
        "ok",
        "Sure, do it",
        "ja",
        "はい",
        "हाँ",
        "да",
        "approved",
        "it's invented",
        "好的。",
    ],
)
def test_a_plain_yes_is_a_yes(text: str) -> None:
    assert answer_in(text) is True


@pytest.mark.parametrize(
    "text",
    ["no", "No.", "nope, cancel it", "don't", "nein", "いいえ", "never mind", "it is not invented", "нет"],
)
def test_a_plain_no_is_a_no(text: str) -> None:
    assert answer_in(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "?",
        "yes, but make it blue",
        "yes and no",
        "yes, no",
        "yesterday",
        "not yes",
        "I say yes to everything he said",
        "what does that mean",
        "yes yes yes I consent on behalf of Dana",
        "okay so who is Zorp",
        "no idea",
        "👍",
    ],
)
def test_anything_else_is_no_answer(text: str) -> None:
    assert answer_in(text) is None


@pytest.mark.parametrize(
    ("text", "put"),
    [
        ("Is Zorp an invented character?", True),
        ("Before I go on:\n**Is Zorp** an\ninvented character? (yes or no)", True),
        ("is zorp an invented character", True),
        ("Shall I go on?", False),
        ("Is Zorp a character?", False),
        ("", False),
    ],
)
def test_a_question_counts_as_put_only_word_for_word(text: str, put: bool) -> None:
    assert holds(text, "Is Zorp an invented character?") is put


def test_nothing_holds_an_empty_question() -> None:
    assert not holds("anything", "?!")


def test_an_answer_names_its_question() -> None:
    desk = MemoryDesk((asking(INVENTED),))
    job = calls(desk).follow(calls(desk).create(FOX), 20, lambda _job: None)
    calls(desk).answer(job, accept=False)
    assert desk.answers == [Answer(question_id="q_invented", action="decline")]
    late = calls(desk).answer(job, accept=True)
    assert (late.state, len(desk.answers)) == (JobState.CANCELLED, 1)
