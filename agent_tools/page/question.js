/** What a job waits for: the storyboard, whether names are invented, or a consent. Answered the same way. */

import * as api from "./api.js";
import { h, said } from "./element.js";
import { faultNotice } from "./notice.js";
import { BoardEditor, plannerNotes, readPanels } from "./storyboard.js";
import { VERDICTS, seconds } from "./words.js";

const ASKED = {
  storyboard: { title: "The storyboard", yes: "Make the clip", no: "Do not make it" },
  invented: { title: "Somebody real, or invented?", yes: "Invented, go on", no: "Somebody real: stop here" },
  consent: { title: "Consent is needed first", yes: "Consent is on record now", no: "Stop here" },
};

const CONSENT_WAY = "The person who would be shown gives it themselves, in their own session and not through this page, " +
  "with reelwright consent. Then say here that it is on record; it is looked up, not taken from you.";

function names(question) {
  return question.names?.length
    ? h("ul", { class: "names" }, question.names.map((name) => said("li", name)))
    : null;
}

/** The buttons, and what is done with them; `board` gives a changed storyboard or nothing. */
function answering(job, words, { board, taken }) {
  const slot = h("div", { class: "fault-slot" });
  const buttons = [["accept", words.yes, "primary"], ["decline", words.no, "quiet"]].map(([action, word, look]) =>
    h("button", { type: "button", class: look, onclick: () => give(action) }, word));
  const wait = (busy) => buttons.forEach((button) => button.setAttribute("aria-disabled", String(busy)));
  async function give(action) {
    if (buttons[0].getAttribute("aria-disabled") === "true") return;
    wait(true);
    slot.replaceChildren();
    try {
      const storyboard = action === "accept" ? await board?.() : undefined;
      taken(await api.answer(job.id, { question_id: job.question.id, action, ...(storyboard ? { storyboard } : {}) }));
    } catch (fault) {
      slot.replaceChildren(faultNotice(fault));
    } finally {
      wait(false);
    }
  }
  return { slot, buttons };
}

function approval(job, taken) {
  const { question, storyboard } = job;
  const total = h("span", { class: "total" });
  const changed = h("p", { class: "hint" });
  const editor = new BoardEditor(storyboard, (lengthS, touched) => {
    total.textContent = `${storyboard.shots.length} ${storyboard.shots.length === 1 ? "shot" : "shots"}, ${seconds(lengthS)}`;
    changed.textContent = touched ? "Changed. It is judged again before it is made." : "Change any line before you go on.";
  });
  const { slot, buttons } = answering(job, ASKED.storyboard, { board: () => editor.value(), taken });
  const cost = question.estimated_s ? `Takes about ${seconds(Math.max(1, Math.round(question.estimated_s)))} to make.` : "";
  return h("div", {},
    h("div", { class: "board-head" }, h("h2", { id: "question" }, ASKED.storyboard.title),
      h("span", { class: "verdict allow" }, VERDICTS.allow.word), total),
    h("p", { class: "lead" }, "Is this what should be made?"),
    plannerNotes(storyboard.notes),
    editor.node,
    h("div", { class: "approve" }, h("div", {}, changed, cost && h("p", { class: "cost" }, cost)), h("div", { class: "buttons" }, buttons), slot));
}

function card(job, taken) {
  const { question } = job;
  const words = ASKED[question.kind];
  const { slot, buttons } = answering(job, words, { taken });
  return h("div", { class: "question" },
    h("div", { class: "card ask" },
      h("h2", { id: "question" }, words.title),
      said("p", question.text, { class: "lead" }), names(question),
      question.kind === "consent" && h("p", { class: "hint" }, CONSENT_WAY),
      h("div", { class: "buttons" }, buttons), slot),
    job.storyboard && h("section", { "aria-label": "The storyboard as planned" }, h("h2", {}, "As planned"), readPanels(job.storyboard)));
}

/** The question of a job in `needs_answer`. `taken` is called with the job as it stands after the answer. */
export function questionView(job, taken) {
  return job.question.kind === "storyboard" ? approval(job, taken) : card(job, taken);
}
