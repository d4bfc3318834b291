"""How soon the page is seen, and how much of it is loaded: `python -m benchmarks.page [--visits 20]`.

`reelwright serve` in a process of its own, visited by Chromium over loopback, each time with an empty cache. Beside it
stands a page of one word from Python's own `http.server`, visited by the same browser: less than that cannot be had.
Needs the extra `browser` and a Chromium on the machine; no network.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from benchmarks.service_http import server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PAINT_MS, LOADED_KB = 300, 150
_READ = """() => {
  const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  return {
    paint_ms: paint ? paint.startTime : null,
    loaded_bytes: entries.reduce((sum, entry) => sum + entry.transferSize, 0),
    n_files: entries.length,
  };
}"""


def main() -> None:
    """Visit both pages and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=20, help="visits of each page")
    asked = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("no Chromium on this machine: install Debian's package `chromium`")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise SystemExit("Playwright is missing: pip install -e '.[browser]'") from None
    with tempfile.TemporaryDirectory() as home, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        with server(Path(home) / "home", "--no-worker") as (_, url):
            ours = visited(browser, url, asked.visits)
        with one_word(Path(home)) as url:
            floor = visited(browser, url, asked.visits)
        told = browser.version
        browser.close()
    load = os.getloadavg()[0]
    table = Table(title=f"Chromium {told}, {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}")
    for heading in ("measure", "the page", "a page of one word", "wanted"):
        table.add_column(heading)
    for name, key, wanted in (
        ("first contentful paint", "paint_ms", f"under {PAINT_MS} ms"),
        ("loaded", "loaded_bytes", f"under {LOADED_KB} kB"),
        ("files", "n_files", ""),
    ):
        table.add_row(name, shown(key, ours), shown(key, floor), wanted)
    Console(width=100 if not sys.stdout.isatty() else None).print(table)


def visited(browser: Browser, url: str, n: int) -> list[dict[str, float]]:
    """What each of `n` visits with an empty cache took.

    Raises:
        SystemExit: The page painted nothing.
    """
    found = []
    for _ in range(n + 1):
        context = browser.new_context()
        page = context.new_page()
        page.goto(url, wait_until="networkidle")
        told = page.evaluate(_READ)
        context.close()
        if told["paint_ms"] is None:
            raise SystemExit(f"{url!r} painted nothing")
        found.append(told)
    return found[1:]  # the first one warms the browser


def shown(key: str, visits: list[dict[str, float]]) -> str:
    """The median, and where it is a time the 95th of a hundred too."""
    values = [visit[key] for visit in visits]
    middle = statistics.median(values)
    if key == "paint_ms":
        return f"{middle:.0f} ms, p95 {statistics.quantiles(values, n=20)[-1]:.0f} ms"
    return f"{middle / 1000:.1f} kB" if key == "loaded_bytes" else f"{middle:.0f}"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def one_word(folder: Path) -> Iterator[str]:
    """The address of a page of one word."""
    (folder / "index.html").write_text("<!doctype html><title>a</title><p>word</p>", encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{served.server_port}/"
        served.shutdown()
        thread.join()


if __name__ == "__main__":
    main()
