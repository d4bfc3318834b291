"""A bot behind a URL: each message is posted to it as JSON, and it answers with JSON; `message` says what they hold.

The messages are those of a command. Each carries the conversation and the service under test, because an HTTP endpoint
keeps nothing open, and the id may be left out of the reply.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from agent_tools.converse import message
from agent_tools.converse.bot import TURN_S, BotTurn, Service
from agent_tools.converse.fault import BotCrashed, BotFlooded, BotHung

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SHOWN = 200


class HttpBot:
    """An endpoint.

    Args:
        url: `http://` or `https://`; messages are posted to exactly this.
        turn_s: How long it may take for one turn.
        name: What reports call it; empty for the URL.
    """

    def __init__(self, url: str, *, turn_s: float = TURN_S, name: str = "") -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError(f"url is {url!r}, must begin with http:// or https://")
        self._url = url
        self._turn_s = turn_s
        self.name = name or url

    def open(self, service: Service) -> HttpDriver:
        """Begin a conversation."""
        return HttpDriver(self._url, service, self.name, self._turn_s)


class HttpDriver:
    """One conversation.

    Args:
        url: The endpoint.
        service: The service under test.
        name: What messages call the bot.
        turn_s: How long it may take for one turn.
    """

    def __init__(self, url: str, service: Service, name: str, turn_s: float) -> None:
        self._url = url
        self._name = name
        self._turn_s = turn_s
        self._outbox = message.Outbox(service)
        first = message.start(service)
        self._always = {key: first[key] for key in ("protocol", "conversation", "approve", "service")}
        # A proxy between a test and this machine's own port would only be in the way.
        own = urlsplit(url).hostname in _LOOPBACK
        self._opener = urllib.request.build_opener(*([urllib.request.ProxyHandler({})] if own else []))

    def send(self, text: str, attachments: Sequence[Path] = ()) -> BotTurn:
        """Say something to it."""
        return self._asked(self._outbox.user(text, attachments))

    def answer(self, request_id: str, value: str) -> BotTurn:
        """Answer a question of the service."""
        return self._asked(self._outbox.answer(request_id, value))

    def close(self) -> None:
        """End the conversation; the endpoint is not told."""

    def _asked(self, told: dict[str, Any]) -> BotTurn:
        begun = time.monotonic()
        body = json.dumps(told | self._always).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        request = urllib.request.Request(self._url, data=body, headers=headers, method="POST")
        try:
            with self._opener.open(request, timeout=self._turn_s) as response:
                answered: bytes = response.read(message.MAX_TURN_BYTES + 1)
        except urllib.error.HTTPError as exc:
            with exc:
                said = exc.read(_SHOWN).decode("utf-8", "replace")
            raise BotCrashed(f"{self._name} answered with status {exc.code}: {said!r}") from exc
        except TimeoutError as exc:
            raise BotHung(f"{self._name} did not answer within {self._turn_s:g} s") from exc
        except (urllib.error.URLError, OSError) as exc:
            reason = getattr(exc, "reason", exc)
            if isinstance(reason, TimeoutError):
                raise BotHung(f"{self._name} did not answer within {self._turn_s:g} s") from exc
            raise BotCrashed(f"{self._name} cannot be reached: {reason}") from exc
        if len(answered) > message.MAX_TURN_BYTES:
            raise BotFlooded(f"{self._name} answered with more than {message.MAX_TURN_BYTES} bytes")
        return message.turn(message.read(answered, self._name), self._name, elapsed_s=time.monotonic() - begun)
