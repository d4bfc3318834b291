"""A pytest plugin that runs the tests whose ids stand in a file, on the package of the folder it was started in.

Ids on a command line would be read as expressions where a parameter holds brackets, and there may be thousands.
"""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

import policy

_MOST_BYTES = 4 * 1024**3
"""Of memory; a list that grows without end must not take the machine's."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Takes the name of the file, and how long the tests may compute."""
    parser.addoption("--chosen", type=Path, required=True, help="File of test ids, one a line.")
    parser.addoption("--limit", type=int, required=True, help="Seconds of processor time after which the run is ended.")


def pytest_configure(config: pytest.Config) -> None:
    """Refuses to test another tree than the one it was started in."""
    found = Path(str(policy.__file__))
    if not found.is_relative_to(config.rootpath):
        raise pytest.UsageError(f"policy comes from {str(found)!r}, must come from {str(config.rootpath)!r}")
    limit_s = config.getoption("--limit")
    resource.setrlimit(resource.RLIMIT_CPU, (limit_s, limit_s + 1))  # at the second one the signal would be another
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keeps the chosen tests."""
    ids = frozenset(config.getoption("--chosen").read_text(encoding="utf-8").splitlines())
    items[:] = [item for item in items if item.nodeid in ids]
