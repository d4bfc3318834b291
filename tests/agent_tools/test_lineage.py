"""Lineage: everything that a clip came from in one query, and as PROV-JSON that another library reads."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, event

from agent_tools.consent import ConsentService
from agent_tools.errors import NotFound
from agent_tools.prov import to_prov_json
from agent_tools.service import ClipService
from agent_tools.settings import Settings
from agent_tools.store import Lineage, Store
from benchmarks.tamper import past_the_store
from policy.types import GivenIntent, GivenKind, Intent, Reference
from tests.agent_tools.consent_double import REQUEST, granted
from tests.agent_tools.ledger_double import clip_of, sha256
from tests.agent_tools.service_double import brief, prepare

if TYPE_CHECKING:
    from tests.conftest import Sample

LAYERS = "sha256:" + "12" * 32


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    prepare(settings)
    with Store.open(settings) as opened:
        yield opened


def edges(lineage: Lineage) -> set[tuple[str, str, str]]:
    return {(edge.subject, edge.relation, edge.object) for edge in lineage.edges}


def test_one_query_leads_to_request_decision_consent_and_weights(settings: Settings, store: Store) -> None:
    with ConsentService.open(settings) as consents:
        consent_id = granted(consents).record.id
    with ClipService.open(settings) as service:
        clip = service.make(brief(REQUEST, requester="bob")).clip
    assert clip is not None
    seen: list[str] = []
    event.listen(Engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    lineage = store.lineage(clip.id)
    assert len([sql for sql in seen if not sql.startswith("BEGIN")]) == 1
    history = store.history(clip.id)
    assert {node.type: node.id for node in lineage.nodes if node.kind == "entity"} == {
        "Clip": clip.id,
        "Request": history.brief_id,
        "Storyboard": history.storyboard_id,
        "Decision": history.decision.id,
        "Consent": consent_id,
        "Policy": f"policy:{history.decision.policy_version}",
        "Weights": f"weights:{history.render.weights_digest}",
    }
    assert {
        (clip.id, "wasGeneratedBy", history.render.id),
        (history.render.id, "used", history.decision.id),
        (f"review:{history.decision.id}", "used", consent_id),
        (history.storyboard_id, "wasDerivedFrom", history.brief_id),
        (history.brief_id, "wasAttributedTo", f"requester:{history.conversation_id}"),
        (history.render.id, "wasAssociatedWith", "model:stub"),
    } <= edges(lineage)
    told = json.dumps(to_prov_json(lineage))
    assert "Maria" not in told
    assert "bob" not in told


def with_given(intent: Intent, digest: str) -> Intent:
    given = GivenIntent(kind=GivenKind.LAYERS, sha256=digest, name="fox.safetensors", layers=("subject1",))
    first = dataclasses.replace(intent.shots[0], given=(given,))
    return dataclasses.replace(intent, shots=(first, *intent.shots[1:]), references=(Reference(sha256=digest),))


def test_a_clip_of_anothers_layers_has_it_for_a_parent(store: Store, sample: Sample) -> None:
    ids = store.begin_request(sample.brief())
    board = store.save_storyboard(ids.brief_id, sample.storyboard())
    made = []
    for name, intent, layers in (
        ("first", sample.intent(), LAYERS),
        ("second", with_given(sample.intent(), LAYERS), None),
    ):
        decision = dataclasses.replace(sample.decision(f"dec_{name}"), input_digest=intent.digest())
        store.append(decision, intent)
        store.link_decision(decision.id, brief_id=ids.brief_id, storyboard_id=board)
        render = store.start_render(decision.id, model_id="flipbook", seeds=(1,))
        assert [clip.id for clip in store.parents(render)] == made
        report = dataclasses.replace(sample.report(Path("/x.mp4")), sha256=sha256(name), layers_sha256=layers)
        made.append(store.finish_render(render, report, sample.disclosure()).id)
    lineage = store.lineage(made[1])
    assert (made[1], "wasDerivedFrom", made[0]) in edges(lineage)
    assert (made[1], "wasDerivedFrom", f"file:{LAYERS}") in edges(lineage)
    assert {node.id for node in lineage.of_type("Clip")} == set(made)
    assert {node.id for node in lineage.of_type("Decision")} == {"dec_first", "dec_second"}
    assert {node.id for node in store.lineage(made[0]).of_type("Clip")} == {made[0]}


def test_prov_json_is_what_a_library_of_prov_reads(store: Store, sample: Sample) -> None:
    model = pytest.importorskip("prov.model")
    lineage = store.lineage(clip_of(store, sample).id)
    document = model.ProvDocument.deserialize(content=json.dumps(to_prov_json(lineage)), format="json")
    records = list(document.get_records())
    kinds = [type(record).__name__ for record in records]
    assert kinds.count("ProvEntity") == len([n for n in lineage.nodes if n.kind == "entity"])
    assert kinds.count("ProvActivity") == len([n for n in lineage.nodes if n.kind == "activity"])
    assert kinds.count("ProvAgent") == len([n for n in lineage.nodes if n.kind == "agent"])
    relations = [record for record in records if record.is_relation()]
    assert len(relations) == len(lineage.edges)
    named = {str(record.identifier) for record in records if record.is_element()}
    for relation in relations:
        assert {str(value) for _, value in relation.formal_attributes if value and ":" in str(value)} <= named
    again = model.ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
    assert again == document


def test_a_clip_of_before_has_no_lineage_and_that_is_told(store: Store, sample: Sample, settings: Settings) -> None:
    clip = clip_of(store, sample)
    with past_the_store(settings.home / "reelwright.db") as connection:
        connection.execute("DELETE FROM prov_edge")
        connection.execute("DELETE FROM prov_node")
    with pytest.raises(NotFound, match="no lineage of clip"):
        store.lineage(clip.id)


def test_shared_things_are_written_once(store: Store, sample: Sample) -> None:
    clips = [clip_of(store, sample, name) for name in "ab"]
    shared = {node.id for node in store.lineage(clips[0].id).nodes} & {n.id for n in store.lineage(clips[1].id).nodes}
    assert {"gate:reelwright", "model:flipbook", "planner:rules-1", "policy:test-1"} <= shared


def test_a_second_clip_of_one_decision_adds_only_what_is_its_own(store: Store, sample: Sample) -> None:
    first = clip_of(store, sample)
    before = store.lineage(first.id)
    decision = store.history(first.id).decision.id
    render = store.start_render(decision, model_id="flipbook", seeds=(7, 8))
    report = dataclasses.replace(sample.report(Path("/clips/b.mp4")), sha256=sha256("b"))
    second = store.finish_render(render, report, sample.disclosure())
    after = store.lineage(second.id)
    own = {second.id, render}
    assert {node.id for node in after.nodes} - {node.id for node in before.nodes} == own
    assert {edge for edge in edges(after) - edges(before) if edge[0] not in own} == set()
    assert store.lineage(first.id) == before
