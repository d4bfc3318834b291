"""Other agent frameworks call the tools: pydantic-ai and openai-agents with scripted models, LangChain over MCP."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

pytestmark = pytest.mark.oracle
pydantic_ai = pytest.importorskip("pydantic_ai")
agents = pytest.importorskip("agents")
pytest.importorskip("fastmcp")
pytest.importorskip("mcp")

from agents.strict_schema import ensure_strict_json_schema
from agents.testing import ScriptedModel, assistant_message, function_call
from pydantic_ai.ext.langchain import tool_from_langchain
from pydantic_ai.models.test import TestModel

from agent_tools.job import Approve
from agent_tools.langchain import ClipToolkit
from agent_tools.mcp.server import clip_server
from agent_tools.mcp.tool import Served
from agent_tools.scripted import ScriptedChatModel
from agent_tools.tool.call import Asker
from tests.agent_tools.desk_double import SMOOTH, STORYBOARD, MemoryDesk, asking, ended, refusal

FOX = {"request": "a red fox runs"}
THREAD: Any = {"configurable": {"thread_id": "1"}}


def create_tool(desk: MemoryDesk) -> Any:
    return ClipToolkit(desk=desk).get_tools()[0]


async def test_pydantic_ai_calls_the_tool() -> None:
    desk = MemoryDesk()
    agent = pydantic_ai.Agent(TestModel(), tools=[tool_from_langchain(create_tool(desk))])
    result = await agent.run("a fox")
    assert '"state":"completed"' in str(result.output).replace("\\", "")
    assert len(desk.submitted) == 1


@pytest.mark.parametrize(("steps", "state"), [(SMOOTH, "completed"), ((ended(refusal()),), "blocked")])
async def test_openai_agents_calls_the_tool(steps: Any, state: str) -> None:
    agents.set_tracing_disabled(True)
    tool = create_tool(MemoryDesk(steps))
    shape = convert_to_openai_tool(tool)["function"]
    said: list[str] = []

    async def invoke(_context: object, arguments: str) -> str:
        given = {name: value for name, value in json.loads(arguments).items() if value is not None}
        said.append(await tool.ainvoke(given))
        return said[-1]

    function = agents.FunctionTool(
        name=shape["name"],
        description=shape["description"],
        params_json_schema=ensure_strict_json_schema(shape["parameters"]),
        on_invoke_tool=invoke,
    )
    model = ScriptedModel(
        [[function_call("clip_create", json.dumps(FOX), call_id="call_1")], [assistant_message("Here it is.")]]
    )
    result = await agents.Runner.run(agents.Agent(name="bot", model=model, tools=[function]), "a fox")
    model.assert_complete()
    assert result.final_output == "Here it is."
    assert json.loads(said[0])["state"] == state


def adapter(desk: MemoryDesk, approve: Approve = Approve.NEVER) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the namespace says that it is in beta
        from langchain.mcp import MCPAdapter

    return MCPAdapter(clip_server(Served(desk=lambda: desk, asker=Asker(approve=approve))))


def calling() -> AIMessage:
    return AIMessage(content="", tool_calls=[{"name": "clip_create", "args": FOX, "id": "call_1"}])


async def test_langchains_adapter_goes_there_and_back() -> None:
    desk = MemoryDesk()
    async with adapter(desk) as connected:
        tools = await connected.list_tools()
        agent = create_agent(ScriptedChatModel(script=[calling(), "Here it is."]), tools)
        messages = (await agent.ainvoke({"messages": [("user", "a fox")]}))["messages"]
    assert [tool.name for tool in tools] == ["clip_create", "clip_get", "clip_check", "clip_revise"]
    (result,) = (message for message in messages if isinstance(message, ToolMessage))
    assert result.artifact["structured_content"]["state"] == "completed"
    assert result.content[1]["url"] == "clip://clip_00000001.mp4"


async def test_langchains_adapter_asks_a_person_through_an_interrupt() -> None:
    desk = MemoryDesk((asking(STORYBOARD), *SMOOTH))
    async with adapter(desk, Approve.ALWAYS) as connected:
        tools = await connected.list_tools()
        model = ScriptedChatModel(script=[calling(), "Here it is."])
        agent = create_agent(model, tools, checkpointer=InMemorySaver())
        paused = await agent.ainvoke({"messages": [("user", "a fox")]}, THREAD)
        (asked,) = paused["__interrupt__"]
        (request,) = asked.value["requests"]
        assert request["message"].startswith(STORYBOARD.text)
        answer = {request["key"]: {"action": "accept", "content": {"approve": True}}}
        done = await agent.ainvoke(Command(resume={"responses": answer}), THREAD)
    (result,) = (message for message in done["messages"] if isinstance(message, ToolMessage))
    assert result.artifact["structured_content"]["state"] == "completed"
    assert [each.action for each in desk.answers] == ["accept"]
    assert len(desk.submitted) == 1
