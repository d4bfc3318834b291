"""Judges bare requests and writes the decisions down: what `reelwright check` needs, and no more of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from agent_tools import store
from agent_tools.errors import BriefError
from agent_tools.schema import MAX_REQUEST_CHARS, Brief
from agent_tools.settings import Settings
from agent_tools.store.identifier import decision_id
from policy.gate import Gate, default_gate
from policy.types import Decision, Intent


def judge(gate: Gate, text: str, asked: Brief | None = None) -> Decision:
    """What a gate says of a bare request.

    Args:
        gate: The gate.
        text: What a person asks for, 1..4000 characters, as typed.
        asked: Who asks and for what, on which consents may depend; nothing else of it is judged.

    Raises:
        BriefError: The text is empty or too long.
    """
    if not 1 <= len(text) <= MAX_REQUEST_CHARS:
        raise BriefError(f"the request has {len(text)!r} characters; it must have 1 to {MAX_REQUEST_CHARS}")
    if asked is None:
        return gate.check(text)
    return gate.review(
        Intent(
            turns=(text,),
            requester=asked.requester or "",
            groups=asked.groups,
            use=asked.use,
            territory=asked.territory or "",
        )
    )


@contextmanager
def checker(settings: Settings | None = None, asked: Brief | None = None) -> Iterator[Callable[[str], Decision]]:
    """A function that judges bare requests of one thread, and writes each decision down before it is given.

    Args:
        settings: Where things are kept; None reads the environment. What is missing is made.
        asked: Who asks and for what, on which consents may depend.

    Raises:
        SettingsError: The home folder or a variable is unusable.
        GateKeyError: The gate's key is damaged or open to others.
        StoreError: The database cannot be opened.
        PolicyDataError: A list of the gate is missing or damaged.
    """
    settings = settings or Settings()
    with store.DecisionLog.open(settings.database_url) or store.Store.open(settings) as log:
        consents = store.ConsentReader(settings.database_url)
        gate = default_gate(log, store.gate_key(settings.gate_key_path), consents=consents, new_id=decision_id)
        yield lambda text: judge(gate, text, asked)
