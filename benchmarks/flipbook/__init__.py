"""The judge of the embedded model: what it draws, measured by means that are no part of it; see `__main__`."""
