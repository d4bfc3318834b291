"""What becomes of a consent while a clip is made, and what is said of the clip afterwards."""

from __future__ import annotations

from agent_tools.schema import ClipView
from agent_tools.store import RenderStatus, Store
from generator.types import Progress, ProgressCallback
from policy.errors import ConsentGone
from policy.types import Code

LOOK_STEP = 0.02
"""Share of a render after which it is looked again whether its consent still holds."""


class ConsentWatch:
    """Passes progress on, and stops a render whose consent was revoked meanwhile.

    The row of the render is asked, so that a revocation in another process is seen. Whatever is missed here is stopped
    at the end: a stopped render cannot be finished.
    """

    def __init__(self, store: Store, render_id: str, progress: ProgressCallback | None) -> None:
        self._store = store
        self._render_id = render_id
        self._progress = progress
        self._looked = -LOOK_STEP

    def __call__(self, now: Progress) -> None:
        """Take one step of progress.

        Raises:
            ConsentGone: The consent was revoked.
        """
        if now.fraction - self._looked >= LOOK_STEP:
            self._looked = now.fraction
            render = self._store.get_render(self._render_id)
            if render.status is RenderStatus.CANCELLED:
                raise ConsentGone(str(render.error_message), reason=Code.CONSENT_REVOKED)
        if self._progress is not None:
            self._progress(now)


def withdrawn(clip: ClipView) -> str:
    """Since when and why a clip is no longer handed over, in one sentence."""
    since = f"{clip.withdrawn_at:%Y-%m-%d %H:%M} UTC"
    if clip.withdrawn_because == Code.CONSENT_REVOKED.value:
        return f"clip {clip.id!r} was withdrawn at {since}: the consent of a person it shows was revoked"
    if clip.withdrawn_because == "taken_down":
        return f"clip {clip.id!r} was withdrawn at {since}: it was taken down after a report of misuse"
    if clip.withdrawn_because == "erased":
        return (
            f"clip {clip.id!r} was withdrawn at {since}: it was erased, alone or with the request that it was made of"
        )
    return f"clip {clip.id!r} was withdrawn at {since}: a person it shows had it deleted"
