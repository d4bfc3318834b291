"""What is promised of the files of the page, without a browser."""

from __future__ import annotations

import re

import pytest

from policy.types import CameraKind
from tests.agent_tools.page.scripted_server import PAGE

FILES = sorted(file for file in PAGE.iterdir() if file.suffix in {".js", ".css", ".html", ".svg"})
MOST_BYTES = 150_000
MARKUP_FROM_TEXT = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setHTML")
ELSEWHERE = re.compile(r"(?:https?:)?//(?!www\.w3\.org/2000/svg|clips\.example)[a-z0-9-]+\.[a-z]")


def test_the_whole_page_is_under_150_kilobytes() -> None:
    assert 0 < sum(file.stat().st_size for file in FILES) < MOST_BYTES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_file_is_longer_than_400_lines(file) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_file_makes_markup_out_of_text(file) -> None:
    assert MARKUP_FROM_TEXT.findall(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_file_names_another_host(file) -> None:
    assert ELSEWHERE.findall(file.read_text(encoding="utf-8")) == []


def test_the_document_has_no_script_and_no_style_of_its_own() -> None:
    document = (PAGE / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", document) == []


@pytest.mark.parametrize("file", [file for file in FILES if file.suffix == ".js"], ids=lambda file: file.name)
def test_every_module_that_is_named_is_there(file) -> None:
    named = re.findall(r'from "\./([\w.-]+)"|import "\./([\w.-]+)"', file.read_text(encoding="utf-8"))
    assert [name for pair in named for name in pair if name and not (PAGE / name).is_file()] == []


def test_the_component_is_one_file() -> None:
    assert "import " not in (PAGE / "reelwright-clip.js").read_text(encoding="utf-8").partition("*/")[2]


@pytest.mark.parametrize("kind", CameraKind, ids=lambda kind: kind.value)
def test_every_camera_move_is_drawn_and_named(kind: CameraKind) -> None:
    for name in ("camera.js", "words.js"):
        assert re.search(rf"^  {kind.value}: ", (PAGE / name).read_text(encoding="utf-8"), re.MULTILINE), name
