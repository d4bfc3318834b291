"""Files of scripted conversations: what is read, and what is said of each thing that is wrong, with file and line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import jsonschema
import pytest
from typer.testing import CliRunner

from agent_tools.cli import app
from agent_tools.converse.format import Driver, Generator
from agent_tools.converse.loader import load_scenarios
from agent_tools.converse.schema import FILE, schema, schema_text
from agent_tools.converse.source import MAX_BYTES, ScenarioFileError, read_source

LIBRARY = Path(__file__).parents[3] / "examples" / "conversations"
HEAD = "version: 1\nscenarios:\n"
ONE = "  - {id: one, title: One, turns: [{user: hello}]}\n"

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(text: str, name: str = "a.clip.yaml") -> Path:
        path = tmp_path / name
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return put


def complaints(path: Path) -> list[str]:
    """What is wrong, without the folder."""
    with pytest.raises(ScenarioFileError) as caught:
        load_scenarios(path)
    return [str(each).replace(f"{path.parent if path.is_file() else path}/", "") for each in caught.value.problems]


def turn(*lines: str) -> str:
    """A file of one scenario whose second turn has these lines; they begin in line 8."""
    head = HEAD + "  - id: one\n    title: One\n    turns:\n      - user: hello\n        save: {first: clip.id}\n"
    return head + "".join(f"      {'- ' if k == 0 else '  '}{line}\n" for k, line in enumerate(lines))


def test_a_scenario_has_its_defaults_and_knows_where_it_stands(write: Write) -> None:
    path = write(
        """\
        version: 1
        defaults: {driver: router, seed: 7, locale: de, bot: router}
        scenarios:
          - id: one
            title: One
            context: {seed: 9, clock: 2027-01-01T12:00:00Z}
            turns:
              - user: hello
              - event: restart
              - user: again
                as: {tenant: beta}
          - {id: two, title: Two, bot: graph, turns: [{user: "no"}]}
        """
    )
    one, two = load_scenarios(path)
    assert (one.id, one.driver, one.generator, one.bot) == ("one", Driver.ROUTER, Generator.STUB, "router")
    assert (one.context.seed, one.context.locale, two.context.seed) == (9, "de", 7)
    assert (one.line, one.turn_lines, one.file) == (4, (8, 9, 10), path)
    assert [each.kind for each in one.turns] == ["user", "event", "user"]
    assert one.turns[2].speaker is not None
    assert (two.bot, two.turns[0].user) == ("graph", "no")


def test_parameters_make_one_scenario_each(write: Write) -> None:
    path = write(
        HEAD
        + "  - {id: grid, title: T, parameters: {a: [x, y], n: [1, 2]},"
        + " turns: [{user: '${a} ${n}', expect: {storyboard: {shots: '${n}'}}}]}\n"
        + "  - {id: list, title: T, parameters: [{q: a b}, {q: c}], turns: [{user: '${q}'}]}\n"
    )
    scenarios = load_scenarios(path)
    assert [each.id for each in scenarios] == [
        "grid[x-1]", "grid[x-2]", "grid[y-1]", "grid[y-2]", "list[a-b]", "list[c]",
    ]  # fmt: skip
    assert scenarios[3].turns[0].user == "y 2"
    board = scenarios[3].turns[0].expect
    assert board is not None
    assert board.storyboard.shots.fault(2) is None  # type: ignore[union-attr]
    assert board.storyboard.shots.fault(1) is not None  # type: ignore[union-attr]


def test_words_stay_the_words_that_were_typed(write: Write) -> None:
    path = write(HEAD + "  - {id: one, title: no, turns: [{user: on}, {user: 2027-01-01}, {user: 'yes'}]}\n")
    (one,) = load_scenarios(path)
    assert (one.title, [each.user for each in one.turns]) == ("no", ["on", "2027-01-01", "yes"])


BROKEN = [
    ("version: 1\nscenarios: [\n", 3, "is no YAML"),
    ("a: b: c\n", 1, "is no YAML"),
    ("", 1, "must be a mapping"),
    ("- 1\n", 1, "must be a mapping"),
    ("version: 2\nscenarios: [{}]\n", 1, "is 2; this program reads version 1"),
    ("version: 1\n", 1, "must be a list of 1 to 1000 scenarios"),
    ("version: 1\nscenario: []\nscenarios: []\n", 2, "unknown field 'scenario'; did you mean 'scenarios'?"),
    (HEAD + ONE + ONE, 4, "the id 'one' stands twice; first in"),
    (HEAD + "  - {id: one, id: two, title: T, turns: [{user: a}]}\n", 3, "the key 'id' stands twice, first in line 3"),
    (HEAD + "  - &a {id: one, title: T, turns: [{user: a}]}\n", 3, "has an anchor or alias, 'a'"),
    (HEAD + "  - !!python/object:os.system {}\n", 3, "has a tag"),
    (HEAD + ONE + "---\nb: 1\n", 4, "holds a second document"),
    ("[" * 60 + "]" * 60, 1, "is nested more than 24 deep"),
    ("? [a]\n: b\n", 1, "a key is a list or a mapping"),
    (HEAD + "  - {id: One, title: T, turns: [{user: a}]}\n", 3, "scenarios[0].id: 'One' is not allowed"),
    (HEAD + "  - {id: one, turns: [{user: a}]}\n", 3, "scenarios[0].title: is missing"),
    (HEAD + "  - {id: one, title: T, turns: []}\n", 3, "scenarios[0].turns: [] is not allowed"),
    (HEAD + "  - {id: one, title: T, driver: script, turns: [{user: a}]}\n", 3, "driver 'script' needs script"),
    (HEAD + "  - {id: one, title: T, script: [{say: a}], turns: [{user: a}]}\n", 3, "'router' takes no script"),
    (HEAD + "  - {id: one, title: T, driver: recorded, turns: [{user: a}]}\n", 3, "driver 'recorded' needs a cassette"),
    (
        HEAD + "  - {id: one, title: T, driver: recorded, cassette: c.yaml, turns: [{user: a}]}\n",
        3,
        "there is no file 'c.yaml' beside a.clip.yaml",
    ),
    (HEAD + "  - {id: one, title: T, parameters: {x: [1]}, turns: [{user: a}]}\n", 3, "'x' stands nowhere as ${x}"),
    (HEAD + "  - {id: one, title: T, parameters: {x: []}, turns: [{user: '${x}'}]}\n", 3, "is an empty list"),
    (
        HEAD
        + "  - {id: one, title: T, turns: [{user: '${a}${b}${c}'}], parameters: {a: &, b: &, c: &}}\n".replace(
            "&", str(list(range(100)))
        ),
        3,
        "stand for 1000000 scenarios together; at most 1000 are allowed",
    ),
    (HEAD + "  - {id: one, title: T, parameters: [{x: 1}, {y: 1}], turns: [{user: '${x}'}]}\n", 3, "has ['y']"),
    (HEAD + "  - {id: one, title: T, context: {policy: p.toml}, turns: [{user: a}]}\n", 3, "cannot be read"),
    (HEAD + "  - {id: one, title: T, context: {policy: {usse: x}}, turns: [{user: a}]}\n", 3, "usse"),
    (HEAD + "  - {id: one, title: T, context: {locale: english}, turns: [{user: a}]}\n", 3, "'english' is not allowed"),
    (
        HEAD
        + "  - {id: one, title: T, context: {consents: [{id: d, subject: D, audience: named}]}, turns: [{user: a}]}",
        3,
        "requesters [] do not go with audience 'named'",
    ),
]
IN_TURN = [
    (("user: a", "answer: {action: accept}"), 8, "a turn is exactly one of user, answer, event; got user, answer"),
    (("expect: {clip: none}",), 8, "got none"),
    (("user: a", "expct: {clip: none}"), 9, "unknown field 'expct'; did you mean 'expect'? (known: user,"),
    (("user: a", "expect: {}"), 9, "nothing is expected"),
    (("user: a", "expect: {policy: {verdict: refuse}}"), 9, "'refuse' is not allowed (allowed: allow, ask, block)"),
    (
        ("user: a", "expect: {policy: {reason_codes: [likeness.public_figur]}}"),
        9,
        "reason_codes[0]: 'likeness.public_figur' is not allowed; did you mean 'likeness.public_figure'?",
    ),
    (("user: a", "expect: {policy: {verdict: allow, reason_codes: [likeness.minor]}}"), 9, "'allow' has no reasons"),
    (("user: a", "expect: {policy: {verdict: block, reason_codes: []}}"), 9, "always has a reason"),
    (("user: a", "expect: {clip: none, disclosure: {reply: true}}"), 9, "clip: none, and disclosure is expected"),
    (("user: a", "expect: {clip: none, rows: {clips: 1}}"), 9, "clip: none, and rows.clips expects some"),
    (("user: a", "expect: {policy: {verdict: block}, clip: {decodes: true}}"), 9, "'block' makes no clip"),
    (("user: a", "expect: {job: {state: completed}, clip: none}"), 9, "'completed' has a clip"),
    (("user: a", "expect: {job: {state: queued}, clip: {fresh: true}}"), 9, "'queued' has no clip"),
    (("user: a", "expect: {job: {state: running}, pending: consent}"), 9, "does not go with pending 'consent'"),
    (("user: a", "expect: {pending: invente}"), 9, "'invente' is not allowed; did you mean 'invented'?"),
    (("user: a", "expect: {clip: {fps: {min: 9, max: 8}}}"), 9, "clip.fps: this can never hold: min 9 is over max 8"),
    (("user: a", "expect: {clip: {fps: {mni: 9}}}"), 9, "mni is unknown here"),
    (("user: a", "expect: {reply: {matches: '('}}"), 9, "does not compile"),
    (("user: a", "expect: {tool_calls: {calls: []}}"), 9, "without calls holds whatever is called"),
    (("user: a", "expect: {tool_calls: {calls: [{tool: clip_make}]}}"), 9, "'clip_make' is not allowed"),
    (("user: a", "expect: {storyboard: {shots: 2, sequence: [{scene: a}]}}"), 9, "sequence has 1 shots"),
    (("user: a", "expect: {provenance: {present: false, valid: true}}"), 9, "present: false"),
    (("user: a", "expect: {fault: agent_tools.not_fond}"), 9, "did you mean 'agent_tools.not_found'?"),
    (("user: a", "expect: {timing: {max_s: 0}}"), 9, "timing.max_s: 0 is not allowed"),
    (("user: a", "expect: {clip: {based_on: '${frist}'}}"), 9, "was never saved before; did you mean 'first'?"),
    (("user: '${First}'",), 8, "is no variable"),
    (("user: a", "expect: {clip: none}", "save: {b: clip.id}"), 8, "save: b takes clip.id, and clip: none"),
    (("user: a", "expect: {pending: none}", "save: {b: question.id}"), 8, "no pending question is expected"),
    (("user: a", "save: {b: clip.idd}"), 9, "'clip.idd' is not allowed; did you mean 'clip.id'?"),
    (("event: {revoke: dana}",), 8, "consent 'dana' was never given"),
    (("event: {revoke: dana, cancel: last}",), 8, "an event is exactly one of"),
    (("event: {worker: stopp}",), 8, "did you mean 'stop'?"),
    (("event: {advance_clock: 2 hours}",), 8, "'2 hours' is not allowed"),
    (("event: restart", "expect: {reply: hi}"), 8, "an event has no reply"),
    (("event: restart", "save: {b: reply}"), 8, "has no reply"),
    (("user: a", "attachments: [me.png]"), 9, "there is no file 'me.png' beside a.clip.yaml"),
    (("user: a", "attachments: [a/../../passwd]"), 9, "leads out of the folder"),
    (("answer: {action: decline, shots: [1]}",), 8, "cannot be edited"),
]


@pytest.mark.parametrize(("text", "line", "said"), BROKEN)
def test_what_is_wrong_is_told_with_its_line(write: Write, text: str, line: int, said: str) -> None:
    told = complaints(write(text))
    assert any(each.startswith(f"a.clip.yaml:{line}: ") and said in each for each in told), told


@pytest.mark.parametrize(("lines", "line", "said"), IN_TURN)
def test_what_is_wrong_in_a_turn_is_told_with_its_line(
    write: Write, lines: tuple[str, ...], line: int, said: str
) -> None:
    told = complaints(write(turn(*lines)))
    assert any(each.startswith(f"a.clip.yaml:{line}: scenarios[0].turns[1]") and said in each for each in told), told


def test_everything_that_is_wrong_is_told_at_once(write: Write) -> None:
    write(HEAD + "  - {id: one, titel: T, turns: [{user: a}]}\n")
    path = write(HEAD + "  - {id: two, title: T, turns: [{usr: a}]}\n  - {id: t, title: T, tuns: []}\n", "b.clip.yaml")
    told = complaints(path.parent)
    places = [each.partition(": ")[0] for each in told]
    assert places == ["a.clip.yaml:3", "a.clip.yaml:3", "b.clip.yaml:3", "b.clip.yaml:4", "b.clip.yaml:4"]


def test_the_same_id_in_two_files_names_both_places(write: Write) -> None:
    write(HEAD + ONE)
    path = write(HEAD + ONE, "b.clip.yaml")
    (told,) = complaints(path.parent)
    assert told == "b.clip.yaml:3: id: the id 'one' stands twice; first in a.clip.yaml:3"


def test_another_encoding_is_told_with_line_and_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.clip.yaml"
    path.write_bytes(HEAD.encode() + "  - {id: one, title: Füchse, turns: []}\n".encode("latin-1"))
    assert complaints(path) == ["a.clip.yaml:3: is not UTF-8: byte 0xfc at offset 44"]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.clip.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    assert complaints(path) == [f"a.clip.yaml:1: has more than {MAX_BYTES} bytes; at most that many are read"]


def test_a_folder_without_files_and_a_path_that_is_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioFileError, match="lies below it"):
        load_scenarios(tmp_path)
    with pytest.raises(ScenarioFileError, match="there is no such file or folder"):
        load_scenarios(tmp_path / "nothing")


def test_the_published_schema_is_the_current_one() -> None:
    assert (LIBRARY / FILE).read_text(encoding="utf-8") == schema_text()


def test_the_schema_takes_the_library_and_refuses_a_misspelt_field() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    look = jsonschema.Draft202012Validator(schema())
    files = sorted(LIBRARY.glob("*.clip.yaml"))
    for file in files:
        data = read_source(file).data
        assert [f"{file.name} {each.json_path} {each.message[:200]}" for each in look.iter_errors(data)] == []
    data = {"version": 1, "scenarios": [{"id": "a", "title": "T", "turns": [{"usr": "a"}]}]}
    assert list(look.iter_errors(data))


def test_a_new_file_passes_the_check_and_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "password-reset.clip.yaml"
    made = CliRunner().invoke(app, ["converse", "new", str(file)])
    assert made.stdout.splitlines() == [str(file), str(tmp_path / FILE)]
    assert [each.id for each in load_scenarios(file)] == ["password-reset", "password-reset-refusal"]
    checked = CliRunner().invoke(app, ["converse", "check", str(tmp_path)])
    assert (checked.exit_code, checked.stdout) == (0, "2 scenarios, 3 turns, 0 problems\n")
    again = CliRunner().invoke(app, ["converse", "new", str(file)])
    assert (again.exit_code, "cannot be written: File exists" in again.stderr) == (2, True)


def test_check_prints_every_problem_and_exits_with_two(write: Write) -> None:
    path = write(turn("user: a", "expect: {clip: {fps: eight}}"))
    told = CliRunner().invoke(app, ["converse", "check", str(path)])
    assert told.exit_code == 2
    assert told.stderr == f"{path}:9: scenarios[0].turns[1].expect.clip.fps: 'eight' is not allowed: this is a number\n"
    as_json = json.loads(CliRunner().invoke(app, ["converse", "check", "--json", str(path)]).stdout)
    assert [(each["line"], each["field"]) for each in as_json["problems"]] == [
        (9, "scenarios[0].turns[1].expect.clip.fps")
    ]


def test_importing_the_package_brings_nothing_of_conversations() -> None:
    code = "import sys, agent_tools; print([m for m in sys.modules if 'converse' in m or m == 'yaml'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"
