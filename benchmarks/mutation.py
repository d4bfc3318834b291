"""How many small faults in `policy/` the tests in `tests/policy` notice: a mutation score, from a seeded sample.

    python -m benchmarks.mutation [--sample 300] [--seed 1] [--tests 60] [--minutes 120] [--workers 1]

Each mutant is put into a copy of the tree, never into the tree itself, and meets tests that run the changed line: those
that coverage says run it, then others of the same files, at most `--tests` of them, drawn with the seed. A mutant that
these let pass counts as survived, so the score is a lower bound. Outside of functions any test of the file counts.

Each mutant has a process of its own, so that nothing of one run is left in the next. Method: R. DeMillo, R. Lipton and
F. Sayward, "Hints on Test Data Selection", Computer 11 (4), 1978.
"""

from __future__ import annotations

import argparse
import compileall
import hashlib
import py_compile
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from queue import SimpleQueue

import coverage
import pytest

from benchmarks.interval import wilson
from benchmarks.mutant import Mutant, mutants

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "docs" / "policy-mutation.md"
CACHE = ROOT / "build" / "mutation"
COPIED = ("policy", "benchmarks", "tests", "pyproject.toml")
PACKAGE, TESTS = "policy", "tests/policy"
LIMIT_S = 60
"""Of processor time, so that a busy machine changes no result. A mutant that takes longer runs in a circle."""

_NOTICED = (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR)
"""A test fails; a module cannot be imported while tests are collected; or while a plugin or conftest is."""

_PLAIN = (
    f"--confcutdir={TESTS}",  # the fixtures of the whole suite import what `policy/` does not know
    "--disable-plugin-autoload",  # plugins that happen to be installed take seconds of each start
    *("-p", "no:cacheprovider", "-p", "pytest_asyncio.plugin"),
)
_RC = "[run]\nbranch = true\nrelative_files = true\n"


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    ENDLESS = "endless"
    SURVIVED = "survived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A mutant and its fate.

    Attributes:
        mutant: The mutant.
        fate: What became of it.
        n_tests: How many tests it met.
    """

    mutant: Mutant
    fate: Fate
    n_tests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be run.

    Attributes:
        sample: How many mutants, at least 1.
        seed: Seed of the draws.
        n_tests: How many tests a mutant meets at most, at least 1.
        minutes: After so many minutes no further mutant is begun, above 0.
        workers: How many run side by side, at least 1.
    """

    sample: int
    seed: int
    n_tests: int
    minutes: float
    workers: int


def tree_copy(folder: Path) -> Path:
    """Copies what the tests of `policy/` need, with bytecode that is checked against the source by its hash.

    Args:
        folder: An existing folder for the copy.
    """
    copy = folder / "tree"
    copy.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy / name)
    # By time stamps, a mutant of the same length and second would run the bytecode of the one before it.
    compileall.compile_dir(copy, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
    return copy


def covering(copy: Path) -> dict[str, dict[int, list[str]]]:
    """For each file of the package the ids of the tests that run each of its lines; kept until a file changes.

    Args:
        copy: A copy of the tree.

    Raises:
        RuntimeError: The suite does not pass as it is.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    data_file = CACHE / f"{_digest(copy)}.coverage"
    if not data_file.exists():
        rc = copy / "mutation.coveragerc"
        rc.write_text(_RC)
        options = (
            "-p",
            "pytest_cov.plugin",
            f"--cov={PACKAGE}",
            "--cov-context=test",
            "--cov-report=",
            f"--cov-config={rc}",
        )
        if (code := _pytest(copy, *options, TESTS)) != pytest.ExitCode.OK:
            raise RuntimeError(f"the tests in {TESTS!r} end with {code!r} without any mutant, must end with 0")
        shutil.move(copy / ".coverage", data_file)
    data = coverage.CoverageData(basename=str(data_file))
    data.read()
    return {
        path: {
            line: sorted({context.rpartition("|")[0] for context in contexts if context})
            for line, contexts in data.contexts_by_lineno(path).items()
        }
        for path in data.measured_files()
    }


def chosen(mutant: Mutant, lines: Mapping[int, Sequence[str]], every: Sequence[str], rng: random.Random) -> list[str]:
    """The ids of the tests for a mutant: those that run its line, then the others of their files.

    Among the first, every second one is of the file that is named after the module, while there are any: it asks more
    of the module than a test that only passes through it.

    Args:
        mutant: The mutant.
        lines: The tests of each line of its file.
        every: The ids of all tests.
        rng: Draws the order.
    """
    near = set(lines.get(mutant.line, ()) if mutant.function else (id_ for ids in lines.values() for id_ in ids))
    files = {id_.partition("::")[0] for id_ in near}
    further = [id_ for id_ in every if id_.partition("::")[0] in files and id_ not in near]
    own = f"/test_{Path(mutant.path).stem}.py"
    drawn = rng.sample(sorted(near), len(near))
    named = [id_ for id_ in drawn if id_.partition("::")[0].endswith(own)]
    others = [id_ for id_ in drawn if not id_.partition("::")[0].endswith(own)]
    mixed = [id_ for pair in zip_longest(named, others) for id_ in pair if id_ is not None]
    return [*mixed, *rng.sample(further, len(further))]


def judge(copy: Path, mutant: Mutant, ids: Sequence[str]) -> Fate:
    """Runs tests on a mutant.

    Args:
        copy: A copy of the tree, as it was before and is afterwards.
        mutant: The mutant.
        ids: The tests, at least one.

    Raises:
        RuntimeError: pytest could not run or collected nothing.
    """
    path, chosen_ids = copy / mutant.path, copy / "chosen.txt"
    original = path.read_text(encoding="utf-8")
    chosen_ids.write_text("\n".join(ids), encoding="utf-8")
    path.write_text(mutant.source, encoding="utf-8")
    files = sorted({id_.partition("::")[0] for id_ in ids})
    options = ("-x", "-p", "benchmarks.chosen", "--chosen", str(chosen_ids), "--limit", str(LIMIT_S))
    try:
        code = _pytest(copy, *options, *files)
    finally:
        path.write_text(original, encoding="utf-8")
    if code == -signal.SIGXCPU:
        return Fate.ENDLESS
    if code == pytest.ExitCode.OK:
        return Fate.SURVIVED
    if code in _NOTICED:
        return Fate.KILLED
    raise RuntimeError(f"pytest ended with {code!r} on {mutant.path!r}, line {mutant.line}: {mutant.after!r}")


def _pytest(copy: Path, *options: str) -> int:
    """Its exit code in a copy of the tree, in a process of its own."""
    command = [sys.executable, "-B", "-m", "pytest", "-q", *_PLAIN, *options]
    return subprocess.run(command, cwd=copy, capture_output=True, check=False).returncode


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of a plan.

    Attributes:
        results: In the order in which the mutants were drawn.
        population: From how many mutants was drawn.
        digest: Of the package and its tests.
    """

    results: tuple[Result, ...]
    population: int
    digest: str


def run(plan: Plan) -> Run:
    """Draws the sample and lets each mutant meet its tests.

    Args:
        plan: What to run.

    Raises:
        RuntimeError: The suite fails without a mutant, or pytest cannot run.
    """
    rng = random.Random(plan.seed)
    with tempfile.TemporaryDirectory() as name:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(plan.workers):
            folder = Path(name, str(number))
            folder.mkdir()
            copies.put(tree_copy(folder))
        first = copies.get()
        lines_of, digest = covering(first), _digest(first)
        copies.put(first)
        every = sorted({id_ for lines in lines_of.values() for ids in lines.values() for id_ in ids})
        population = list(_population(first))
        drawn = rng.sample(population, min(plan.sample, len(population)))
        jobs = [(mutant, chosen(mutant, lines_of.get(mutant.path, {}), every, rng)[: plan.n_tests]) for mutant in drawn]
        ends_at = time.monotonic() + 60 * plan.minutes

        def one(job: tuple[Mutant, list[str]]) -> Result | None:
            if time.monotonic() > ends_at:
                return None
            mutant, ids = job
            copy = copies.get()
            try:
                fate = judge(copy, mutant, ids) if ids else Fate.SURVIVED
            finally:
                copies.put(copy)
            sys.stdout.write(f"{fate.value:9} {mutant.path}:{mutant.line} {mutant.kind}\n")
            sys.stdout.flush()
            return Result(mutant=mutant, fate=fate, n_tests=len(ids))

        with ThreadPoolExecutor(plan.workers) as pool:
            results = tuple(result for result in pool.map(one, jobs) if result is not None)
    return Run(results=results, population=len(population), digest=digest)


def _population(copy: Path) -> Iterator[Mutant]:
    for path in sorted((copy / PACKAGE).rglob("*.py")):
        yield from mutants(path.relative_to(copy).as_posix(), path.read_text(encoding="utf-8"))


def _digest(copy: Path) -> str:
    """Of what says which test runs which line."""
    found = hashlib.sha256()
    files = [path for name in (PACKAGE, TESTS) for path in (copy / name).rglob("*") if path.is_file()]
    for path in sorted(files):
        if path.suffix != ".pyc":
            body = path.read_bytes()
            found.update(f"{path.relative_to(copy).as_posix()}\0{len(body)}\0".encode() + body)
    return found.hexdigest()[:16]


def report(done: Run, plan: Plan, day: datetime) -> str:
    """The results as Markdown.

    Args:
        done: The run, with at least one result.
        plan: What was planned.
        day: When.
    """
    results = done.results
    by_file: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_file[result.mutant.path].append(result)
    by_kind: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_kind[result.mutant.kind].append(result)
    survivors = sorted(
        (result.mutant for result in results if result.fate is Fate.SURVIVED), key=lambda each: (each.path, each.line)
    )
    command = f"python -m benchmarks.mutation --sample {plan.sample} --seed {plan.seed} --tests {plan.n_tests}"
    parts = [
        "# Mutation score of the policy layer\n",
        f"Made by `make policy-mutation` on {day:%Y-%m-%d}; do not edit.\n",
        f"{len(results)} mutants out of {done.population} in `{PACKAGE}/`, drawn with seed {plan.seed}: `{command}`. "
        f"{_short_of(done, plan)}The digest of the package and its tests was `{done.digest}`; the "
        f"tests are those in `{TESTS}`. Each mutant met at most {plan.n_tests} of the tests that run its line or stand "
        "in the same files, so that the score is a lower bound. Mutants that change nothing are not taken out. "
        "Intervals are 95 % Wilson intervals.\n",
        _table("file", {**dict(sorted(by_file.items())), "**all**": results}),
        _table("fault", dict(sorted(by_kind.items()))),
        "## Survivors\n",
        *(
            f"- `{each.path}:{each.line}` {each.kind}: `{_short(each.before)}` -> `{_short(each.after)}`"
            for each in survivors
        ),
    ]
    return "\n".join(parts) + "\n"


def _short_of(done: Run, plan: Plan) -> str:
    if len(done.results) == min(plan.sample, done.population):
        return ""
    return f"The run was ended after {plan.minutes:g} minutes; the mutants are the first of those drawn. "


def _table(title: str, groups: Mapping[str, Sequence[Result]]) -> str:
    rows = [f"| {title} | mutants | killed | endless | survived | noticed | 95 % |", "|---|---|---|---|---|---|---|"]
    for name, group in groups.items():
        fates = Counter(result.fate for result in group)
        noticed = len(group) - fates[Fate.SURVIVED]
        low, high = wilson(noticed, len(group))
        rows.append(
            f"| {name} | {len(group)} | {fates[Fate.KILLED]} | {fates[Fate.ENDLESS]} | {fates[Fate.SURVIVED]} "
            f"| {noticed / len(group):.0%} | {low:.0%}..{high:.0%} |"
        )
    return "\n".join(rows) + "\n"


def _short(text: str) -> str:
    one_line = " ".join(text.split()).replace("`", "'")
    return one_line if len(one_line) <= 100 else f"{one_line[:97]}..."


def main(arguments: Iterable[str] | None = None) -> None:
    """Runs the sample and writes the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", type=int, default=60)
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, default=REPORT)
    given = parser.parse_args(None if arguments is None else list(arguments))
    for name in ("sample", "tests", "minutes", "workers"):
        if getattr(given, name) <= 0:
            parser.error(f"--{name} is {getattr(given, name)!r}, must be above 0")
    plan = Plan(sample=given.sample, seed=given.seed, n_tests=given.tests, minutes=given.minutes, workers=given.workers)
    done = run(plan)
    if not done.results:
        parser.error(f"--minutes is {given.minutes!r}, too few for one mutant")
    text = report(done, plan, datetime.now(UTC))
    given.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
