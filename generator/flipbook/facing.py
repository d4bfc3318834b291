"""Which way a subject looks, settled: a network that cannot tell left from right answers with the middle of the two.

The middle of "as drawn" and "mirrored" is a picture seen from its edge. No true track stays there: a turn passes it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from generator.flipbook.layout import MAX_SUBJECTS, N_POSE, POSE

F32 = npt.NDArray[np.float32]
UNSURE = 0.5
"""A subject that is thinner than this share of its width for most of a shot is not turning: nobody decided."""


def settled(motion: F32) -> F32:
    """The same motion in which every subject that stays near its edge looks one way, the one it leans to.

    Args:
        motion: (24, N_MOTION), world units.

    Returns:
        A motion of the same shape; columns other than `facing`, and tracks that are sure, are as they were.
    """
    out = motion.copy()
    for column in range(POSE.index("facing"), MAX_SUBJECTS * N_POSE, N_POSE):
        if np.median(np.abs(out[:, column])) < UNSURE:
            out[:, column] = 1.0 if out[:, column].mean() >= 0 else -1.0
    return out
