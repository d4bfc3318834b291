"""A browser, and a server whose jobs go on when a test says so."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import imageio_ffmpeg
import pytest
from PIL import Image

from tests.agent_tools.page.scripted_server import ScriptedServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --autoplay-policy=no-user-gesture-required"
).split()
ROOT = Path(__file__).parents[3]
PATIENCE_MS = 60_000
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here that asks for a page is a test in a browser."""
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="module")
def clip() -> bytes:
    """Two seconds of H.264, a tenth of a megabyte at most."""
    made = "-f lavfi -i testsrc=s=512x288:r=12:d=2 -c:v libx264 -pix_fmt yuv420p".split()
    to = "-movflags frag_keyframe+empty_moov+default_base_moof -f mp4 pipe:1".split()
    ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", *made, *to]
    return subprocess.run(ffmpeg, check=True, capture_output=True).stdout


@pytest.fixture(scope="module")
def picture() -> bytes:
    """A JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (512, 288), (120, 170, 210)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def server(clip: bytes, picture: bytes) -> Iterator[ScriptedServer]:
    """A server that nobody asked yet."""
    served = ScriptedServer(clip, picture)
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="the page is tested with playwright (extra `browser`)"
    )
    if CHROMIUM is None:
        pytest.skip("the page is tested in Chromium, which is not installed here")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, server: ScriptedServer) -> Iterator[Page]:
    """The page, open; fails the test when a script fails or the policy is broken."""
    context = browser.new_context(viewport={"width": 1100, "height": 800}, reduced_motion="reduce")
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    faults: list[str] = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.on("console", lambda told: faults.append(told.text) if "Content Security Policy" in told.text else None)
    opened.goto(server.url)
    opened.wait_for_selector("#examples li")
    yield opened
    context.close()
    assert faults == []


@pytest.fixture
def axe(page: Page) -> str:
    """The source of axe-core, which is installed by hand: `npm install --no-save axe-core`."""
    known = (os.environ.get("AXE_CORE", ""), str(ROOT / "node_modules" / "axe-core" / "axe.min.js"))
    found = next((Path(name) for name in known if name and Path(name).is_file()), None)
    if found is None:
        pytest.skip("axe-core is not installed: npm install --no-save axe-core, or AXE_CORE=FILE")
    return found.read_text(encoding="utf-8")
