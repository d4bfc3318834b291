"""The JSON Schema of the file format, for editors: `# yaml-language-server: $schema=...` in the first line of a file.

It is made from the models, and says of shapes what they say. It is laxer where the models look further: it does not
know which expectations contradict each other, and takes a `${variable}` wherever a value may stand.
"""

from __future__ import annotations

import json
from typing import Any

from agent_tools.converse.expectation import fault_codes
from agent_tools.converse.format import File
from agent_tools.converse.matcher import KIND, WORDS_OF, Matcher

ID = "urn:reelwright:clip-conversation:1"
FILE = "clip-conversation.schema.json"
"""Under which name it lies beside the files that it describes."""

_VARIABLE = {"$ref": "#/$defs/Variable"}
_ALWAYS = frozenset({"equals", "other_than", "one_of", "present", "absent", "any"})
_PLAIN = {
    "value": {"type": ["string", "number", "boolean", "null", "array", "object"]},
    "number": {"type": "number"},
    "text": {"type": "string"},
    "texts": {"type": "array", "items": {"type": "string"}},
}


def schema() -> dict[str, Any]:
    """The JSON Schema of a file, draft 2020-12."""
    made = File.model_json_schema(by_alias=True)
    known = made["$defs"]
    _short_forms(known)
    whole: dict[str, Any] = _with_variables(_with_kinds(made))
    whole["properties"]["version"] = {"const": 1, "description": "Of the format."}
    whole["properties"]["scenarios"]["items"] = {"$ref": "#/$defs/Entry"}
    whole["$defs"] |= {f"Expected_{kind}": _expected(kind) for kind in _PLAIN}
    whole["$defs"]["Variable"] = {
        "type": "string",
        "pattern": r"^\$\{[a-z][a-z0-9_.-]*\}$",
        "description": "A parameter, or a value that an earlier turn saved.",
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": ID, **whole}


def schema_text() -> str:
    """The published file."""
    return json.dumps(schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _short_forms(known: dict[str, Any]) -> None:
    """Where a word or a list may stand for a mapping."""
    kinds = known["QuestionKind"]["enum"]
    expect = known["Expect"]["properties"]
    expect["pending"]["anyOf"].append({"enum": list(kinds)})
    expect["fault"] = {"enum": ["none", *fault_codes()], "description": "Code of the fault that the service raised."}
    codes = {"type": "array", "items": {"$ref": "#/$defs/Code"}}
    known["PolicyExpect"]["properties"]["reason_codes"]["anyOf"].append(codes)
    event = known["Turn"]["properties"]["event"]
    event["anyOf"].append({"const": "restart"})


def _with_kinds(node: Any) -> Any:  # noqa: ANN401  # any JSON
    if isinstance(node, dict):
        if KIND in node:
            return {"$ref": f"#/$defs/Expected_{node[KIND]}"}
        return {key: _with_kinds(value) for key, value in node.items()}
    return [_with_kinds(each) for each in node] if isinstance(node, list) else node


def _with_variables(node: Any) -> Any:  # noqa: ANN401  # any JSON
    """Every word and number that may be a variable instead."""
    if isinstance(node, list):
        return [_with_variables(each) for each in node]
    if not isinstance(node, dict):
        return node
    closed = (
        "enum" in node or "const" in node or "pattern" in node or node.get("type") in ("number", "integer", "boolean")
    )
    if closed:
        return {"anyOf": [node, _VARIABLE]}
    return {key: _with_variables(value) for key, value in node.items()}


def _expected(kind: str) -> dict[str, Any]:
    """A value itself, or the matchers that may stand for a value of this kind."""
    words = sorted(WORDS_OF.get(kind, WORDS_OF["text"]) | _ALWAYS)
    lists = {"one_of", "contains_all", "contains_any", "none_contain", "matches", "not_matches"}
    any_scalar = {"type": ["string", "number", "boolean", "null"]}
    properties: dict[str, Any] = {}
    for word in words:
        about = _about(word)
        if word in lists:
            texts = {"type": "array", "items": any_scalar if word == "one_of" else {"type": "string"}, "minItems": 1}
            properties[word] = {"anyOf": [texts, {"type": "string"}], "description": about}
        elif word in ("min", "max", "approx", "tol"):
            properties[word] = {"anyOf": [{"type": "number"}, _VARIABLE], "description": about}
        elif word in ("present", "absent", "any"):
            properties[word] = {"type": "boolean", "description": about}
        elif word == "fields":
            properties[word] = {"type": "object", "additionalProperties": {"$ref": "#/$defs/Expected_value"}}
        else:
            properties[word] = {"type": "string"} if word == "contains" else {"description": about}
    matchers = {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}
    return {"anyOf": [_PLAIN[kind], matchers, _VARIABLE]}


def _about(word: str) -> str:
    """What the docstring of `Matcher` says of one."""
    lines = (line.strip() for line in (Matcher.__doc__ or "").splitlines())
    return next((line.removeprefix(f"{word}: ") for line in lines if line.startswith(f"{word}: ")), "")
