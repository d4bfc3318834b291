"""Moving pictures for the tests of marks: flat art, a busy texture, and plain noise, without a model."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import imageio_ffmpeg
import numpy as np

from generator.encode import FfmpegEncoder

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
N_FRAMES = 24


def flat_art(seed: int, *, size: tuple[int, int] = (256, 256), n_frames: int = N_FRAMES) -> Iterator[np.ndarray]:
    """Discs of one colour that drift over a sky and a ground."""
    rng = np.random.default_rng(seed)
    width, height = size
    sky, ground, *colours = rng.integers(0, 256, (5, 3))
    discs = [
        (rng.integers(0, width), rng.integers(0, height), rng.integers(width // 16, width // 5), rng.integers(-3, 4))
        for _ in colours
    ]
    for i in range(n_frames):
        frame = np.empty((height, width, 3), np.uint8)
        frame[:] = sky
        frame[height * 2 // 3 :] = ground
        for colour, (x, y, radius, speed) in zip(colours, discs, strict=True):
            centre = int(x + speed * i), int(y)
            cv2.circle(frame, centre, int(radius), tuple(int(level) for level in colour), -1, cv2.LINE_AA)
        yield frame


def texture(seed: int, *, size: tuple[int, int] = (256, 256), n_frames: int = N_FRAMES) -> Iterator[np.ndarray]:
    """A field of 1/f noise, the spectrum of natural pictures, that the camera pans over."""
    rng = np.random.default_rng(seed)
    width, height = size[0] + 2 * n_frames, size[1]
    frequency = np.hypot(np.fft.rfftfreq(width)[None], np.fft.fftfreq(height)[:, None])
    amplitude = 1 / np.maximum(frequency, 1 / 512)
    field = np.fft.irfft2(amplitude * np.exp(2j * np.pi * rng.random(amplitude.shape)), (height, width))
    grey = np.clip(128 + 40 * field / field.std(), 0, 255).astype(np.uint8)
    picture = np.stack([grey, np.roll(grey, 3, 1), np.roll(grey, 5, 0)], axis=-1)
    for i in range(n_frames):
        yield picture[:, 2 * i : 2 * i + size[0]].copy()


def encode(frames: Iterable[np.ndarray], path: Path) -> Path:
    """The frames as a file of our own encoder."""
    encoder = None
    for frame in frames:
        if encoder is None:
            encoder = FfmpegEncoder(path, width_px=frame.shape[1], height_px=frame.shape[0], fps=24)
        encoder.write(frame)
    assert encoder is not None
    encoder.finish()
    return path


def again(source: Path, target: Path, *options: str) -> Path:
    """What another program makes of a file."""
    command = [FFMPEG, "-nostdin", "-y", "-v", "error", "-i", str(source), *options, str(target)]
    subprocess.run(command, check=True)
    return target
