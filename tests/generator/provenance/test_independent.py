"""A signed clip before a reader that shares nothing with the library that signed it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from generator.backend.stub import StubBackend
from generator.provenance.manifest import GENERATION
from tests.generator.conformance import MARKS, installation, permit_of, renderer, shot
from tests.generator.provenance.independent import assertion, signature_holds, video_holds


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "a.mp4"
    renderer(StubBackend()).make(permit_of(shot(0.5), shot(0.5), size=(128, 96)), path, marks=MARKS)
    return path


def test_signature_and_video_hold_for_an_independent_reader(clip: Path) -> None:
    data = clip.read_bytes()
    assert signature_holds(data, installation().anchors_pem)
    assert video_holds(data)


def test_another_root_does_not_hold(clip: Path, tmp_path: Path) -> None:
    from generator.provenance.installation import open_installation

    other = open_installation(tmp_path / "other")
    assert not signature_holds(clip.read_bytes(), other.anchors_pem)


@pytest.mark.parametrize("seed", range(12))
def test_a_flipped_byte_of_the_video_is_caught(clip: Path, seed: int) -> None:
    data = bytearray(clip.read_bytes())
    video = data.index(b"mdat")
    data[random.Random(seed).randrange(video + 4, data.rindex(b"uuid") - 4)] ^= 1 << seed % 8
    assert not video_holds(bytes(data))
    assert signature_holds(bytes(data), installation().anchors_pem)


def test_a_changed_statement_is_caught(clip: Path) -> None:
    data = clip.read_bytes()
    changed = data.replace(b"trainedAlgorithmicMedia", b"trainedAlgorithmicMedic", 1)
    assert changed != data
    assert not signature_holds(changed, installation().anchors_pem)


def test_the_statements_are_those_that_are_promised(clip: Path) -> None:
    said = assertion(clip, GENERATION)
    assert said["clip_id"] == MARKS.clip_id
    assert said["decision_id"] == "dec_1"
    assert said["watermark"]["id"] == MARKS.mark_id
    assert [one["n_frames"] for one in said["shots"]] == [12, 12]
    assert said["storyboard_digest"].startswith("sha256:")
    assert "request" not in said
    actions = assertion(clip, "c2pa.actions.v2")["actions"]
    assert [action["action"] for action in actions] == ["c2pa.created", "c2pa.placed", "c2pa.watermarked.bound"]
    assert actions[0]["digitalSourceType"].endswith("/trainedAlgorithmicMedia")
    uses = assertion(clip, "cawg.training-mining")["entries"]
    assert {entry["use"] for entry in uses.values()} == {"notAllowed"}


def test_no_word_of_the_request_is_in_the_file(clip: Path) -> None:
    data = clip.read_bytes().lower()
    # Fewer letters than these come up by chance in coded pictures, keys and signatures.
    for words in (b"red fox", b"the snow"):
        assert words in shot().scene.encode()
        assert words not in data
