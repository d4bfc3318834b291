from __future__ import annotations

import pytest
import torch

from generator.flipbook.hue import Hues
from generator.flipbook.layout import SUBJECT
from generator.flipbook.memory import Index, Lookup
from generator.flipbook.network import Network
from tests.generator.flipbook.tiny import WORD_SIZE, tiny_table

COLOURS = ("red", "blue", "green")


def hues() -> Hues:
    out, table = Hues(len(COLOURS), WORD_SIZE, 8), tiny_table()
    out.fill([table.word(colour) for colour in COLOURS])
    return out


@pytest.mark.parametrize("word", [*COLOURS, "fox", "beach", "cartoon"])
def test_a_word_is_a_colour_or_none(word: str) -> None:
    shares = hues()(tiny_table().word(word))
    expected = torch.tensor([float(word == colour) for colour in COLOURS])
    assert torch.allclose(shares, expected, atol=0.01)


def test_padding_is_no_colour() -> None:
    assert hues()(torch.zeros(2, WORD_SIZE)).max() < 1e-3


@pytest.mark.parametrize(
    ("words", "rest", "wanted"),
    [("red fox", "fox", 0), ("red cat", "cat", 1), ("red", "", 2), ("green cat", "cat", 3), ("green fox", "fox", 0)],
)
def test_a_thing_is_found_without_its_colour_unless_the_colour_is_in_its_name(
    words: str, rest: str, wanted: int
) -> None:
    table = tiny_table()
    lookup = Lookup(Index(phrases=4, concepts=4), WORD_SIZE, first_unsaid=False)
    lookup.fill([(table.phrase(p), i) for i, p in enumerate(("fox", "cat", "red", "green cat"))])
    weights = lookup(table.phrase(words)[None], table.phrase(rest)[None])[0]
    assert int(weights.argmax()) == wanted
    assert weights[wanted] > 0.8


def test_a_colour_changes_its_own_subject_alone() -> None:
    torch.manual_seed(0)
    net, table = (
        Network(width=64, depth=1, heads=2, word_size=WORD_SIZE, remembers={"colours": len(COLOURS)}),
        tiny_table(),
    )
    assert net.hues is not None
    net.hues.load_state_dict(hues().state_dict() | {"token": torch.randn(3, 64), "steer": torch.zeros(3, 64)})
    words = table.batch([{"subject1": "red fox", "subject2": "cat"}], [4.0], 6)
    colours = net._colours(words)
    assert torch.allclose(colours["subject1"].sum(1), torch.tensor([[1.0, 0.0, 0.0]]), atol=0.01)
    assert colours["subject2"].sum() < 0.01
    tokens = torch.zeros(1, SUBJECT.n_tokens, SUBJECT.token_size)
    plain = net._entered("subject1", tokens, {})
    assert torch.allclose(
        net._entered("subject1", tokens, colours) - plain, net.hues.token[0].expand(1, 36, -1), atol=0.1
    )
    assert "background" not in colours
