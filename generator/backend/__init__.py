"""The video models behind one small Protocol; `registry.open_backend` gives one by name."""

from generator.backend.registry import open_backend

__all__ = ["open_backend"]
