"""What a found file is compared with: clips by bytes, by watermark, by look, and their stored manifests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from agent_tools.errors import BriefError
from agent_tools.settings import Settings
from agent_tools.store import Marks, Store
from agent_tools.store.fingerprint import distance
from tests.agent_tools.ledger_double import clip_of, sha256
from tests.agent_tools.service_double import prepare, rows

if TYPE_CHECKING:
    from tests.conftest import Sample

FRAMES = ("ab" * 32, "cd" * 32)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    prepare(settings)
    with Store.open(settings) as opened:
        yield opened


def test_a_clip_is_found_by_its_bytes(store: Store, sample: Sample) -> None:
    first = clip_of(store, sample, "a", content="same")
    second = clip_of(store, sample, "b", content="same")
    clip_of(store, sample, "c")
    assert {clip.id for clip in store.clips_of_bytes(sha256("same"))} == {first.id, second.id}
    assert store.clips_of_bytes(sha256("other")) == ()


def test_a_clip_is_found_by_its_watermark(store: Store, sample: Sample) -> None:
    clips = [clip_of(store, sample, name) for name in "abc"]
    assert len({clip.watermark_id for clip in clips}) == 3
    for clip in clips:
        assert clip.watermark_id is not None
        assert 0 < clip.watermark_id < 2**32
        assert store.clip_of_watermark(clip.watermark_id) == clip
    assert store.clip_of_watermark(0) is None


@pytest.mark.parametrize("number", [-1, 2**32])
def test_a_watermark_out_of_range_is_named(store: Store, number: int) -> None:
    with pytest.raises(BriefError, match=rf"{number} is out of range; it must be 0\.\.4294967295"):
        store.clip_of_watermark(number)


def test_id_and_watermark_of_a_clip_are_known_when_its_render_begins(store: Store, sample: Sample) -> None:
    ids = store.begin_request(sample.brief())
    board = store.save_storyboard(ids.brief_id, sample.storyboard())
    store.append(sample.decision(), sample.intent())
    store.link_decision("dec_00000001", brief_id=ids.brief_id, storyboard_id=board)
    render = store.get_render(store.start_render("dec_00000001", model_id="m", seeds=(1,)))
    assert (render.clip_id or "").startswith("clip_")
    assert render.watermark_id is not None
    clip = store.finish_render(render.id, sample.report(store._path), sample.disclosure())
    assert (clip.id, clip.watermark_id) == (render.clip_id, render.watermark_id)


def test_clips_that_look_alike_are_found_within_a_distance(store: Store, sample: Sample) -> None:
    prints = {"a": "p:00ff", "b": "p:00fe", "c": "p:ff00", "d": "q:00ff", "e": "p:00ff00"}
    clips = {name: clip_of(store, sample, name, marks=Marks(fingerprint=value)) for name, value in prints.items()}
    clip_of(store, sample, "f")
    near = store.clips_near("p:00ff", within=1)
    assert [(clip.id, bits) for clip, bits in near] == [(clips["a"].id, 0), (clips["b"].id, 1)]
    assert {clip.id for clip, _ in store.clips_near("p:00ff", within=16)} == {clips[name].id for name in "abc"}
    assert [clip.id for clip, _ in store.clips_near("p:00ff", within=0)] == [clips["a"].id]
    assert store.clips_near("p:0f0f", within=3) == ()
    with pytest.raises(BriefError, match=r"distance -1 is out of range"):
        store.clips_near("p:00ff", within=-1)


@pytest.mark.parametrize(
    ("one", "other", "bits"),
    [
        ("p:00", "p:00", 0),
        ("p:0f", "p:00", 4),
        ("p:ff", "p:00", 8),
        ("p:80", "p:01", 2),
        ("p:00", "q:00", None),
        ("p:00", "p:000", None),
        ("p:", "p:", None),
        ("", "", None),
        ("p:zz", "p:zz", None),
    ],
)
def test_a_distance_is_counted_in_bits(one: str, other: str, bits: int | None) -> None:
    assert distance(one, other) == distance(other, one) == bits


def test_a_manifest_comes_back_as_it_was_signed(store: Store, sample: Sample, settings: Settings) -> None:
    body = bytes(range(256)) * 20
    clip = clip_of(store, sample, "a", marks=Marks(manifest=body, manifest_type="application/c2pa"))
    kept = store.manifest(clip.id)
    assert kept is not None
    assert (kept.clip_id, kept.media_type, kept.body) == (clip.id, "application/c2pa", body)
    assert store.manifest(clip_of(store, sample, "b").id) is None
    assert rows(settings, "SELECT count(*) FROM clip_manifest") == [(1,)]


def test_the_digest_of_every_frame_comes_back(store: Store, sample: Sample) -> None:
    clip = clip_of(store, sample, "a", frames=FRAMES)
    assert store.frame_digests(clip.id) == FRAMES
    assert store.frame_digests(clip_of(store, sample, "b").id) == ()


def test_a_clip_can_lie_at_a_url(store: Store, sample: Sample) -> None:
    clip = clip_of(store, sample, "a", marks=Marks(location="s3://bucket/clips/a.mp4"))
    assert store.get_clip(clip.id).path == "s3://bucket/clips/a.mp4"
