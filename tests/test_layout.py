"""What the whole tree promises: light commands, no code hidden in data, one reader of the environment."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("agent_tools", "generator", "policy")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
HEAVY = {"torch", "diffusers", "moviepy", "transformers", "cv2", "numpy"}

UNSAFE_MODULES = {"pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__", "torch.load", "os.system", "os.popen", "yaml.load"}
UNSAFE_ARGUMENTS = {"shell", "allow_pickle", "trust_remote_code"}

# One module more than the command line needs is a second that every call waits.
REPORT = """
import json, sys
from agent_tools.cli import main
sys.argv = ["reelwright", *json.loads(sys.argv[1])]
try:
    code = main()
except SystemExit as end:
    code = end.code
print()
print(json.dumps({"code": code or 0, "modules": sorted({name.partition(".")[0] for name in sys.modules})}))
"""


def run(*arguments: str) -> tuple[int, set[str], str]:
    """The command in a process of its own: exit code, top-level modules it imported, what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", REPORT, json.dumps(arguments)],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    *printed, last = done.stdout.splitlines()
    report = json.loads(last)
    return report["code"], set(report["modules"]), "\n".join(printed)


def test_help_loads_nothing_heavy() -> None:
    code, modules, printed = run("--help")
    assert code == 0
    assert "make" in printed
    assert modules & HEAVY == set()


def test_check_loads_nothing_heavy() -> None:
    code, modules, printed = run("check", "a red fox runs across a snowy field", "--json")
    assert code == 0
    assert json.loads(printed)["verdict"] == "allow"
    assert modules & HEAVY == set()


def dangers(source: str) -> list[str]:
    """What in this source runs code out of data, as `line: what`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = {alias.name.partition(".")[0] for alias in node.names}
            found += [f"{node.lineno}: import {name}" for name in sorted(names & UNSAFE_MODULES)]
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names} & UNSAFE_CALLS
            names |= {(node.module or "").partition(".")[0]} & UNSAFE_MODULES
            found += [f"{node.lineno}: import {name}" for name in sorted(names)]
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            found += [f"{node.lineno}: {called}()"] if called in UNSAFE_CALLS else []
            found += [f"{node.lineno}: {word.arg}=" for word in node.keywords if _opens_a_door(word)]
    return found


def _opens_a_door(word: ast.keyword) -> bool:
    closed = isinstance(word.value, ast.Constant) and word.value.value is False
    return word.arg in UNSAFE_ARGUMENTS and not closed


@pytest.mark.parametrize(
    ("source", "n_found"),
    [
        ("import pickle", 1),
        ("import os, pickle as p", 1),
        ("from joblib import load", 1),
        ("from torch import load", 1),
        ("import torch\ntorch.load('x')", 1),
        ("eval('1')", 1),
        ("subprocess.run('ls', shell=True)", 1),
        ("numpy.load('x', allow_pickle=flag)", 1),
        ("import pickletools", 0),
        ("import os, json", 0),
        ("from safetensors.torch import load_file", 0),
        ("import torch\ntorch.save(x, 'x')", 0),
        ("model.eval()", 0),
        ("re.compile('x')", 0),
        ("subprocess.run(['ls'], shell=False)", 0),
        ("numpy.load('x', allow_pickle=False)", 0),
    ],
)
def test_the_scanner_sees_what_it_should(source: str, n_found: int) -> None:
    assert len(dangers(source)) == n_found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_code_comes_out_of_data(path: Path) -> None:
    assert dangers(path.read_text(encoding="utf-8")) == []


def test_settings_alone_read_the_environment() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if re.search(r"\bos\.environ\b|\bgetenv\b|\bimport environ\b", path.read_text(encoding="utf-8"))
    }
    assert readers <= {"agent_tools/settings.py"}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_tree_of_faults_is_drawn_as_it_is(package: str) -> None:
    module = importlib.import_module(f"{package}.errors")
    classes = [
        value for value in vars(module).values() if inspect.isclass(value) and value.__module__ == module.__name__
    ]
    root = classes[0]
    assert all(issubclass(fault, root) for fault in classes)
    assert set(re.findall(r"^[│├└─ ]*(\w+)(?:  |$)", module.__doc__ or "", re.MULTILINE)) == {
        c.__name__ for c in classes
    }
    assert len({fault.code for fault in classes}) == len(classes)
    assert {fault.remedy for fault in classes} <= {"change_arguments", "retry_later", "ask_human", "none"}


def test_every_package_says_that_it_is_typed() -> None:
    assert all((ROOT / package / "py.typed").is_file() for package in PACKAGES)
