"""The command `reelwright`. Importing it loads no model, no encoder, no database and no agent library."""

from agent_tools.cli.command import app, main

__all__ = ["app", "main"]
