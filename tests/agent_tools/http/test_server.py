"""A whole server on a real socket: who may reach it, clients that are slow or too large, and how it ends."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from agent_tools.http import server
from agent_tools.http.errors import ServeRefused
from agent_tools.http.key import ApiKeys
from agent_tools.http.server import Place, serve
from agent_tools.job.crew import SEEN_OUT_S
from agent_tools.settings import Settings
from tests.agent_tools.http.desk import MemoryDesk
from tests.agent_tools.http.live import serving
from tests.agent_tools.service_double import prepare, rows

FIVE_GB = 5 * 10**9
PATIENCE_S = 120.0
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("port", [-1, 65_536, 10**9])
def test_a_port_out_of_range_is_refused(port: int) -> None:
    with pytest.raises(ServeRefused, match="0 to 65535"):
        Place(port=port)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.1", "example.org"])
def test_others_are_let_in_only_when_that_is_said_and_there_is_a_key(settings: Settings, host: str) -> None:
    with pytest.raises(ServeRefused, match="--allow-remote"):
        Place(host=host)
    prepare(settings)
    with pytest.raises(ServeRefused, match="reelwright key create"):
        serve(Place(host=host, allow_remote=True), settings=settings, say=lambda _said: None)


def test_a_server_for_others_asks_for_a_key_even_from_this_machine() -> None:
    options = Place(host="127.0.0.1", allow_remote=True, names=("Clips.Example.org",)).options
    assert not options.keyless
    assert "clips.example.org" in options.hosts
    assert Place().options.keyless


async def test_no_answer_is_held_back_until_the_client_acknowledges_the_one_before() -> None:
    told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def accepted(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepting = writer.get_extra_info("socket")
        told.set_result(accepting.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listener = server._listening(Place(port=0))
    async with await asyncio.start_server(accepted, sock=listener):
        _, writer = await asyncio.open_connection(*listener.getsockname())
        assert await told
        writer.close()
        await writer.wait_closed()


def test_a_port_that_is_taken_is_told(settings: Settings) -> None:
    prepare(settings)
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeRefused, match="cannot be taken"):
            serve(Place(port=port), settings=settings, say=lambda _said: None)


@pytest.fixture
def address(app: FastAPI) -> Iterator[tuple[str, int]]:
    with serving(app) as found:
        yield found


def talk(address: tuple[str, int], said: bytes, *, may_reset: bool = False) -> bytes:
    """What comes back until the server hangs up.

    Args:
        address: Of the server.
        said: What is sent.
        may_reset: Whether it may hang up on what it has not read; then even its answer can be lost on the way.
    """
    told = b""
    with closing(socket.create_connection(address, timeout=PATIENCE_S)) as line:
        try:
            line.sendall(said)
            while part := line.recv(65_536):
                told += part
        except ConnectionError:
            if not may_reset:
                raise
    return told


def test_five_gigabytes_that_are_announced_are_refused_and_hung_up_on(address: tuple[str, int]) -> None:
    head = f"POST /v1/verifications HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {FIVE_GB}\r\n\r\n".encode()
    told = talk(address, head)
    assert told.startswith(b"HTTP/1.1 413 ")
    assert b"http.too_large" in told


def test_gigabytes_of_unknown_length_are_read_to_the_limit_and_not_kept(
    make_app: Callable[..., FastAPI], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = tmp_path / "tmp"
    kept.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(kept))
    sent = 0
    part = b"100000\r\n" + b"\0" * (1 << 20) + b"\r\n"
    head = (
        "POST /v1/verifications HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
    )
    form = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    with (
        serving(make_app(max_upload_bytes=2 << 20)) as address,
        closing(socket.create_connection(address, timeout=PATIENCE_S)) as line,
    ):
        line.sendall(head.encode() + f"{len(form):x}\r\n".encode() + form + b"\r\n")
        try:
            while sent < FIVE_GB:
                line.sendall(part)
                sent += 1 << 20
        except OSError:
            told = b""
        else:
            raise AssertionError("the server took five gigabytes")
        assert sent < 64 << 20
        assert told == b""
    assert list(kept.iterdir()) == []


def test_a_head_that_never_ends_is_hung_up_on(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(app) as address:
        with monkeypatch.context() as hasty:
            hasty.setattr(server, "HEAD_WITHIN_S", 0.05)
            assert talk(address, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n") == b""
            assert talk(address, b"") == b""
        whole = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        assert talk(address, whole).endswith(b'{"status":"ok"}')


def test_a_body_that_never_comes_is_hung_up_on(make_app: Callable[..., FastAPI]) -> None:
    with serving(make_app(body_timeout_s=0.05)) as address:
        told = talk(address, b"POST /v1/clips HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\n{")
        assert told.startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00", 400),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n", 400),
        # Chunks count, as RFC 9112 has it, so that the length can hide nothing; and nobody takes a POST there.
        (b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 405),
        (b"GET / HTTP/9.9\r\n\r\n", 421),  # it names no host
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_is_no_http_is_refused_and_the_server_goes_on(address: tuple[str, int], said: bytes, status: int) -> None:
    assert status_in(talk(address, said)) == status
    assert lives(address)


@pytest.mark.filterwarnings("ignore")
def test_a_head_that_is_too_large_is_refused_and_the_server_goes_on(address: tuple[str, int]) -> None:
    head = b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    told = talk(address, head, may_reset=True)
    # It may be hung up on before it is whole, and what it has not read by then can cost the answer.
    assert not told or status_in(told) in {400, 431}
    assert lives(address)


def status_in(told: bytes) -> int:
    return int(told.split(b" ", 2)[1])


def lives(address: tuple[str, int]) -> bool:
    return httpx.get(f"http://{address[0]}:{address[1]}/healthz", timeout=PATIENCE_S).status_code == 200


def test_nothing_tells_what_serves(address: tuple[str, int]) -> None:
    told = talk(address, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").lower()
    assert b"uvicorn" not in told
    assert b"\r\nserver:" not in told


def test_open_streams_do_not_hold_up_the_end(app: FastAPI, desk: MemoryDesk) -> None:
    job = desk.submit(brief_of_fox())
    begun = time.monotonic()
    with serving(app) as (host, port):
        line = socket.create_connection((host, port), timeout=PATIENCE_S)
        line.sendall(f"GET /v1/clips/{job.id}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        assert line.recv(65_536).startswith(b"HTTP/1.1 200")
    with closing(line):
        while line.recv(65_536):
            pass
    assert time.monotonic() - begun < PATIENCE_S


def brief_of_fox() -> Any:
    from agent_tools.schema import Brief

    return Brief(request="a red fox runs across a snowy field")


def started(settings: Settings, *options: str) -> tuple[subprocess.Popen[str], str]:
    """`reelwright serve` in a process of its own, and its address."""
    code = "import sys; from agent_tools.cli import main; sys.argv = ['reelwright', *sys.argv[1:]]; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--port", "0", *options],
        cwd=ROOT,
        env={**os.environ, "REELWRIGHT_HOME": str(settings.home), "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("serving "):
            return process, line.split()[1]
    raise AssertionError(process.communicate()[1])


def test_a_server_that_is_told_to_end_gives_its_jobs_back_and_ends_well(settings: Settings) -> None:
    prepare(settings)
    process, url = started(settings)
    try:
        assert httpx.get(f"{url}readyz", timeout=PATIENCE_S).json() == {"status": "ready"}
        asked = {"request": "a red fox runs across a snowy field", "duration_s": 8, "quality": "fine"}
        job = httpx.post(f"{url}v1/clips", json=asked, timeout=PATIENCE_S).json()["id"]
        with httpx.stream("GET", f"{url}v1/clips/{job}/events", timeout=PATIENCE_S) as told:
            for line in told.iter_lines():
                if line.startswith("data: ") and json.loads(line[6:])["state"] == "running":
                    break
        process.send_signal(signal.SIGTERM)
        assert process.wait(SEEN_OUT_S + PATIENCE_S) == 0
    finally:
        process.kill()
        process.communicate()
    assert rows(settings, "SELECT state FROM job") == [("queued",)]


def test_the_command_refuses_what_would_be_open_to_others(settings: Settings) -> None:
    prepare(settings)
    for options, said in (
        (["--host", "0.0.0.0"], "--allow-remote"),
        (["--host", "0.0.0.0", "--allow-remote"], "reelwright key create"),
        (["--port", "x"], "0 to 65535"),
    ):
        with pytest.raises(AssertionError, match=said):
            started(settings, *options)


def test_a_remote_server_with_a_key_starts(settings: Settings) -> None:
    with ApiKeys.open(settings) as keys:
        words = keys.create("acme", "maria")[1]
    process, url = started(settings, "--allow-remote", "--no-worker")
    try:
        assert httpx.get(f"{url}v1/clips", timeout=PATIENCE_S).status_code == 401
        bearer = {"Authorization": f"Bearer {words}"}
        assert httpx.get(f"{url}v1/clips", headers=bearer, timeout=PATIENCE_S).json()["data"] == []
    finally:
        process.terminate()
        process.communicate()
