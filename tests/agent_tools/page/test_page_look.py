"""No state of the page runs over its edge or keeps somebody out, at any width, in light and dark, either way round."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.agent_tools.page.scripted_desk import FAMOUS, SOMEBODY
from tests.agent_tools.page.step import approve, ask, made, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.agent_tools.page.scripted_server import ScriptedServer

WIDTHS = [360, 768, 1280]
LONG = "sehrlangeswort" * 12


def _empty(page: Page, server: ScriptedServer) -> None:
    assert page.is_visible("#composer")


def _storyboard(page: Page, server: ScriptedServer) -> None:
    ask(page, f"a boat {LONG}")
    page.wait_for_selector(".approve")


def _refused(page: Page, server: ScriptedServer) -> None:
    ask(page, f"{FAMOUS} {LONG}")
    page.wait_for_selector(".refused")


def _question(page: Page, server: ScriptedServer) -> None:
    ask(page, f"{SOMEBODY} waves")
    page.wait_for_selector(".card.ask")


def _running(page: Page, server: ScriptedServer) -> None:
    approve(page)
    server.desk.run("job_0000", "compose", 0.7)
    page.wait_for_selector(".has-preview")


def _provenance(page: Page, server: ScriptedServer) -> None:
    made(page, server)
    until(page, "document.querySelectorAll('.frame.made').length === 2")
    page.click("text=Where it comes from")
    page.wait_for_selector(".answers")
    page.click("button:has-text('Change it')")


def _verified(page: Page, server: ScriptedServer) -> None:
    page.click("nav >> text=Verify")
    page.set_input_files("#file", {"name": f"{LONG}.mp4", "mimeType": "video/mp4", "buffer": b"abc"})
    page.wait_for_selector(".evidence")


def _gallery(page: Page, server: ScriptedServer) -> None:
    for words in ("a boat", LONG, FAMOUS):
        server.desk.submit({"request": words, "approve": "never"}, words)
    server.desk.complete("job_0000")
    page.click("nav >> text=Gallery")
    page.wait_for_selector(".tile canvas")


def _away(page: Page, server: ScriptedServer) -> None:
    server.stop()
    ask(page)
    page.wait_for_selector(".notice")
    page.wait_for_selector("#connection:not([hidden])")


STATES = [_empty, _storyboard, _refused, _question, _running, _provenance, _verified, _gallery, _away]
State = Callable[["Page", "ScriptedServer"], None]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__.strip("_"))
def test_nothing_runs_over_the_edge(page: Page, server: ScriptedServer, state: State) -> None:
    state(page, server)
    for direction in ("ltr", "rtl"):
        page.evaluate("way => { document.documentElement.dir = way; }", direction)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (direction, width)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__.strip("_"))
def test_axe_finds_nothing(page: Page, server: ScriptedServer, axe: str, state: State) -> None:
    state(page, server)
    page.evaluate(axe)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate("axe.run(document, { resultTypes: ['violations'] }).then((all) => all.violations)")
            told = [(one["id"], [(node["target"], node["failureSummary"]) for node in one["nodes"]]) for one in found]
            assert told == [], (scheme, width)


def test_nothing_moves_for_whoever_asked_for_less_motion(page: Page, server: ScriptedServer) -> None:
    _running(page, server)
    assert page.evaluate("document.getAnimations().length") == 0
