"""A bot that is a Python function or class, and the time that a bot in this process may take."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from agent_tools.converse.bot import TYPED, BotTurn, Service, checked
from agent_tools.converse.fault import BotCrashed, BotError, BotHung

Speaks = Callable[..., object]
"""`def bot(text, service) -> str`, or a class: `Bot(service)` for each conversation, and then `bot(text)`."""

_T = TypeVar("_T")
_N_FRAMES = 3


class CallableBot:
    """A bot that is called.

    Args:
        speaks: A function of the message and the service, or a class that is made with the service for each
            conversation and called with each message. Either gives the reply, a text or a `BotTurn`.
        name: What reports call it; empty for its own name.
    """

    def __init__(self, speaks: Speaks, *, name: str = "") -> None:
        self._speaks = speaks
        self.name = name or str(getattr(speaks, "__name__", type(speaks).__name__))

    def open(self, service: Service) -> CallableDriver:
        """Begin a conversation.

        Raises:
            BotCrashed: The class could not be made.
        """
        if not isinstance(self._speaks, type):
            speaks = self._speaks
            return CallableDriver(self.name, lambda text: speaks(text, service))
        made = guarded(self.name, lambda: self._speaks(service))
        if not callable(made):
            raise BotCrashed(f"{self.name} cannot be called with a message: it has no __call__")
        return CallableDriver(self.name, made)


class CallableDriver:
    """One conversation.

    Args:
        name: What messages call the bot.
        say: Takes a message, and gives the reply.
    """

    def __init__(self, name: str, say: Callable[[str], object]) -> None:
        self._name = name
        self._say = say

    def send(self, text: str, attachments: Sequence[Path] = ()) -> BotTurn:
        """Say something to it; files are named in the message, one a line."""
        whole = "\n".join([text, *(str(path) for path in attachments)])
        begun = time.perf_counter()
        said = guarded(self._name, lambda: self._say(whole))
        if isinstance(said, BotTurn):
            return said
        return BotTurn(reply=checked(said, self._name), elapsed_s=time.perf_counter() - begun)

    def answer(self, request_id: str, value: str) -> BotTurn:
        """It has no buttons: the answer is typed."""
        return self.send(TYPED.get(value, value))

    def close(self) -> None:
        """End the conversation."""


def guarded(name: str, act: Callable[[], _T]) -> _T:
    """Do what is not ours, and say what went wrong in it.

    Args:
        name: What the message calls it.
        act: What is done.

    Raises:
        BotCrashed: It raised.
    """
    try:
        return act()
    except BotError:
        raise
    except Exception as exc:  # whatever a bot raises is its failure and not ours
        frames = traceback.extract_tb(exc.__traceback__)[-_N_FRAMES:]
        where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
        raise BotCrashed(f"{name} raised {type(exc).__name__}: {exc} ({where})") from exc


def within(seconds: float, name: str, act: Callable[[], _T]) -> _T:
    """Do something that may never come back.

    A thread of this process cannot be ended from outside: one that hangs is left alone, and ends with the process.

    Args:
        seconds: How long it may take.
        name: What the message calls it.
        act: What is done.

    Raises:
        BotHung: It took longer.
    """
    done: list[_T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            done.append(act())
        except BaseException as exc:  # noqa: BLE001  # told to whoever waits
            raised.append(exc)

    thread = threading.Thread(target=run, name="reelwright-bot", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise BotHung(f"{name} did not answer within {seconds:g} s")
    if raised:
        raise raised[0]
    return done[0]
