"""What is known of a layer before a shot is denoised: all of it, some of its columns, or its first key times.

Every mode is such knowledge: a reference picture is a known subject, an edit keeps all layers but one, a camera
trajectory is four known columns of the motion, an extended shot is known up to the joint. A layer that is known in part
is held: the prediction of every denoising step has the known numbers put in their place (the replacement method of
RePaint, Lugmayr et al. 2022, on a straight flow, where it leaves the sample exactly on the line to what is known).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from generator.flipbook.joint import carried_on
from generator.flipbook.layout import (
    BACKGROUND,
    CAMERA,
    MAX_SUBJECTS,
    N_KEYS,
    N_MOTION,
    N_POSE,
    PARTICLE,
    PICTURE_ROLES,
    POSE,
    SUBJECT,
    scale_motion,
)

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

LAYER_SIZES: dict[str, tuple[int, int]] = {
    "background": (BACKGROUND.n_tokens, BACKGROUND.token_size),
    **dict.fromkeys(PICTURE_ROLES, (SUBJECT.n_tokens, SUBJECT.token_size)),
    "weather": (PARTICLE.n_tokens, PARTICLE.token_size),
    "motion": (N_KEYS, N_MOTION),
}
"""Tokens of each layer and numbers in a token."""
CAMERA_COLUMNS = slice(MAX_SUBJECTS * N_POSE, MAX_SUBJECTS * N_POSE + len(CAMERA))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Knowledge of one layer.

    Attributes:
        tokens: (1, N, C) clean tokens; where `mask` is false their value means nothing.
        mask: (N, C), true where the tokens are known; None when all of them are.
        exact: A picture in full resolution that is shown instead of the enlarged tokens: (s, s, 4) premultiplied
            RGBA of a subject, (h, w, 3) RGB of the background.
        joint: The last known key time, from which the later ones carry on without a jump; None where there is none.
    """

    tokens: Tensor
    mask: Tensor | None = None
    exact: U8 | None = None
    joint: int | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing of the layer is left to denoise."""
        return self.mask is None or bool(self.mask.all())

    def hold(self, clean: Tensor) -> Tensor:
        """(B, N, C) predicted tokens -> the same with what is known in its place."""
        if self.mask is None:
            return self.tokens.to(clean).expand_as(clean)
        if self.joint is not None:
            clean = carried_on(clean, self.tokens.to(clean), self.joint)
        return torch.where(self.mask, self.tokens.to(clean), clean)

    def over(self, other: Known) -> Known:
        """This knowledge, and the other's where this one has none.

        Raises:
            ValueError: One of them is known as a whole, or both have a joint.
        """
        if self.mask is None or other.mask is None:
            raise ValueError("only layers that are known in part can be laid over one another")
        if self.joint is not None and other.joint is not None:
            raise ValueError(f"one joint at most can be held, got {self.joint!r} and {other.joint!r}")
        return Known(
            tokens=torch.where(self.mask, self.tokens, other.tokens),
            mask=self.mask | other.mask,
            joint=self.joint if self.joint is not None else other.joint,
        )


Given = Mapping[str, Known | Tensor]
"""Layer name to what is known of it; bare tokens are a layer that is known as a whole."""


def checked(given: Given, allowed: tuple[str, ...]) -> dict[str, Known]:
    """The same as `Known`s.

    Raises:
        ValueError: A name is not among `allowed`, the tokens have another shape than that layer's, or a layer other
            than the motion is known in part.
    """
    out = {}
    for name, value in given.items():
        known = value if isinstance(value, Known) else Known(tokens=value)
        if name not in allowed:
            raise ValueError(f"known layer {name!r} is not a layer of this shot, which has {', '.join(allowed)}")
        wanted = (1, *LAYER_SIZES[name])
        if tuple(known.tokens.shape) != wanted:
            raise ValueError(f"known layer {name!r} has shape {tuple(known.tokens.shape)!r}, expected {wanted!r}")
        if name != "motion" and not known.whole:
            raise ValueError(f"known layer {name!r} has a mask: only the motion can be known in part")
        if not torch.isfinite(known.tokens).all():
            raise ValueError(f"known layer {name!r} holds numbers that are not finite")
        out[name] = known
    return out


def known_motion(rows: F32, mask: Mask, *, joint: int | None = None) -> Known:
    """Knowledge of the motion layer.

    Args:
        rows: (24, N_MOTION) in world units, columns as in `layout`.
        mask: (24, N_MOTION), true where the rows are known.
        joint: See `Known.joint`.
    """
    tokens = scale_motion(torch.from_numpy(np.where(mask, rows, 0.0).astype(np.float32)))[None]
    return Known(tokens=tokens, mask=torch.from_numpy(mask.copy()), joint=joint)


def known_camera(track: F32) -> Known:
    """A camera track, (24, 4) of x, y, zoom and roll in radians, as known columns of the motion."""
    rows, mask = np.zeros((N_KEYS, N_MOTION), np.float32), np.zeros((N_KEYS, N_MOTION), np.bool_)
    rows[:, CAMERA_COLUMNS], mask[:, CAMERA_COLUMNS] = track, True
    return known_motion(rows, mask)


def known_facing(subject: int) -> Known:
    """One subject (0..2) that is never mirrored, for pictures with writing on them."""
    rows, mask = np.zeros((N_KEYS, N_MOTION), np.float32), np.zeros((N_KEYS, N_MOTION), np.bool_)
    column = subject * N_POSE + POSE.index("facing")
    rows[:, column], mask[:, column] = 1.0, True
    return known_motion(rows, mask)
