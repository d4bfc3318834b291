"""What a person does on the page, in one word each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.agent_tools.page.scripted_server import ScriptedServer

BOAT = "a paper boat on a pond"
TURNS, TURN_MS = 1200, 50


def until(page: Page, expression: str) -> None:
    """Look until an expression is true; the browser's own way of waiting evaluates text, which the policy forbids."""
    for _ in range(TURNS):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(TURN_MS)
    pytest.fail(f"never true: {expression}")


def ask(page: Page, request: str = BOAT) -> None:
    """Type a request, and send it."""
    page.fill("#request", request)
    page.click("#composer button[type=submit]")


def approve(page: Page, request: str = BOAT) -> None:
    """Ask, and let the storyboard be made as it is."""
    ask(page, request)
    page.click("text=Make the clip")
    page.wait_for_selector(".leader")


def made(page: Page, server: ScriptedServer, request: str = BOAT) -> None:
    """Ask, approve, and have the clip."""
    approve(page, request)
    server.desk.complete("job_0000", notes=("the sky was drawn as a sea",))
    page.wait_for_selector("reelwright-clip[data-state=ready]")


def spoken(page: Page) -> str:
    """What the live regions say."""
    until(page, "document.querySelector('#live').textContent + document.querySelector('#live-now').textContent")
    return page.inner_text("#live") + page.inner_text("#live-now")


def focused(page: Page) -> str:
    """The text or the name of what has the focus."""
    return page.evaluate("document.activeElement.innerText || document.activeElement.getAttribute('aria-label') || ''")
