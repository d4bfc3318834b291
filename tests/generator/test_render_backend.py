"""Opening a backend by name, and the shipped stub."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from generator.backend import open_backend
from generator.backend.registry import model_names
from generator.backend.stub import NOTE, StubBackend
from generator.errors import ModelError
from tests.generator.conformance import check_backend, permit_of, shot

PLUGIN = """
from generator.backend.stub import StubBackend

class Painter(StubBackend):
    pass

class Broken:
    pass
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder like an installed package that registers backends."""
    site = tmp_path / "site"
    info = site / "painter-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "painter_backend.py").write_text(PLUGIN)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: painter\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[reelwright.backends]\n"
        "painter = painter_backend:Painter\n"
        "broken = painter_backend:Broken\n"
        "gone = painter_backend:Gone\n"
        "stub = painter_backend:Painter\n"
    )
    monkeypatch.syspath_prepend(site)
    return site


@pytest.mark.parametrize(("size", "fps"), [((96, 64), 24), ((64, 64), 1), ((512, 288), 12)])
def test_the_stub_keeps_the_contract(size: tuple[int, int], fps: int) -> None:
    check_backend(StubBackend(), permit_of(shot(0.5), size=size, fps=fps))


def test_the_stub_says_that_it_is_one() -> None:
    rendered = StubBackend().render(permit_of(shot()), 0, progress=lambda _stage, _share: None)
    assert rendered.notes == (NOTE,)
    frames = list(rendered.frames)
    assert (frames[0] != frames[-1]).any()


def test_a_built_in_name_is_opened() -> None:
    assert isinstance(open_backend("stub"), StubBackend)


def test_an_unknown_name_lists_what_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"'sora'.*flipbook, stub.*folder"):
        open_backend("sora")
    with pytest.raises(ModelError, match="no such folder"):
        open_backend(str(tmp_path / "no such folder"))
    with pytest.raises(ModelError, match="unknown model ''"):
        open_backend("")
    with pytest.raises(ModelError, match=r"x{400}"):
        open_backend("x" * 400)


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no readable model_index\.json"):
        open_backend(str(tmp_path))


def test_an_installed_package_adds_a_backend(plugin: Path) -> None:
    assert "painter" in model_names()
    check_backend(open_backend("painter"), permit_of(shot(0.5)))


def test_an_installed_package_cannot_take_a_built_in_name(plugin: Path) -> None:
    assert type(open_backend("stub")) is StubBackend


def test_a_plugin_that_is_no_backend_or_is_gone_is_named(plugin: Path) -> None:
    with pytest.raises(ModelError, match=r"'broken'.*needs `info` and `render`"):
        open_backend("broken")
    with pytest.raises(ModelError, match="'gone' cannot be loaded"):
        open_backend("gone")


def test_two_packages_with_one_name_are_named(plugin: Path) -> None:
    info = plugin / "other-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[reelwright.backends]\npainter = elsewhere:Painter\n")
    with pytest.raises(ModelError, match="more than one package: elsewhere:Painter, painter_backend:Painter"):
        open_backend("painter")


def test_naming_a_backend_imports_nothing_heavy() -> None:
    code = (
        "import sys; from generator.backend import open_backend; import generator.backend.diffusers_folder;"
        "open_backend('stub'); print({'torch', 'diffusers', 'transformers', 'moviepy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
