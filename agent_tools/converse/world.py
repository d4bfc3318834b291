"""The service under test of one scenario: a whole installation in a home of its own, with a worker, on its own clock.

It is the shipped service: the same planner, gate, queue, worker, marking and database. Only the clock is handed in, the
stub may stand for the model, and every call is written down. What happened in it is for `sight` to say.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from agent_tools.blob import Blobs
from agent_tools.consent import ConsentService
from agent_tools.converse.clock import SceneClock
from agent_tools.converse.fault import WorldError
from agent_tools.converse.format import Generator
from agent_tools.converse.generator import Gated, Mode, Turnstile, model
from agent_tools.converse.home import DATABASE
from agent_tools.converse.watched import CallLog, WatchedBook, WatchedDesk, WatchedStudio, quiet
from agent_tools.gate import open_gate
from agent_tools.job.bell import deadline
from agent_tools.job.view import JobLimits
from agent_tools.marker import Marker
from agent_tools.people_book import opt_out
from agent_tools.policy_home import PolicyHome
from agent_tools.settings import Settings
from agent_tools.store import gate_key
from agent_tools.store.consent_book import ConsentBook
from agent_tools.witness import open_witness
from agent_tools.worker import this_worker

if TYPE_CHECKING:
    from agent_tools.converse.loopback import Loopback
    from generator.types import Backend

PATIENCE_S = 20
"""Longest that a bot's call need wait for its clip."""
_SETTLED_S = 120.0
_OPEN_JOBS = "SELECT id, version, state, stage, cancelling FROM job WHERE state IN ('queued', 'running') ORDER BY seq"
_OWNER = "UPDATE job SET lease_owner = ? WHERE lease = ?"
_LOOK_S = 0.25
_ENDS_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldOptions:
    """How a world is set up.

    Attributes:
        generator: What renders.
        clock: Its time.
        policy: The operator's policy, as TOML; None for what is built in.
        people: Names that the operator put on the list of people who must not be shown.
        limits: What the installation takes on.
        label: Settings of the visible label, by their names.
        seed: The seed of requests that name none; None for what the service draws from the words.
        wait_s: How long a bot's call waits for its clip, 0..25; None for as long as makes sense.
    """

    generator: Generator = Generator.STUB
    clock: SceneClock = field(default_factory=SceneClock)
    policy: bytes | None = None
    people: tuple[str, ...] = ()
    limits: JobLimits = field(default_factory=JobLimits)
    label: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None
    wait_s: int | None = None


class World:
    """One installation. Close it, or use it as a context manager; its home is deleted then.

    Args:
        settings: Of a home that `HomeTemplate` made.
        options: How it is set up.

    Attributes:
        options: How it was set up.
        settings: Where everything lies.
        log: Every call that reached it.
        desk: Where jobs go. It stays the same object over a restart.
        turnstile: What becomes of renders.
    """

    def __init__(self, settings: Settings, options: WorldOptions) -> None:
        self.options = options
        self.log = CallLog()
        self.settings = _with(settings, options)
        self.turnstile = Turnstile(self._worker_died)
        self._lost: list[threading.Thread] = []
        self._reader: sqlite3.Connection | None = None
        self._asking = threading.Lock()
        self._server: Loopback | None = None
        for name in options.people:
            opt_out(PolicyHome(self.settings.policy_dir), name)
        book, self._studio = self._parts()
        self.desk = WatchedDesk(book, self._studio, options.limits, self.log)
        self.desk.seed = options.seed
        if options.generator is not Generator.STUB:
            self._studio.weights(options.generator.value)  # loaded before anybody waits for an answer
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
            if self._reader is not None:
                stack.callback(self._reader.close)
            if self._server is not None:
                stack.callback(self._server.close)
            self.turnstile.close()
            for thread in self._lost:
                thread.join(_ENDS_WITHIN_S)

    # What can be done to it

    def restart(self) -> None:
        """End the service and open it again over the same home; what was being made goes back into the queue."""
        if self._server is not None:
            self._server.pause()
        self.desk.stop_worker()
        self.turnstile.set(Mode.GO)
        book, self._studio = self._parts()
        self.desk.reopen(book, self._studio)
        self.desk.start_worker()
        if self._server is not None:
            self._server.open()

    def kill_worker(self) -> None:
        """Let the worker die in the render that stands still, or in the next one; another one finds that out."""
        self.turnstile.set(Mode.DIE)

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and let the service look after what is overdue.

        Args:
            seconds: How much, 0 or more.
        """
        self.options.clock.move(seconds)
        if self.desk.works:
            with quiet():
                self.desk.pulse.look_after()

    @contextmanager
    def consents(self) -> Iterator[ConsentService]:
        """The registry of consents, as the people who are shown use it."""
        settings = self.settings
        book = ConsentBook.open_url(settings.database_url, clock=self.options.clock)
        with ConsentService(book, gate_key(settings.gate_key_path), blobs=Blobs.open(settings.blobs_url)) as opened:
            yield opened

    # What is asked of it

    @property
    def stands_still(self) -> bool:
        """Whether waiting for a clip makes no sense: a render is held, or nobody works."""
        return not self.desk.works or self.turnstile.holding or self.turnstile.mode is Mode.HOLD

    @property
    def patience_s(self) -> int:
        """Seconds that a bot's call should wait for its clip."""
        if self.stands_still:
            return 0
        return PATIENCE_S if self.options.wait_s is None else self.options.wait_s

    def settle(self, timeout_s: float = _SETTLED_S) -> None:
        """Wait until nothing goes on any more but what is held.

        Args:
            timeout_s: How long at most.

        Raises:
            WorldError: Something still goes on then.
        """
        left = deadline(timeout_s)
        while going := self._going():
            if not left():
                raise WorldError(f"job {going[0][0]!r} still goes on after {timeout_s:g} s")
            job_id, version = going[0]
            self.desk.changed(job_id, since=version, timeout_s=_LOOK_S)

    def serve(self) -> str:
        """The URL of the service on this machine; it is served from the first call on, and asks for a key.

        Raises:
            WorldError: The extra `server` is not installed.
        """
        if self._server is None:
            from agent_tools.converse.loopback import Loopback

            self._server = Loopback(self.desk, self.settings)
            self._server.open()
        return self._server.url

    def ask(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """What another program finds in the database.

        Args:
            sql: A question.
            values: What stands for its question marks.
        """
        with self._asking:
            if self._reader is None:
                self._reader = self._connect()
            return self._reader.execute(sql, values).fetchall()

    def _connect(self) -> sqlite3.Connection:
        path = self.settings.home / DATABASE
        return sqlite3.connect(path, timeout=_ENDS_WITHIN_S, isolation_level=None, check_same_thread=False)

    def _going(self) -> list[tuple[str, int]]:
        """The jobs that go on by themselves, with their versions."""
        if not self.desk.works:
            return []
        rows = self.ask(_OPEN_JOBS)
        held = self.turnstile.holding
        return [
            (job_id, version)
            for job_id, version, state, stage, cancelling in rows
            if not held or cancelling or (state == "queued" and stage != "ready")
        ]

    def _worker_died(self) -> None:
        """Called in the render's own thread, which never comes back from it while the world lasts."""
        self._lost.append(threading.current_thread())
        leases = self.desk.lose_worker()
        dead = f"{this_worker()}0"  # this process with another beginning: one that is gone
        with closing(self._connect()) as connection:
            connection.executemany(_OWNER, [(dead, lease) for lease in leases])
        self._studio.use_models(self._model_opener())
        self.desk.start_worker()

    def _model_opener(self) -> _Opener:
        return _Opener(self.options.generator, self.turnstile)

    def _parts(self) -> tuple[WatchedBook, WatchedStudio]:
        clock, settings = self.options.clock, self.settings
        book = WatchedBook.open_url(settings.database_url, clock=clock).share()
        try:
            studio = WatchedStudio(
                book,
                open_gate(settings, book, clock=clock),
                self._model_opener(),
                blobs=Blobs.open(settings.blobs_url),
                clips_dir=settings.clips_dir,
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


class _Opener:
    """Opens the model of a world, whatever a bot asks for."""

    def __init__(self, generator: Generator, turnstile: Turnstile) -> None:
        self._generator = generator
        self._turnstile = turnstile

    def __call__(self, _model: str) -> Backend:
        return Gated(model(self._generator.value), self._turnstile)


def _with(settings: Settings, options: WorldOptions) -> Settings:
    values: dict[str, Any] = dict(options.label)
    if options.policy is not None:
        values["policy"] = settings.home / "operator.toml"
        values["policy"].write_bytes(options.policy)
    return settings.model_copy(update=values) if values else settings
