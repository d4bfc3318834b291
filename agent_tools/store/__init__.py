"""The database of requests, decisions, renders, clips and consents, and the gate's key.

Each name is loaded when it is first asked for, so that a command that needs only the key or the log of decisions does
not wait for SQLAlchemy. What writes consents, `store.consent_book`, is not among them: only the person's own session
may ask for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent_tools.store.consent_reader import ConsentReader
    from agent_tools.store.decision_log import DecisionLog
    from agent_tools.store.key import gate_key
    from agent_tools.store.lineage import Lineage
    from agent_tools.store.store import Store
    from agent_tools.store.view import (
        DecisionView,
        FindingRecord,
        History,
        Judged,
        Manifest,
        Marks,
        RenderStatus,
        RenderView,
        RequestIds,
    )

__all__ = [
    "ConsentReader",
    "DecisionLog",
    "DecisionView",
    "FindingRecord",
    "History",
    "Judged",
    "Lineage",
    "Manifest",
    "Marks",
    "RenderStatus",
    "RenderView",
    "RequestIds",
    "Store",
    "gate_key",
]

_HOMES = {
    "ConsentReader": "consent_reader",
    "DecisionLog": "decision_log",
    "Lineage": "lineage",
    "Store": "store",
    "gate_key": "key",
}

if not TYPE_CHECKING:  # a checker would take every misspelt name for a known one

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'view')}"), name)
