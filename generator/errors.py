"""Faults of the generator.

GeneratorError
├── ModelError          a model folder or weights file is missing, damaged or of another kind
├── DeviceMemoryError   the model does not fit the device's memory
├── PictureError        a reference picture cannot be read, or is of a kind or size that is not taken
├── RenderError         the model ran and did not give usable frames
├── OutputError         the output path cannot be written (missing or read-only folder, no such drive)
├── DiskFullError       no space left while encoding; nothing half-written is left
├── EncodeError         the encoder failed for another reason
├── PictureError        a reference picture cannot be used
├── FootageError        a video that motion is measured from cannot be used
├── TrajectoryError     a camera trajectory cannot be read
├── LayerFileError      a file of stored layers is damaged or belongs to other weights
├── GivenFileError      a file that was given is gone or is not the one that was judged
├── ModeError           the model cannot take what was given, or cannot hand out layers
├── DisclosureError     a clip could not be marked, signed, or was changed after it was signed
├── ProvenanceKeyError  a key or certificate that clips are marked with is damaged, open to others or cannot be made
├── VerifyError         a file that is to be verified cannot be read
└── RenderCancelled     the caller asked to stop; nothing half-written is left
"""

from __future__ import annotations


class GeneratorError(Exception):
    """Root of every fault in `generator`. `code` is stable; `remedy` says who can act."""

    code = "generator.fault"
    remedy = "none"


class ModelError(GeneratorError):
    """A model folder or weights file is missing, damaged or of another kind."""

    code = "generator.model"
    remedy = "ask_human"


class DeviceMemoryError(GeneratorError):
    """The model or the requested size does not fit the device's memory."""

    code = "generator.memory"
    remedy = "change_arguments"


class RenderError(GeneratorError):
    """The model ran and did not give usable frames."""

    code = "generator.render"
    remedy = "retry_later"


class OutputError(GeneratorError):
    """The output path cannot be written."""

    code = "generator.output"
    remedy = "change_arguments"


class DiskFullError(GeneratorError):
    """No space was left while encoding; nothing half-written is left."""

    code = "generator.disk_full"
    remedy = "retry_later"


class EncodeError(GeneratorError):
    """The encoder failed."""

    code = "generator.encode"
    remedy = "ask_human"


class PictureError(GeneratorError):
    """A reference picture cannot be used: no picture, too large, animated, truncated or empty."""

    code = "generator.picture"
    remedy = "change_arguments"


class FootageError(GeneratorError):
    """A video that motion is measured from cannot be used: no video, too long, truncated, or nothing moves."""

    code = "generator.footage"
    remedy = "change_arguments"


class TrajectoryError(GeneratorError):
    """A camera trajectory cannot be read."""

    code = "generator.trajectory"
    remedy = "change_arguments"


class LayerFileError(GeneratorError):
    """A file of stored layers is missing, damaged or belongs to other weights."""

    code = "generator.layers"
    remedy = "change_arguments"


class GivenFileError(GeneratorError):
    """A file that was given is gone, or is not the one that was judged."""

    code = "generator.given"
    remedy = "change_arguments"


class ModeError(GeneratorError):
    """The model cannot take what was given (pictures, layers, a motion, a camera path), or cannot hand out layers."""

    code = "generator.mode"
    remedy = "change_arguments"


class DisclosureError(GeneratorError):
    """A clip could not be marked or signed, or was changed after it was signed; it does not leave."""

    code = "generator.disclosure"
    remedy = "ask_human"


class ProvenanceKeyError(GeneratorError):
    """A key or certificate that clips are marked with is damaged, open to others, or cannot be made."""

    code = "generator.provenance_key"
    remedy = "ask_human"


class VerifyError(GeneratorError):
    """A file that is to be verified is missing, a folder, empty, or cannot be read."""

    code = "generator.verify"
    remedy = "change_arguments"


class RenderCancelled(GeneratorError):
    """The caller asked to stop; nothing half-written is left."""

    code = "generator.cancelled"
    remedy = "none"
