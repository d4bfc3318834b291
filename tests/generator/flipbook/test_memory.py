from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from generator.flipbook.component import FlipbookTransformer
from generator.flipbook.layout import BACKGROUND, SUBJECT
from generator.flipbook.memory import Index, Lookup, Memory, Sizes, to_bytes
from generator.flipbook.network import Network, no_words
from generator.flipbook.train.concept import LOOKS, network_for, phrases, remembers
from generator.flipbook.train.subject import subjects
from generator.flipbook.word import split_words
from tests.generator.flipbook.tiny import WORD_SIZE, tiny_table

SIZES = {"subject": (3, 2), "style": (2, 2), "setting": (2, 2), "mood": (2, 2), "weather": (2, 2)}


def lookup(*, first_unsaid: bool = False) -> Lookup:
    """Fox and vixen lead to concept 0, cat to concept 1."""
    out, table = Lookup(Index(phrases=3, concepts=2), WORD_SIZE, first_unsaid=first_unsaid), tiny_table()
    out.fill([(table.phrase("fox"), 0), (table.phrase("vixen"), 0), (table.phrase("cat"), 1)])
    return out


def memory(variants: int = 1) -> Memory:
    torch.manual_seed(0)
    index = Index(phrases=3, concepts=2)
    sizes = Sizes(word_size=WORD_SIZE, n_tokens=SUBJECT.n_tokens, token_size=8, value_size=4, width=16)
    out = Memory(index, index, sizes, variants=variants)
    torch.nn.init.normal_(out.leave[0].weight)
    for part in (out.what, out.how):
        part.load_state_dict(lookup().state_dict())
    return out


@pytest.mark.parametrize(("said", "concept"), [("fox", 0), ("vixen", 0), ("cat", 1), ("red cat", 1)])
def test_a_phrase_leads_to_its_concept(said: str, concept: int) -> None:
    weights = lookup()(tiny_table().phrase(said)[None])[0]
    assert weights.sum().item() == pytest.approx(1, abs=1e-5)
    assert weights[concept] > 0.9


def test_what_is_not_said_is_the_first_concept_where_there_is_such_a_one() -> None:
    vector = tiny_table().phrase("")[None]
    assert lookup(first_unsaid=True)(vector)[0, 0] > 0.99
    assert lookup(first_unsaid=False)(vector)[0, 0] < 0.99


def test_no_words_read_nothing_and_each_pair_has_its_own_patches() -> None:
    table, net = tiny_table(), memory()
    fox, cat, none = (table.phrase(w)[None] for w in ("fox", "cat", ""))
    first = torch.zeros(1)
    for way, size in enumerate((16, 8)):
        assert not net(none, fox, first)[way].any()
        reads = [net(a, b, first)[way] for a in (fox, cat) for b in (fox, cat)]
        assert reads[0].shape == (1, SUBJECT.n_tokens, size)
        assert all(not torch.allclose(a, b) for i, a in enumerate(reads) for b in reads[:i])
        assert not torch.allclose(reads[0][0, 0], reads[0][0, 1])


def test_each_drawing_of_a_pair_has_a_row_of_its_own() -> None:
    table, net = tiny_table(), memory(variants=2)
    fox = table.phrase("fox")[None].expand(4, -1)
    first, same, second, last = net(fox, fox, torch.tensor([0.0, 0.49, 0.5, 0.99]))[1]
    assert torch.equal(first, same)
    assert torch.equal(second, last)
    assert not torch.allclose(first, second)


def looking(**more: Any) -> Memory:
    """Four concepts in three looks, of which the first and the last have one shape."""
    torch.manual_seed(0)
    sizes = Sizes(word_size=WORD_SIZE, n_tokens=2, token_size=8, value_size=4, width=16)
    out = Memory(
        Index(phrases=3, concepts=2), Index(phrases=3, concepts=3), sizes, looks=(((0, 2), 6), ((1,), 3)), **more
    )
    table = tiny_table()
    out.what.load_state_dict(lookup().state_dict())
    assert out.how is not None
    out.how.fill([(table.phrase(w), i) for i, w in enumerate(("flat", "cartoon", "noir"))])
    for leave in out.leave:
        torch.nn.init.normal_(leave.weight)
    return out


def test_looks_of_one_shape_share_a_row_and_differ_in_their_decoder() -> None:
    table, net = tiny_table(), looking()
    assert [tuple(book.values.shape) for book in net.books] == [(2, 12), (2, 6)]
    fox, first = table.phrase("fox")[None], torch.zeros(1)
    flat, cartoon, noir = (net(fox, table.phrase(w)[None], first)[1] for w in ("flat", "cartoon", "noir"))
    with torch.no_grad():
        net.books[0].values[0].zero_()
    assert not net(fox, table.phrase("flat")[None], first)[1].abs().max() > 1e-4
    assert torch.allclose(net(fox, table.phrase("cartoon")[None], first)[1], cartoon, atol=1e-4)
    assert not torch.allclose(flat, noir)


def test_looks_must_name_every_style_once() -> None:
    sizes = Sizes(word_size=WORD_SIZE, n_tokens=2, token_size=8, value_size=4, width=16)
    index = Index(phrases=3, concepts=3)
    with pytest.raises(ValueError, match=r"each of 3 concepts once, got \[0, 0\]"):
        Memory(index, index, sizes, looks=(((0,), 2), ((0,), 2)))


def test_bytes_read_nearly_like_the_numbers_they_came_from() -> None:
    trained, shipped = looking(), looking(stored=True)
    state = {
        k.replace(".values", ".codes"): to_bytes(v) if k.endswith(".values") else v
        for k, v in trained.state_dict().items()
    }
    shipped.load_state_dict(state)
    assert shipped.books[0].codes.dtype is torch.int8
    table = tiny_table()
    said = table.phrase("fox")[None], table.phrase("cartoon")[None], torch.zeros(1)
    for one, other in zip(trained(*said), shipped(*said), strict=True):
        assert torch.allclose(one, other, atol=0.15)
        assert not torch.equal(one, other)


def test_a_network_with_a_memory_reads_it_for_pictures_only() -> None:
    torch.manual_seed(0)
    net, table = Network(width=64, depth=1, heads=2, word_size=WORD_SIZE, remembers={"concepts": SIZES}), tiny_table()
    for head in net.leave.values():
        torch.nn.init.normal_(head.weight, std=0.1)
    said = table.batch([{"subject1": "fox", "setting": "snowy field"}], [4.0], 6)
    layers = {
        "background": torch.zeros(1, BACKGROUND.n_tokens, BACKGROUND.token_size),
        "subject1": torch.zeros(1, SUBJECT.n_tokens, SUBJECT.token_size),
    }
    times = {k: torch.zeros(1) for k in layers}
    before, silent = net(layers, times, said), net(layers, times, no_words(said))
    with torch.no_grad():
        for part in net.memory.values():
            part.books[0].values.add_(torch.randn_like(part.books[0].values))
    assert all(not torch.allclose(before[k], v) for k, v in net(layers, times, said).items())
    assert all(torch.equal(silent[k], v) for k, v in net(layers, times, no_words(said)).items())


def test_every_concept_is_found_by_its_first_phrase() -> None:
    known = phrases()
    for rows in known.values():
        owners: dict[frozenset[str], int] = {}
        for i, row in enumerate(rows):
            assert row
            for words in {frozenset(split_words(p)) for p in row[1:]}:
                assert owners.setdefault(words, i) == i
    assert [row[0] for row in known["subject"]] == [s.name for s in subjects()]


def test_a_network_is_made_for_the_vocabulary_and_survives_the_disk(tmp_path: Path) -> None:
    trained = network_for(tiny_table())
    assert [book.values.shape[0] for book in trained.memory["subject"].books] == [len(subjects())] * len(LOOKS)
    stored = FlipbookTransformer(word_size=WORD_SIZE, remembers=remembers())
    stored.load_state_dict(trained.state_dict())
    stored.save_pretrained(str(tmp_path), safe_serialization=True)
    back = FlipbookTransformer.from_pretrained(str(tmp_path), local_files_only=True)
    assert all(torch.equal(v, trained.state_dict()[k]) for k, v in back.state_dict().items())
