"""How far two perceptual fingerprints are apart. How one is taken is the generator's matter."""

from __future__ import annotations


def distance(one: str, other: str) -> int | None:
    """The number of bits by which two fingerprints differ; None where they cannot be compared.

    Args:
        one: `name:hex`, the name saying how it was taken.
        other: The same.
    """
    name, _, digits = one.partition(":")
    other_name, _, other_digits = other.partition(":")
    if name != other_name or len(digits) != len(other_digits) or not digits:
        return None
    try:
        return (int(digits, 16) ^ int(other_digits, 16)).bit_count()
    except ValueError:
        return None
