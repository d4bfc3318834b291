"""The request for a clip that is like an earlier one but for what is said."""

from __future__ import annotations

from agent_tools.errors import BriefError, TextErased
from agent_tools.job.view import Caller, Revision
from agent_tools.schema import MAX_REQUEST_CHARS, Brief
from agent_tools.store import History
from agent_tools.store.seal import ERASED

_END = ".!?\u3002"


def revised(history: History, changes: Revision, caller: Caller) -> Brief:
    """The request of an earlier clip with what is to be otherwise.

    The words of a change are put after those of the request, as a sentence of their own, and both are planned and
    judged together. The seed stays, so that what is not spoken of keeps its look. Who asks is whoever asks now: what
    one person may show, another may not.

    Args:
        history: The earlier clip.
        changes: What is to be otherwise.
        caller: Who asks now.

    Raises:
        BriefError: Nothing is to be otherwise, or the words become too long.
        TextErased: The words of the earlier request were erased.
    """
    given = changes.model_dump(exclude_none=True)
    if not given:
        raise BriefError(f"nothing is to be changed; give at least one of {', '.join(Revision.model_fields)}")
    before = history.brief
    if before.request == ERASED:
        raise TextErased(f"the words of clip {history.clip.id!r} were erased; it cannot be revised")
    given.setdefault("seed", history.storyboard.shots[0].seed)
    if "aspect_ratio" in given:
        given |= {"width_px": None, "height_px": None}
    if "request" in given:
        given["request"] = _joined(before.request, given["request"])
    if caller.principal and caller.principal != before.requester:
        given |= {"requester": caller.principal, "groups": ()}
    return before.model_copy(update=given)


def _joined(before: str, change: str) -> str:
    words = before.rstrip()
    words += " " if words.endswith(tuple(_END)) else ". "
    words += change.strip()
    if len(words) > MAX_REQUEST_CHARS:
        raise BriefError(
            f"the request and its change have {len(words)} characters together; they must have 1..{MAX_REQUEST_CHARS}"
        )
    return words
