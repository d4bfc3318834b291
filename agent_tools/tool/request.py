"""What a language model may fill in. Flat fields of the kinds that every provider's schema dialect knows.

No field names a file, a person who asks, a purpose, a consent or an approval: those are never a model's to say, and a
field that is not here is refused.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_tools.job import Revision
from agent_tools.schema import MAX_CLIP_S, MAX_REQUEST_CHARS, MIN_SHOT_S, AspectRatio
from policy.types import Quality

MAX_WAIT_S = 25
"""Longest that a call may wait: below the 30 seconds after which common hosts give a call up."""

WAIT_S = 20

_MAX_ID_CHARS = 100
_MAX_SEED = 2**31 - 1
_WAIT = "Seconds to wait for the end, 0 to 25, before you get a handle instead."


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CreateRequest(_Request):
    """What a model may ask of `clip_create`."""

    request: str = Field(
        min_length=1,
        max_length=MAX_REQUEST_CHARS,
        description="What to show, in plain English, 1 to 4000 characters: subject, action, place, camera, light.",
    )
    duration_s: float | None = Field(
        default=None,
        ge=MIN_SHOT_S,
        le=MAX_CLIP_S,
        allow_inf_nan=False,
        description="Length in seconds, 1 to 60. Leave out to take it from the request, else 4 a shot.",
    )
    aspect_ratio: AspectRatio | None = Field(
        default=None, description="1:1 square, 16:9 landscape, 9:16 portrait. Leave out to take it from the request."
    )
    style: str = Field(default="", max_length=200, description="Style words such as 'flat, playful'; may be empty.")
    quality: Literal["draft", "standard", "fine"] = Field(
        default="standard", description="draft is quickest, fine takes longest."
    )
    seed: int | None = Field(
        default=None, ge=0, le=_MAX_SEED, description="0 to 2147483647. Another number gives another version."
    )
    invented_names: list[str] = Field(
        default_factory=list,
        max_length=20,
        description="Names of which the person themselves said that they are invented characters. Never guess.",
    )
    wait_seconds: int = Field(default=WAIT_S, ge=0, le=MAX_WAIT_S, description=_WAIT)


class CheckRequest(_Request):
    """What a model may ask of `clip_check`."""

    request: str = Field(
        min_length=1,
        max_length=MAX_REQUEST_CHARS,
        description="The request as the person put it, 1 to 4000 characters.",
    )


class GetRequest(_Request):
    """What a model may ask of `clip_get`."""

    id: str = Field(
        min_length=1,
        max_length=_MAX_ID_CHARS,
        description="A job_id such as job_4h8w2kqz, or a clip_id such as clip_7k2m9qx4.",
    )
    wait_seconds: int = Field(default=WAIT_S, ge=0, le=MAX_WAIT_S, description=_WAIT)


class ReviseRequest(_Request):
    """What a model may ask of `clip_revise`."""

    clip_id: str = Field(
        min_length=1, max_length=_MAX_ID_CHARS, description="The clip to change, such as clip_7k2m9qx4."
    )
    request: str = Field(
        default="",
        max_length=MAX_REQUEST_CHARS,
        description="What is to be otherwise, in plain English; empty when only the options below change.",
    )
    duration_s: float | None = Field(
        default=None,
        ge=MIN_SHOT_S,
        le=MAX_CLIP_S,
        allow_inf_nan=False,
        description="New length in seconds, 1 to 60. Leave out to keep it.",
    )
    aspect_ratio: Literal["same", "1:1", "16:9", "9:16"] = Field(
        default="same", description="New shape: 1:1 square, 16:9 landscape, 9:16 portrait, or same."
    )
    style: str = Field(default="", max_length=200, description="New style words; empty to keep the style.")
    quality: Literal["same", "draft", "standard", "fine"] = Field(
        default="same", description="draft is quickest, fine takes longest; or same."
    )
    seed: int | None = Field(
        default=None, ge=0, le=_MAX_SEED, description="0 to 2147483647 for another version. Leave out to keep it."
    )
    wait_seconds: int = Field(default=WAIT_S, ge=0, le=MAX_WAIT_S, description=_WAIT)

    def revision(self) -> Revision:
        """What the desk takes: what stays as it is becomes None."""
        return Revision(
            request=self.request or None,
            duration_s=self.duration_s,
            aspect_ratio=None if self.aspect_ratio == "same" else self.aspect_ratio,
            style=self.style or None,
            seed=self.seed,
            quality=None if self.quality == "same" else Quality(self.quality),
        )
