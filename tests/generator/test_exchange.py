"""Given files are handed to a model by their digest, and only while their bytes are those that were judged."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import pytest

from generator.backend.stub import StubBackend
from generator.errors import GivenFileError, ModeError
from generator.exchange import Exchange
from policy.types import CameraPose, GivenIntent, GivenKind
from tests.generator.conformance import allow, permit_of, renderer, shot

DIGEST = f"sha256:{hashlib.sha256(b'abc').hexdigest()}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.png"
    path.write_bytes(b"abc")
    return path


def test_a_file_that_is_as_it_was_judged_is_handed_over(file: Path) -> None:
    assert Exchange(given={DIGEST: file}).path(DIGEST) == file


@pytest.mark.parametrize("now", [b"abd", b"", b"abc "])
def test_a_file_that_was_changed_after_it_was_judged_is_refused(file: Path, now: bytes) -> None:
    file.write_bytes(now)
    with pytest.raises(GivenFileError, match=r"'a\.png' was changed after it was judged"):
        Exchange(given={DIGEST: file}).path(DIGEST)


def test_a_file_that_is_gone_or_was_never_handed_over_is_named(file: Path) -> None:
    file.unlink()
    with pytest.raises(GivenFileError, match=r"'a\.png' cannot be read"):
        Exchange(given={DIGEST: file}).path(DIGEST)
    with pytest.raises(GivenFileError, match=f"{DIGEST}.*not handed over"):
        Exchange().path(DIGEST)


@pytest.mark.parametrize(
    "extra",
    [
        {"given": (GivenIntent(kind=GivenKind.BACKGROUND, sha256=DIGEST, name="a.png"),)},
        {"camera_path": (CameraPose(at_s=0.0, x=0.0, y=0.0, zoom=1.2),)},
    ],
)
def test_a_model_that_reads_only_words_leaves_nothing_out_silently(tmp_path: Path, extra: dict[str, object]) -> None:
    permit = permit_of(shot(), dataclasses.replace(shot(), **extra))  # type: ignore[arg-type]
    with pytest.raises(ModeError, match="'stub' takes no reference pictures"):
        renderer(StubBackend(), allow).make(permit, tmp_path / "a.mp4")
    assert list(tmp_path.iterdir()) == []


def test_layers_are_asked_only_of_a_model_that_has_some(tmp_path: Path) -> None:
    exchange = Exchange(layers_out=tmp_path / "a.safetensors")
    with pytest.raises(ModeError, match="hands out no layers"):
        renderer(StubBackend(), allow, exchange=exchange).make(permit_of(shot()), tmp_path / "a.mp4")
    assert list(tmp_path.iterdir()) == []
