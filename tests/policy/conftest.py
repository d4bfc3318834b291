"""A small list of people, so that the tests of rules do not depend on who is in the shipped one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from policy import table
from policy.gate import Gate, MemoryLog, default_gate
from policy.types import Decision, Intent, ShotIntent

KEY = b"a key for tests, 32 bytes long.."
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

PEOPLE = [
    (
        "taylor-swift",
        "Taylor Swift",
        ["Taylor Alison Swift", "@taylorswift13", "Тейлор Свифт", "泰勒·斯威夫特"],
        "music",
        None,
    ),
    ("elon-musk", "Elon Musk", ["Илон Маск", "埃隆·马斯克", "إيلون ماسك"], "business", None),
    ("marc-chagall", "Marc Chagall", ["Chagall", "Марк Шагал"], "art", 1985),
    ("yasser-arafat", "Yasser Arafat", ["Arafat", "ياسر عرفات"], "politics", 2004),
    ("shakira", "Shakira", ["Шакира", "Shakira Mebarak"], "music", None),
    ("volodymyr-zelenskyy", "Volodymyr Zelenskyy", ["Zelenskyy", "Зеленский"], "politics", None),
    ("charles-iii", "Charles III", ["King Charles", "King Charles III"], "royalty", None),
    ("amber-heard", "Amber Heard", [], "film", None),
    (
        "donald-trump",
        "Donald Trump",
        ["Donald J. Trump", "@realDonaldTrump", "Дональд Трамп", "特朗普"],
        "politics",
        None,
    ),
    ("barack-obama", "Barack Obama", ["Obama", "Барак Обама", "باراك أوباما"], "politics", None),
    ("narendra-modi", "Narendra Modi", ["नरेंद्र मोदी"], "politics", None),
    ("vladimir-putin", "Vladimir Putin", ["Putin", "Владимир Путин"], "politics", None),
    ("xi-jinping", "Xi Jinping", ["习近平", "習近平"], "politics", None),
    ("iu", "Lee Ji-eun", ["아이유"], "music", None),
    ("scarlett-johansson", "Scarlett Johansson", ["ScarJo"], "film", None),
    ("leonardo-dicaprio", "Leonardo DiCaprio", ["DiCaprio"], "film", None),
    ("lebron-james", "LeBron James", [], "sport", None),
    ("will-smith", "Will Smith", [], "film", None),
    ("jack-black", "Jack Black", [], "film", None),
    ("ice-cube", "Ice Cube", [], "music", None),
    ("the-rock", "Dwayne Johnson", ["The Rock"], "film", None),
    ("drake", "Aubrey Drake Graham", ["Drake Graham"], "music", None),
    ("prince", "Prince Rogers Nelson", [], "music", 2016),
    ("beyonce", "Beyoncé", ["Beyoncé Knowles"], "music", None),
    ("jk-rowling", "J.K. Rowling", ["Joanne Rowling"], "literature", None),
    ("robert-downey", "Robert Downey Jr.", [], "film", None),
    ("tom-hanks", "Tom Hanks", [], "film", None),
    ("brad-pitt", "Brad Pitt", [], "film", None),
    ("lionel-messi", "Lionel Messi", ["Messi"], "sport", None),
    ("angela-merkel", "Angela Merkel", ["Merkel"], "politics", None),
    ("roger-federer", "Roger Federer", [], "sport", None),
    ("ralph-lauren", "Ralph Lauren", [], "fashion", None),
    ("albert-einstein", "Albert Einstein", ["Einstein"], "science", "1955-04-18"),
    ("nelson-mandela", "Nelson Mandela", ["Mandela"], "politics", 2013),
    ("john-f-kennedy", "John F. Kennedy", ["JFK", "John Kennedy"], "politics", 1963),
    ("claude-monet", "Claude Monet", ["Monet"], "art", "1926-12-05"),
    ("antoni-gaudi", "Antoni Gaudí", ["Gaudí"], "art", "1926-06-10"),
    ("abraham-lincoln", "Abraham Lincoln", ["Lincoln"], "politics", 1865),
    ("queen-victoria", "Queen Victoria", [], "royalty", 1901),
    ("victoria-beckham", "Victoria Beckham", ["Posh Spice"], "fashion", None),
    ("nikola-tesla", "Nikola Tesla", ["Никола Тесла", "尼古拉·特斯拉"], "science", 1943),
]
MONONYMS = [
    (
        "Drake",
        "drake",
        ["rapper", "rapping", "concert", "on stage", "album"],
        ["equation", "pond"],
        ["mandarin", "francis"],
    ),
    ("Prince", "prince", ["purple rain", "guitar solo", "pop star"], ["charming", "of"], ["little", "crown"]),
    ("Trump", "donald-trump", ["eating", "dancing", "speech", "president"], ["tower", "card"], ["no", "a"]),
    ("Musk", "elon-musk", ["rocket", "dancing", "mars"], ["ox", "oil"], ["white"]),
    ("Victoria", "victoria-beckham", ["spice girls", "posh"], ["sponge", "falls"], ["lake", "queen"]),
    ("Tesla", "nikola-tesla", ["inventor", "portrait"], ["coil", "car", "model"], ["a"]),
]


@pytest.fixture(scope="session")
def lists(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The two list files, people first."""
    folder = tmp_path_factory.mktemp("lists")
    keys = ("id", "name", "aliases", "field", "died")
    people = [dict(zip(keys, row, strict=True)) | {"countries": [], "born": None} for row in PEOPLE]
    keys = ("word", "person", "context", "not_if_next", "not_if_prev")
    mononyms = [dict(zip(keys, row, strict=True)) for row in MONONYMS]
    return write_rows(folder / "people.jsonl", people), write_rows(folder / "mononyms.jsonl", mononyms)


def write_rows(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def gate(lists: tuple[Path, Path], log: MemoryLog) -> Gate:
    """A gate over the small lists whose clock stands still."""
    return default_gate(log, KEY, lists=lists, clock=lambda: NOW)


@pytest.fixture
def say(gate: Gate) -> Callable[..., Decision]:
    """Judges turns, oldest first, and the names that were declared to be invented."""

    def judge(*turns: str, invented: tuple[str, ...] = (), shots: tuple[ShotIntent, ...] = ()) -> Decision:
        return gate.review(Intent(turns=turns, invented=invented, shots=shots))

    return judge


@pytest.fixture
def shot() -> Callable[..., ShotIntent]:
    """A harmless shot with some slots replaced."""

    def make(scene: str = "a red fox in the snow", **slots: object) -> ShotIntent:
        plain = {"camera": "static", "lighting": "soft morning light", "temporal": "slow", "style": "flat illustration"}
        return ShotIntent(scene=scene, **(plain | slots))

    return make


@pytest.fixture(scope="session")
def shipped() -> Gate:
    """A gate over the shipped lists whose clock stands still."""
    return default_gate(MemoryLog(1), KEY, clock=lambda: NOW)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped data files, read in their place, for a test to damage."""
    folder = tmp_path / "policy" / "data"
    shutil.copytree(Path(str(table.shipped(""))), folder)
    monkeypatch.setattr(table, "files", lambda package: tmp_path / package)
    return folder
