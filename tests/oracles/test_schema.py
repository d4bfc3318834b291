"""Every tool definition, through the schema converters of four providers: none may refuse it or drop a field."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.utils.function_calling import convert_to_openai_tool

pytestmark = pytest.mark.oracle
anthropic = pytest.importorskip("anthropic")
genai_types = pytest.importorskip("google.genai.types")
strict_schema = pytest.importorskip("agents.strict_schema")
pytest.importorskip("openai")
pytest.importorskip("mcp")

from openai.lib._pydantic import to_strict_json_schema

from agent_tools.langchain import ClipToolkit
from agent_tools.mcp.tool import clip_tools
from agent_tools.tool.request import CheckRequest, CreateRequest, GetRequest, ReviseRequest
from tests.agent_tools.desk_double import MemoryDesk

LANGCHAIN = {f"langchain-{tool.name}": tool for tool in ClipToolkit(desk=MemoryDesk()).get_tools()}
SCHEMAS: dict[str, dict[str, Any]] = {
    **{name: convert_to_openai_tool(tool)["function"]["parameters"] for name, tool in LANGCHAIN.items()},
    **{f"mcp-{tool.name}": tool.parameters for tool in clip_tools()},
}
REQUESTS = (CreateRequest, GetRequest, CheckRequest, ReviseRequest)


@pytest.fixture(params=SCHEMAS, ids=str)
def schema(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The arguments of one tool of one surface."""
    return SCHEMAS[request.param]


@pytest.mark.parametrize("request_", REQUESTS)
def test_openai_takes_it_as_strict(request_: type[CreateRequest]) -> None:
    strict = to_strict_json_schema(request_)
    assert strict["additionalProperties"] is False
    assert strict["required"] == list(strict["properties"]) == list(request_.model_fields)


@pytest.mark.parametrize("tool", LANGCHAIN.values(), ids=LANGCHAIN)
def test_langchain_makes_it_strict_for_openai(tool: Any) -> None:
    function = convert_to_openai_tool(tool, strict=True)["function"]
    assert function["strict"] is True
    assert function["parameters"]["additionalProperties"] is False
    assert set(function["parameters"]["required"]) == set(function["parameters"]["properties"])


def test_openai_agents_takes_it_as_strict(schema: dict[str, Any]) -> None:
    strict = strict_schema.ensure_strict_json_schema({**schema})
    assert set(strict["required"]) == set(schema["properties"])


def test_anthropic_takes_it(schema: dict[str, Any]) -> None:
    taken = anthropic.transform_schema(schema)
    assert set(taken["properties"]) == set(schema["properties"])
    assert taken["additionalProperties"] is False


def test_gemini_takes_it(schema: dict[str, Any]) -> None:
    declared = genai_types.JSONSchema.model_validate(
        {name: value for name, value in schema.items() if name != "additionalProperties"}
    )
    taken = genai_types.Schema.from_json_schema(json_schema=declared, raise_error_on_unsupported_field=True)
    assert set(taken.properties) == set(schema["properties"])


def test_the_four_tools_together_keep_within_anthropics_limits() -> None:
    shapes = [shape for name, shape in SCHEMAS.items() if name.startswith("mcp-")]
    optional = sum(len(shape["properties"]) - len(shape["required"]) for shape in shapes)
    unions = sum("anyOf" in field for shape in shapes for field in shape["properties"].values())
    assert (len(shapes), optional <= 24, unions <= 16) == (4, True, True)


def test_the_oracles_can_refuse() -> None:
    bad = {"type": "object", "properties": {"a": {"type": "object", "additionalProperties": {"type": "string"}}}}
    with pytest.raises(Exception, match="additionalProperties"):
        strict_schema.ensure_strict_json_schema(bad)
