"""Questions, approvals and disclosures in an agent: what a person can answer, and what a model cannot."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from agent_tools.errors import BriefError
from agent_tools.job import Approve
from agent_tools.langchain import ClipPolicyMiddleware, ClipToolkit
from agent_tools.scripted import ScriptedChatModel, Step
from agent_tools.tool.outcome import asked_of
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
    refusal,
)

ZORP = asked_of(INVENTED)
THREAD: Any = {"configurable": {"thread_id": "1"}}


def calling(name: str = "clip_create", call_id: str = "call_1", **arguments: Any) -> AIMessage:
    given = arguments or {"request": "Zorp dances"}
    return AIMessage(content="", tool_calls=[{"name": name, "args": given, "id": call_id}])


def looking(messages: list[BaseMessage]) -> AIMessage:
    """What a model does after the person answered: it looks at the job."""
    jobs = [message.artifact["job"]["id"] for message in messages if isinstance(message, ToolMessage)]
    return calling("clip_get", "call_2", id=jobs[-1])


def putting(messages: list[BaseMessage]) -> str:
    """What a model does with a question: it puts it to the person."""
    return f"One thing first. {json.loads(str(messages[-1].text))['question']}"


def saying(text: str) -> dict[str, Any]:
    return {"messages": [HumanMessage(text)]}


def told(messages: list[BaseMessage]) -> dict[str, Any]:
    """What the last tool said."""
    return json.loads([str(message.text) for message in messages if isinstance(message, ToolMessage)][-1])


def agent_of(desk: MemoryDesk, *script: Step, middleware: bool = False, **options: Any) -> Any:
    toolkit = ClipToolkit(desk=desk, requester="ann")
    return create_agent(
        ScriptedChatModel(script=script),
        toolkit.get_tools(),
        middleware=[ClipPolicyMiddleware(toolkit, **options)] if middleware else [],
        checkpointer=InMemorySaver(),
    )


# The person's own words


@pytest.mark.parametrize(
    ("answer", "said", "state"),
    [("Yes, it is invented.", ["accept"], "completed"), ("no", ["decline"], "cancelled"), ("who?", [], "needs_answer")],
)
@pytest.mark.parametrize("again", [looking, lambda _messages: calling(call_id="call_2")], ids=["get", "create"])
def test_a_person_answers_in_the_chat(
    again: Callable[[list[BaseMessage]], AIMessage], answer: str, said: list[str], state: str
) -> None:
    desk = MemoryDesk((asking(INVENTED), *SMOOTH))
    agent = agent_of(desk, calling(), putting, again, "done")
    agent.invoke(saying("Zorp dances"), THREAD)
    assert told(agent.invoke(saying(answer), THREAD)["messages"])["state"] == state
    assert [each.action for each in desk.answers] == said
    assert len(desk.submitted) == 1


@pytest.mark.parametrize(
    "put",
    [
        "Shall I go on?",
        "",
        f"Somebody could ask: {ZORP[:-9]}",
    ],
)
def test_a_yes_to_another_question_is_no_answer(put: str) -> None:
    desk = MemoryDesk((asking(INVENTED), *SMOOTH))
    agent = agent_of(desk, calling(), put, looking, "done")
    agent.invoke(saying("Zorp dances"), THREAD)
    assert told(agent.invoke(saying("yes"), THREAD)["messages"])["state"] == "needs_answer"
    assert desk.answers == []


def test_a_model_cannot_answer_its_own_question() -> None:
    desk = MemoryDesk((asking(INVENTED), *SMOOTH))
    agent = agent_of(desk, calling(), looking, lambda messages: f"{ZORP} Yes.", "done")
    messages = agent.invoke(saying("yes"), THREAD)["messages"]
    assert told(messages)["state"] == "needs_answer"
    assert desk.answers == []


def test_an_old_yes_does_not_answer_a_new_question() -> None:
    desk = MemoryDesk((asking(INVENTED), asking(STORYBOARD), *SMOOTH))
    agent = agent_of(desk, calling(), putting, looking, looking, putting, looking, "done")
    agent.invoke(saying("Zorp dances"), THREAD)
    first = agent.invoke(saying("yes"), THREAD)["messages"]
    assert told(first)["asks_for"] == "storyboard"
    assert told(agent.invoke(saying("yes, do it"), THREAD)["messages"])["state"] == "completed"
    assert [each.question_id for each in desk.answers] == ["q_invented", "q_board"]


def test_consent_is_answered_by_nobody_in_the_chat() -> None:
    desk = MemoryDesk((asking(CONSENT), *SMOOTH))
    put = lambda _messages: f"{CONSENT.text} Do they?"  # noqa: E731
    for middleware in (False, True):
        agent = agent_of(desk, calling(), put, looking, "done", middleware=middleware)
        agent.invoke(saying("Dana dances"), THREAD)
        assert told(agent.invoke(saying("yes"), THREAD)["messages"])["state"] == "needs_answer"
    assert desk.answers == []


# A person approves through an interrupt


def board_agent(desk: MemoryDesk, **options: Any) -> Any:
    toolkit = ClipToolkit(desk=desk, approve=Approve.ALWAYS)
    return create_agent(
        ScriptedChatModel(script=[calling(wait_seconds=25, request="Zorp dances"), "Here it is."]),
        toolkit.get_tools(),
        middleware=[ClipPolicyMiddleware(toolkit, **options)],
        checkpointer=InMemorySaver(),
    )


def answering(paused: dict[str, Any], kind: str) -> Command[Any]:
    (asked,) = paused["__interrupt__"]
    return Command(resume={"question_id": asked.value["question_id"], "type": kind})


@pytest.mark.parametrize(("kind", "state"), [("approve", "completed"), ("reject", "cancelled")])
def test_a_storyboard_waits_for_a_person(kind: str, state: str) -> None:
    desk = MemoryDesk((asking(STORYBOARD), *SMOOTH))
    agent = board_agent(desk)
    paused = agent.invoke(saying("Zorp dances"), THREAD)
    (asked,) = paused["__interrupt__"]
    assert asked.value == {
        "type": "clip_question",
        "job_id": "job_00000001",
        "question_id": "q_board",
        "question": STORYBOARD.text,
        "asks_for": "storyboard",
        "storyboard": ["1. 4 s: a red fox; static; it runs"],
        "estimated_s": 3.0,
    }
    done = agent.invoke(answering(paused, kind), THREAD)["messages"]
    assert told(done)["state"] == state
    assert done[-1].text == ("Here it is.\n\n" + SENTENCE if kind == "approve" else "Here it is.")
    assert len(desk.submitted) == 1
    assert desk.submitted[0][2] is Approve.ALWAYS


async def test_two_questions_are_two_interrupts_and_no_answer_counts_for_the_other() -> None:
    desk = MemoryDesk((asking(INVENTED), asking(STORYBOARD), *SMOOTH))
    agent = board_agent(desk)
    first = await agent.ainvoke(saying("Zorp dances"), THREAD)
    second = await agent.ainvoke(answering(first, "approve"), THREAD)
    assert second["__interrupt__"][0].value["asks_for"] == "storyboard"
    done = await agent.ainvoke(answering(second, "approve"), THREAD)
    assert told(done["messages"])["state"] == "completed"
    assert [(each.question_id, each.action) for each in desk.answers] == [
        ("q_invented", "accept"),
        ("q_board", "accept"),
    ]
    assert len(desk.submitted) == 1


def test_an_answer_to_an_unknown_question_asks_once_more() -> None:
    desk = MemoryDesk((asking(STORYBOARD), *SMOOTH))
    agent = board_agent(desk)
    agent.invoke(saying("Zorp dances"), THREAD)
    again = agent.invoke(Command(resume={"question_id": "q_other", "type": "approve"}), THREAD)
    assert again["__interrupt__"][0].value["question_id"] == "q_board"
    assert desk.answers == []


@pytest.mark.parametrize("resume", ["yes", True, {"type": "approve"}, {"question_id": "q_board", "type": "consent"}])
def test_a_malformed_answer_is_told_and_approves_nothing(resume: object) -> None:
    desk = MemoryDesk((asking(STORYBOARD), *SMOOTH))
    agent = board_agent(desk)
    agent.invoke(saying("Zorp dances"), THREAD)
    with pytest.raises(BriefError, match="must be a mapping of `question_id` and `type`"):
        agent.invoke(Command(resume=resume), THREAD)
    assert desk.answers == []


def test_without_interrupts_the_question_is_a_result() -> None:
    desk = MemoryDesk((asking(STORYBOARD), *SMOOTH))
    messages = board_agent(desk, approve=False).invoke(saying("Zorp dances"), THREAD)["messages"]
    assert told(messages)["state"] == "needs_answer"


# Calls are judged before they run


@tool
def draw_picture(prompt: str) -> str:
    """Draw a picture."""
    return f"drew {prompt}"


def test_a_call_that_would_be_blocked_is_not_run() -> None:
    desk = MemoryDesk()
    agent = agent_of(desk, calling(request="Taylor sings"), "I am sorry.", middleware=True)
    messages = agent.invoke(saying("Taylor sings"), THREAD)["messages"]
    assert told(messages)["state"] == "blocked"
    assert told(messages)["reasons"][0]["code"] == "likeness.public_figure"
    assert desk.submitted == []
    assert desk.service.judged == ["Taylor sings"]


@pytest.mark.parametrize(
    ("prompt", "said"), [("a fox", "drew a fox"), ("Taylor sings", "blocked"), ("my ex at sea", "needs_answer")]
)
async def test_any_tool_that_makes_pictures_can_be_guarded(prompt: str, said: str) -> None:
    toolkit = ClipToolkit(desk=MemoryDesk())
    agent = create_agent(
        ScriptedChatModel(script=[calling("draw_picture", prompt=prompt), "done"]),
        [draw_picture],
        middleware=[ClipPolicyMiddleware(toolkit, guard={"draw_picture": "prompt"})],
    )
    messages = (await agent.ainvoke(saying("please")))["messages"]
    assert said in str(messages[-2].text)


def test_a_question_of_the_policy_is_left_to_the_job_itself() -> None:
    desk = MemoryDesk((asking(CONSENT),))
    agent = agent_of(desk, calling(request="my ex at sea"), "I am sorry.", middleware=True)
    assert told(agent.invoke(saying("my ex at sea"), THREAD)["messages"])["asks_for"] == "consent"
    assert len(desk.submitted) == 1


@pytest.mark.parametrize("request_", ["", 7, None, "a" * 4001])
def test_an_argument_that_cannot_be_judged_makes_nothing(request_: object) -> None:
    desk = MemoryDesk()
    agent = agent_of(desk, calling(request=request_), "I am sorry.", middleware=True)
    message = agent.invoke(saying("please"), THREAD)["messages"][-2]
    assert message.status == "error"
    assert desk.submitted == []


# What must be said


def last(desk: MemoryDesk, *script: Step) -> AIMessage:
    agent = agent_of(desk, *script, middleware=True)
    message = agent.invoke(saying("Zorp dances"), THREAD)["messages"][-1]
    assert isinstance(message, AIMessage)
    return message


def test_a_disclosure_that_the_model_left_out_is_added_to_its_message() -> None:
    said = AIMessage(content="Here it is.", id="msg_7")
    message = last(MemoryDesk(), calling(), said)
    assert (message.text, message.id) == (f"Here it is.\n\n{SENTENCE}", "msg_7")


@pytest.mark.parametrize(
    ("desk", "text"),
    [
        (MemoryDesk(), f"Here it is. {SENTENCE}"),
        (MemoryDesk((ended(refusal()),)), "I am sorry."),
        (MemoryDesk((ended(fault()),)), "I am sorry."),
    ],
    ids=["said", "blocked", "failed"],
)
def test_nothing_is_added_where_it_is_said_or_there_is_no_clip(desk: MemoryDesk, text: str) -> None:
    assert last(desk, calling(), text).text == text


def test_a_disclosure_is_added_to_content_blocks_too() -> None:
    blocks: Any = [{"type": "text", "text": "Here it is."}]
    message = last(MemoryDesk(), calling(), AIMessage(content=blocks))
    assert message.content == [*blocks, {"type": "text", "text": SENTENCE}]


def test_an_earlier_clip_is_not_disclosed_with_every_later_message() -> None:
    agent = agent_of(MemoryDesk(), calling(), "Here it is.", "You are welcome.", middleware=True)
    agent.invoke(saying("Zorp dances"), THREAD)
    assert agent.invoke(saying("thanks"), THREAD)["messages"][-1].text == "You are welcome."


# What a checkpointer keeps


def test_the_artifact_is_the_same_before_and_after_it_was_stored() -> None:
    agent = agent_of(MemoryDesk(), calling(), "Here it is.")
    live = agent.invoke(saying("Zorp dances"), THREAD)["messages"][-2]
    kept = agent.get_state(THREAD).values["messages"][-2]
    assert kept.artifact == live.artifact == json.loads(json.dumps(live.artifact))
    assert kept.artifact["reply"]["disclosure"]["sentence"] == SENTENCE


def test_two_threads_are_two_jobs() -> None:
    desk = MemoryDesk()
    agent = agent_of(desk, calling(), "one", calling(), "two")
    for thread in ("1", "2"):
        agent.invoke(saying("Zorp dances"), {"configurable": {"thread_id": thread}})
    assert len(desk.submitted) == 2
