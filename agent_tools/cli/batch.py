"""Many requests out of one file, one a line, each answered by one JSON object a line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from agent_tools.errors import BriefError
from policy.types import Decision

MAX_LINE_BYTES = 1 << 20
"""A longer line is answered with an error after this many bytes, so that no file can fill the memory."""


def verdicts(name: str, check: Callable[[str], Decision]) -> Iterator[dict[str, Any]]:
    """What is said of each line, in order.

    A line that cannot be read or judged as a request gives `{"error", "code", "line"}`, and the next line is read.

    Args:
        name: The file, or `-` for standard input.
        check: Judges one request.

    Raises:
        BriefError: The file cannot be read.
    """
    with _opened(name) as file:
        for number, raw in enumerate(_lines(file), start=1):
            try:
                yield check(_decoded(raw)).to_json()
            except BriefError as fault:
                yield {"error": str(fault), "code": fault.code, "line": number}


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")
    except (OSError, ValueError) as exc:
        raise BriefError(f"--file {name!r} cannot be read: {getattr(exc, 'strerror', None) or exc}") from exc
    with file:
        yield file


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(MAX_LINE_BYTES):
        rest = line
        while not rest.endswith(b"\n") and (rest := file.readline(MAX_LINE_BYTES)):
            pass
        yield line


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as exc:
        raise BriefError(f"byte {raw[exc.start]:#04x} at position {exc.start} is not UTF-8; the text must be") from exc
