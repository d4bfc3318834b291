"""`reelwright verify` and the settings of marks, from the outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent_tools.cli import app
from agent_tools.errors import SettingsError
from agent_tools.marker import Marker, shows_person
from agent_tools.schema import Brief
from agent_tools.service import ClipService
from agent_tools.settings import Settings
from agent_tools.verifying import verify_file
from generator.backend.stub import StubBackend
from generator.label_choice import LabelSpan
from generator.provenance.credential import CredentialState
from policy.types import FaceState, Intent, Permit, Reference, ShotIntent, SubjectIntent
from tests.agent_tools.service_double import brief, prepare
from tests.generator.conformance import permit_of, renderer, shot


@pytest.fixture
def clip(settings: Settings, tmp_path: Path) -> Path:
    prepare(settings)
    with ClipService.open(settings) as service:
        assert service.make(brief(width_px=128, height_px=128), out=tmp_path / "a.mp4").status == "made"
    return tmp_path / "a.mp4"


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def test_a_clip_of_ours_is_trusted_on_the_command_line(clip: Path) -> None:
    code, said = run("verify", str(clip))
    assert code == 0
    assert "made here" in said
    assert "signed by this installation" in said
    assert "watermark: id" in said
    code, printed = run("verify", str(clip), "--json")
    told = json.loads(printed)
    assert code == 0
    assert told["conclusion"] == "made_here"
    assert told["credential"]["state"] == "trusted"
    assert told["watermark"]["found"] is True
    assert told["matches"][0]["by"] == "sha256"


def test_a_changed_clip_has_its_own_exit_code(clip: Path) -> None:
    data = bytearray(clip.read_bytes())
    data[-2000] ^= 4
    clip.write_bytes(data)
    code, said = run("verify", str(clip))
    assert code == 3
    assert "changed" in said


@pytest.mark.parametrize("name", ["missing.mp4", "folder", "empty.mp4"])
def test_what_cannot_be_looked_at_is_bad_usage(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.mp4").touch()
    code, said = run("verify", str(tmp_path / name))
    assert code == 2
    assert name in said


def test_verifying_makes_no_keys_and_no_home(tmp_path: Path, home: Path) -> None:
    (tmp_path / "note.txt").write_text("nothing")
    code, said = run("verify", str(tmp_path / "note.txt"))
    assert code == 0
    assert "No mark was found" in said
    assert not home.exists()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("LABEL_LANGUAGES", "en,xx", "must be 1 to 3 of en, de"),
        ("LABEL_LANGUAGES", "en,de,fr,es", "must be 1 to 3"),
        ("LABEL_STYLE", "loud", "LABEL_STYLE"),
        ("LABEL_CORNER", "middle", "LABEL_CORNER"),
        ("LABEL_SPAN", "never", "LABEL_SPAN"),
        ("SIGNER", "nonsense", "SIGNER"),
        ("TIMESTAMP_URL", "ftp://x", "TIMESTAMP_URL"),
    ],
)
def test_a_wrong_setting_is_said(name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"REELWRIGHT_{name}", value)
    with pytest.raises(SettingsError, match=message):
        Settings()


def test_settings_reach_the_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELWRIGHT_LABEL_LANGUAGES", "de, en")
    monkeypatch.setenv("REELWRIGHT_LABEL_SPAN", "start")
    label = Settings().label
    assert label.text == "KI-generiert · AI-generated"
    assert label.span is LabelSpan.START
    assert label.n_frames(240, 24, shows_person=False) == 48
    assert label.n_frames(240, 24, shows_person=True) == 240


def test_a_signer_that_cannot_be_had_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELWRIGHT_SIGNER", "no_such_module:signer")
    with pytest.raises(SettingsError, match="no_such_module"):
        Marker(Settings()).installation()


@pytest.mark.parametrize(
    ("scene", "person"),
    [
        ("a woman walks through the rain", True),
        ("two children on a beach", True),
        ("Firemen at work", True),
        ("a knight on a hill", True),
        ("a red fox in the snow", False),
        ("a mannequin-free room", False),
        ("a boyish robot", False),
        ("the manual of a kingfisher", False),
    ],
)
def test_a_person_is_noticed_in_the_storyboard(scene: str, person: bool) -> None:
    permit = permit_of(ShotIntent(scene=scene, camera="", lighting="", temporal="", style=""))
    assert shows_person(permit) == person


def test_the_clip_that_is_revised_is_kept_as_the_parent(clip: Path, settings: Settings, tmp_path: Path) -> None:
    with ClipService.open(settings) as service:
        (earlier,) = service.list()
    marker = Marker(settings)
    permit = permit_of(shot(0.5), size=(128, 128))
    marks = marker.marks(Brief(request="x"), permit, clip_id="clip_2", given={}, parents=(earlier, earlier))
    assert [part.relation.value for part in marks.ingredients] == ["parentOf", "inputTo"]
    render = renderer(StubBackend(), installation=marker.installation())
    render.make(permit, tmp_path / "b.mp4", marks=marks)
    report = verify_file(tmp_path / "b.mp4", settings)
    assert report.credential.state is CredentialState.TRUSTED
    assert report.credential.n_manifests > 1
    assert report.credential.facts["inputs"][0] == {"title": earlier.id, "sha256": earlier.sha256}


DYING = """
import os, signal, sys
from pathlib import Path
from agent_tools.service import ClipService
from agent_tools.store import Store
from tests.agent_tools.service_double import brief

Store.finish_render = lambda *_arguments, **_options: os.kill(os.getpid(), signal.SIGKILL)
with ClipService.open() as service:
    service.make(brief(width_px=128, height_px=128), out=Path(sys.argv[1]))
"""


def test_a_kill_before_the_rows_are_written_leaves_at_most_a_wholly_marked_file(
    settings: Settings, tmp_path: Path
) -> None:
    prepare(settings)
    out = tmp_path / "out"
    out.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", DYING, str(out / "a.mp4")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    for path in out.iterdir():
        if not path.name.startswith("."):
            report = verify_file(path, settings)
            assert report.credential.state is CredentialState.TRUSTED
            assert report.watermark is not None
            assert report.matches == ()


def test_consents_invented_names_and_unseen_pictures_count_as_persons() -> None:
    plain = permit_of(shot())

    def with_intent(**changed: object) -> Permit:
        intent = Intent(**{"turns": ("x",), "shots": plain.intent.shots, **changed})
        return Permit(intent=intent, digest="", decision_id="", expires_at=plain.expires_at, seal="")

    subject = SubjectIntent(id="a", words="a dancer")
    dancing = ShotIntent(scene="x", camera="", lighting="", temporal="", style="", subjects=(subject,))
    assert not shows_person(with_intent())
    assert shows_person(with_intent(invented=("Zorp",)))
    assert shows_person(with_intent(references=(Reference(sha256="sha256:1"),)))
    assert not shows_person(with_intent(references=(Reference(sha256="sha256:1", faces=FaceState.NONE),)))
    assert shows_person(with_intent(shots=(dancing,)))
