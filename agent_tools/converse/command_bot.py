"""A bot that is any command: it reads JSON lines on its standard input and answers on its standard output.

`message` says what they hold. The service under test is named in the first message and in the environment, as
`CLIP_SERVICE_URL`, `CLIP_SERVICE_KEY` and `CLIP_CONVERSATION`. What the command writes on standard error is shown when
it fails.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from agent_tools.converse import message
from agent_tools.converse.bot import TURN_S, BotTurn, Service
from agent_tools.converse.fault import BotCrashed, BotFlooded, BotGarbled, BotHung
from agent_tools.settings import environment_with

_CHUNK = 1 << 16
_STDERR_LINES = 5
_STDERR_BYTES = 8 << 10
_ENDS_WITHIN_S = 2.0


class CommandBot:
    """A command.

    Args:
        argv: The program and its arguments; no shell reads them.
        turn_s: How long it may take for one turn.
        cwd: The folder that it runs in; None for the current one.
        name: What reports call it; empty for the program's name.
    """

    def __init__(self, argv: Sequence[str], *, turn_s: float = TURN_S, cwd: Path | None = None, name: str = "") -> None:
        if not argv:
            raise ValueError("argv is (), must name a program")
        self._argv = tuple(argv)
        self._turn_s = turn_s
        self._cwd = cwd
        self.name = name or " ".join(Path(part).name if k == 0 else part for k, part in enumerate(argv))[:60]

    def open(self, service: Service) -> CommandDriver:
        """Start it.

        Raises:
            BotCrashed: It cannot be started.
        """
        first = message.start(service)
        env = environment_with(
            {
                "CLIP_SERVICE_URL": first["service"]["url"],
                "CLIP_SERVICE_KEY": first["service"]["api_key"],
                "CLIP_CONVERSATION": first["conversation"],
            }
        )
        try:
            process = subprocess.Popen(
                self._argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self._cwd,
                env=env,
                start_new_session=True,
            )
        except OSError as exc:
            raise BotCrashed(f"{self.name} cannot be started: {exc.strerror}: {exc.filename!r}") from exc
        driver = CommandDriver(process, message.Outbox(service), self.name, self._turn_s)
        try:
            driver.tell(first)
        except BaseException:
            driver.close()  # nobody else has it yet
            raise
        return driver


class CommandDriver:
    """One conversation with a running command.

    Args:
        process: The command, with pipes to its three streams.
        outbox: Makes the messages.
        name: What messages call it.
        turn_s: How long it may take for one turn.
    """

    def __init__(self, process: subprocess.Popen[bytes], outbox: message.Outbox, name: str, turn_s: float) -> None:
        self._process = process
        self._name = name
        self._turn_s = turn_s
        self._outbox = outbox
        self._rest = b""
        self._said: deque[bytes] = deque()
        self._n_said = 0
        self._selector = selectors.DefaultSelector()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
                self._selector.register(stream, selectors.EVENT_READ)

    def send(self, text: str, attachments: Sequence[Path] = ()) -> BotTurn:
        """Say something to it."""
        return self._asked(self._outbox.user(text, attachments))

    def answer(self, request_id: str, value: str) -> BotTurn:
        """Answer a question of the service."""
        return self._asked(self._outbox.answer(request_id, value))

    def close(self) -> None:
        """Close its input, and end it if that does not."""
        self._selector.close()
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        try:
            self._process.wait(_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._kill()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def tell(self, told: dict[str, Any]) -> None:
        """Send one message.

        Raises:
            BotCrashed: It does not read any more.
        """
        line = json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
        stdin = self._process.stdin
        try:
            if stdin is not None:
                stdin.write(line)
                stdin.flush()
        except OSError as exc:
            raise self._crashed("does not read any more") from exc

    def _asked(self, told: dict[str, Any]) -> BotTurn:
        begun = time.monotonic()
        self.tell(told)
        events: list[Any] = []
        n_bytes = 0
        while True:
            line = self._line(begun + self._turn_s)
            n_bytes += len(line)
            if n_bytes > message.MAX_TURN_BYTES or len(events) > message.MAX_EVENTS:
                self._kill()
                raise BotFlooded(
                    f"{self._name} said {n_bytes} bytes and {len(events)} events in one turn; a turn has at most "
                    f"{message.MAX_TURN_BYTES} and {message.MAX_EVENTS}"
                )
            if not line.strip():
                continue
            said = message.read(line, self._name)
            if said.get("type") == "event":
                events.append(said)
            elif said.get("type") == "reply" and said.get("id") == told["id"]:
                return message.turn(said, self._name, events=events, elapsed_s=time.monotonic() - begun)
            else:
                raise BotGarbled(
                    f"{self._name} sent type {said.get('type')!r} with id {said.get('id')!r}; expected is 'event', or "
                    f"'reply' with id {told['id']!r}"
                )

    def _line(self, until: float) -> bytes:
        """The next line of its standard output.

        Raises:
            BotHung: None came in time.
            BotCrashed: It ended.
            BotFlooded: It is too long.
        """
        while b"\n" not in self._rest:
            if len(self._rest) > message.MAX_LINE_BYTES:
                self._kill()
                raise BotFlooded(
                    f"{self._name} sent more than {message.MAX_LINE_BYTES} bytes without the end of a line"
                )
            left_s = until - time.monotonic()
            if left_s <= 0:
                self._kill()
                raise BotHung(f"{self._name} did not answer within {self._turn_s:g} s{self._last_words()}")
            for key, _ in self._selector.select(left_s):
                self._take(key.fileobj)
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def _take(self, stream: Any) -> None:  # noqa: ANN401  # one of the two pipes
        place: int = stream.fileno()
        chunk = os.read(place, _CHUNK)
        if stream is self._process.stderr:
            if chunk:
                self._keep(chunk)
            else:
                self._selector.unregister(place)
        elif chunk:
            self._rest += chunk
        else:
            raise self._crashed("ended in the middle of a turn")

    def _keep(self, chunk: bytes) -> None:
        """Keep the end of what it says on standard error, and no more than that."""
        self._said.append(chunk)
        self._n_said += len(chunk)
        while self._n_said - len(self._said[0]) > _STDERR_BYTES:
            self._n_said -= len(self._said.popleft())

    def _crashed(self, what: str) -> BotCrashed:
        try:
            code = self._process.wait(_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._kill()
            return BotCrashed(f"{self._name} {what}: it closed its output and went on running{self._last_words()}")
        how = f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
        return BotCrashed(f"{self._name} {what}: {how}{self._last_words()}")

    def _last_words(self) -> str:
        if self._process.stderr is not None:
            self._keep_rest(self._process.stderr)
        lines = b"".join(self._said)[-_STDERR_BYTES:].decode("utf-8", "replace").strip().splitlines()
        return f"; it wrote: {' | '.join(lines[-_STDERR_LINES:])}" if lines else ""

    def _keep_rest(self, stream: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(stream.fileno(), _CHUNK):
                self._keep(chunk)

    def _kill(self) -> None:
        """End it with everything that it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_ENDS_WITHIN_S)
