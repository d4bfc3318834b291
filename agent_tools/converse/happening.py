"""Lets an event of a scenario happen in a world: each is something that a person, an operator or a failure does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from agent_tools.converse.event import LAST, Event
from agent_tools.converse.fault import WorldError
from agent_tools.converse.generator import Mode
from agent_tools.reply import FAULTS
from agent_tools.store.consent_book import Answer, Grant
from agent_tools.store.erasure_book import ErasureBook
from policy.consent.record import EvidenceKind
from policy.consent.scope import DEFAULT_MONTHS, Scope, months_after

if TYPE_CHECKING:
    from agent_tools.converse.situation import ConsentGiven
    from agent_tools.converse.world import World
    from agent_tools.job.view import Caller

_MIDDLE = 2


@dataclass
class Scene:
    """What is remembered between the turns of one scenario.

    Attributes:
        world: The service under test.
        consents: Local ids of consents to those of the registry.
        job: The job that was touched last; empty for none.
        clip: The clip that was touched last; empty for none.
    """

    world: World
    consents: dict[str, str] = field(default_factory=dict)
    job: str = ""
    clip: str = ""

    @property
    def local(self) -> dict[str, str]:
        """The registry's ids of consents to those of the scenario."""
        return {registry: local for local, registry in self.consents.items()}

    def clip_named(self, name: str) -> str:
        """The id of a clip that an event is about.

        Raises:
            WorldError: There is none yet.
        """
        return self._named(name, self.clip, "clip")

    def job_named(self, name: str) -> str:
        """The id of a job that an event is about.

        Raises:
            WorldError: There is none yet.
        """
        return self._named(name, self.job, "job")

    def consent_named(self, name: str) -> str:
        """The registry's id of a consent.

        Raises:
            WorldError: It was not granted.
        """
        try:
            return self.consents[name]
        except KeyError:
            known = ", ".join(sorted(self.consents)) or "none"
            raise WorldError(f"consent {name!r} was not granted; there are: {known}") from None

    def _named(self, name: str, last: str, kind: str) -> str:
        if name != LAST:
            return name
        if not last:
            raise WorldError(f"an event is about the last {kind}, and there was none yet")
        return last


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What came of an event.

    Attributes:
        fault: Code of the fault that it ran into; empty for none.
        message: What that fault says.
        clip: The clip that it was about; None for none.
        job: The job that it was about; None for none.
    """

    fault: str = ""
    message: str = ""
    clip: str | None = None
    job: str | None = None


def happen(event: Event, scene: Scene, caller: Caller) -> Happened:
    """Let an event happen.

    Args:
        event: The event.
        scene: Where.
        caller: Who speaks in the conversation.

    Raises:
        WorldError: It cannot happen here.
    """
    act = _ACTS[event.kind]
    clip = scene.clip_named(value) if (value := event.fetch or event.tamper or event.erase) else None
    job = scene.job_named(value) if (value := event.cancel or event.settle) else None
    try:
        act(event, scene, caller)
    except WorldError:
        raise
    except FAULTS as fault:
        return Happened(fault=fault.code, message=str(fault), clip=clip, job=job)
    return Happened(clip=clip, job=job)


def grant(given: ConsentGiven, scene: Scene) -> None:
    """Put a consent on record, as the person who is shown does it.

    Args:
        given: What is granted.
        scene: Where.

    Raises:
        PolicyError: It is out of range.
    """
    now = scene.world.options.clock()
    scope = Scope(
        valid_from=given.valid_from or now,
        valid_until=given.valid_until or months_after(now, DEFAULT_MONTHS),
        uses=frozenset(given.uses),
        topics=frozenset(given.topics),
        barred_topics=frozenset(given.barred_topics),
        audience=given.audience,
        requesters=frozenset(given.requesters),
        groups=frozenset(given.groups),
        territories=frozenset(given.territories),
    )
    granted = Grant(
        name=given.subject,
        aliases=given.aliases,
        person=given.person,
        granter=given.granter,
        relation=given.relation,
        evidence_kind=given.evidence,
        evidence_digest="",
        scope=scope,
    )
    evidence = _evidence(scene.world, given)
    with scene.world.consents() as consents:
        challenge, phrase = consents.challenge(given.subject)
        answer = Answer(challenge_id=challenge.id, phrase=phrase)
        scene.consents[given.id] = consents.grant(granted, answer, evidence).record.id


def _evidence(world: World, given: ConsentGiven) -> Path | None:
    if given.evidence is EvidenceKind.STATEMENT:
        return None
    file = world.settings.home / f"evidence-{given.id}"
    file.write_text(f"{given.subject} consents.", encoding="utf-8")
    return file


def _restart(_event: Event, scene: Scene, _caller: Caller) -> None:
    scene.world.restart()


def _grant(event: Event, scene: Scene, _caller: Caller) -> None:
    if event.grant is not None:
        grant(event.grant, scene)


def _revoke(event: Event, scene: Scene, _caller: Caller) -> None:
    with scene.world.consents() as consents:
        consents.revoke(scene.consent_named(str(event.revoke)))


def _narrow(event: Event, scene: Scene, _caller: Caller) -> None:
    if event.narrow is None:
        return
    asked, consent_id = event.narrow, scene.consent_named(event.narrow.consent)
    with scene.world.consents() as consents:
        scope = consents.show(consent_id).scope
        if asked.topics:
            scope = replace(scope, topics=frozenset(asked.topics))
        if asked.barred_topics:
            scope = replace(scope, barred_topics=scope.barred_topics | frozenset(asked.barred_topics))
        if asked.valid_until:
            scope = replace(scope, valid_until=datetime.fromisoformat(asked.valid_until))
        consents.narrow(consent_id, scope)


def _cancel(event: Event, scene: Scene, caller: Caller) -> None:
    scene.world.desk.cancel(scene.job_named(str(event.cancel)), caller)


def _settle(_event: Event, scene: Scene, _caller: Caller) -> None:
    scene.world.settle()


def _fetch(event: Event, scene: Scene, caller: Caller) -> None:
    scene.world.desk.open_clip(scene.clip_named(str(event.fetch)), caller)


def _advance_clock(event: Event, scene: Scene, _caller: Caller) -> None:
    scene.world.pass_time(event.advances.total_seconds())


def _worker(event: Event, scene: Scene, _caller: Caller) -> None:
    world = scene.world
    match event.worker:
        case "stop":
            world.desk.stop_worker()
        case "start":
            world.desk.start_worker()
        case "hold":
            world.turnstile.set(Mode.HOLD)
        case "release":
            world.turnstile.set(Mode.GO)
        case _:
            world.kill_worker()


def _generator(event: Event, scene: Scene, _caller: Caller) -> None:
    scene.world.turnstile.set(Mode.FAIL if event.generator == "fail" else Mode.GO)


def _tamper(event: Event, scene: Scene, _caller: Caller) -> None:
    clip_id = scene.clip_named(str(event.tamper))
    path = Path(scene.world.desk.service.row(clip_id).path)
    try:
        body = bytearray(path.read_bytes())
        place = _in_pictures(bytes(body))
        body[place] ^= 0x55
        path.chmod(0o600)
        path.write_bytes(body)
    except OSError as exc:
        raise WorldError(f"the file of clip {clip_id!r} cannot be changed: {exc.strerror}") from exc


def _in_pictures(body: bytes) -> int:
    """A byte in the middle of the box that holds the pictures of an MP4 file (ISO/IEC 14496-12)."""
    place = 0
    while place + 8 <= len(body):
        size, kind = int.from_bytes(body[place : place + 4], "big"), body[place + 4 : place + 8]
        if kind == b"mdat":
            return place + size // _MIDDLE
        if size < 8:
            break
        place += size
    raise WorldError("the file holds no pictures that could be changed")


def _erase(event: Event, scene: Scene, _caller: Caller) -> None:
    with ErasureBook.open_url(scene.world.settings.database_url, clock=scene.world.options.clock) as book:
        book.erase(book.of_clip(scene.clip_named(str(event.erase))), why="request")


_ACTS: dict[str, Callable[[Event, Scene, Caller], None]] = {
    "restart": _restart,
    "grant": _grant,
    "revoke": _revoke,
    "narrow": _narrow,
    "cancel": _cancel,
    "settle": _settle,
    "fetch": _fetch,
    "advance_clock": _advance_clock,
    "worker": _worker,
    "generator": _generator,
    "tamper": _tamper,
    "erase": _erase,
}
