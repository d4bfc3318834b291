"""The database file: its tables and rules, its faults, and many writers at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from agent_tools.errors import StoreError, StoreLocked, StoreNewer
from agent_tools.settings import Settings
from agent_tools.store import Store, migration
from agent_tools.store.acknowledgement_table import AcknowledgementRow
from agent_tools.store.api_key_table import ApiKeyRow, DeletedVideoRow
from agent_tools.store.table import Base
from policy.types import Verdict

if TYPE_CHECKING:
    from tests.conftest import Sample

TABLES = {
    "conversation", "turn", "brief", "storyboard", "shot", "decision", "finding", "render", "clip", "disclosure",
    "consent_challenge", "consent", "consent_name", "consent_event", "consent_challenge_use", "decision_consent",
    "withdrawal", "sealed_text", "audit", "render_input", "clip_frames", "clip_manifest", "prov_node", "prov_edge",
    "misuse_report", "misuse_outcome", "blocked_content", "job", "job_clip", "api_key",
    "api_key_revocation", "deleted_video", "acknowledgement",
}  # fmt: skip


# These tables are declared beside what reads them; importing the store alone does not bring them.
assert {row.__tablename__ for row in (AcknowledgementRow, ApiKeyRow, DeletedVideoRow)} <= TABLES


@pytest.fixture
def file(settings: Settings) -> Path:
    """The file of an opened and closed store."""
    Store.open(settings).close()
    return settings.home / "reelwright.db"


@contextmanager
def raw(file: Path, rules: bool = True) -> Iterator[sqlite3.Connection]:
    """The file without the store, as another program would see it."""
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA foreign_keys={'ON' if rules else 'OFF'}")
        yield connection


def test_an_empty_file_gets_all_tables(file: Path) -> None:
    with raw(file) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert names == TABLES | {"alembic_version"}
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(migration.REVISION,)]


def test_opening_again_changes_nothing(settings: Settings, file: Path) -> None:
    def schema() -> list[tuple[object, ...]]:
        with raw(file) as connection:
            return connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()

    before = schema()
    Store.open(settings).close()
    assert schema() == before


def test_the_migrations_make_exactly_the_declared_tables(file: Path) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_the_migrations_make_exactly_the_declared_checks(file: Path) -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with engine.connect() as connection, raw(file) as migrated:
        for table in sorted(TABLES):
            query = f"SELECT sql FROM sqlite_master WHERE name = '{table}'"
            declared = connection.exec_driver_sql(query).scalar_one()
            (made,) = migrated.execute(query).fetchone()
            assert sorted(_clauses(made)) == sorted(_clauses(declared))
    engine.dispose()


def _clauses(sql: str) -> list[str]:
    """The columns and rules of a table. A column that was added later stands on the line of the one before it."""
    inside = " ".join(sql.partition("(")[2].rpartition(")")[0].split())
    clauses, depth = [""], 0
    for sign in inside.replace('"', ""):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and not depth:
            clauses.append("")
        else:
            clauses[-1] += sign
    return [clause.strip() for clause in clauses]


def test_an_older_database_is_brought_up_to_date_and_keeps_its_rows(settings: Settings, sample: Sample) -> None:
    settings.home.mkdir()
    engine = create_engine(settings.database_url)
    config = Config()
    config.set_main_option("script_location", str(Path(migration.__file__).with_name("migrations")))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with raw(settings.home / "reelwright.db") as connection:
        connection.execute(
            "INSERT INTO decision (id, verdict, policy_version, input_digest, intent, decided_at) "
            "VALUES ('dec_old', 'block', 'v', 'sha256:0', '{}', '2026-01-01 00:00:00.000000')"
        )
    with Store.open(settings) as store:
        assert store.judged("dec_old").principal == ""
        store.append(sample.decision(), sample.intent())
        assert [decision.id for decision in store.decisions()] == ["dec_00000001", "dec_old"]


OLD_ROWS = """
INSERT INTO conversation VALUES ('conv_1', '2026-01-01 00:00:00.000000');
INSERT INTO turn VALUES ('turn_1', 'conv_1', 0, 'a slyboots red fox', '2026-01-01 00:00:00.000000');
INSERT INTO brief VALUES ('brief_1', 'turn_1', 'a slyboots red fox', '{"invented":["Captain Zorp"]}',
  '2026-01-01 00:00:00.000000');
INSERT INTO storyboard (id, brief_id, aspect_ratio, width_px, height_px, fps, duration_s, planner, notes, created_at)
  VALUES ('board_1', 'brief_1', '1:1', 64, 64, 4, 1.0, 'p', '["a note on the fox"]', '2026-01-01 00:00:00.000000');
INSERT INTO shot (storyboard_id, position, scene, camera, lighting, temporal, style, camera_kind, camera_strength,
  duration_s, subjects, setting, onscreen_text, transition, seed)
  VALUES ('board_1', 0, 'a slyboots red fox', 'pan', 'noon', 'runs', 'flat', 'static', 0.5, 1.0,
  '[{"id":"s1","words":"a slyboots fox","action":""}]', 'field', '["Fin"]', 'cut', 3);
INSERT INTO decision (id, brief_id, storyboard_id, verdict, policy_version, input_digest, intent, decided_at, principal)
  VALUES ('dec_1', 'brief_1', 'board_1', 'allow', 'v', 'sha256:0', '{"turns":["a slyboots red fox"]}',
  '2026-01-01 00:00:00.000000', 'ann');
INSERT INTO finding VALUES ('dec_1', 0, 'style.living_artist', 'd', 'allow', 'turns[0]', 0, 1, 'slyboots',
  'is slyboots', 'r');
INSERT INTO render (id, decision_id, storyboard_id, verdict, status, model_id, seeds, started_at, library_versions,
  timings_s, notes, finished_at) VALUES ('rend_1', 'dec_1', 'board_1', 'allow', 'done', 'm', '[3]',
  '2026-01-01 00:00:00.000000', '{}', '{}', '["drew a slyboots fox"]', '2026-01-01 00:00:01.000000');
INSERT INTO clip VALUES ('clip_1', 'rend_1', '/x.mp4', 'sha256:1', 9, 64, 64, 4, 4, 1.0, '2026-01-01 00:00:01.000000');
INSERT INTO disclosure VALUES ('clip_1', 1, 'AI-generated', 'Made by AI.', '["Captain Zorp"]');
INSERT INTO consent_challenge VALUES ('chal_1', 'n', 'd', 'v', '2026-01-01', '2026-01-01');
INSERT INTO consent VALUES ('cons_1', 'p', 'n', '[]', 'p', 'self', 'statement', 'sha256:0', 'chal_1', 'attested', '',
  'v', '2026-01-01');
INSERT INTO withdrawal VALUES ('clip_1', 'cons_1', 'person.deleted', 'p', '2026-01-02 00:00:00.000000');
"""


def test_the_words_of_an_older_database_are_sealed_and_nothing_else_changes(settings: Settings) -> None:
    settings.home.mkdir()
    engine = create_engine(settings.database_url)
    config = Config()
    config.set_main_option("script_location", str(Path(migration.__file__).with_name("migrations")))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
    engine.dispose()
    file = settings.home / "reelwright.db"
    with raw(file) as connection:
        connection.executescript(OLD_ROWS)
    assert b"slyboots" in file.read_bytes()
    with Store.open(settings) as store:
        history, judged = store.history("clip_1"), store.judged("dec_1")
    assert (history.brief.request, history.brief.invented) == ("a slyboots red fox", ("Captain Zorp",))
    (shot,) = history.storyboard.shots
    assert (shot.prompt.scene, shot.prompt.style, shot.setting, shot.onscreen_text) == (
        "a slyboots red fox", "flat", "field", ("Fin",),
    )  # fmt: skip
    assert [subject.words for subject in shot.subjects] == ["a slyboots fox"]
    assert history.storyboard.notes == ("a note on the fox",)
    assert [(found.matched, found.why) for found in history.decision.findings] == [("slyboots", "is slyboots")]
    assert (judged.intent, judged.principal) == ({"turns": ["a slyboots red fox"]}, "ann")
    assert history.render.notes == ("drew a slyboots fox",)
    assert history.disclosure.declared_fictional == ("Captain Zorp",)
    assert (history.clip.withdrawn_because, history.clip.watermark_id) == ("person.deleted", None)
    told = b"".join(path.read_bytes() for path in settings.home.iterdir())
    assert b"slyboots" not in told
    assert b"Captain Zorp" not in told


def test_the_shortcut_knows_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migration.__file__).with_name("migrations")))
    assert ScriptDirectory.from_config(config).get_heads() == [migration.REVISION]


def test_every_connection_logs_ahead_and_keeps_the_rules(store: Store) -> None:
    with store._reader.connect() as connection:
        values = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("journal_mode", "foreign_keys")
        ]
        synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    assert values == ["wal", 1]
    assert synchronous == 1


def test_the_home_is_closed_to_others(settings: Settings, file: Path) -> None:
    assert settings.home.stat().st_mode & 0o777 == 0o700


RENDER = (
    "INSERT INTO render (id, decision_id, storyboard_id, verdict, status, model_id, seeds, started_at, "
    "library_versions, timings_s) "
    "VALUES ('rend_x', ?, ?, ?, 'running', 'm', '[]', '2026-01-01', '{}', '{}')"
)
CLIP = (
    "INSERT INTO clip (id, render_id, path, sha256, size_bytes, width_px, height_px, fps, n_frames, duration_s, "
    "created_at) VALUES ('clip_x', 'rend_none', '/x', 'sha256:0', 1, 1, 1, 1, 1, 1.0, '2026-01-01')"
)


def test_the_database_itself_refuses_what_was_not_allowed(settings: Settings, sample: Sample) -> None:
    with Store.open(settings) as store:
        ids = store.begin_request(sample.brief())
        judged, other = (store.save_storyboard(ids.brief_id, sample.storyboard()) for _ in range(2))
        for decision_id, verdict in (("dec_yes", Verdict.ALLOW), ("dec_no", Verdict.BLOCK)):
            store.append(sample.decision(decision_id, verdict), sample.intent())
            store.link_decision(decision_id, brief_id=ids.brief_id, storyboard_id=judged)
    refused = [
        ("dec_none", judged, "allow"),
        ("dec_no", judged, "allow"),
        ("dec_no", judged, "block"),
        ("dec_yes", other, "allow"),
        (None, judged, "allow"),
    ]
    with raw(settings.home / "reelwright.db") as connection:
        for row in refused:
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(RENDER, row)
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute(CLIP)
        connection.execute(RENDER, ("dec_yes", judged, "allow"))
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("DELETE FROM decision WHERE id = 'dec_yes'")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("UPDATE decision SET verdict = 'block' WHERE id = 'dec_yes'")


def test_a_newer_database_is_left_alone(settings: Settings, file: Path) -> None:
    with raw(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreNewer, match=r"revision '9999'.*update the program"):
        Store.open(settings)
    with raw(file) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


def test_another_programs_database_is_left_alone(settings: Settings) -> None:
    settings.home.mkdir()
    with raw(settings.home / "reelwright.db") as connection:
        connection.execute("CREATE TABLE recipe (id INTEGER)")
    with pytest.raises(StoreError, match=r"belongs to another program: it holds tables \['recipe'\]"):
        Store.open(settings)


def test_a_lock_that_stays_is_named_and_readers_go_on(file: Path, sample: Sample) -> None:
    with Store.open_url(f"sqlite:///{file}", busy_timeout_s=0.05) as store, raw(file) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked, match="locked by another process") as caught:
            store.begin_request(sample.brief())
        assert caught.value.remedy == "retry_later"
        assert store.list_clips() == ()
        other.execute("ROLLBACK")
        assert store.begin_request(sample.brief()).brief_id.startswith("brief_")


def test_a_lock_at_the_first_opening_is_named(settings: Settings) -> None:
    settings.home.mkdir()
    with raw(settings.home / "reelwright.db") as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreLocked):
            Store.open_url(settings.database_url, busy_timeout_s=0.05)


@pytest.mark.parametrize("content", [b"not a database at all, only some text " * 200, b"\x00" * 5000])
def test_a_file_that_is_no_database_is_named(settings: Settings, content: bytes) -> None:
    settings.home.mkdir()
    (settings.home / "reelwright.db").write_bytes(content)
    with pytest.raises(StoreError, match="damaged or not a database") as caught:
        Store.open(settings)
    assert caught.value.remedy == "ask_human"
    assert (settings.home / "reelwright.db").read_bytes() == content


def test_a_damaged_file_is_named(settings: Settings, file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoreError, match="is damaged"), Store.open(settings) as store:
        store.list_clips()


def test_a_value_of_no_vocabulary_is_named(settings: Settings, file: Path, sample: Sample) -> None:
    with Store.open(settings) as store:
        store.append(sample.decision(), sample.intent())
        with raw(file, rules=False) as other:
            other.execute("PRAGMA ignore_check_constraints=ON")
            other.execute("UPDATE decision SET verdict = 'perhaps'")
        with pytest.raises(StoreError, match="'perhaps' is not a valid Verdict"):
            store.decisions()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be made"):
        Store.open_url(f"sqlite:///{tmp_path / 'file' / 'x.db'}")


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open_url(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize(
    "url", ["", "sqlite://", "sqlite:///:memory:", "sqlite:///x.db?a=b", "mysql://h/d", "nonsense"]
)
def test_a_url_that_names_no_file_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match=r"must be sqlite:///FILE"):
        Store.open_url(url)


def test_a_path_of_odd_characters_holds_a_store(tmp_path: Path, sample: Sample) -> None:
    with Store.open_url(f"sqlite:///{tmp_path / '100% näive #1' / 'a b.db'}") as store:
        store.begin_request(sample.brief())
    assert (tmp_path / "100% näive #1" / "a b.db").is_file()


def test_many_writers_lose_nothing(home: Path, sample: Sample) -> None:
    url = f"sqlite:///{home / 'busy.db'}"
    n_writers, n_each = 6, 15

    def write(writer: int) -> list[str]:
        with Store.open_url(url) as store:
            ids = []
            for n in range(n_each):
                request = store.begin_request(sample.brief(f"writer {writer} asks {n}"))
                store.save_storyboard(request.brief_id, sample.storyboard())
                store.append(sample.decision(f"dec_{writer}_{n}", Verdict.BLOCK), sample.intent())
                ids.append(request.brief_id)
            return ids

    with ThreadPoolExecutor(n_writers) as pool:
        ids = [brief_id for written in pool.map(write, range(n_writers)) for brief_id in written]
    assert len(set(ids)) == n_writers * n_each
    counts = {"conversation": 90, "turn": 90, "brief": 90, "storyboard": 90, "shot": 180, "decision": 90, "finding": 90}
    with raw(home / "busy.db") as connection:
        for table, expected in counts.items():
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (expected,)
        assert connection.execute("SELECT count(*), max(seq) FROM audit").fetchone() == (360, 360)
    with Store.open_url(url) as store, store._reading() as session:
        requests = {said["request"] for said in store._words(session, *ids).values()}
    assert requests == {f"writer {w} asks {n}" for w in range(n_writers) for n in range(n_each)}


def test_many_threads_share_one_conversation_of_one_store(store: Store, sample: Sample) -> None:
    ids = store.begin_request(sample.brief("first"))
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: store.begin_request(sample.brief(f"turn {n}"), ids.conversation_id), range(40)))
    with store._reader.connect() as connection:
        positions = [row.position for row in connection.exec_driver_sql("SELECT position FROM turn ORDER BY position")]
    assert positions == list(range(41))
