"""Blobs, in a folder, in memory and in an S3-compatible store: the same promises everywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.memory import MemoryFileSystem

from agent_tools.blob import PART, Blobs
from agent_tools.errors import BlobDamaged, BlobError, SettingsError

BODY = b"a clip, or so it says" * 5000


def digest_of(body: bytes) -> str:
    return "sha256:" + hashlib.sha256(body).hexdigest()


DIGEST = digest_of(BODY)


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    """An S3-compatible server in this process."""
    server = pytest.importorskip("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Blobs:
    pytest.importorskip("s3fs")
    for name, value in {
        "AWS_ACCESS_KEY_ID": "k",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    bucket = f"clips-{uuid4().hex[:8]}"
    files = fsspec.filesystem("s3", client_kwargs={"endpoint_url": s3_endpoint}, skip_instance_cache=True)
    files.mkdir(bucket)
    return Blobs(files, f"{bucket}/clips")


@pytest.fixture(params=["folder", "memory", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    match request.param:
        case "folder":
            return Blobs.open(str(tmp_path / "blobs"))
        case "memory":
            return Blobs.open(f"memory://{uuid4().hex}")
        case _:
            store: Blobs = request.getfixturevalue("s3")
            return store


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    path.write_bytes(BODY)
    return path


def test_what_is_stored_comes_back_whole(blobs: Blobs, clip: Path, tmp_path: Path) -> None:
    assert not blobs.has(DIGEST)
    assert blobs.put(clip, DIGEST)
    assert blobs.has(DIGEST)
    blobs.check(DIGEST)
    blobs.fetch(DIGEST, tmp_path / "back.mp4")
    assert (tmp_path / "back.mp4").read_bytes() == BODY
    assert [digest for digest, _ in blobs.all()] == [DIGEST]
    assert list(blobs.parts()) == []
    assert blobs.location(DIGEST).endswith(f"/{DIGEST[7:]}.mp4")


def test_the_same_bytes_lie_there_once(blobs: Blobs, clip: Path) -> None:
    assert blobs.put(clip, DIGEST)
    assert not blobs.put(clip, DIGEST)
    assert len(list(blobs.all())) == 1


def test_what_is_removed_is_gone(blobs: Blobs, clip: Path) -> None:
    blobs.put(clip, DIGEST)
    assert blobs.remove(DIGEST)
    assert not blobs.remove(DIGEST)
    assert not blobs.has(DIGEST)
    with pytest.raises(BlobError, match="cannot be read"):
        blobs.check(DIGEST)


def test_a_file_of_another_digest_is_refused_and_leaves_nothing(blobs: Blobs, clip: Path) -> None:
    other = digest_of(b"another")
    with pytest.raises(BlobDamaged, match="was to be stored as"):
        blobs.put(clip, other)
    assert list(blobs.all()) == []
    assert list(blobs.parts()) == []


@pytest.mark.parametrize("at", [0, len(BODY) // 2, len(BODY) - 1])
def test_one_changed_byte_is_noticed_on_reading(blobs: Blobs, clip: Path, tmp_path: Path, at: int) -> None:
    blobs.put(clip, DIGEST)
    bent = bytearray(BODY)
    bent[at] ^= 1
    blobs._files.pipe_file(blobs._key(DIGEST), bytes(bent))
    with pytest.raises(BlobDamaged, match="cut short or altered"):
        blobs.check(DIGEST)
    with pytest.raises(BlobDamaged, match="cut short or altered"):
        blobs.fetch(DIGEST, tmp_path / "back.mp4")
    assert not (tmp_path / "back.mp4").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(PART)] == []
    aside = blobs.set_aside(DIGEST)
    assert "/damaged/" in aside
    assert not blobs.has(DIGEST)


@pytest.mark.parametrize("step", ["open", "mv", "info"])
def test_a_store_that_fails_in_the_middle_shows_nothing(clip: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    blobs = Blobs.open(f"memory://{uuid4().hex}")
    calls = {"n": 0}
    real: Callable[..., object] = getattr(MemoryFileSystem, step)

    def fail(files: MemoryFileSystem, path: str, *rest: object, **options: object) -> object:
        if PART in path:
            calls["n"] += 1
            raise OSError(5, "Input/output error")
        return real(files, path, *rest, **options)

    with monkeypatch.context() as broken:
        broken.setattr(MemoryFileSystem, step, fail)
        with pytest.raises(BlobError, match="cannot be stored: Input/output error") as caught:
            blobs.put(clip, DIGEST)
    assert calls["n"] > 0
    assert caught.value.remedy == "retry_later"
    assert not blobs.has(DIGEST)
    assert list(blobs.parts()) == []
    assert blobs.put(clip, DIGEST)


def test_what_was_cut_short_on_its_way_is_refused(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = Blobs.open(f"memory://{uuid4().hex}")
    real = MemoryFileSystem.info

    def shorter(files: MemoryFileSystem, path: str, **options: object) -> dict[str, object]:
        told = real(files, path, **options)
        return {**told, "size": told["size"] - 1} if PART in path else told

    monkeypatch.setattr(MemoryFileSystem, "info", shorter)
    with pytest.raises(BlobDamaged, match="cut short on its way"):
        blobs.put(clip, DIGEST)
    assert not blobs.has(DIGEST)


def test_a_full_disk_leaves_nothing(tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = Blobs.open(str(tmp_path / "blobs"))

    def full(_from: Path, _to: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", full)
        with pytest.raises(BlobError, match="No space left on device"):
            blobs.put(clip, DIGEST)
    assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []


def test_a_store_that_cannot_be_reached_is_named(clip: Path) -> None:
    pytest.importorskip("s3fs")
    options = {"endpoint_url": "http://127.0.0.1:9"}
    files = fsspec.filesystem(
        "s3", key="k", secret="s", client_kwargs=options, config_kwargs={"retries": {"max_attempts": 1}},
        skip_instance_cache=True,
    )  # fmt: skip
    with pytest.raises(BlobError, match="cannot be stored"):
        Blobs(files, "bucket/clips").put(clip, DIGEST)


@pytest.mark.parametrize("digest", ["", "sha256:", "sha256:../../etc/passwd", "md5:" + "0" * 64, "sha256:" + "G" * 64])
def test_only_a_digest_names_a_blob(tmp_path: Path, digest: str) -> None:
    with pytest.raises(BlobError, match="names no blob; it must be sha256: and 64 hexadecimal digits"):
        Blobs.open(str(tmp_path)).has(digest)


def test_a_url_of_no_known_kind_is_named() -> None:
    with pytest.raises(SettingsError, match="'nonsense://x' cannot be used"):
        Blobs.open("nonsense://x")


def test_only_what_was_never_finished_is_removed_as_such(tmp_path: Path) -> None:
    blobs = Blobs.open(str(tmp_path))
    (tmp_path / f"{PART}abc").write_bytes(b"half")
    (tmp_path / "notes.txt").write_bytes(b"mine")
    ((key, at),) = blobs.parts()
    assert at is not None
    blobs.remove_part(key)
    assert list(blobs.parts()) == []
    with pytest.raises(BlobError, match="no unfinished blob"):
        blobs.remove_part(str(tmp_path / "notes.txt"))
    assert isinstance(blobs._files, LocalFileSystem)
    assert (tmp_path / "notes.txt").exists()
