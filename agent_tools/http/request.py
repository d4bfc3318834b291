"""What is asked over the network, as Pydantic models. None of them can name a file or say who asks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_tools.job.view import Approve, Caller
from agent_tools.schema import MAX_CLIP_S, MAX_REQUEST_CHARS, MIN_SHOT_S, AspectRatio, Brief
from policy.types import Quality

MAX_TURNS = 50
MAX_NAMES = 20
MAX_WAIT_S = 25

Words = Annotated[str, Field(min_length=1, max_length=MAX_REQUEST_CHARS)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Order = Literal["asc", "desc"]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StoryboardRequest(_Request):
    """What is to be shown.

    Attributes:
        request: What the person asked for, 1..4000 characters, as typed.
        turns: What was said before in the conversation, oldest first, at most 50.
        duration_s: Whole clip in seconds, 1..60; left out, it is read from the words.
        aspect_ratio: `1:1`, `16:9` or `9:16`.
        style: Style words, at most 200 characters.
        quality: `draft`, `standard` or `fine`.
        seed: 0..2147483647; left out, it is drawn from the request, so that a request repeats itself.
        invented: Names that the person declared to be invented characters, at most 20.
    """

    request: Words
    turns: tuple[Words, ...] = Field(default=(), max_length=MAX_TURNS)
    duration_s: float | None = Field(default=None, ge=MIN_SHOT_S, le=MAX_CLIP_S, allow_inf_nan=False)
    aspect_ratio: AspectRatio | None = None
    style: str | None = Field(default=None, min_length=1, max_length=200)
    quality: Quality = Quality.STANDARD
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    invented: tuple[Name, ...] = Field(default=(), max_length=MAX_NAMES)

    def brief(self, caller: Caller) -> Brief:
        """The request as the desk takes it.

        Args:
            caller: Who asks, as the door knows them.
        """
        values = {name: getattr(self, name) for name in StoryboardRequest.model_fields}
        return Brief(**values, requester=caller.principal or None)


class ClipRequest(StoryboardRequest):
    """What is to be made, and when a person is asked first.

    Attributes:
        approve: Whether the storyboard waits for an answer before it is rendered: `always`, `never`, `over_budget`.
        conversation_id: The conversation that it continues; left out, a new one begins.
    """

    approve: Approve = Approve.NEVER
    conversation_id: str | None = Field(default=None, min_length=1, max_length=100)


class CheckRequest(_Request):
    """What is to be judged, and not made.

    Attributes:
        request: What a person might ask for, 1..4000 characters, as typed.
    """

    request: Words
