"""A pytest plugin that runs the tests whose ids stand in a file, on the package of the folder it was started in.

Ids on a command line would be read as expressions where a parameter holds brackets, and there may be thousands.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import policy


def pytest_addoption(parser: pytest.Parser) -> None:
    """Takes the name of the file."""
    parser.addoption("--chosen", type=Path, required=True, help="File of test ids, one a line.")


def pytest_configure(config: pytest.Config) -> None:
    """Refuses to test another tree than the one it was started in."""
    found = Path(str(policy.__file__))
    if not found.is_relative_to(config.rootpath):
        raise pytest.UsageError(f"policy comes from {str(found)!r}, must come from {str(config.rootpath)!r}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keeps the chosen tests."""
    ids = frozenset(config.getoption("--chosen").read_text(encoding="utf-8").splitlines())
    items[:] = [item for item in items if item.nodeid in ids]
