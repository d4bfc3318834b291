"""Gallery, verification, faults of the network, and the element that shows a clip elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.agent_tools.page.scripted_server import KEY
from tests.agent_tools.page.step import BOAT, approve, ask, made, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.agent_tools.page.scripted_server import ScriptedServer

BUSY = {"detail": "1000 jobs wait", "code": "agent_tools.job_refused", "remedy": "retry_later"}
GONE = {"detail": "clip 'clip_0000' was taken back", "code": "agent_tools.clip_withdrawn", "remedy": "none"}
EMBED = """async ([id, own]) => {
  const clip = Object.assign(document.createElement('reelwright-clip'), own);
  clip.id = 'embedded';
  clip.setAttribute('src-id', id);
  document.querySelector('main').append(clip);
}"""


def test_the_gallery_shows_a_page_at_a_time(page: Page, server: ScriptedServer) -> None:
    for number in range(30):
        server.desk.submit({"request": f"{BOAT} {number}", "approve": "never"}, f"key {number}")
    server.desk.complete("job_0029")
    page.click("nav >> text=Gallery")
    until(page, "document.querySelectorAll('.tile').length === 24")
    page.wait_for_selector(".tile canvas")
    page.click("text=Show earlier ones")
    until(page, "document.querySelectorAll('.tile').length === 30")
    assert page.locator("text=Show earlier ones").count() == 0
    page.click(".tile >> nth=0")
    page.wait_for_selector("reelwright-clip[data-state=ready]")


def test_an_empty_gallery_says_so(page: Page) -> None:
    page.click("nav >> text=Gallery")
    page.wait_for_selector("text=Nothing was asked for yet.")


@pytest.mark.parametrize(
    ("verdict", "word", "found"),
    [("made_here", "Made here, untouched", 3), ("no_mark_found", "No mark was found", 0)],
)
@pytest.mark.parametrize("dropped", [True, False])
def test_a_file_is_verified(
    page: Page, server: ScriptedServer, clip: bytes, verdict: str, word: str, found: int, dropped: bool
) -> None:
    server.verdict = verdict
    page.click("nav >> text=Verify")
    if dropped:
        drop = "() => { const data = new DataTransfer(); data.items.add(new File(['abc'], 'a <b>.mp4')); return data; }"
        page.dispatch_event(".drop", "drop", {"dataTransfer": page.evaluate_handle(drop)})
    else:
        page.set_input_files("#file", {"name": "a <b>.mp4", "mimeType": "video/mp4", "buffer": clip})
    page.wait_for_selector(".evidence")
    assert page.inner_text(".card h2") == "a <b>.mp4"
    assert page.inner_text(".card .verdict") == word
    assert page.locator(".sign.yes").count() == found
    page.click("text=Verify another file")
    assert page.evaluate("document.activeElement.id") == "file"


def test_a_fault_is_told_with_its_code_and_what_to_do(page: Page, server: ScriptedServer) -> None:
    server.faults["/v1/clips"] = (429, BUSY)
    ask(page)
    told = page.inner_text(".notice")
    for words in ("1000 jobs wait", "Try again in a moment.", "agent_tools.job_refused"):
        assert words in told
    assert page.input_value("#request") == BOAT


def test_trying_again_keeps_the_key_and_another_request_gets_another(page: Page, server: ScriptedServer) -> None:
    server.faults["/v1/clips"] = (503, BUSY)
    ask(page)
    page.wait_for_selector(".notice")
    ask(page)
    until(page, "document.querySelector('#composer button[type=submit]').ariaDisabled === 'false'")
    page.wait_for_selector(".notice")
    del server.faults["/v1/clips"]
    ask(page, "another boat")
    page.wait_for_selector("#question")
    first, again, other = [headers["Idempotency-Key"] for headers in server.paths("POST", "/v1/clips")]
    assert first == again != other


def test_a_stream_that_breaks_off_is_taken_up_where_it_was(page: Page, server: ScriptedServer) -> None:
    approve(page)
    server.desk.run("job_0000", "denoise", 0.4)
    until(page, "document.querySelector('.percent').textContent === '40'")
    version = server.desk.jobs["job_0000"].version
    server.cut()
    server.desk.run("job_0000", "encode", 0.9)
    until(page, "document.querySelector('.percent').textContent === '90'")
    server.desk.complete("job_0000")
    page.wait_for_selector("reelwright-clip[data-state=ready]")
    resumed = server.paths("GET", "/events")[1:]
    assert all(int(headers["Last-Event-ID"]) >= version for headers in resumed)


def test_a_server_that_goes_away_is_told_and_the_job_goes_on_when_it_is_back(
    page: Page, server: ScriptedServer
) -> None:
    approve(page)
    server.stop()
    page.wait_for_selector("#connection:not([hidden])")
    assert "does not answer" in page.inner_text("#connection")
    server.start()
    page.click("text=Try now")
    page.wait_for_selector("text=The service answers again.")
    server.desk.complete("job_0000")
    page.wait_for_selector("reelwright-clip[data-state=ready]")


def test_a_request_is_not_lost_while_the_server_is_away(page: Page, server: ScriptedServer) -> None:
    server.stop()
    ask(page)
    page.wait_for_selector(".notice")
    assert page.input_value("#request") == BOAT
    server.start()
    page.click("#composer button[type=submit]")
    page.wait_for_selector("#question")


def test_a_key_is_asked_for_and_used(page: Page, server: ScriptedServer) -> None:
    server.locked = True
    page.click("nav >> text=Gallery")
    page.fill("#key", KEY)
    page.click("text=Use this key")
    page.wait_for_selector("text=Nothing was asked for yet.")
    assert KEY not in page.content()
    page.click("nav >> text=Make")
    made(page, server)


@pytest.mark.parametrize("place", ["#/clip/job_9999", "#/clip/clip_9999"])
def test_an_unknown_clip_is_told(page: Page, place: str) -> None:
    page.evaluate("place => { location.hash = place; }", place)
    page.wait_for_selector("text=There is no such clip")


def test_a_clip_is_shown_by_its_own_id(page: Page, server: ScriptedServer) -> None:
    made(page, server)
    page.evaluate("location.hash = '#/clip/clip_0000'")
    page.wait_for_selector("h1:has-text('Clip clip_0000')")
    page.wait_for_selector("reelwright-clip[data-state=ready]")


def test_the_element_says_what_a_clip_is(page: Page, server: ScriptedServer) -> None:
    made(page, server)
    page.click("nav >> text=Make")
    page.evaluate(EMBED, ["job_0000", {}])
    page.wait_for_selector("#embedded[data-state=ready]")
    told = page.inner_text("#embedded figure")
    assert "AI-generated" in told
    assert "This clip was generated by AI." in told
    page.click("#embedded >> text=Where this clip comes from")
    assert "flipbook" in page.inner_text("#embedded dl")
    cues = "[...document.querySelector('#embedded').video.textTracks[0].cues].map((cue) => cue.text)"
    assert page.evaluate(cues) == [f"[{BOAT}]", f"“Ahoy”\n[{BOAT}, part 2]"]


@pytest.mark.parametrize(
    ("fault", "state", "words"),
    [
        ((410, GONE), "gone", "This clip was withdrawn."),
        ((404, {"code": "agent_tools.not_found"}), "gone", "There is no clip here any more."),
        ((401, {"code": "http.unauthorised"}), "forbidden", "This page may not show the clip."),
        ((503, {"detail": "The store is locked."}), "unreachable", "The store is locked."),
    ],
)
def test_the_element_says_why_it_shows_no_clip(
    page: Page, server: ScriptedServer, fault: tuple[int, dict[str, str]], state: str, words: str
) -> None:
    server.faults["/v1/clips/clip_0000/provenance"] = fault
    page.evaluate(EMBED, ["clip_0000", {}])
    page.wait_for_selector(f"#embedded[data-state={state}]")
    assert words in page.inner_text("#embedded figure")


def test_the_element_tries_again_when_it_is_told_to(page: Page, server: ScriptedServer) -> None:
    made(page, server)
    page.click("nav >> text=Make")
    server.stop()
    page.evaluate(EMBED, ["clip_0000", {}])
    page.wait_for_selector("#embedded[data-state=unreachable]")
    server.start()
    page.click("#embedded >> text=Try again")
    page.wait_for_selector("#embedded[data-state=ready]")


def test_the_element_asks_before_it_shows_a_person(page: Page, server: ScriptedServer) -> None:
    server.desk.disclosure = server.desk.disclosure.model_copy(
        update={"contains_person": True, "declared_fictional": ("Captain Zorp",)}
    )
    approve(page)
    server.desk.complete("job_0000")
    page.wait_for_selector("reelwright-clip[data-state=ask]")
    assert page.locator("reelwright-clip video").count() == 0
    assert "Invented: Captain Zorp." in page.inner_text("reelwright-clip figure")
    assert server.desk.acknowledged == set()
    page.click("text=Show the clip")
    page.wait_for_selector("reelwright-clip[data-state=ready]")
    assert page.evaluate("document.querySelector('reelwright-clip').shadowRoot.activeElement.localName") == "video"
    assert server.desk.acknowledged == {"job_0000"}
    page.reload()
    page.wait_for_selector("reelwright-clip[data-state=ready]")


def test_a_person_is_not_shown_while_the_acknowledgement_cannot_be_put_on_record(
    page: Page, server: ScriptedServer
) -> None:
    server.desk.disclosure = server.desk.disclosure.model_copy(update={"contains_person": True})
    approve(page)
    server.desk.complete("job_0000")
    page.wait_for_selector("reelwright-clip[data-state=ask]")
    server.faults["/v1/clips/clip_0000/acknowledgement"] = (503, {"detail": "the database is locked"})
    page.click("text=Show the clip")
    page.wait_for_selector("reelwright-clip[data-state=unreachable]")
    assert page.locator("reelwright-clip video").count() == 0
    server.faults.clear()
    page.click("text=Try again")
    page.click("text=Show the clip")
    page.wait_for_selector("reelwright-clip[data-state=ready]")


def test_the_element_shows_what_a_backend_hands_over_without_asking(page: Page, server: ScriptedServer) -> None:
    made(page, server)
    reply = server.desk.jobs["job_0000"].reply
    assert reply is not None
    page.click("nav >> text=Make")
    asked = len(server.paths("GET", "/provenance")), len(server.paths("GET", "/link"))
    page.evaluate(
        """([reply, src]) => {
          const clip = Object.assign(document.createElement('reelwright-clip'), { id: 'embedded', reply });
          clip.setAttribute('src', src);
          document.querySelector('main').append(clip);
        }""",
        [reply.model_dump(mode="json"), "/v1/clips/clip_0000/content?signature=s&expires=1"],
    )
    page.wait_for_selector("#embedded[data-state=ready]")
    assert (len(server.paths("GET", "/provenance")), len(server.paths("GET", "/link"))) == asked
