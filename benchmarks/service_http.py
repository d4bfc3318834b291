"""The service over HTTP, measured from outside: `python -m benchmarks.service_http`.

A server in a process of its own, asked over loopback: how long a check takes, how long a clip takes that was made
before, and what a thousand clients cost that wait for events of a job that does not change. Beside the time on the
clock stands what the server's processor spent a request, because a busy machine stretches the former.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

FOX = {"request": "a red fox runs across a snowy field", "duration_s": 1, "quality": "draft"}
MADE_WITHIN_S = 600.0
N_WARM = 20
SETTLES_S = 3.0
_MIB = 1 << 20
_CODE = "import sys; from agent_tools.cli import main; sys.argv = ['reelwright', *sys.argv[1:]]; main()"


@contextmanager
def server(home: Path, *options: str) -> Iterator[tuple[int, str]]:
    """Process id and address of `reelwright serve` over a home of its own."""
    environment = {**os.environ, "REELWRIGHT_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", _CODE, "serve", "--port", "0", *options]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            lines = process.stdout or iter(())
            url = next(line.split()[1] for line in lines if line.startswith("serving "))
            yield process.pid, url
        finally:
            process.terminate()


def timed(ask: Callable[[], None], n: int) -> list[float]:
    """Milliseconds of each of `n` calls, after some that are not counted."""
    for _ in range(N_WARM):
        ask()
    taken = []
    for _ in range(n):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def measured(what: str, pid: int, ask: Callable[[], None], n: int) -> dict[str, object]:
    """One row: the median and the 95th of a hundred in milliseconds, and the server's processor time for each."""
    ask()
    begun = _processor_s(pid)
    taken = timed(ask, n)
    spent_ms = (_processor_s(pid) - begun) * 1000 / (n + N_WARM)
    middle, most = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    return {"what": what, "n": n, "p50_ms": round(middle, 2), "p95_ms": round(most, 2), "cpu_ms": round(spent_ms, 2)}


def checks(pid: int, client: httpx.Client, n: int) -> dict[str, object]:
    """A check, on one connection."""

    def ask() -> None:
        client.post("v1/checks", json={"request": FOX["request"]}).raise_for_status()

    return measured("check", pid, ask, n)


def cached(pid: int, client: httpx.Client, n: int) -> dict[str, object]:
    """A clip that was made before, from the request to its end."""
    deadline = time.monotonic() + MADE_WITHIN_S
    job = client.post("v1/clips", json=FOX, headers={"Prefer": "wait=25"}).json()
    while job["state"] != "completed":
        if time.monotonic() > deadline or job["state"] not in ("queued", "running"):
            raise RuntimeError(f"the clip was not made: {job}")
        job = client.get(f"v1/clips/{job['id']}", headers={"Prefer": "wait=25"}).json()

    def ask() -> None:
        again = client.post("v1/clips", json=FOX, headers={"Prefer": "wait=25"}).raise_for_status().json()
        if again.get("clip_id") != job["clip_id"]:
            raise RuntimeError(f"another clip came, or none: {again}")

    return measured("clip made before", pid, ask, n)


def watchers(pid: int, url: str, client: httpx.Client, n: int) -> dict[str, object]:
    """What event streams cost that have nothing to tell."""
    job = client.post("v1/clips", json=FOX).json()["id"]
    address = httpx.URL(url)
    before = _memory(pid)
    head = f"GET /v1/clips/{job}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    with ExitStack() as stack:
        for _ in range(n):
            line = stack.enter_context(socket.create_connection((address.host, address.port or 80), timeout=60))
            line.sendall(head)
            if b" 200 " not in line.recv(4096):
                raise RuntimeError("a stream was refused")
        time.sleep(SETTLES_S)
        open_now = next(
            line for line in client.get("metrics").text.splitlines() if line.startswith("reelwright_event_streams ")
        )
        if float(open_now.split()[1]) != n:
            raise RuntimeError(f"{n} streams were opened, and the server counts {open_now!r}")
        whole = _memory(pid)
        idle_s = _processor_s(pid)
        time.sleep(2 * SETTLES_S)
        idle_share = (_processor_s(pid) - idle_s) / (2 * SETTLES_S)
        check = checks(pid, client, 50)
    return {
        "what": "idle event streams",
        "n": n,
        "server_mib": round(whole / _MIB, 1),
        "for_them_mib": round((whole - before) / _MIB, 1),
        "cpu_share_of_a_core": round(idle_share, 3),
        "check_meanwhile_p95_ms": check["p95_ms"],
    }


def _processor_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Measure and print one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=200, help="How many of each are timed.")
    parser.add_argument("--watchers", type=int, default=1000, help="How many event streams are opened.")
    asked = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with server(home, "--no-worker") as (pid, url), httpx.Client(base_url=url, timeout=60) as client:
            print(json.dumps(checks(pid, client, asked.requests)), flush=True)
            print(json.dumps(watchers(pid, url, client, asked.watchers)), flush=True)
        with server(home) as (pid, url), httpx.Client(base_url=url, timeout=60) as client:
            print(json.dumps(cached(pid, client, asked.requests)), flush=True)


if __name__ == "__main__":
    main()
