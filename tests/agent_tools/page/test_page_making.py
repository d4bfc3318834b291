"""From a request to a played clip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agent_tools.job.view import JobState
from tests.agent_tools.page.scripted_desk import FAMOUS, RELATIVE, SOMEBODY
from tests.agent_tools.page.step import BOAT, approve, ask, focused, made, spoken, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.agent_tools.page.scripted_server import ScriptedServer

PLAYER = "document.querySelector('reelwright-clip').video"


def test_a_request_goes_from_its_storyboard_to_a_clip_that_plays(page: Page, server: ScriptedServer) -> None:
    ask(page)
    page.wait_for_selector("#question")
    assert server.desk.asked == [{"request": BOAT, "aspect_ratio": "16:9", "quality": "standard", "approve": "always"}]
    assert page.locator(".panel").count() == 2
    page.click("text=Make the clip")
    page.wait_for_selector(".leader")
    assert server.desk.answers == [{"question_id": "q_1", "action": "accept"}]
    server.desk.run("job_0000", "denoise", 0.32)
    until(page, "document.querySelector('[role=progressbar]').getAttribute('aria-valuenow') === '32'")
    assert "Drawing" in page.inner_text(".stage-word")
    server.desk.run("job_0000", "compose", 0.7)
    page.wait_for_selector(".has-preview canvas")
    server.desk.complete("job_0000")
    page.wait_for_selector("reelwright-clip[data-state=ready]")
    page.evaluate(f"{PLAYER}.play()")
    until(page, f"{PLAYER}.currentTime > 0.2")


def test_without_approval_nothing_is_asked(page: Page, server: ScriptedServer) -> None:
    page.uncheck("[name=approve]")
    assert page.inner_text("#composer button[type=submit]") == "Make the clip"
    ask(page)
    page.wait_for_selector(".leader")
    assert server.desk.asked[0]["approve"] == "never"
    assert "2 jobs before this one" in page.inner_text(".beside")


def test_an_example_is_put_into_the_form_and_not_sent(page: Page, server: ScriptedServer) -> None:
    page.click("text=explain how rain forms")
    assert page.input_value("#request") == "explain how rain forms"
    assert server.desk.asked == []


def test_an_empty_request_is_told_at_its_field(page: Page, server: ScriptedServer) -> None:
    ask(page, "   ")
    assert page.inner_text("#request-error") == "Write what the clip should show, in a few words."
    assert page.get_attribute("#request", "aria-invalid") == "true"
    assert server.desk.asked == []


def test_a_changed_scene_is_read_again_and_sent_with_what_it_shows(page: Page, server: ScriptedServer) -> None:
    ask(page)
    page.get_by_label("Scene, shot 1").fill("a white swan on a lake")
    page.get_by_label("Scene, shot 1").press("Tab")
    until(page, "document.querySelector('.cast').textContent.includes('white swan')")
    page.click("text=Make the clip")
    page.wait_for_selector(".leader")
    first, second = server.desk.answers[0]["storyboard"]["shots"]
    assert first["prompt"]["scene"] == "a white swan on a lake"
    assert [one["words"] for one in first["subjects"]] == ["white swan"]
    assert [one["words"] for one in second["subjects"]] == ["paper boat"]


def test_a_changed_scene_with_somebody_famous_is_told_beside_it(page: Page, server: ScriptedServer) -> None:
    ask(page)
    page.get_by_label("Scene, shot 2").fill(f"{FAMOUS} on a boat")
    page.get_by_label("Scene, shot 2").press("Tab")
    page.wait_for_selector(".told.block")
    assert page.inner_text(".told.block").startswith("May not be made: Remove the name")


def test_a_changed_move_and_length_are_sent_and_drawn(page: Page, server: ScriptedServer) -> None:
    ask(page)
    panel = page.locator(".panel").first
    panel.get_by_label("Camera move").select_option("orbit")
    panel.get_by_label("Seconds").fill("2.5")
    panel.get_by_label("Seconds").press("Tab")
    assert page.inner_text(".total") == "2 shots, 3.5 s"
    page.click("text=Make the clip")
    page.wait_for_selector(".leader")
    board = server.desk.answers[0]["storyboard"]
    assert (board["duration_s"], board["shots"][0]["duration_s"]) == (3.5, 2.5)
    assert board["shots"][0]["camera_move"]["kind"] == "orbit"
    assert board["shots"][0]["prompt"]["camera"] == "the camera orbits the subject"


@pytest.mark.parametrize("length", ["0", "0.5", "10.5", "99", ""])
def test_a_length_out_of_range_is_told_and_put_back(page: Page, length: str) -> None:
    ask(page)
    field = page.locator(".panel").first.get_by_label("Seconds")
    field.fill(length)
    field.press("Tab")
    assert "1 to 10 seconds" in page.locator(".told").first.inner_text()
    assert field.input_value() == "1"


def test_an_empty_slot_is_put_back(page: Page) -> None:
    ask(page)
    field = page.get_by_label("Light, shot 1")
    field.fill(" ")
    field.press("Tab")
    assert field.input_value() == "sunrise"


def test_a_refusal_says_why_and_leads_back_to_the_words(page: Page) -> None:
    ask(page, f"{FAMOUS} sings on a rooftop")
    page.wait_for_selector(".refused")
    assert page.inner_text("h1 mark") == FAMOUS
    assert page.inner_text(".refused .lead").startswith("This request names a real, well-known person")
    assert page.inner_text(".instead li").strip() == "Remove the name, or describe an invented character instead."
    assert "likeness.public_figure" in page.inner_text(".refused .code")
    page.click("text=Change the request")
    page.wait_for_selector("#make:not([hidden])")
    assert page.evaluate("getSelection().toString()") == FAMOUS


def test_a_refusal_after_an_emoji_marks_the_same_words(page: Page) -> None:
    ask(page, f"🎬🎬 {FAMOUS} sings")
    page.wait_for_selector(".refused")
    assert page.inner_text("h1 mark") == FAMOUS


@pytest.mark.parametrize(
    ("request_", "title", "yes", "no"),
    [
        (f"{SOMEBODY} waves", "Somebody real, or invented?", "Invented, go on", "Somebody real: stop here"),
        (f"a boat with {RELATIVE}", "Consent is needed first", "Consent is on record now", "Stop here"),
    ],
)
@pytest.mark.parametrize("accepted", [True, False])
def test_a_question_is_answered(
    page: Page, server: ScriptedServer, request_: str, title: str, yes: str, no: str, accepted: bool
) -> None:
    ask(page, request_)
    page.wait_for_selector("#question")
    assert page.inner_text("#question") == title
    page.click(f"text={yes if accepted else no}")
    page.wait_for_selector(".leader" if accepted else "text=Stopped before it was made")
    assert server.desk.answers == [{"question_id": "q_1", "action": "accept" if accepted else "decline"}]


def test_a_job_is_stopped(page: Page, server: ScriptedServer) -> None:
    approve(page)
    server.desk.run("job_0000", "denoise", 0.3)
    page.click("button:has-text('Stop')")
    page.wait_for_selector("button:has-text('Stopping')")
    server.desk.move("job_0000", state=JobState.CANCELLED, cancelling=False)
    page.wait_for_selector("text=Stopped before it was made")
    page.click("text=Ask again")
    assert page.input_value("#request") == BOAT


def test_a_failure_is_told_with_its_code(page: Page, server: ScriptedServer) -> None:
    approve(page)
    reply = {"status": "failed", "message": "The encoder failed.", "error_code": "generator.encode"}
    told = server.desk.jobs["job_0000"].model_validate(
        server.desk.jobs["job_0000"].model_dump() | {"state": "failed", "reply": reply, "version": 9}
    )
    server.desk.put(told)
    page.wait_for_selector("text=The clip could not be made")
    assert "generator.encode" in page.inner_text(".card")


def test_a_made_clip_is_changed_and_the_change_says_what_it_came_from(page: Page, server: ScriptedServer) -> None:
    made(page, server)
    page.click("button:has-text('Change it')")
    page.click("text=Make the change")
    assert page.inner_text("#revise [role=alert]").startswith("Say what should be different")
    page.fill("#change", "make it night")
    page.select_option("#revise [name=shape]", "9:16")
    page.click("text=Make the change")
    page.wait_for_selector(".leader")
    assert server.desk.revisions == [{"request": "make it night", "aspect_ratio": "9:16"}]
    assert "changed from an earlier clip" in page.inner_text(".job-facts")


def test_provenance_answers_four_questions(page: Page, server: ScriptedServer) -> None:
    made(page, server)
    page.click("text=Where it comes from")
    page.wait_for_selector(".answers")
    titles = page.locator(".answer h3").all_inner_texts()
    assert titles == ["What it is", "Who asked", "Why it was allowed", "What made it"]
    told = page.inner_text(".answers")
    for words in (BOAT, "This clip was generated by AI.", "2026.11.4+ec272b73f89c", "flipbook", "torch 2.13.0"):
        assert words in told
    page.click("text=Where it comes from")
    assert page.is_hidden("#provenance")


def test_the_frames_that_were_made_stand_in_the_storyboard(page: Page, server: ScriptedServer) -> None:
    made(page, server)
    until(page, "document.querySelectorAll('.frame.made').length === 2")
    page.get_by_label("Play from shot 2").click()
    until(page, f"{PLAYER}.currentTime >= 1")


def test_what_a_person_typed_never_becomes_markup(page: Page, server: ScriptedServer) -> None:
    evil = "<img src=x onerror=alert(1)><b>boat</b>"
    approve(page, evil)
    assert page.inner_text("h1#clip-title") == evil
    assert page.locator("main b, main img").count() == 0


def test_everything_is_done_from_the_keyboard_and_said_aloud(page: Page, server: ScriptedServer) -> None:
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.focus("#request")
    page.keyboard.type(BOAT)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#question")
    assert "Is this" in page.inner_text(".lead")
    assert "waits for you" in spoken(page)
    page.get_by_role("button", name="Make the clip").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".leader")
    server.desk.run("job_0000", "denoise", 0.3)
    until(page, "document.querySelector('#live').textContent.startsWith('Drawing')")
    server.desk.complete("job_0000")
    page.wait_for_selector("reelwright-clip[data-state=ready]")
    assert focused(page) == BOAT
    until(page, "document.querySelector('#live').textContent === 'The clip is made.'")
