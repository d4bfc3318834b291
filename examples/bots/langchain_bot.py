"""A LangChain agent with the clip tools, as a bot under test.

The language model is scripted, so that the example runs offline; put any chat model of LangChain in its place. The
tools, the middleware, the memory and everything behind them are real.

reelwright converse run examples/conversations/happy.clip.yaml --bot examples/bots/langchain_bot.py:bot
"""

import json

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from agent_tools.converse.agent_bot import LangGraphBot
from agent_tools.converse.bot import Service
from agent_tools.scripted import ScriptedChatModel


def step(messages: list[BaseMessage]) -> AIMessage | str:
    """What a real model does: it hands the person's words to the tool, and tells them what came of it."""
    last = messages[-1]
    if not isinstance(last, ToolMessage):
        call = {"name": "clip_create", "args": {"request": str(last.text)}, "id": f"call_{len(messages)}"}
        return AIMessage(content="", tool_calls=[call])
    told = json.loads(str(last.text))
    return " ".join(part for part in (told["message"], told.get("question", "")) if part)


def chat_model(_service: Service) -> BaseChatModel:
    """The model of one conversation."""
    return ScriptedChatModel(script=[step] * 100)


# The middleware of the agent adds the disclosure sentence that this model leaves out.
bot = LangGraphBot(chat_model, name="langchain example")
