"""The parts of an expectation that look at a clip: its file, its credential, and what is said with it.

The file is measured by a decoder that is not ours, never by what the tool reports.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import StrictBool, StrictStr, model_validator

from agent_tools.converse.facet import Part
from agent_tools.converse.matcher import Number, Text, Texts


class LabelExpect(Part):
    """The visible label of a clip.

    Attributes:
        visible: Whether it stands on the decoded frames.
        text: What it says, by the record.
        corner: `lower-right` or `lower-left`: where it was found on the frames.
    """

    visible: StrictBool | None = None
    text: Text | None = None
    corner: Literal["lower-right", "lower-left"] | None = None


class ClipExpect(Part):
    """The turn's clip, measured on its file.

    Attributes:
        id: Its id; `${first}` says that it is an earlier one.
        duration_s: Length of the decoded pictures.
        size: `512x288`, decoded width and height.
        fps: Frames a second.
        n_frames: How many pictures come out of the decoder.
        container: `mp4`.
        codec: `h264`.
        decodes: Whether every picture comes out without a fault.
        moves: Whether the pictures differ from each other.
        intact: Whether the file has the digest, the size and the length that its row says.
        label: Its visible label.
        based_on: The clip that it revises, by the record; `{absent: true}` for none.
        sha256: Digest of the file, `sha256:...`.
        fresh: Whether its row was written in this turn; false for a clip that was there before.
        withdrawn: Whether it was taken back.
        file: Whether its file is there; a withdrawn clip has none.
    """

    id: Text | None = None
    duration_s: Number | None = None
    size: Text | None = None
    fps: Number | None = None
    n_frames: Number | None = None
    container: Text | None = None
    codec: Text | None = None
    decodes: StrictBool | None = None
    moves: StrictBool | None = None
    intact: StrictBool | None = None
    label: LabelExpect | None = None
    based_on: Text | None = None
    sha256: Text | None = None
    fresh: StrictBool | None = None
    withdrawn: StrictBool | None = None
    file: StrictBool | None = None

    @model_validator(mode="after")
    def _can_hold(self) -> Self:
        measured = [name for name in _OF_FILE if getattr(self, name) is not None]
        if self.file is False and measured:
            raise ValueError(f"file: false says that no file is there, and {measured[0]!r} is measured on it")
        if self.decodes is False and (
            bad := [name for name in measured if name in ("duration_s", "n_frames", "moves")]
        ):
            raise ValueError(f"decodes: false, and {bad[0]!r} is measured on its pictures")
        return self


_OF_FILE = ("duration_s", "size", "fps", "n_frames", "container", "codec", "decodes", "moves", "label")


class ProvenanceExpect(Part):
    """What `verify` proves of the file of the turn's clip.

    Attributes:
        present: Whether it has a credential.
        valid: Whether that is whole, whoever signed it.
        trusted: Whether this installation signed it.
        conclusion: What follows: `made_here`, `copy_of_ours`, `altered`, `unproven`, `marked_as_ai`, `credentialed` or
            `no_mark_found`.
        ai_generated: Whether the credential says that it was made by a trained model.
        watermark: Whether the watermark is found in the pictures and carries the number on record.
        on_record: Whether the file is found on record as this clip.
        model: The model that drew it, by the record.
        seed: The seed of its first shot, by the record of the render and the credential.
        seeds: The seeds of its shots.
        storyboard: Whether the credential's shots are those of the storyboard on record: as many, in this order, with
            these seeds and lengths.
        history: Whether its history in the store is whole: conversation, turn, storyboard, decision, render and
            disclosure, and a render that belongs to the decision that allowed it.
    """

    present: StrictBool | None = None
    valid: StrictBool | None = None
    trusted: StrictBool | None = None
    conclusion: (
        Literal["made_here", "copy_of_ours", "altered", "unproven", "marked_as_ai", "credentialed", "no_mark_found"]
        | None
    ) = None
    ai_generated: StrictBool | None = None
    watermark: StrictBool | None = None
    on_record: StrictBool | None = None
    model: Text | None = None
    seed: Number | None = None
    seeds: tuple[Number, ...] | None = None
    storyboard: StrictBool | None = None
    history: StrictBool | None = None

    @model_validator(mode="after")
    def _can_hold(self) -> Self:
        named = [name for name in ("valid", "trusted", "ai_generated") if getattr(self, name)]
        if self.present is False and named:
            raise ValueError(f"present: false says that there is no credential, and {named[0]!r} is to be true of it")
        if self.trusted and self.valid is False:
            raise ValueError("a trusted credential is whole, so valid: false cannot be")
        return self


class DisclosureExpect(Part):
    """What is said with the turn's clip, and where.

    Attributes:
        reply: Whether the bot's reply holds the sentence of disclosure.
        on_frame: Whether the label stands on the decoded frames.
        metadata: Whether the file's XMP says that it is AI-generated.
        recorded: Whether a disclosure row stands in the store.
        sentence: The sentence on record.
        label_text: What the label says, by the record.
        languages: Languages of label and sentence.
        contains_person: Whether it may show a person, by the record.
        declared_fictional: Names that were declared to be invented.
        consents: Local ids of the consents that it rests on.
        shown_to: To whom it was handed over.
    """

    reply: StrictBool | None = None
    on_frame: StrictBool | None = None
    metadata: StrictBool | None = None
    recorded: StrictBool | None = None
    sentence: Text | None = None
    label_text: Text | None = None
    languages: Texts | None = None
    contains_person: StrictBool | None = None
    declared_fictional: Texts | None = None
    consents: tuple[StrictStr, ...] | None = None
    shown_to: Text | None = None
