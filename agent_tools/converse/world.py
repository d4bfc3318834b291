"""The service under test of one scenario: a whole installation in a home of its own, with a worker, on its own clock.

It is the shipped service: the same planner, gate, queue, worker, marking and database. Only the clock is handed in, the
stub may stand for the model, and every call is written down. What happened in it is for `observe` to say.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from agent_tools.blob import Blobs
from agent_tools.consent import ConsentService
from agent_tools.converse.clock import SceneClock
from agent_tools.converse.fault import WorldError
from agent_tools.converse.generator import Generator, backends
from agent_tools.converse.watched import CallLog, WatchedDesk, WatchedStudio, quiet
from agent_tools.errors import NotFound
from agent_tools.gate import open_gate
from agent_tools.job.bell import deadline
from agent_tools.job.view import LOCAL, Approve, Caller, JobLimits
from agent_tools.marker import Marker
from agent_tools.settings import Settings
from agent_tools.store import gate_key
from agent_tools.store.consent_book import Answer, ConsentBook, Grant
from agent_tools.store.job_queue import JobQueue
from agent_tools.witness import open_witness
from agent_tools.worker import this_worker
from policy.types import Use

if TYPE_CHECKING:
    from agent_tools.converse.loopback import Loopback

PRINCIPAL = "tester"
PATIENCE_S = 20
"""Longest that a bot's call need wait for its clip."""
_SETTLED_S = 120.0
_OPEN_JOBS = "SELECT id, tenant, state, stage FROM job WHERE state IN ('queued', 'running') ORDER BY seq"
_LOOK_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldOptions:
    """How a world is set up.

    Attributes:
        generator: What renders.
        clock: Its time.
        tenant: Whose the conversation is.
        principal: Who sits in it.
        groups: The groups that this person belongs to.
        use: What the clips are for.
        territory: Where they will be shown, ISO 3166-1 alpha-2; None for not said.
        approve: When a person is shown the storyboard first.
        policy: The operator's policy, as TOML; empty for what is built in.
        limits: What the installation takes on.
    """

    generator: Generator = Generator.STUB
    clock: SceneClock = field(default_factory=SceneClock)
    tenant: str = LOCAL
    principal: str = PRINCIPAL
    groups: tuple[str, ...] = ()
    use: Use = Use.PERSONAL
    territory: str | None = None
    approve: Approve = Approve.NEVER
    policy: str = ""
    limits: JobLimits = field(default_factory=JobLimits)

    @property
    def caller(self) -> Caller:
        """Who asks, as a surface that authenticated them says it; see `agent_tools.http.key.ApiKey`."""
        who = self.principal if self.tenant == LOCAL else f"{self.tenant}/{self.principal}"
        return Caller(tenant=self.tenant, principal=who)


class World:
    """One installation. Close it, or use it as a context manager; its home is deleted then.

    Args:
        home: A home that `HomeTemplate` made.
        options: How it is set up.

    Attributes:
        options: How it was set up.
        settings: Where everything lies.
        log: Every call that reached it.
        desk: Where jobs go. It stays the same object over a restart.
    """

    def __init__(self, home: Path, options: WorldOptions) -> None:
        self.options = options
        self.log = CallLog()
        self.settings = _settings(home, options.policy)
        self._held = False
        self._server: Loopback | None = None
        self._keys: tuple[str, str] | None = None
        self.desk = WatchedDesk(*self._parts(), options.limits, self.log)
        self.desk.start_worker()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End everything and delete the home."""
        with ExitStack() as stack:
            stack.callback(shutil.rmtree, self.settings.home, ignore_errors=True)
            stack.callback(self.desk.close)
            if self._server is not None:
                stack.callback(self._server.close)

    # What a step can do to it

    def restart(self) -> None:
        """End the service and open it again over the same home, as after a new release or a loss of power."""
        if self._server is not None:
            self._server.close()
        self.desk.reopen(*self._parts())
        if not self._held:
            self.desk.start_worker()
        if self._server is not None:
            self._server.open()

    def hold(self) -> None:
        """Render nothing from now on; requests are still taken in, planned and judged."""
        self._held = True
        self.desk.hold_rendering()

    def release(self) -> None:
        """Render again."""
        self._held = False
        self.desk.release_rendering()

    def kill_worker(self) -> None:
        """Let a worker take up the next render and die in it. Another one finds that out and takes over.

        Raises:
            WorldError: Nothing waits to be rendered.
        """
        held, self._held = self._held, True
        self.desk.hold_rendering()
        dead = f"{this_worker()}0"  # this process with another beginning: one that is gone
        claimed = self.desk.claimed_by(dead)
        if claimed is None:
            raise WorldError("a worker was to die in a render, and nothing waits to be rendered; hold the renders first")
        if not held:
            self.release()

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and let the service look after what is overdue.

        Args:
            seconds: How much, 0 or more.
        """
        self.options.clock.move(seconds)
        with quiet():
            self.desk.pulse.look_after()

    def grant(self, grant: Grant) -> str:
        """Put a consent on record, as the person who is shown would, and say its id.

        Args:
            grant: What is granted.

        Raises:
            AgentToolsError: It is out of range.
        """
        with self._consents() as book:
            challenge, phrase = book.challenge(grant.name)
            answer = Answer(challenge_id=challenge.id, phrase=phrase)
            return book.grant(grant, answer).record.id

    def revoke(self, consent_id: str) -> None:
        """Take a consent back, with every clip that rests on it.

        Args:
            consent_id: The consent.

        Raises:
            WorldError: There is no such consent.
        """
        with self._consents() as book:
            try:
                book.revoke(consent_id)
            except NotFound as exc:
                raise WorldError(f"consent {consent_id!r} is to be revoked, and there is none of that id") from exc

    # What is asked of it

    @property
    def patience_s(self) -> int:
        """Seconds that it makes sense to wait for a clip: none while nothing is rendered."""
        return 0 if self._held else PATIENCE_S

    def settle(self, timeout_s: float = _SETTLED_S) -> None:
        """Wait until nothing goes on any more.

        Args:
            timeout_s: How long at most.

        Raises:
            WorldError: Something still goes on then.
        """
        left = deadline(timeout_s)
        while True:
            going = self._going()
            if not going:
                return
            if not left():
                raise WorldError(f"job {going[0][0]!r} still goes on after {timeout_s:g} s")
            job_id, tenant = going[0]
            with quiet():
                caller = Caller(tenant=tenant)
                seen = self.desk.get(job_id, caller)
                self.desk.watch(job_id, caller, since=seen.version, timeout_s=0.0 if seen.state.final else _LOOK_S)

    def serve(self) -> tuple[str, str]:
        """The URL of the service on this machine, and the key for it; it is served from the first call on.

        Raises:
            WorldError: The extra `server` is not installed.
        """
        if self._keys is None:
            from agent_tools.converse.loopback import Loopback, new_key

            key = new_key(self.settings, self.options.tenant, self.options.principal)
            self._server = Loopback(self.desk, self.settings)
            self._server.open()
            self._keys = (self._server.url, key)
        return self._keys

    def _going(self) -> list[tuple[str, str]]:
        """The jobs that go on by themselves, with their tenants."""
        with closing(sqlite3.connect(self.settings.home / "reelwright.db")) as connection:
            rows = connection.execute(_OPEN_JOBS).fetchall()
        waits = {("queued", "ready")} if self._held else set()
        return [(job_id, tenant) for job_id, tenant, state, stage in rows if (state, stage) not in waits]

    def _parts(self) -> tuple[JobQueue, WatchedStudio]:
        clock, settings = self.options.clock, self.settings
        book = JobQueue.open_url(settings.database_url, clock=clock)
        try:
            studio = WatchedStudio(
                book,
                open_gate(settings, book, clock=clock),
                backends(self.options.generator),
                blobs=Blobs.open(settings.blobs_url),
                work_dir=settings.work_dir,
                witness=open_witness(settings, book),
                marker=Marker(settings),
            )
        except BaseException:
            book.close()
            raise
        studio.log = self.log
        studio.reduces = self.options.generator is Generator.STUB
        return book, studio

    def _consents(self) -> ConsentService:
        settings = self.settings
        book = ConsentBook.open_url(settings.database_url, clock=self.options.clock)
        return ConsentService(book, gate_key(settings.gate_key_path), blobs=Blobs.open(settings.blobs_url))


def _settings(home: Path, policy: str) -> Settings:
    file = None
    if policy:
        file = home / "operator.toml"
        file.write_text(policy, encoding="utf-8")
    return Settings(
        home=home,
        database_url=f"sqlite:///{home / 'reelwright.db'}",
        blobs_url=str(home / "clips"),
        checkpoints_url=str(home / "checkpoints"),
        policy=file,
    )
