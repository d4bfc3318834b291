"""LangChain's own standard tests, on each of the tools."""

from __future__ import annotations

from typing import Any

from langchain_core.tools import BaseTool
from langchain_tests.integration_tests import ToolsIntegrationTests
from langchain_tests.unit_tests import ToolsUnitTests

from agent_tools.langchain import ClipToolkit
from tests.agent_tools.desk_double import MemoryDesk

ARGUMENTS: dict[str, dict[str, Any]] = {
    "clip_create": {"request": "a red fox runs", "duration_s": 4, "style": "flat", "wait_seconds": 20},
    "clip_get": {"id": "clip_00000001", "wait_seconds": 0},
    "clip_check": {"request": "a red fox runs"},
    "clip_revise": {"clip_id": "clip_00000001", "request": "at night", "quality": "same"},
}


def with_a_clip(name: str) -> BaseTool:
    """One of the tools, over a desk that has made a clip already."""
    tools = {tool.name: tool for tool in ClipToolkit(desk=MemoryDesk()).get_tools()}
    tools["clip_create"].invoke({"request": "anything"})
    return tools[name]


class Unit(ToolsUnitTests):
    """The unit tests of one tool."""

    __test__ = False
    name = ""

    @property
    def tool_constructor(self) -> BaseTool:
        return with_a_clip(self.name)

    @property
    def tool_invoke_params_example(self) -> dict[str, Any]:
        return dict(ARGUMENTS[self.name])


class Integration(ToolsIntegrationTests):
    """The integration tests of one tool."""

    __test__ = False
    name = ""

    @property
    def tool_constructor(self) -> BaseTool:
        return with_a_clip(self.name)

    @property
    def tool_invoke_params_example(self) -> dict[str, Any]:
        return dict(ARGUMENTS[self.name])


class TestCreateUnit(Unit):
    __test__ = True
    name = "clip_create"


class TestCreateIntegration(Integration):
    __test__ = True
    name = "clip_create"


class TestGetUnit(Unit):
    __test__ = True
    name = "clip_get"


class TestGetIntegration(Integration):
    __test__ = True
    name = "clip_get"


class TestCheckUnit(Unit):
    __test__ = True
    name = "clip_check"


class TestCheckIntegration(Integration):
    __test__ = True
    name = "clip_check"


class TestReviseUnit(Unit):
    __test__ = True
    name = "clip_revise"


class TestReviseIntegration(Integration):
    __test__ = True
    name = "clip_revise"
