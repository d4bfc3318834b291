"""Clips as LangChain tools, and a middleware that keeps the rules around them."""

from agent_tools.langchain.middleware import ClipPolicyMiddleware
from agent_tools.langchain.toolkit import ClipToolkit

__all__ = ["ClipPolicyMiddleware", "ClipToolkit"]
