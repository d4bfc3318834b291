"""Reports: whole files, nothing that is said becomes markup, and what was written can be read again."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from agent_tools.converse.bot import Service
from agent_tools.converse.callable_bot import CallableBot
from agent_tools.converse.fault import ReportError
from agent_tools.converse.outcome import ScenarioReport, Totals, read_reports
from agent_tools.converse.page import html_page
from agent_tools.converse.report import Sheaf, json_lines, junit_xml
from agent_tools.converse.runner import RunOptions, Stage
from tests.agent_tools.converse.conversation_double import FOX, scenarios

NASTY = "<script>alert(1)</script> \"' & \x00\x1b[31m \u202egpj.exe ]]>"


class Tags(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def reports(stage: Stage, tmp_path: Path) -> list[ScenarioReport]:
    """One that passed, with a clip in the folder, and one that failed with what no page likes."""

    def nasty(_text: str, _service: Service) -> str:
        return NASTY

    clips = tmp_path / "r-clips"
    clips.mkdir()
    (good,) = scenarios(tmp_path, f'- user: "{FOX}"\n  expect: {{clip: {{decodes: true}}}}', more="tags: [smoke]")
    (bad,) = scenarios(tmp_path, '- user: "<b>x</b>"\n  expect: {reply: {contains: nice}, rows: {jobs: 0}}')
    return [
        stage.run(good, options=RunOptions(clips_dir=clips)),
        stage.run(bad.model_copy(update={"id": "bad"}), CallableBot(nasty)),
    ]


def test_a_page_stands_by_itself_and_nothing_said_is_markup(reports: list[ScenarioReport], tmp_path: Path) -> None:
    page = html_page(reports, Totals.of(reports, 1.0), clips_dir=tmp_path / "r-clips")
    tags = Tags(page).found
    assert [tag for tag, _ in tags].count("script") == 1
    assert "<b>x</b>" not in page
    assert NASTY not in page
    for tag, attrs in tags:
        assert not {name for name in attrs if name.startswith("on") or name == "style"}
        for name in ("src", "href"):
            assert re.match(r"data:video/mp4;base64,|#t-|$", attrs.get(name) or ""), (tag, attrs.get(name, "")[:60])
    policy = next(attrs["content"] for tag, attrs in tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert str(policy).startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in str(policy)


def test_a_page_says_what_was_expected_and_what_came(reports: list[ScenarioReport], tmp_path: Path) -> None:
    page = html_page(reports, Totals.of(reports, 1.0), clips_dir=tmp_path / "r-clips")
    assert page.index('id="s-bad"') < page.index('id="s-one"')
    assert '<details class="scenario failed" id="s-bad"' in page
    assert "contains &#x27;nice&#x27;" in page
    assert "look at</dt><dd>the bot&#x27;s words" in page
    assert page.count("<video") == 1
    assert "drawn by a <b>stub</b>" in page


def test_many_clips_are_files_beside_the_page(
    reports: list[ScenarioReport], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent_tools.converse.page.MAX_EMBEDDED_BYTES", 10)
    page = html_page(reports, Totals.of(reports, 1.0), clips_dir=tmp_path / "r-clips")
    (source,) = [attrs["src"] for tag, attrs in Tags(page).found if tag == "video"]
    assert (tmp_path / str(source)).is_file()


def test_a_report_that_names_files_elsewhere_shows_none(reports: list[ScenarioReport], tmp_path: Path) -> None:
    told = json_lines(reports[:1]).replace("one-1-", "../one-1-")
    file = tmp_path / "o.jsonl"
    file.write_text(told, encoding="utf-8")
    again = list(read_reports(file))
    assert "<video" not in html_page(again, Totals.of(again, 1.0), clips_dir=tmp_path / "r-clips")


def test_junit_is_whole_xml_whatever_a_bot_says(reports: list[ScenarioReport]) -> None:
    suite = ET.fromstring(junit_xml(reports, Totals.of(reports, 1.0)))[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    good, bad = suite.findall("testcase")
    assert (good.get("name"), bad.get("name")) == ("one", "bad")
    assert {each.get("name") for each in good.iter("property")} >= {"bot", "driver", "tag", "turn.1.seconds"}
    failure = bad.find("failure")
    assert failure is not None
    assert failure.get("message", "").startswith("turn 1: reply: expected contains 'nice', got")


def test_what_was_written_is_read_again(reports: list[ScenarioReport], tmp_path: Path) -> None:
    file = tmp_path / "o.jsonl"
    file.write_text(json_lines(reports), encoding="utf-8")
    assert list(read_reports(file)) == reports


@pytest.mark.parametrize(
    ("text", "said"), [("{}", "line 1: no report"), ("7", "is a JSON object"), ("{", "line 1: no")]
)
def test_a_line_that_is_no_report_is_named(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "o.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match=said):
        list(read_reports(file))


def test_files_are_written_whole_and_an_empty_folder_is_not_left(reports: list[ScenarioReport], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    sheaf = Sheaf(html=folder / "p.html", junit=folder / "j.xml", jsonl=folder / "o.jsonl")
    with sheaf:
        assert (folder / "p-clips").is_dir()
        sheaf.write(reports[1:], Totals.of(reports[1:], 1.0))
    assert sorted(path.name for path in folder.iterdir()) == ["j.xml", "o.jsonl", "p.html"]


def test_a_place_that_cannot_be_written_is_said_before_anything_is_run(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="its folder does not exist"), Sheaf(html=tmp_path / "no" / "p.html"):
        pass
    with pytest.raises(ReportError, match="it is a folder"), Sheaf(jsonl=tmp_path):
        pass
