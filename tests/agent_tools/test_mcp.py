"""The MCP server in memory, under the library's own client, in both protocol eras, with and without elicitation."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp")

from mcp import Client, MCPError
from mcp.types import CallToolResult, ElicitResult, ResourceLink, TextContent

from agent_tools.errors import SettingsError
from agent_tools.job import Approve
from agent_tools.mcp.server import clip_server
from agent_tools.mcp.tool import Served
from agent_tools.tool.call import Asker
from agent_tools.tool.outcome import asked_of
from tests.agent_tools.desk_double import (
    BYTES,
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
    refusal,
)

FOX = {"request": "a red fox runs"}
Answer = Callable[[Any, Any], Awaitable[ElicitResult]]


@pytest.fixture(params=["legacy", "auto"])
def era(request: pytest.FixtureRequest) -> str:
    """Either protocol era."""
    return str(request.param)


@pytest.fixture
def desk(tmp_path: Path) -> MemoryDesk:
    return MemoryDesk(clips=tmp_path)


def client(desk: MemoryDesk, era: str, answer: Answer | None = None, **options: Any) -> Client:
    server = clip_server(Served(desk=lambda: desk, asker=Asker(approve=Approve.ALWAYS), **options))
    return Client(server, mode=era, elicitation_callback=answer)


def answering(asked: list[str], *actions: tuple[str, bool | None]) -> Answer:
    """A person who gives these answers, one after the other, and remembers what they were asked."""
    left = iter(actions)

    async def answer(_context: object, params: Any) -> ElicitResult:
        asked.append(params.message)
        action, yes = next(left)
        (name,) = params.requested_schema["properties"]
        return ElicitResult(action=action, content=None if yes is None else {name: yes})  # type: ignore[arg-type]

    return answer


def structured(result: CallToolResult) -> dict[str, Any]:
    """What a program reads, which is also what a model reads."""
    assert isinstance(result.content[0], TextContent)
    assert json.loads(result.content[0].text) == result.structured_content
    return dict(result.structured_content or {})


# Tools


async def test_four_flat_tools_are_offered(desk: MemoryDesk, era: str) -> None:
    async with client(desk, era) as connected:
        tools = {tool.name: tool for tool in (await connected.list_tools()).tools}
    assert list(tools) == ["clip_create", "clip_get", "clip_check", "clip_revise"]
    for tool in tools.values():
        assert tool.input_schema["additionalProperties"] is False
        assert all(each["description"] for each in tool.input_schema["properties"].values())
        assert "title" not in json.dumps(tool.input_schema)
        assert tool.output_schema is not None
        definition = {"name": tool.name, "description": tool.description, "input_schema": tool.input_schema}
        assert len(json.dumps(definition, separators=(",", ":"))) / 4 <= 600  # some four characters a token
    read_only = {name: tool.annotations and tool.annotations.read_only_hint for name, tool in tools.items()}
    assert read_only == {"clip_create": False, "clip_get": True, "clip_check": True, "clip_revise": False}


async def test_a_clip_is_made_reported_linked_and_read(desk: MemoryDesk, era: str) -> None:
    told: list[tuple[float, float | None, str | None]] = []

    async def report(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, total, message))

    async with client(desk, era) as connected:
        result = await connected.call_tool("clip_create", FOX, progress_callback=report)
        link = result.content[1]
        assert isinstance(link, ResourceLink)
        read = await connected.read_resource(link.uri)
    assert (link.uri, link.mime_type, link.size) == ("clip://clip_00000001.mp4", "video/mp4", len(BYTES))
    assert base64.b64decode(read.contents[0].blob) == BYTES  # type: ignore[union-attr]
    assert not result.is_error
    assert structured(result).items() >= {"state": "completed", "disclosure": SENTENCE}.items()
    assert told[-1] == (1.0, 1.0, "done")
    assert [step[0] for step in told] == sorted({step[0] for step in told})


async def test_links_can_be_left_out(desk: MemoryDesk) -> None:
    async with client(desk, "auto", resource_links=False) as connected:
        assert len((await connected.call_tool("clip_create", FOX)).content) == 1


async def test_a_handle_comes_back_when_the_wait_is_over(era: str) -> None:
    desk = MemoryDesk((going(0.3), *SMOOTH))
    async with client(desk, era) as connected:
        told = structured(await connected.call_tool("clip_create", {**FOX, "wait_seconds": 0}))
        assert (told["state"], told["next"]) == ("running", "Call clip_get with this job_id.")
        done = structured(await connected.call_tool("clip_get", {"id": told["job_id"]}))
        assert done["state"] == "completed"
        assert structured(await connected.call_tool("clip_get", {"id": done["clip_id"]}))["state"] == "completed"


async def test_the_operator_can_shorten_every_wait() -> None:
    desk = MemoryDesk((going(0.3), *SMOOTH))
    async with client(desk, "auto", max_wait_s=0) as connected:
        assert structured(await connected.call_tool("clip_create", {**FOX, "wait_seconds": 25}))["state"] == "running"


async def test_a_refusal_is_a_normal_result(era: str) -> None:
    async with client(MemoryDesk((ended(refusal()),)), era) as connected:
        result = await connected.call_tool("clip_create", FOX)
    assert not result.is_error
    assert structured(result)["state"] == "blocked"
    assert structured(result)["reasons"][0]["code"] == "likeness.public_figure"


async def test_a_fault_is_an_error_that_says_what_to_do(era: str) -> None:
    async with client(MemoryDesk((ended(fault()),)), era) as connected:
        failed = await connected.call_tool("clip_create", FOX)
        unknown = await connected.call_tool("clip_get", {"id": "job_9"})
        nothing = await connected.call_tool("clip_revise", {"clip_id": "clip_00000001"})
    for result, code in [(failed, "store"), (unknown, "not_found"), (nothing, "brief")]:
        assert result.is_error
        assert structured(result)["error"] == f"agent_tools.{code}"
        assert structured(result)["next"]


async def test_a_desk_that_cannot_be_opened_is_told_by_every_tool(era: str) -> None:
    def broken() -> MemoryDesk:
        raise SettingsError("the home is a file")

    server = clip_server(Served(desk=broken, asker=Asker()))
    async with Client(server, mode=era) as connected:
        for name, arguments in [("clip_create", FOX), ("clip_get", {"id": "job_1"}), ("clip_check", FOX)]:
            result = await connected.call_tool(name, arguments)
            assert (result.is_error, structured(result)["error"]) == (True, "agent_tools.settings")
        with pytest.raises(MCPError, match="the home is a file"):
            await connected.read_resource("clip://clip_1.mp4")


async def test_a_check_makes_nothing(desk: MemoryDesk, era: str) -> None:
    async with client(desk, era) as connected:
        blocked = structured(await connected.call_tool("clip_check", {"request": "Taylor sings"}))
        assert structured(await connected.call_tool("clip_check", FOX)) == {"verdict": "allow"}
    assert blocked["verdict"] == "block"
    assert desk.submitted == []


async def test_a_clip_is_revised(desk: MemoryDesk, era: str) -> None:
    async with client(desk, era) as connected:
        told = structured(await connected.call_tool("clip_revise", {"clip_id": "clip_00000001", "request": "at night"}))
    assert told["state"] == "completed"
    assert desk.views[told["job_id"]].parent_clip_id == "clip_00000001"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("clip_create", {**FOX, "consent": True}),
        ("clip_create", {**FOX, "consent_id": "cons_1"}),
        ("clip_create", {**FOX, "ctx": {}}),
        ("clip_create", {**FOX, "job": {"id": "job_1"}}),
        ("clip_create", {**FOX, "said": {"action": "accept", "data": {"approve": True}}}),
        ("clip_create", {**FOX, "asked": FOX}),
        ("clip_create", {**FOX, "runtime": {}}),
        ("clip_create", {**FOX, "requester": "the boss"}),
        ("clip_create", {}),
        ("clip_create", {"request": ""}),
        ("clip_create", {"request": None}),
        ("clip_create", {"request": 7}),
        ("clip_create", {"request": "a" * 4001}),
        ("clip_create", {**FOX, "duration_s": 0}),
        ("clip_create", {**FOX, "duration_s": 1e9}),
        ("clip_create", {**FOX, "duration_s": "long"}),
        ("clip_create", {**FOX, "aspect_ratio": "7:3"}),
        ("clip_create", {**FOX, "quality": "best"}),
        ("clip_create", {**FOX, "style": "a" * 201}),
        ("clip_create", {**FOX, "seed": 2**31}),
        ("clip_create", {**FOX, "seed": 1.5}),
        ("clip_create", {**FOX, "invented_names": ["Zorp"] * 21}),
        ("clip_create", {**FOX, "invented_names": {"Zorp": True}}),
        ("clip_create", {**FOX, "wait_seconds": 26}),
        ("clip_get", {}),
        ("clip_get", {"id": ""}),
        ("clip_get", {"id": "a" * 101}),
        ("clip_get", {"id": "job_1", "tenant": "other"}),
        ("clip_check", {}),
        ("clip_check", {**FOX, "requester": "the boss"}),
        ("clip_revise", {"request": "slower"}),
        ("clip_revise", {"clip_id": "clip_1", "quality": "best"}),
        ("clip_revise", {"clip_id": "clip_1", "approve": True}),
    ],
)
async def test_bad_or_forged_arguments_are_refused_and_make_nothing(
    desk: MemoryDesk, name: str, arguments: dict[str, Any]
) -> None:
    async with client(desk, "auto") as connected:
        result = await connected.call_tool(name, arguments)
    assert result.is_error
    assert desk.submitted == []


@pytest.mark.parametrize("name", ["clip_9.mp4", "../clip_1.mp4", "%2e%2e%2fclip_1.mp4", "job_00000001.mp4"])
async def test_only_clips_can_be_read(desk: MemoryDesk, era: str, name: str) -> None:
    async with client(desk, era) as connected:
        await connected.call_tool("clip_create", FOX)
        with pytest.raises(MCPError):
            await connected.read_resource(f"clip://{name}")


async def test_a_repeated_call_is_the_same_job(desk: MemoryDesk, era: str) -> None:
    async with client(desk, era) as connected:
        both = [structured(await connected.call_tool("clip_create", FOX))["job_id"] for _ in range(2)]
    assert len(set(both)) == 1


async def test_a_blocked_request_is_judged_again_when_it_is_asked_again(era: str) -> None:
    desk = MemoryDesk((ended(refusal()),), SMOOTH)
    async with client(desk, era) as connected:
        states = [structured(await connected.call_tool("clip_create", FOX))["state"] for _ in range(2)]
    assert states == ["blocked", "completed"]


async def test_a_client_that_gives_a_call_up_cancels_its_job(era: str) -> None:
    desk = MemoryDesk((going(0.3),))
    async with client(desk, era) as connected:
        waiting = asyncio.create_task(connected.call_tool("clip_create", FOX))
        async with asyncio.timeout(30):
            await desk.stuck.wait()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            while not desk.cancelled:
                await asyncio.sleep(0)
    assert desk.cancelled == ["job_00000001"]


async def test_a_client_that_gives_up_looking_cancels_nothing(era: str) -> None:
    desk = MemoryDesk((going(0.3),))
    async with client(desk, era) as connected:
        told = structured(await connected.call_tool("clip_create", {**FOX, "wait_seconds": 0}))
        waiting = asyncio.create_task(connected.call_tool("clip_get", {"id": told["job_id"]}))
        async with asyncio.timeout(30):
            await desk.stuck.wait()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
    assert desk.cancelled == []


# Questions


async def test_two_questions_are_put_to_the_person_and_bound_to_their_job(era: str) -> None:
    desk = MemoryDesk((asking(INVENTED), asking(STORYBOARD), *SMOOTH))
    asked: list[str] = []
    person = answering(asked, ("accept", True), ("accept", True))
    async with client(desk, era, person) as connected:
        assert structured(await connected.call_tool("clip_create", FOX))["state"] == "completed"
    assert asked == [asked_of(INVENTED), f"{STORYBOARD.text}\n1. 4 s: a red fox; static; it runs"]
    assert [(each.question_id, each.action) for each in desk.answers] == [
        ("q_invented", "accept"),
        ("q_board", "accept"),
    ]
    assert len(desk.submitted) == 1


@pytest.mark.parametrize(
    ("question", "action", "state", "said"),
    [
        (INVENTED, ("accept", False), "cancelled", ["decline"]),
        (INVENTED, ("decline", None), "cancelled", ["decline"]),
        (INVENTED, ("cancel", None), "needs_answer", []),
        (STORYBOARD, ("accept", False), "cancelled", ["decline"]),
        (STORYBOARD, ("decline", None), "cancelled", ["decline"]),
        (STORYBOARD, ("cancel", None), "needs_answer", []),
    ],
)
async def test_a_person_can_say_no_or_nothing(
    era: str, question: Any, action: tuple[str, bool | None], state: str, said: list[str]
) -> None:
    desk = MemoryDesk((asking(question), *SMOOTH))
    async with client(desk, era, answering([], action)) as connected:
        assert structured(await connected.call_tool("clip_create", FOX))["state"] == state
    assert [each.action for each in desk.answers] == said


async def test_a_closed_question_is_asked_again_by_the_same_call(era: str) -> None:
    desk = MemoryDesk((asking(STORYBOARD), *SMOOTH))
    asked: list[str] = []
    async with client(desk, era, answering(asked, ("cancel", None), ("accept", True))) as connected:
        first = structured(await connected.call_tool("clip_create", FOX))
        assert "same arguments" in first["next"]
        assert structured(await connected.call_tool("clip_create", FOX))["state"] == "completed"
    assert len(asked) == 2
    assert len(desk.submitted) == 1


@pytest.mark.parametrize("question", [INVENTED, STORYBOARD])
async def test_a_client_that_cannot_ask_is_told_what_is_asked(era: str, question: Any) -> None:
    desk = MemoryDesk((asking(question), *SMOOTH))
    async with client(desk, era) as connected:
        told = structured(await connected.call_tool("clip_create", FOX))
    assert (told["state"], told["question"]) == ("needs_answer", asked_of(question))
    assert desk.answers == []


async def test_consent_is_never_asked_for_through_a_client(era: str) -> None:
    desk = MemoryDesk((asking(CONSENT), *SMOOTH))
    asked: list[str] = []
    async with client(desk, era, answering(asked, ("accept", True))) as connected:
        told = structured(await connected.call_tool("clip_create", FOX))
    assert (told["state"], told["asks_for"]) == ("needs_answer", "consent")
    assert (asked, desk.answers) == ([], [])
