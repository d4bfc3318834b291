"""A LangChain agent that makes a clip when a person asks for one.

The language model is scripted, so that the example runs offline; put any chat model of LangChain in its place. The
tools, the gate, the storyboard, the clip and the sentence that the bot says about it are real.

python examples/langchain_agent.py "Can you show me a red fox running in the snow?"
"""

import argparse
import json

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from agent_tools.langchain import ClipPolicyMiddleware, ClipToolkit
from agent_tools.scripted import ScriptedChatModel


def call_the_tool(messages: list[BaseMessage]) -> AIMessage:
    """What a real model does first: it hands the person's words to the tool."""
    call = {"name": "clip_create", "args": {"request": str(messages[-1].text)}, "id": "call_1"}
    return AIMessage(content="", tool_calls=[call])


def go_on(messages: list[BaseMessage]) -> AIMessage | str:
    """What a real model does next: it looks again while the clip is being made, then tells what came out.

    The middleware adds the disclosure that this one leaves out.
    """
    told = json.loads(str(messages[-1].text))
    if told["state"] not in {"queued", "running"}:
        return str(told["message"])
    call = {"name": "clip_get", "args": {"id": told["job_id"]}, "id": f"call_{len(messages)}"}
    return AIMessage(content="", tool_calls=[call])


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("request", nargs="?", default="Can you show me a red fox running in the snow?")
parser.add_argument("--model", default="flipbook", help="video model: flipbook, stub, or a local diffusers folder")
options = parser.parse_args()

chat_model = ScriptedChatModel(script=[call_the_tool, *[go_on] * 10])
clips = ClipToolkit(model=options.model)
agent = create_agent(
    chat_model,
    clips.get_tools(),
    system_prompt="You help people in a chat. When they ask for a clip, make one.",
    middleware=[ClipPolicyMiddleware(clips)],
)
said = agent.invoke({"messages": [{"role": "user", "content": options.request}]})["messages"]

for message in said:
    if isinstance(message, ToolMessage) and "clip" in (message.artifact or {}).get("reply", {}):
        print(message.artifact["reply"]["clip"]["path"])
print(said[-1].text)
