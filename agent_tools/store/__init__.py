"""The database of requests, decisions, renders and clips, and the gate's key."""

from agent_tools.store.key import gate_key
from agent_tools.store.store import Store
from agent_tools.store.view import DecisionView, FindingRecord, History, RenderStatus, RenderView, RequestIds

__all__ = [
    "DecisionView",
    "FindingRecord",
    "History",
    "RenderStatus",
    "RenderView",
    "RequestIds",
    "Store",
    "gate_key",
]
