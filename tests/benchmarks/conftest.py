"""A corpus of a few lines, so that the tests of the arithmetic do not depend on the real one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.corpus import FROZEN, Case, Part, Side, measure_digest
from benchmarks.tally import Outcome
from policy.types import Intent, Verdict

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes one file of cases, line by line, and gives the folder of both parts."""

    def make(*lines: object, part: str = "tune", group: str = "listed") -> Path:
        path = tmp_path / "cases" / part / f"{group}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        texts = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
        path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
        return tmp_path / "cases"

    return make


@pytest.fixture
def small(write: Write) -> Path:
    """Both parts, with one right and one wrong verdict each, frozen."""
    refuse, allow = {"group": "listed", "side": "refuse"}, {"group": "caption", "side": "allow"}
    for part, thing in (("tune", "a kite"), ("measure", "a drum")):
        write(refuse, f'"Taylor Swift and {thing}"', f'"nobody but {thing}"', part=part)
        root = write(allow, f'"{thing} in the snow"', part=part, group="caption")
    (root / FROZEN).write_text(measure_digest(root=root) + "\n", encoding="ascii")
    return root


@pytest.fixture
def outcome() -> Callable[..., Outcome]:
    """An outcome of an invented case."""

    def make(
        verdict: str,
        *,
        group: str = "listed",
        label: str = "",
        side: str = "refuse",
        accept: tuple[str, ...] = ("ask", "block"),
        code: str | None = None,
        codes: tuple[str, ...] = (),
        part: str = "tune",
        text: str = "words",
    ) -> Outcome:
        case = Case(
            part=Part(part),
            side=Side(side),
            group=group,
            label=label or group,
            accept=frozenset(map(Verdict, accept)),
            code=code,
            intent=Intent(turns=(text,)),
            place=f"{part}/{group}.jsonl:1",
        )
        return Outcome(case=case, verdict=Verdict(verdict), codes=frozenset(codes))

    return make
