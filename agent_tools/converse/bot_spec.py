"""From what is typed to a bot: `router`, `MODULE:NAME`, `FILE.py:NAME`, `https://...`, `mcp:...`, `command:...`."""

from __future__ import annotations

import importlib
import importlib.util
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from agent_tools.converse.bot import Bot
from agent_tools.converse.callable_bot import CallableBot
from agent_tools.errors import BriefError

ROUTER = "router"
FORMS = (
    "router, MODULE:NAME, FILE.py:NAME, http://HOST/PATH, mcp:COMMAND, mcp:http://HOST/PATH or command:COMMAND "
    "ARGUMENTS"
)
_NAMED = re.compile(r"(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)=(?P<spec>.+)", re.S)
_PYTHON = re.compile(r"(?P<where>[\w./\\-]+):(?P<name>[A-Za-z_][\w.]*)")


@dataclass(frozen=True, slots=True)
class BotSpecs:
    """The bots of a run, as they were typed; each process makes its own of them.

    Attributes:
        default: The bot of every scenario that names none; empty for the router.
        named: Further bots, by the name that scenarios call them.
    """

    default: str = ""
    named: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, typed: Sequence[str]) -> BotSpecs:
        """The bots of what was typed: `SPEC` or `NAME=SPEC` each.

        Args:
            typed: What was typed.

        Raises:
            BriefError: Two are the default, or two have one name.
        """
        default, named = "", {}
        for each in typed:
            match = _NAMED.fullmatch(each)
            if match is None:
                if default:
                    raise BriefError(f"bots {default!r} and {each!r} are both given without a name; write NAME=SPEC")
                default = each
            elif match["name"] in named:
                raise BriefError(f"two bots are called {match['name']!r}")
            else:
                named[match["name"]] = match["spec"]
        return cls(default, named)

    def open(self) -> Mapping[str, Bot]:
        """The bots by their names; the default one under the empty name.

        Raises:
            BriefError: A form is unknown, or what it names is not there.
        """
        bots = {name: bot_of(spec) for name, spec in self.named.items()}
        return {**bots, "": bot_of(self.default)} if self.default else bots


def bot_of(spec: str) -> Bot:
    """The bot that a text names.

    Args:
        spec: One of the forms.

    Raises:
        BriefError: The form is unknown, or what it names is not there.
    """
    if spec == ROUTER:
        from agent_tools.converse.router import RouterBot

        return RouterBot()
    if spec.startswith(("http://", "https://")):
        from agent_tools.converse.http_bot import HttpBot

        return HttpBot(spec)
    kind, _, rest = spec.partition(":")
    if kind == "command":
        from agent_tools.converse.command_bot import CommandBot

        return CommandBot(_argv(spec, rest))
    if kind == "mcp":
        from agent_tools.converse.mcp_bot import McpBot

        return McpBot(rest if rest.startswith(("http://", "https://")) else _argv(spec, rest))
    match = _PYTHON.fullmatch(spec)
    if match is None:
        raise BriefError(f"bot {spec!r} is unknown; it must be {FORMS}")
    return as_bot(_found(match["where"], match["name"], spec))


def as_bot(value: object) -> Bot:
    """What a team hands over as its bot.

    Args:
        value: A bot, or a function or class that is called with messages.

    Raises:
        BriefError: It is neither.
    """
    if isinstance(value, Bot):
        return value
    if callable(value):
        return CallableBot(value)
    raise BriefError(
        f"{value!r} is no bot; it must be a function `def bot(text, service) -> str`, a class that is made with the "
        "service and called with the text, or a bot of agent_tools.converse"
    )


def _argv(spec: str, rest: str) -> list[str]:
    try:
        argv = shlex.split(rest)
    except ValueError as exc:
        raise BriefError(f"bot {spec!r} cannot be read as a command: {exc}") from exc
    if not argv:
        raise BriefError(f"bot {spec!r} names no command")
    return argv


def _found(where: str, name: str, spec: str) -> object:
    try:
        module = _module_of_file(Path(where)) if where.endswith(".py") else importlib.import_module(where)
        value: object = module
        for part in name.split("."):
            value = getattr(value, part)
    except (ImportError, AttributeError, OSError) as exc:
        raise BriefError(f"bot {spec!r} cannot be loaded: {exc}") from exc
    return value


def _module_of_file(path: Path) -> object:
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {str(path)!r}")
    name = f"reelwright_bot_{re.sub(r'[^A-Za-z0-9_]', '_', path.stem)}"
    found = importlib.util.spec_from_file_location(name, path)
    if found is None or found.loader is None:
        raise ImportError(f"{str(path)!r} is no Python file")
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module  # a class in it can be pickled, and its annotations can be read
    found.loader.exec_module(module)
    return module
