"""How well and how fast clips are marked: `python -m benchmarks.provenance [--clips N] [--keys N] [--flips N]`.

No model and no network: the pictures are flat art (discs that drift over a sky and a ground) and a pan over a field of
1/f noise, which has the spectrum of natural pictures. Each recovery is counted over fresh pictures, ids and keys; the
interval is Wilson's at 95 %. Where other programs share the machine, processor time says more than wall time.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import os
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import imageio_ffmpeg
import numpy as np

from benchmarks.interval import wilson
from generator.backend.stub import StubBackend
from generator.encode import FfmpegEncoder
from generator.provenance import credential, frames, search
from generator.provenance.container import boxes
from generator.provenance.credential import CredentialState
from generator.provenance.disclose import ClipMarks, Marking
from generator.provenance.index import KnownClip, MemoryIndex
from generator.provenance.installation import open_installation
from generator.provenance.manifest import MEDIA_TYPE, ClipFacts, ShotFacts, shot_digest
from generator.provenance.verify import DIGEST_MISMATCH
from generator.provenance.watermark import MAX_ID, Stamp, carrier
from generator.render import Renderer
from policy.types import Intent, Permit, ShotIntent

SIZES = ((512, 512), (512, 288), (256, 256), (128, 128))
N_FRAMES = 48
TREATMENTS: dict[str, tuple[str, ...]] = {
    "as it is": (),
    "CRF 23": ("-crf", "23"),
    "CRF 28": ("-crf", "28"),
    "scaled 0.75": ("-vf", "scale=trunc(iw*3/8)*2:trunc(ih*3/8)*2", "-crf", "23"),
    "first half only": ("-t", str(N_FRAMES / 48), "-crf", "23"),
    "cropped to 90 %": ("-vf", "crop=iw*0.9:ih*0.9:iw*0.06:ih*0.03", "-crf", "23"),
}
_DRAWN: dict[str, Callable[[int, tuple[int, int]], Iterator[np.ndarray]]] = {}


def _kind(draw: Callable[[int, tuple[int, int]], Iterator[np.ndarray]]) -> None:
    _DRAWN[draw.__name__.strip("_").replace("_", " ")] = draw


def _flat_art(seed: int, size: tuple[int, int]) -> Iterator[np.ndarray]:
    rng = np.random.default_rng(seed)
    width, height = size
    sky, ground, *colours = rng.integers(0, 256, (6, 3))
    discs = [(*rng.integers(0, size), rng.integers(width // 20, width // 5), *rng.integers(-3, 4, 2)) for _ in colours]
    for i in range(N_FRAMES):
        frame = np.empty((height, width, 3), np.uint8)
        frame[:] = sky
        frame[height * 2 // 3 :] = ground
        for colour, (x, y, radius, right, down) in zip(colours, discs, strict=True):
            centre = int(x + right * i), int(y + down * i)
            cv2.circle(frame, centre, int(radius), tuple(int(level) for level in colour), -1, cv2.LINE_AA)
        yield frame


def _texture(seed: int, size: tuple[int, int]) -> Iterator[np.ndarray]:
    rng = np.random.default_rng(seed)
    width, height = size[0] + N_FRAMES, size[1]
    frequency = np.hypot(np.fft.rfftfreq(width)[None], np.fft.fftfreq(height)[:, None])
    amplitude = 1 / np.maximum(frequency, 1 / 512) ** rng.uniform(0.9, 1.4)
    field = np.fft.irfft2(amplitude * np.exp(2j * np.pi * rng.random(amplitude.shape)), (height, width))
    grey = np.clip(128 + rng.uniform(20, 50) * field / field.std(), 0, 255).astype(np.uint8)
    picture = np.stack([grey, np.roll(grey, 3, 1), np.roll(grey, 5, 0)], axis=-1)
    pace = int(rng.integers(0, 2))
    for i in range(N_FRAMES):
        yield np.ascontiguousarray(picture[:, pace * i : pace * i + size[0]])


_kind(_flat_art)
_kind(_texture)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=24, help="clips of each kind and size")
    parser.add_argument("--keys", type=int, default=10_000, help="wrong keys and unmarked pictures")
    parser.add_argument("--flips", type=int, default=1_000, help="bits that are flipped")
    parser.add_argument("--times", type=int, default=100, help="signatures that are timed")
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f}; ffmpeg {imageio_ffmpeg.get_ffmpeg_version()}")
    with tempfile.TemporaryDirectory() as folder:
        _signing(Path(folder), asked.times)
        _share(Path(folder))
        _flips(Path(folder), asked.flips)
        _recovery(Path(folder), asked.clips)
    _false_finds(asked.keys)


# Time


def _signing(folder: Path, n_times: int) -> None:
    ours = open_installation(folder / "keys")
    source, target, permit = folder / "plain.mp4", folder / "signed.mp4", _permit(4.0, (512, 512))
    _encode(_flat_art(1, (512, 512)), source)
    facts = _facts(permit)
    wall, cpu = [], []
    for _ in range(n_times + 5):
        began, spent = time.perf_counter(), time.process_time()
        if ours.signer is None:
            raise SystemExit("nobody signs")
        credential.sign(source, target, facts, ours.signer, anchors_pem=ours.anchors_pem)
        found = credential.read(target, MEDIA_TYPE, anchors_pem=ours.anchors_pem)
        wall.append(1e3 * (time.perf_counter() - began))
        cpu.append(1e3 * (time.process_time() - spent))
        if found.state is not CredentialState.TRUSTED:
            raise SystemExit(f"a fresh clip is {found.state.value}: {found.codes}")
    for name, values in (("wall", wall[5:]), ("processor", cpu[5:])):
        p50, p95 = statistics.median(values), statistics.quantiles(values, n=20)[-1]
        print(f"sign + verify, 4 s clip of 512x512, {name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms (n = {len(values)})")


def _share(folder: Path) -> None:
    """What marking costs, in processor time, so that another program's share of the machine does not count."""
    ours, permit, marks = open_installation(folder / "keys"), _permit(4.0, (512, 512)), ClipMarks(clip_id="clip_b")
    for name, draw in _DRAWN.items():
        pictures = list(draw(2, (512, 512))) * 2
        began = time.process_time()
        marking = Marking(marks, ours, permit.intent, len(pictures))
        setting_up = time.process_time() - began
        copies = [picture.copy() for picture in pictures]
        began = time.process_time()
        for picture in copies:
            marking.apply(picture)
        spent = 1e3 * (time.process_time() - began) / len(pictures)
        print(
            f"marking a frame of 512x512, {name}: {spent:.2f} ms processor; set-up of a clip {1e3 * setting_up:.0f} ms"
        )
    render = Renderer(StubBackend(), lambda _permit: None, installation=ours)
    report = render.make(permit, folder / "made.mp4", marks=marks).report
    whole = sum(report.timings_s.values())
    print(f"disclosure stage of a 4 s stub render, wall: {report.timings_s['disclose']:.3f} s of {whole:.3f} s")


# Tampering


def _flips(folder: Path, n_flips: int) -> None:
    ours = open_installation(folder / "keys")
    permit = _permit(4.0, (256, 256))
    path = folder / "flipped.mp4"
    report = Renderer(StubBackend(), lambda _permit: None, installation=ours).make(permit, folder / "f.mp4").report
    data = report.path.read_bytes()
    index = MemoryIndex([KnownClip(clip_id=str(report.clip_id), sha256=report.sha256)])
    rng, by_file, by_record, in_boxes = random.Random(1), 0, 0, 0
    with report.path.open("rb") as file:
        metadata = [box for box in boxes(file) if box.kind != b"mdat"]
    n_metadata = n_flips // 4
    for k in range(n_flips):
        at = rng.randrange(len(data))
        if k < n_metadata:
            box = rng.choice(metadata)
            at = rng.randrange(box.at, box.at + box.size)
        changed = bytearray(data)
        changed[at] ^= 1 << rng.randrange(8)
        path.write_bytes(changed)
        state = credential.read(path, MEDIA_TYPE, anchors_pem=ours.anchors_pem).state
        noticed = state not in (CredentialState.TRUSTED, CredentialState.VALID)
        by_file += noticed
        in_boxes += noticed and k < n_metadata
        sha256 = "sha256:" + hashlib.sha256(changed).hexdigest()
        by_record += noticed or not index.by_sha256(sha256)
    print(f"bit flips noticed from the file alone: {_rate(by_file, n_flips)}")
    print(f"  of these in boxes other than the video's: {_rate(in_boxes, n_metadata)}")
    print(f"bit flips noticed from file and record ({DIGEST_MISMATCH}): {_rate(by_record, n_flips)}")


# The watermark


def _recovery(folder: Path, n_clips: int) -> None:
    rng = random.Random(2)
    read: dict[tuple[str, str], list[bool]] = {}
    error: dict[str, list[float]] = {name: [] for name in _DRAWN}
    for kind, draw in _DRAWN.items():
        for size in SIZES:
            for seed in range(n_clips):
                key = carrier(rng.randbytes(32))
                mark_id, stamp_errors = rng.randint(0, MAX_ID), []
                stamp = Stamp(key, mark_id, *size)
                pictures = []
                for frame in draw(1000 + seed, size):
                    marked = frame.copy()
                    stamp.apply(marked)
                    stamp_errors.append(float(((marked.astype(float) - frame) ** 2).mean()))
                    pictures.append(marked)
                error[kind].append(10 * np.log10(255**2 / np.mean(stamp_errors)))
                source = folder / "marked.mp4"
                _encode(iter(pictures), source)
                for name, options in TREATMENTS.items():
                    path = _again(source, folder / "treated.mp4", options) if options else source
                    seen = search.evidence(frames.luma(path, frames.kind_of(path)))
                    found = None if seen is None else search.find(key, seen)
                    if found is not None and found.mark_id != mark_id:
                        raise SystemExit(f"a wrong id was read: {found!r}, not {mark_id!r}")
                    read.setdefault((kind, name), []).append(found is not None)
                    read.setdefault(("all", name), []).append(found is not None)
                    read.setdefault((f"{size[0]}x{size[1]}", name), []).append(found is not None)
    for kind, values in error.items():
        print(
            f"watermark on {kind}: PSNR {min(values):.1f} to {max(values):.1f} dB, mean {statistics.mean(values):.1f}"
        )
    for (kind, name), hits in sorted(read.items()):
        print(f"watermark id recovered, {kind}, {name}: {_rate(sum(hits), len(hits))}")


def _false_finds(n_keys: int) -> None:
    """Wrong keys on marked clips and any key on unmarked ones, each at every size that a search tries."""
    n_accepted, n_tried, largest = 0, 0, 0.0
    began = time.monotonic()
    tiles = _tiles()
    n_sizes = len(search.SIZES)
    base, rng = carrier(bytes(32)), np.random.default_rng(3)
    for k in range(n_keys):
        # What a search reads of a key: which frequencies it uses, in which order, and the phases of the first of them.
        order = rng.permutation(len(base.row))
        phases = np.exp(2j * np.pi * rng.random(base.n_sync)).astype(np.complex64)
        key = dataclasses.replace(base, row=base.row[order], column=base.column[order], sync=phases)
        for tile in (tiles[k % len(tiles)][j] for j in (0, k % n_sizes, (7 * k + 3) % n_sizes)):
            z = search.locate(key, *search.spectrum(key, tile))[0]
            largest = max(largest, z)
            n_tried += 1
            n_accepted += search.false_find_bound(z, n_sizes) <= search.LARGEST_BOUND
    print(
        f"false finds: {_rate(n_accepted, n_keys)} over wrong keys and unmarked pictures, three sizes each; largest "
        f"statistic {largest:.2f} in {n_tried} searches, {_threshold():.2f} is needed; {time.monotonic() - began:.0f} s"
    )


def _tiles() -> list[list[np.ndarray]]:
    """Folded evidence of pictures, every other one marked with a key that is asked for by nobody, at every size."""
    found = []
    for seed in range(20):
        draw = list(_DRAWN.values())[seed // 2 % 2]
        stamp = Stamp(carrier(bytes([seed]) * 32), seed, 256, 256)
        pictures = []
        for frame in list(draw(seed, (256, 256)))[:8]:
            picture = frame.copy()
            if seed % 2:
                stamp.apply(picture)
            pictures.append(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
        seen = search.evidence(pictures)
        if seen is None:
            raise SystemExit("no pictures were drawn")
        found.append([search.folded(seen, scale) for scale in search.SIZES])
    return found


def _threshold() -> float:
    z = 0.0
    while search.false_find_bound(z, len(search.SIZES)) > search.LARGEST_BOUND:
        z += 0.01
    return z


# What is shared


def _encode(pictures: Iterator[np.ndarray], path: Path) -> None:
    encoder = None
    for picture in pictures:
        if encoder is None:
            encoder = FfmpegEncoder(path, width_px=picture.shape[1], height_px=picture.shape[0], fps=24)
        encoder.write(picture)
    if encoder is None:
        raise SystemExit("no pictures were drawn")
    encoder.finish()


def _again(source: Path, target: Path, options: tuple[str, ...]) -> Path:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-y", "-v", "error", "-i", str(source)]
    subprocess.run([*command, "-c:v", "libx264", "-preset", "medium", *options, str(target)], check=True)
    return target


def _permit(duration_s: float, size: tuple[int, int]) -> Permit:
    shot = ShotIntent(scene="discs", camera="", lighting="", temporal="", style="", duration_s=duration_s)
    intent = Intent(turns=("discs",), shots=(shot,), width_px=size[0], height_px=size[1])
    expiry = datetime.now(UTC) + timedelta(hours=1)
    return Permit(intent=intent, digest=intent.digest(), decision_id="dec_bench", expires_at=expiry, seal="")


def _facts(permit: Permit) -> ClipFacts:
    shot = ShotFacts(start_s=0.0, n_frames=96, seed=0, digest=shot_digest(permit, 0))
    return ClipFacts(
        clip_id="clip_bench",
        version="0",
        created_at=datetime.now(UTC),
        permit=permit,
        model=StubBackend().info,
        steps=1,
        shots=(shot,),
        watermark_id=1,
        label_text="AI-generated",
        description="",
        shows_person=False,
    )


def _rate(n: int, of: int) -> str:
    low, high = wilson(n, of)
    return f"{n}/{of} = {n / of:.1%} (95 % {low:.1%} to {high:.1%})"


if __name__ == "__main__":
    main()
