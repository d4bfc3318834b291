"""The OpenAPI document: what FastAPI knows, with the one shape that every fault has."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from agent_tools.http.problem import MEDIA_TYPE, OPENAI_PATHS, Problem

VERSION = "1"
DESCRIPTION = """\
Labelled, policy-checked video clips, rendered on this machine. Ask for one with `POST /v1/clips`, follow it at
`/v1/clips/{clip_id}/events`, and play `/v1/clips/{clip_id}/content`. What may not be made is a state, `blocked`, with
its reasons, and no error. Say the disclosure that comes with a clip.
"""
_OPENAI_FAULT = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "code": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "remedy": {"type": "string"},
            },
        }
    },
}
_UNUSED = ("HTTPValidationError", "ValidationError")


def document(app: FastAPI) -> dict[str, Any]:
    """The document of an application; made once.

    Args:
        app: The application.
    """
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        for name in _UNUSED:
            schemas.pop(name, None)
        schemas["Problem"] = Problem.model_json_schema()
        schemas["VideoProblem"] = _OPENAI_FAULT
        for path, methods in made["paths"].items():
            for operation in methods.values():
                _with_faults(operation, path)
        app.openapi_schema = made
    return app.openapi_schema


def _with_faults(operation: dict[str, Any], path: str) -> None:
    media_type, schema = MEDIA_TYPE, "Problem"
    if path.startswith(OPENAI_PATHS):
        media_type, schema = "application/json", "VideoProblem"
    responses = operation["responses"]
    responses.pop("422", None)
    responses["default"] = {
        "description": "A fault, with its code and who can act.",
        "content": {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
