"""`reelwright mcp`: the clip tools for any MCP client, over standard input and output."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated

import typer

from agent_tools.cli import option
from agent_tools.errors import BriefError, SettingsError

if TYPE_CHECKING:
    from agent_tools.job.desk import JobDesk
    from agent_tools.tool.call import Asker

_Approve = Annotated[
    str, typer.Option(metavar="never|always|over_budget", help="When a person approves the storyboard first.")
]
_Wait = Annotated[str, typer.Option(metavar="SECONDS", help="Longest that one call waits, 0 to 25.")]
_Links = Annotated[
    bool, typer.Option("--links/--no-links", help="Whether results link to their clip; some models refuse links.")
]


def mcp(  # noqa: PLR0913  # the arguments of a command are its options
    model: option.Model = None,
    requester: option.Requester = None,
    group: option.Group = None,
    use: option.Use = None,
    territory: option.Territory = None,
    approve: _Approve = "never",
    wait: _Wait = "25",
    links: _Links = True,
) -> None:
    """Serve the clip tools to an MCP client, which starts this command and speaks to it over its standard streams."""
    try:
        from agent_tools.mcp.server import serve_stdio
        from agent_tools.mcp.tool import Served
    except ModuleNotFoundError as exc:
        if exc.name is None or not exc.name.startswith("mcp"):
            raise
        raise SettingsError("the MCP library is not installed; pip install 'reelwright[mcp]' brings it") from exc

    wait_s = _seconds(wait)
    options = {"model": model, "requester": requester, "groups": group or None, "use": use, "territory": territory}
    asker = _asker(options, approve)
    with ThreadPoolExecutor(1) as aside:
        # Hosts give a server a few seconds to greet them; the desk may be opened after that.
        opening = aside.submit(_open)
        try:
            serve_stdio(Served(desk=opening.result, asker=asker, resource_links=links, max_wait_s=wait_s))
        finally:
            opening.result().close()


def _open() -> JobDesk:
    from agent_tools.job.desk import JobDesk

    desk = JobDesk.open()
    desk.start_worker()
    return desk


def _asker(options: Mapping[str, object], approve: str) -> Asker:
    from agent_tools.cli.brief import brief
    from agent_tools.job import Approve, Caller
    from agent_tools.tool.call import Asker

    # The ranges of these options are those of a brief, whose words say what is wrong with one.
    asked = brief("mcp", options)
    try:
        approved = Approve(approve)
    except ValueError as exc:
        raise BriefError(f"--approve {approve!r} is not allowed: it must be never, always or over_budget") from exc
    return Asker(
        caller=Caller(principal=asked.requester or f"local:{os.geteuid()}"),
        model=asked.model,
        groups=asked.groups,
        use=asked.use,
        territory=asked.territory,
        approve=approved,
    )


def _seconds(typed: str) -> float:
    from agent_tools.tool.request import MAX_WAIT_S

    try:
        seconds = float(typed)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= MAX_WAIT_S:
        raise BriefError(f"--wait {typed!r} is not allowed: it must be a number from 0 to {MAX_WAIT_S}")
    return seconds
