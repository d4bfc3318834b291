"""Kills workers and clients at random points and counts what is lost: `python -m benchmarks.fault [--kills N]`.

Clients submit jobs and say each one's id only when it was accepted; workers render them with a double that draws in no
time, behind everything else that a clip goes through. One of both is killed (SIGKILL) at a random moment, again and
again; then one worker finishes what is left. A job counts as lost when a client was told its id and it did not come to
a clip; a duplicate is a second clip of one job; files without rows are counted before and after `doctor --repair`.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent_tools.blob import Blobs
from agent_tools.job.desk import JobDesk
from agent_tools.job.view import JobLimits
from agent_tools.reconcile import GRACE_S, Reconciler
from agent_tools.schema import Brief
from agent_tools.settings import Settings
from agent_tools.store.repair_book import RepairBook
from policy.gate import shipped_version

# Children are forked, so that each begins at once: what they need is imported here and no thread runs yet.
_FORK = multiprocessing.get_context("fork")
REQUEST = "a red fox runs across a snowy field"
LIMITS = JobLimits(lease_s=5.0, max_attempts=10)
N_AT_ONCE = 4
BATCH = 6
MOST_S = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What was found in the end."""

    accepted: int
    completed: int
    lost: int
    duplicates: int
    rows_without_file: int
    files_before: int
    files_after: int

    @property
    def ok(self) -> bool:
        """Whether nothing is lost, doubled or left."""
        return not (self.lost or self.duplicates or self.rows_without_file or self.files_after)


def client(home: Path, number: int, told: Connection) -> None:
    """Submit jobs, a few at once, and say the id of each."""
    with JobDesk.open(Settings(home=home), limits=LIMITS) as desk:

        def submit(first: int) -> None:
            for i in range(first, BATCH, N_AT_ONCE):
                job = desk.submit(_brief(number * BATCH + i), key=f"{number}-{i}")
                with guard:
                    told.send(job.id)

        guard = threading.Lock()
        threads = [threading.Thread(target=submit, args=(first,)) for first in range(N_AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    told.close()


def work(home: Path, begun: Connection) -> None:
    """Work until killed."""
    with JobDesk.open(Settings(home=home), limits=LIMITS) as desk:
        desk.start_worker()
        begun.send("begun")
        signal.pause()


def rounds(home: Path, n_kills: int, chance: random.Random) -> set[str]:
    """Kill so often; returns the ids that clients were told."""
    accepted: set[str] = set()
    worker, begun = _worker(home)
    begun.recv()
    for number in range(n_kills):
        heard, told = _FORK.Pipe(duplex=False)
        asks = _FORK.Process(target=client, args=(home, number, told))
        asks.start()
        told.close()
        victim = chance.choice(("worker", "client"))
        # The client needs a moment to open the desk; the moment of the kill lies anywhere from there to the last clip.
        if victim == "client" and heard.poll(60):
            accepted.add(heard.recv())
            time.sleep(chance.uniform(0.0, 0.05))
            _kill(asks)
        accepted |= _heard(heard)
        asks.join()
        if victim == "worker":
            time.sleep(chance.uniform(0.0, 3.0))
            _kill(worker)
            worker, begun = _worker(home)
            begun.recv()
        print(f"kill {number + 1} of {n_kills}: {victim}, {len(accepted)} jobs accepted", file=sys.stderr)
    _finish(home)
    _kill(worker)
    return accepted


def counted(home: Path, accepted: set[str]) -> Count:
    """What became of everything."""
    settings = Settings(home=home)
    with closing(sqlite3.connect(home / "reelwright.db")) as connection:
        done = {row[0] for row in connection.execute("SELECT id FROM job WHERE state = 'completed'")}
        (duplicates,) = connection.execute(
            "SELECT count(*) FROM (SELECT r.job_id FROM clip AS c JOIN render AS r ON r.id = c.render_id "
            "GROUP BY r.job_id HAVING count(*) > 1)"
        ).fetchone()
        digests = {row[0] for row in connection.execute("SELECT sha256 FROM clip")}
    blobs = Blobs.open(settings.blobs_url)
    before = {digest for digest, _ in blobs.all()}
    with RepairBook.open(settings) as book:
        later = time.time() + 2 * GRACE_S  # as if the hour were over after which a file without a row is nobody's
        for _ in Reconciler(book, blobs, settings.work_dir, clock=lambda: later).run(repair=True):
            pass
    after = {digest for digest, _ in blobs.all()}
    return Count(
        accepted=len(accepted),
        completed=len(accepted & done),
        lost=len(accepted - done),
        duplicates=int(duplicates),
        rows_without_file=len(digests - after),
        files_before=len(before - digests),
        files_after=len(after - digests),
    )


def main() -> None:
    """Kill, count, and print the table."""
    parser = argparse.ArgumentParser(description="What is lost when processes are killed.")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        RepairBook.open(Settings(home=home)).close()
        shipped_version()  # reads the lists, which the children then share
        count = counted(home, rounds(home, args.kills, random.Random(args.seed)))
    table = Table("measure", "found", "wanted", title=f"{args.kills} kills, seed {args.seed}")
    for name, found, wanted in (
        ("jobs accepted", count.accepted, ""),
        ("jobs completed", count.completed, str(count.accepted)),
        ("jobs lost", count.lost, "0"),
        ("second clips of a job", count.duplicates, "0"),
        ("clips without their file", count.rows_without_file, "0"),
        ("stored files without a row, before repair", count.files_before, ""),
        ("stored files without a row, after repair", count.files_after, "0"),
    ):
        table.add_row(name, str(found), wanted)
    Console(width=100).print(table)
    if not count.ok:
        raise SystemExit(1)


def _brief(seed: int) -> Brief:
    options = {"model": "stub", "duration_s": 1.0, "fps": 4, "width_px": 64, "height_px": 64}
    return Brief.model_validate({"request": REQUEST, "seed": seed, **options})


def _worker(home: Path) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    begun, says = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=work, args=(home, says))
    process.start()
    says.close()
    return process, begun


def _heard(heard: Connection) -> set[str]:
    """Every id that was told before its client ended or was killed."""
    ids = set()
    while True:
        try:
            ids.add(heard.recv())
        except (EOFError, OSError):
            return ids


def _finish(home: Path) -> None:
    """Wait until every job has ended."""
    with JobDesk.open(Settings(home=home), limits=LIMITS) as desk:
        ends = time.monotonic() + MOST_S
        while job_id := _unfinished(home):
            if time.monotonic() > ends:
                raise SystemExit(f"job {job_id} has not ended after {MOST_S:g} s")
            desk.wait(job_id, timeout_s=25)


def _unfinished(home: Path) -> str | None:
    with closing(sqlite3.connect(home / "reelwright.db")) as connection:
        row = connection.execute("SELECT id FROM job WHERE finished_at IS NULL ORDER BY seq LIMIT 1").fetchone()
    return None if row is None else str(row[0])


def _kill(process: multiprocessing.process.BaseProcess) -> None:
    if process.pid is not None:
        os.kill(process.pid, signal.SIGKILL)
    process.join()


if __name__ == "__main__":
    main()
