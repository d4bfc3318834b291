"""A clip's lineage as PROV-JSON (https://www.w3.org/submissions/prov-json/), which other programs read."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from agent_tools.store.lineage import ASSOCIATED, ATTRIBUTED, DERIVED, GENERATED, USED, Edge, Lineage, Node

NAMESPACE = "urn:reelwright:"
_PREFIX = "reelwright"

_ENDS = {
    USED: ("prov:activity", "prov:entity"),
    GENERATED: ("prov:entity", "prov:activity"),
    DERIVED: ("prov:generatedEntity", "prov:usedEntity"),
    ASSOCIATED: ("prov:activity", "prov:agent"),
    ATTRIBUTED: ("prov:entity", "prov:agent"),
}
_OWN_TYPES = {"Person", "SoftwareAgent"}  # of PROV itself


def to_prov_json(lineage: Lineage) -> dict[str, Any]:
    """The lineage as one PROV-JSON document.

    Args:
        lineage: What a clip came from.
    """
    document: dict[str, Any] = {"prefix": {_PREFIX: NAMESPACE}}
    for node in lineage.nodes:
        document.setdefault(node.kind, {})[_name(node.id)] = _attributes(node)
    for number, edge in enumerate(lineage.edges, start=1):
        document.setdefault(edge.relation, {})[f"_:r{number}"] = _relation(edge)
    return document


def _name(identifier: str) -> str:
    return f"{_PREFIX}:{quote(identifier, safe=':-._')}"


def _attributes(node: Node) -> dict[str, Any]:
    prefix = "prov" if node.type in _OWN_TYPES else _PREFIX
    values: dict[str, Any] = {"prov:type": {"$": f"{prefix}:{node.type}", "type": "prov:QUALIFIED_NAME"}}
    if node.digest is not None:
        values[f"{_PREFIX}:digest"] = node.digest
    if node.kind == "activity":
        times = {"prov:startTime": node.started_at, "prov:endTime": node.ended_at}
        values |= {name: at.isoformat() for name, at in times.items() if at is not None}
    elif node.started_at is not None:
        values[f"{_PREFIX}:at"] = {"$": node.started_at.isoformat(), "type": "xsd:dateTime"}
    return values


def _relation(edge: Edge) -> dict[str, Any]:
    subject, target = _ENDS[edge.relation]
    values: dict[str, Any] = {subject: _name(edge.subject), target: _name(edge.object)}
    if edge.role:
        # Only relations with an activity know a role in PROV.
        values["prov:role" if edge.relation == USED else f"{_PREFIX}:role"] = edge.role
    return values
