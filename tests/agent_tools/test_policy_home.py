"""The operator's files in the home: kept by digest, whole or a fault, and the same for two processes at once."""

from __future__ import annotations

import dataclasses
import hashlib
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from agent_tools import people_book
from agent_tools.checker import checker
from agent_tools.errors import NotFound, StoreError
from agent_tools.policy_home import PolicyHome
from agent_tools.replay import replay
from agent_tools.settings import Settings
from agent_tools.store import Store
from policy import gate
from policy.errors import OperatorPolicyError, PeopleFileError, PolicyDataError
from policy.gate import shipped_version
from policy.rulebook import Marks
from policy.types import Verdict
from tests.agent_tools.service_double import prepare, rows

ADA = "Adalberta Quorn"


@pytest.fixture(autouse=True)
def prepared(settings: Settings) -> None:
    prepare(settings)


@pytest.fixture
def home(settings: Settings) -> PolicyHome:
    return PolicyHome(settings.policy_dir)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports without the look whether each name is noticed, which needs the whole shipped list."""
    monkeypatch.setattr(people_book, "unnoticed", lambda own: iter(()))


def policy_file(folder: Path, text: str = "schema = 1\nuse = 'satire'\n") -> Path:
    path = folder / "rules.toml"
    path.write_text(text)
    return path


def judged(settings: Settings, text: str) -> Verdict:
    with checker(settings) as judge:
        return judge(text).verdict


def the_decision(settings: Settings) -> str:
    ((decision_id,),) = rows(settings, "SELECT id FROM decision")
    return str(decision_id)


# People


def test_an_imported_person_is_protected_from_then_on(settings: Settings, home: PolicyHome, tmp_path: Path) -> None:
    assert judged(settings, f"{ADA} walks on a beach") is not Verdict.BLOCK
    (tmp_path / "own.csv").write_text(f"name\n{ADA}\n")
    change = people_book.import_people(home, tmp_path / "own.csv")
    assert (change.added, change.total) == (("own/adalberta-quorn",), 1)
    assert judged(settings, f"{ADA} walks on a beach") is Verdict.BLOCK
    assert judged(settings, "a fox walks on a beach") is Verdict.ALLOW
    versions = {str(version) for (version,) in rows(settings, "SELECT policy_version FROM decision")}
    marked = f"{shipped_version()}.people-{change.digest.removeprefix('sha256:')[:12]}"
    assert versions == {shipped_version(), marked}
    people_book.remove(home, change.added)
    assert judged(settings, f"{ADA} walks on a beach") is not Verdict.BLOCK


@pytest.mark.usefixtures("quick")
def test_a_second_import_adds_replaces_and_keeps(home: PolicyHome, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("id,name\na,Ann Quorn\nb,Bo Quorn\n")
    assert people_book.import_people(home, path).added == ("own/a", "own/b")
    path.write_text("id,name\nb,Bo B. Quorn\nc,Cy Quorn\na,Ann Quorn\n")
    change = people_book.import_people(home, path)
    assert (change.added, change.replaced, change.total) == (("own/c",), ("own/b",), 3)
    people_book.opt_out(home, "Ann Quorn", ["A. Quorn"])
    listed = [(row["id"], row["name"], row["aliases"]) for row in people_book.people(home)]
    assert listed == [
        ("opt-out/ann-quorn", "Ann Quorn", ["A. Quorn"]),
        ("own/a", "Ann Quorn", []),
        ("own/b", "Bo B. Quorn", []),
        ("own/c", "Cy Quorn", []),
    ]


def test_a_bad_row_leaves_everything_as_it_was(home: PolicyHome, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    for text, complaint in [
        (f"name\n{ADA}\n...\n", "line 3: name is '...'.*nothing was imported"),
        (f"name\n{ADA}\nRain\n", "line 3: the name 'Rain' would not be noticed.*nothing was imported"),
    ]:
        path.write_text(text)
        with pytest.raises(PeopleFileError, match=complaint):
            people_book.import_people(home, path)
    with pytest.raises(PeopleFileError, match="'Mo' would not be noticed"):
        people_book.opt_out(home, "Mo")
    with pytest.raises(PeopleFileError, match="cannot be read: No such file"):
        people_book.import_people(home, tmp_path / "none.csv")
    assert people_book.people(home) == ()
    assert not home.folder.exists()


@pytest.mark.usefixtures("quick")
def test_whoever_is_not_there_cannot_be_removed(home: PolicyHome) -> None:
    people_book.opt_out(home, "Ann Quorn")
    with pytest.raises(NotFound, match="there is no 'own/ann-quorn' on the operator's lists"):
        people_book.remove(home, ["opt-out/ann-quorn", "own/ann-quorn"])
    assert len(people_book.people(home)) == 1
    assert people_book.remove(home, ["opt-out/ann-quorn"]).digest == ""
    assert home.people_digest() == ""


@pytest.mark.usefixtures("quick")
def test_all_who_opt_out_at_once_are_on_the_list(home: PolicyHome) -> None:
    names = [f"Ann Quorn{sign}" for sign in "abcdefgh"]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: people_book.opt_out(home, name), names))
    assert [row["name"] for row in people_book.people(home)] == names


@pytest.mark.usefixtures("quick")
def test_the_lists_have_a_greatest_size(home: PolicyHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_book, "MAX_PEOPLE", 1)
    people_book.opt_out(home, "Ann Quorn")
    with pytest.raises(PeopleFileError, match="would hold 2 people, must hold at most 1"):
        people_book.opt_out(home, "Bo Quorn")
    assert len(people_book.people(home)) == 1


def only(folder: Path, pattern: str) -> Path:
    (path,) = folder.glob(pattern)
    return path


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        (lambda home: only(home.folder / "kept", "*.jsonl").unlink(), "0 kept people files .* must be one; restore"),
        (
            lambda home: only(home.folder / "kept", "*.jsonl").write_bytes(b'{"id": "own/a"'),
            "was cut short or altered: its digest is now",
        ),
        (lambda home: only(home.folder / "kept", "*.jsonl").write_bytes(b""), "was cut short or altered"),
        (lambda home: only(home.folder / "kept", "*.prepared.txt").write_bytes(b"{}"), "is cut short"),
        (lambda home: only(home.folder / "kept", "*.prepared.txt").write_bytes(b"{}\n"), "must hold"),
        (lambda home: (home.folder / "people").unlink(), "is missing, and people are kept beside it"),
        (lambda home: (home.folder / "people").write_text(""), "holds '', must hold sha256"),
        (lambda home: (home.folder / "people").write_text("sha256:../../x\n"), "must hold sha256"),
        (lambda home: (home.folder / "people").write_text(f"sha256:{'0' * 64}\n"), "0 kept people files"),
        (lambda home: (home.folder / "people").write_bytes(b"\xff\n"), "cannot be read"),
    ],
)
def test_a_missing_or_damaged_people_file_closes_the_gate(
    settings: Settings, home: PolicyHome, harm: Callable[[PolicyHome], object], complaint: str
) -> None:
    people_book.opt_out(home, "Ann Quorn")
    harm(home)
    with pytest.raises(PolicyDataError, match=complaint), checker(settings):
        pass


@pytest.mark.usefixtures("quick")
def test_prepared_names_of_another_version_are_made_anew(home: PolicyHome, monkeypatch: pytest.MonkeyPatch) -> None:
    people_book.opt_out(home, "Ann Quorn")
    monkeypatch.setattr("agent_tools.policy_home.RULES_VERSION", "2099.1.1")
    assert list(home.rulebook(None).people.listing.names) == ["ann quorn"]
    assert len(list((home.folder / "kept").glob("*.prepared.txt"))) == 2


@pytest.mark.usefixtures("quick")
def test_only_its_owner_can_read_what_is_kept(home: PolicyHome) -> None:
    people_book.opt_out(home, "Ann Quorn")
    assert {path.stat().st_mode & 0o777 for path in (home.folder / "kept").iterdir()} == {0o600}
    assert home.folder.stat().st_mode & 0o777 == 0o700


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PolicyDataError, match="cannot be written: Not a directory"):
        people_book.remove(PolicyHome(tmp_path / "file" / "policy"), ["own/a"])
    with pytest.raises(PolicyDataError, match="cannot be written: Not a directory"):
        PolicyHome(tmp_path / "file" / "policy").put_people("{}\n")


# The policy


def test_a_policy_is_in_force_and_kept(settings: Settings, home: PolicyHome, tmp_path: Path) -> None:
    path = policy_file(tmp_path, "schema = 1\n[verdicts]\n'likeness.name_shaped' = 'block'\n")
    ruled = Settings(home=settings.home, policy=path)
    assert judged(settings, "Maria Gonzalez walks") is Verdict.ASK
    assert judged(ruled, "Maria Gonzalez walks") is Verdict.BLOCK
    digits = hashlib.sha256(path.read_bytes()).hexdigest()
    assert only(home.folder / "kept", "*.toml").name == f"policy-{digits}.toml"
    assert home.rulebook_of(f"{shipped_version()}.policy-{digits[:12]}").operator.digest == f"sha256:{digits}"


def test_a_policy_that_cannot_be_used_closes_the_gate(settings: Settings, tmp_path: Path) -> None:
    for path, complaint in [
        (tmp_path / "none.toml", "cannot be read: No such file"),
        (tmp_path, "must be a plain file"),
        (policy_file(tmp_path, "schema = 1\nuze = 1"), "line 2: unknown key 'uze'"),
    ]:
        with pytest.raises(OperatorPolicyError, match=complaint), checker(Settings(home=settings.home, policy=path)):
            pass


@pytest.mark.parametrize("version", ["", "2026.1", "test-1", "2026.1+0123456789ab.policy-x", "a+0123456789abc"])
def test_a_version_of_another_form_is_refused(home: PolicyHome, version: str) -> None:
    with pytest.raises(PolicyDataError, match="has another form than this program gives"):
        home.rulebook_of(version)


def test_a_version_tells_its_parts() -> None:
    marks = Marks.of("2026.11.2+0123456789ab.policy-aaaaaaaaaaaa.people-bbbbbbbbbbbb")
    assert (marks.rules, marks.policy, marks.people) == ("2026.11.2+0123456789ab", "a" * 12, "b" * 12)
    assert Marks.of("2026.11.2+0123456789ab") == Marks(rules="2026.11.2+0123456789ab", policy="", people="")


# Replay


def test_an_old_decision_comes_out_the_same_after_everything_changed(
    settings: Settings, home: PolicyHome, tmp_path: Path
) -> None:
    people_book.opt_out(home, "Abraham Lincoln")
    ruled = Settings(home=settings.home, policy=policy_file(tmp_path, "schema = 1\n[dead]\nyears = 100\n"))
    assert judged(ruled, "Abraham Lincoln walks") is Verdict.BLOCK
    people_book.remove(home, ["opt-out/abraham-lincoln"])
    policy_file(tmp_path, "schema = 1\nuse = 'personal'\n")
    with Store.open(settings) as store:
        again = replay(store, settings, the_decision(settings))
        assert store.decisions() != ()
    assert (again.verdict, again.verdict_now, again.same_findings, again.same) == (
        Verdict.BLOCK,
        Verdict.BLOCK,
        True,
        True,
    )
    assert rows(settings, "SELECT count(*) FROM decision") == [(1,)]
    assert judged(settings, "Abraham Lincoln walks") is Verdict.ALLOW


def test_a_decision_under_other_rules_is_told_apart(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(settings, "Taylor Swift walks") is Verdict.BLOCK
    monkeypatch.setattr("policy.gate._standard", with_version("2099.1.1+0123456789ab"))
    with Store.open(settings) as store:
        again = replay(store, settings, the_decision(settings))
    assert (again.same_policy, again.same_findings, again.same) == (False, True, False)
    assert again.policy_version_now == "2099.1.1+0123456789ab"


def with_version(version: str) -> Callable[..., object]:
    standard = gate._standard
    return lambda *given: dataclasses.replace(standard(*given), version=version)


def test_what_was_altered_or_is_not_kept_cannot_be_replayed(
    settings: Settings, home: PolicyHome, tmp_path: Path
) -> None:
    ruled = Settings(home=settings.home, policy=policy_file(tmp_path))
    judged(ruled, "Taylor Swift walks")
    decision_id = the_decision(settings)
    with Store.open(settings) as store:
        only(home.folder / "kept", "*.toml").write_text("schema = 1\n")
        with pytest.raises(PolicyDataError, match="was cut short or altered"):
            replay(store, settings, decision_id)
        only(home.folder / "kept", "*.toml").unlink()
        with pytest.raises(PolicyDataError, match="0 kept policy files have a digest that begins with"):
            replay(store, settings, decision_id)
        with pytest.raises(NotFound, match="there is no decision 'dec_x'"):
            replay(store, settings, "dec_x")
    with Store.open(settings) as store:
        change(settings, "sha256:0")
        with pytest.raises(StoreError, match=r"what decision .* judged was altered: its digest is"):
            replay(store, settings, decision_id)


def change(settings: Settings, input_digest: str) -> None:
    with closing(sqlite3.connect(settings.home / "reelwright.db", isolation_level=None)) as connection:
        connection.execute("UPDATE decision SET input_digest = ?", (input_digest,))
