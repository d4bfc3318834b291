"""An MCP client that makes a clip, watches its progress and downloads it; `pip install 'reelwright[mcp]'` first.

It starts `reelwright mcp` as any host does, and asks the person at the terminal when the server has a question.

python examples/mcp_client.py "a red fox runs across a snowy field" fox.mp4
"""

import argparse
import asyncio
import base64
import os
import sys
from pathlib import Path

from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.types import ElicitRequestParams, ElicitResult


async def ask(_context: object, question: ElicitRequestParams) -> ElicitResult:
    """Put a question of the server to the person at the terminal."""
    (field,) = question.requested_schema["properties"]
    said = await asyncio.to_thread(input, f"{question.message} [y/n] ")
    return ElicitResult(action="accept", content={field: said.strip().lower() in {"y", "yes"}})


async def show(progress: float, _total: float | None, stage: str | None) -> None:
    """Say how far the clip is."""
    print(f"{progress:4.0%} {stage}", file=sys.stderr)


async def main(request: str, out: Path, model: str) -> None:
    """Make one clip."""
    # Where Reelwright is installed, the command is simply `reelwright mcp`.
    words = ["-c", "from agent_tools.cli import main; main()", "mcp", "--model", model]
    server = StdioServerParameters(command=sys.executable, args=words, env=dict(os.environ))
    async with Client(stdio_client(server), elicitation_callback=ask) as client:
        result = await client.call_tool("clip_create", {"request": request}, progress_callback=show)
        told = result.structured_content
        while told["state"] in {"queued", "running"}:
            result = await client.call_tool("clip_get", {"id": told["job_id"]}, progress_callback=show)
            told = result.structured_content
        if told["state"] == "completed":
            clip = await client.read_resource(f"clip://{told['clip_id']}.mp4")
            out.write_bytes(base64.b64decode(clip.contents[0].blob))
            print(out)
        print(told.get("disclosure") or told.get("question") or told["message"])


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("request")
parser.add_argument("out", type=Path, nargs="?", default=Path("clip.mp4"))
parser.add_argument("--model", default="flipbook", help="video model: flipbook, stub, or a local diffusers folder")
options = parser.parse_args()
asyncio.run(main(options.request, options.out, options.model))
