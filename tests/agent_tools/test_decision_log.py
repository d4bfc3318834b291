"""The bare log of decisions: the rows that the store would write, and every fault that it would name."""

from __future__ import annotations

import dataclasses
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta, timezone
from importlib.resources import files
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import agent_tools.store
from agent_tools.checker import checker
from agent_tools.errors import BriefError, StoreError, StoreLocked, StoreNewer
from agent_tools.settings import Settings
from agent_tools.store import DecisionLog, Store
from policy.gate import MemoryLog
from policy.throttle import waiting
from policy.types import Verdict
from tests.agent_tools.service_double import FOX, prepare, rows, words

if TYPE_CHECKING:
    from tests.conftest import Sample

EVERY_VALUE = (
    "SELECT d.*, f.*, typeof(d.decided_at), typeof(f.span_start) "
    "FROM decision d LEFT JOIN finding f ON f.decision_id = d.id ORDER BY d.id, f.position"
)
RUN_CHECK = """
import sys
from agent_tools.cli import main
try:
    main()
finally:
    print(sorted(name for name in ("alembic", "sqlalchemy") if name in sys.modules), file=sys.stderr)
"""


@pytest.fixture
def url(settings: Settings) -> str:
    """An empty database of this version."""
    prepare(settings)
    return settings.database_url


@pytest.fixture
def log(url: str) -> Iterator[DecisionLog]:
    opened = DecisionLog.open(url, busy_timeout_s=0.05)
    assert opened is not None
    with opened:
        yield opened


def change(settings: Settings, sql: str) -> None:
    with closing(sqlite3.connect(settings.home / "reelwright.db", isolation_level=None)) as connection:
        connection.execute(sql)


def test_it_writes_what_the_store_writes(log: DecisionLog, settings: Settings, sample: Sample, tmp_path: Path) -> None:
    east = sample.decision("dec_3").decided_at.astimezone(timezone(timedelta(hours=5, minutes=30)))
    decisions = [
        sample.decision("dec_1"),
        sample.decision("dec_2", Verdict.BLOCK),
        dataclasses.replace(sample.decision("dec_3", Verdict.ASK), decided_at=east + timedelta(microseconds=7)),
    ]
    other = Settings(home=tmp_path / "other")
    with Store.open(other) as store:
        for decision in decisions:
            store.append(decision, sample.intent())
            log.append(decision, sample.intent())
        expected = store.decisions()
    assert rows(settings, EVERY_VALUE) == rows(other, EVERY_VALUE) != []
    assert words(settings, "dec_") == words(other, "dec_")
    with Store.open(settings) as store:
        assert store.decisions() == expected


def test_a_decision_is_written_once_and_whole(log: DecisionLog, settings: Settings, sample: Sample) -> None:
    log.append(sample.decision(), sample.intent())
    with pytest.raises(StoreError, match="breaks its rules"):
        log.append(sample.decision(verdict=Verdict.BLOCK), sample.intent())
    (found,) = sample.decision(verdict=Verdict.BLOCK).findings
    strange = dataclasses.replace(found, detector="\ud800")
    with pytest.raises(StoreError, match="surrogate"):
        log.append(dataclasses.replace(sample.decision("dec_2"), findings=(found, strange)), sample.intent())
    assert rows(settings, "SELECT id, verdict FROM decision") == [("dec_00000001", "allow")]
    assert rows(settings, "SELECT * FROM finding") == []
    log.append(sample.decision("dec_3"), sample.intent())
    assert len(rows(settings, "SELECT id FROM decision")) == 2


def test_a_time_without_a_zone_is_refused(log: DecisionLog, settings: Settings, sample: Sample) -> None:
    naive = sample.decision().decided_at.replace(tzinfo=None)
    with pytest.raises(StoreError, match="has no zone"):
        log.append(dataclasses.replace(sample.decision(), decided_at=naive), sample.intent())
    assert rows(settings, "SELECT * FROM decision") == []


def test_blocks_are_found_as_the_store_and_the_memory_find_them(
    log: DecisionLog, settings: Settings, sample: Sample
) -> None:
    memory, noon = MemoryLog(), sample.decision().decided_at
    wait = waiting(noon)
    told = [
        (0, "ann", Verdict.BLOCK, ()),
        (1, "ann", Verdict.ALLOW, ()),
        (2, "bob", Verdict.BLOCK, ()),
        (3, "ann", Verdict.BLOCK, (wait,)),
        (4, "ann", Verdict.BLOCK, ()),
        (5, "ann", Verdict.ASK, ()),
        (6, "ann", Verdict.BLOCK, ()),
        (7, "", Verdict.BLOCK, ()),
    ]
    for minute, principal, verdict, waits in told:
        decision = sample.decision(f"dec_{minute}", verdict, noon + timedelta(minutes=minute))
        decision = dataclasses.replace(decision, principal=principal, findings=waits or decision.findings)
        memory.append(decision, sample.intent())
        log.append(decision, sample.intent())
    with Store.open(settings) as store:
        for principal, before, limit, minutes in [
            ("ann", 99, 10, [6, 4, 0]),
            ("ann", 99, 2, [6, 4]),
            ("ann", 6, 10, [4, 0]),
            ("bob", 99, 10, [2]),
            ("eve", 99, 10, []),
        ]:
            expected = [noon + timedelta(minutes=minute) for minute in minutes]
            for history in (memory, log, store):
                found = history.recent_blocks(principal, before=noon + timedelta(minutes=before), limit=limit)
                assert list(found) == expected


def test_a_name_that_is_no_text_finds_no_blocks_and_is_named(log: DecisionLog, sample: Sample) -> None:
    with pytest.raises(StoreError, match="surrogate"):
        log.recent_blocks("\ud800", before=sample.decision().decided_at, limit=1)


def test_a_lock_that_stays_is_named(log: DecisionLog, settings: Settings, sample: Sample) -> None:
    with closing(sqlite3.connect(settings.home / "reelwright.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked, match="locked by another process"):
            log.append(sample.decision(), sample.intent())
        other.execute("ROLLBACK")
    log.append(sample.decision(), sample.intent())
    assert len(rows(settings, "SELECT id FROM decision")) == 1


@pytest.mark.parametrize("content", [None, b""])
def test_without_tables_the_store_makes_them(settings: Settings, content: bytes | None) -> None:
    if content is not None:
        settings.home.mkdir()
        (settings.home / "reelwright.db").write_bytes(content)
    assert DecisionLog.open(settings.database_url) is None
    with checker(settings) as judge:
        assert judge(FOX).verdict is Verdict.ALLOW
    assert rows(settings, "SELECT verdict FROM decision") == [("allow",)]
    again = DecisionLog.open(settings.database_url)
    assert again is not None
    again.close()


@pytest.mark.parametrize(
    ("sql", "fault", "message"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", StoreNewer, "revision '9999'"),
        ("DROP TABLE alembic_version", StoreError, "belongs to another program"),
    ],
)
def test_tables_of_another_version_are_left_to_the_store(
    url: str, settings: Settings, sql: str, fault: type[StoreError], message: str
) -> None:
    change(settings, sql)
    assert DecisionLog.open(url) is None
    with pytest.raises(fault, match=message), checker(settings):
        pass


def test_a_file_that_is_no_database_is_named(settings: Settings) -> None:
    settings.home.mkdir()
    (settings.home / "reelwright.db").write_bytes(b"not a database at all, only some text " * 200)
    with pytest.raises(StoreError, match="damaged or not a database"):
        DecisionLog.open(settings.database_url)


def test_a_checked_request_is_written_down_and_has_bounds(url: str, settings: Settings) -> None:
    with checker(settings) as judge:
        assert judge("Taylor Swift dancing").verdict is Verdict.BLOCK
        for text in ("", "a" * 4001):
            with pytest.raises(BriefError, match=f"has {len(text)} characters; it must have 1 to 4000"):
                judge(text)
    (judged,) = words(settings, "dec_")
    assert judged["intent"]["turns"] == ["Taylor Swift dancing"]
    assert [found["matched"] for found in judged["findings"]] == ["Taylor Swift"]
    assert b"Swift" not in (settings.home / "reelwright.db").read_bytes()


@pytest.mark.parametrize("words", [["check", FOX], ["check", "--file", "-"]])
def test_a_check_needs_no_database_library(url: str, settings: Settings, words: Sequence[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN_CHECK, *words],
        input=f"{FOX}\n",
        cwd=Path(str(files("agent_tools"))).parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stderr == "[]\n"
    assert rows(settings, "SELECT verdict FROM decision") == [("allow",)]


def test_the_package_tells_only_what_it_has() -> None:
    assert {name for name in agent_tools.store.__all__ if not hasattr(agent_tools.store, name)} == set()
    with pytest.raises(AttributeError, match="has no attribute 'Stoer'"):
        attrgetter("Stoer")(agent_tools.store)
