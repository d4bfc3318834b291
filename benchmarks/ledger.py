"""How fast provenance is written and the audit chain verified, and whether every tampering is noticed.

    python -m benchmarks.ledger [--clips 300] [--links 100000] [--trials 200]

The clips are complete: every row that the service has written when it hands one over, in its six transactions, into a
database file; the chain is verified and the rows are counted afterwards. Each figure stands with the CPU time of this
process beside the wall time, because a busy machine stretches the latter, and the spread over parts of the run beside
both, because it stretches the former too.
Tampering is done on the database file itself, with its triggers taken away; a control without any change must hold.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import platform
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent_tools.audit import unbroken, verify
from agent_tools.checkpoint import Checkpoints
from agent_tools.schema import Brief, Disclosure, Shot, Storyboard, StructuredPrompt, Subject
from agent_tools.settings import Settings
from agent_tools.store import Marks, Store
from agent_tools.store.audit import link
from agent_tools.store.audit_reader import AuditReader
from agent_tools.witness import open_checkpoints
from benchmarks.tamper import CHANGES, cut_short, made_anew, past_the_store, tampered
from generator.types import ModelInfo, RenderReport
from policy.types import Decision, Verdict

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
N_FRAMES = 96
MANIFEST_BYTES = 13_000  # what a signed manifest adds to a clip
N_SMALL = 60
N_LINKS = 7  # of a clip: turn, request, storyboard, decision, its link, the beginning and the end of the render
N_PARTS = 10
SLOTS = ("scene", "camera", "lighting", "temporal", "style")


@dataclasses.dataclass
class Laps:
    """Wall and CPU seconds of each time that a piece of work was done."""

    wall_s: list[float] = dataclasses.field(default_factory=list)
    cpu_s: list[float] = dataclasses.field(default_factory=list)


@contextmanager
def timed(laps: Laps) -> Iterator[None]:
    """Add what the block takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    laps.wall_s.append(time.perf_counter() - wall)
    laps.cpu_s.append(time.process_time() - cpu)


def storyboard() -> Storyboard:
    """Two shots with words of a usual length."""
    prompt = StructuredPrompt(**{slot: f"the {slot} of a red fox that runs across a snowy field" for slot in SLOTS})
    shot = Shot(prompt=prompt, subjects=(Subject(id="fox", words="a red fox", action="runs"),), setting="field")
    return Storyboard(
        shots=(shot, shot), aspect_ratio="1:1", width_px=512, height_px=512, fps=24, duration_s=4.0, planner="bench"
    )


def report(name: str) -> RenderReport:
    """What a render of four seconds says of itself."""
    model = ModelInfo(
        model_id="bench", weights_digest="sha256:" + "cd" * 32, scheduler="none", device="cpu", library_versions={}
    )
    frames = tuple(hashlib.sha256(f"{name} {i}".encode()).hexdigest() for i in range(N_FRAMES))
    return RenderReport(
        path=Path(f"/clips/{name}.mp4"),
        sha256="sha256:" + hashlib.sha256(name.encode()).hexdigest(),
        size_bytes=800_000,
        width_px=512,
        height_px=512,
        fps=24,
        n_frames=N_FRAMES,
        duration_s=4.0,
        model=model,
        steps=12,
        seeds=(1, 2),
        timings_s={"denoise": 3.0},
        notes=(),
        label_text="AI-generated",
        started_at=NOON,
        finished_at=NOON,
        frames_sha256=frames,
    )


def write_clips(store: Store, n: int) -> tuple[Laps, Laps]:
    """Write so many clips; returns the times of the whole way of each, and of the rows that end it."""
    whole, provenance = Laps(), Laps()
    board, brief = storyboard(), Brief(request="a red fox runs across a snowy field")
    intent = board.to_intent(brief)
    for i in range(n):
        made = report(f"{i}")
        marks = Marks(fingerprint=f"bench:{random.Random(i).getrandbits(64):016x}", manifest=bytes(MANIFEST_BYTES))
        with timed(whole):
            ids = store.begin_request(brief)
            board_id = store.save_storyboard(ids.brief_id, board)
            decision = Decision(
                id=f"dec_{i}",
                verdict=Verdict.ALLOW,
                findings=(),
                policy_version="bench",
                input_digest=intent.digest(),
                decided_at=NOON,
            )
            store.append(decision, intent)
            store.link_decision(decision.id, brief_id=ids.brief_id, storyboard_id=board_id)
            render_id = store.start_render(decision.id, model_id="bench", seeds=(1, 2))
            with timed(provenance):
                store.finish_render(render_id, made, Disclosure(), marks=marks)
    return whole, provenance


def rows(file: Path) -> int:
    """How many rows a database has."""
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        counts = (connection.execute(f"SELECT count(*) FROM {table}").fetchone() for (table,) in tables)
        return sum(count for (count,) in counts)


def long_chain(file: Path, n: int) -> None:
    """Put a chain of so many links into a database, each as the store would write it."""
    last = None
    values = []
    for i in range(n):
        facts = {"verdict": "allow", "codes": [], "policy_version": "bench", "text": "sha256:" + f"{i:064x}"}
        made = link(last, "bench.row", f"row_{i:08d}", facts, at=NOON)
        values.append(made.values())
        last = (made.seq, made.hash)
    with closing(sqlite3.connect(file)) as connection, connection:
        # Each insert would ask the trigger for the length of the chain; links are what is measured here.
        connection.execute("DROP TRIGGER audit_in_order")
        connection.execute("DROP TRIGGER audit_no_replace")
        connection.executemany("INSERT INTO audit VALUES (:seq, :at, :kind, :subject, :facts, :hash)", values)


def noticed(home: Path, trials: int) -> dict[str, int]:
    """How many of so many tamperings of each kind are noticed at the right row, and how many controls hold."""
    settings = Settings(home=home)
    with Store.open(settings) as store:
        for i in range(N_SMALL):
            decision = Decision(
                id=f"dec_{i}",
                verdict=Verdict.ALLOW,
                findings=(),
                policy_version="bench",
                input_digest="sha256:0",
                decided_at=NOON,
            )
            store.append(decision, storyboard().to_intent(Brief(request="a fox")))
        head = store.audit_head()
    checkpoints = open_checkpoints(settings)
    if head is not None:
        checkpoints.write(*head, at=NOON)
    file = home / "reelwright.db"
    whole, rng = file.read_bytes(), random.Random(7)
    counts = dict.fromkeys((*CHANGES, "truncate", "replace", "control"), 0)
    for _ in range(trials):
        for kind in CHANGES:
            with past_the_store(file) as connection:
                expected = tampered(kind, connection, rng)
            counts[kind] += first_bad(settings, checkpoints) == expected
            file.write_bytes(whole)
        kept = rng.randrange(0, N_SMALL)
        for kind, change in (("truncate", lambda c, kept=kept: cut_short(c, kept)), ("replace", made_anew)):
            with past_the_store(file) as connection:
                change(connection)
            counts[kind] += first_bad(settings, checkpoints) == (kept + 1 if kind == "truncate" else N_SMALL)
            file.write_bytes(whole)
        counts["control"] += first_bad(settings, checkpoints) is None
    return counts


def first_bad(settings: Settings, checkpoints: Checkpoints) -> int | None:
    """The first bad row; None where all holds."""
    with AuditReader.open(settings) as reader:
        told = verify(reader, checkpoints)
    return None if told.ok else told.faults[0].seq


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description="The ledger's figures.")
    parser.add_argument("--clips", type=int, default=300)
    parser.add_argument("--links", type=int, default=100_000)
    parser.add_argument("--trials", type=int, default=200)
    args = parser.parse_args()
    table = Table("measure", "wall", "CPU", title=f"{platform.machine()}, SQLite {sqlite3.sqlite_version}")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "a")
        with Store.open(settings) as store:
            write_clips(store, 5)  # warm
        with Store.open(Settings(home=Path(folder) / "b")) as store:
            whole, provenance = write_clips(store, args.clips)
        written = Settings(home=Path(folder) / "b")
        _rate(table, f"clips, request to clip, {args.clips} of them", whole)
        _rate(table, "clips, the rows that end one (marks, lineage, link)", provenance)
        table.add_row("rows of a clip", f"{rows(written.home / 'reelwright.db') / args.clips:.1f}", "")
        _verify(written, N_LINKS * args.clips)
        chain = Settings(home=Path(folder) / "c")
        Store.open(chain).close()
        long_chain(chain.home / "reelwright.db", args.links)
        _once(table, f"verify {args.links:,} links", lambda: _verify(chain, args.links))
        counts = noticed(Path(folder) / "d", args.trials)
    for kind, n in counts.items():
        table.add_row(f"{kind}: {'holds' if kind == 'control' else 'noticed at its row'}", f"{n} of {args.trials}", "")
    Console(width=120).print(table)


def _verify(settings: Settings, n: int) -> None:
    with AuditReader.open(settings) as reader:
        links, fault = unbroken(reader.links())
    if fault is not None or len(links) != n:
        raise SystemExit(f"{len(links)} of {n} links hold: {fault}")


def _rate(table: Table, name: str, laps: Laps) -> None:
    table.add_row(name, f"{_spread(laps.wall_s)} a second", f"{_spread(laps.cpu_s)} a CPU second")


def _spread(seconds: list[float]) -> str:
    """How often a second over all, and in the slowest and the fastest of ten parts of the run."""
    size = max(len(seconds) // N_PARTS, 1)
    parts = [seconds[i : i + size] for i in range(0, len(seconds), size)]
    rates = sorted(len(part) / sum(part) for part in parts)
    return f"{len(seconds) / sum(seconds):.0f} ({rates[0]:.0f} to {rates[-1]:.0f})"


def _once(table: Table, name: str, work: Callable[[], None]) -> None:
    laps = Laps()
    with timed(laps):
        work()
    table.add_row(name, f"{laps.wall_s[0]:.2f} s", f"{laps.cpu_s[0]:.2f} s")


if __name__ == "__main__":
    main()
