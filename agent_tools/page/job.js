/** One job on the page, from the moment it is accepted until its end; shows whichever part its state asks for. */

import * as api from "./api.js";
import { marked, refusal, stopped } from "./ending.js";
import { announce, byId, focusOn, h } from "./element.js";
import { clipAlone, madeView } from "./made.js";
import { faultNotice } from "./notice.js";
import { ProgressView } from "./progress.js";
import { questionView } from "./question.js";
import { plannerNotes, readPanels } from "./storyboard.js";
import { STATES, moment } from "./words.js";

const TOLD = {
  completed: "The clip is made.",
  blocked: "This clip is not made. The reason follows.",
  failed: "The clip could not be made.",
  cancelled: "The job was stopped.",
};

/** What part of the page a view needs; a part is built once and then only told what changed. */
function partOf(job) {
  if (job.state === "needs_answer") return `question ${job.question.id}`;
  return job.state === "queued" || job.state === "running" ? "progress" : job.state;
}

const nameless = (job) => (job.alone ? `Clip ${job.clip_id}` : "A request whose words were erased");

class JobScreen {
  #part = "";
  #progress;
  #latest = -1;

  constructor(section, signal, moves) {
    Object.assign(this, { section, signal, moves });
    this.title = h("h1", { id: "clip-title", tabindex: -1, dir: "auto" }, "…");
    this.chip = h("span", { class: "verdict calm" });
    this.when = h("span", { class: "hint" });
    this.parent = h("span", { class: "hint" });
    this.body = h("div", { class: "job-body" });
    this.board = h("div", {});
    section.replaceChildren(
      h("header", { class: "job-head" }, h("div", { class: "job-facts" }, this.chip, this.when, this.parent), this.title),
      this.body, this.board);
  }

  show(job) {
    if (job.version < this.#latest || this.signal.aborted) return;
    this.#latest = job.version;
    this.#heading(job);
    const part = partOf(job);
    if (part === "progress" && this.#part === part) this.#progress.show(job);
    if (part !== this.#part) {
      const within = this.body.contains(document.activeElement) || document.activeElement === document.body;
      const first = !this.#part;
      this.#part = part;
      this.body.replaceChildren(this.#build(job));
      this.#arrive(job, within && !first);
    }
    this.#planned(job, part);
  }

  #heading(job) {
    const { word, tone } = STATES[job.state];
    this.title.replaceChildren(...(job.request ? marked(job.request, job.reply?.findings).parts : [nameless(job)]));
    this.title.classList.toggle("long", job.request.length > 120);
    this.chip.textContent = word;
    this.chip.className = `verdict ${tone}`;
    this.when.textContent = moment(job.created_at);
    this.parent.replaceChildren(...(job.parent_clip_id
      ? ["changed from ", h("a", { href: `#/clip/${encodeURIComponent(job.parent_clip_id)}` }, "an earlier clip")] : []));
    const percent = job.state === "running" ? `${Math.round(job.progress.fraction * 100)} % · ` : "";
    document.title = `${percent}${word}: ${(job.request || nameless(job)).slice(0, 60)} · Reelwright`;
  }

  #build(job) {
    const { change, go } = this.moves;
    const taken = (view) => this.show(view);
    switch (job.state) {
      case "needs_answer": return questionView(job, taken);
      case "completed": return madeView(job, go);
      case "blocked": return refusal(job, change);
      case "failed":
      case "cancelled": return stopped(job, change);
      default:
        this.#progress = new ProgressView(job, this.signal, () => this.#cancel(job.id));
        return this.#progress.node;
    }
  }

  #arrive(job, within) {
    if (TOLD[job.state]) announce(TOLD[job.state], { now: job.state === "blocked" || job.state === "failed" });
    if (job.state === "needs_answer") announce(`The job waits for you: ${job.question.text}`);
    if (!within) return;
    const heading = this.body.querySelector("h2");
    focusOn(job.state === "completed" || !heading ? this.title : heading);
  }

  /** While it is made, the storyboard stands below as it was approved. */
  #planned(job, part) {
    if (part !== "progress" || !job.storyboard) {
      this.board.replaceChildren();
    } else if (!this.board.firstChild) {
      this.board.append(h("section", { "aria-labelledby": "planned-title" },
        h("h2", { id: "planned-title" }, "The storyboard"), plannerNotes(job.storyboard.notes) ?? "", readPanels(job.storyboard)));
    }
  }

  async #cancel(id) {
    try {
      this.show(await api.cancel(id));
    } catch (fault) {
      this.body.append(faultNotice(fault));
    }
  }

  fault(fault) {
    this.title.textContent = fault.status === 404 ? "There is no such clip" : "This clip cannot be shown";
    this.chip.remove();
    this.body.replaceChildren(faultNotice(fault), h("p", {}, h("a", { href: "#/gallery" }, "Go to the gallery")));
  }
}

/**
 * Shows a job and follows it until it ends or `signal` says that it is left.
 *
 * `moves.change(request, selection)` goes back to the form, `moves.go(job)` to another job.
 */
export async function jobScreen(id, { known, signal, moves }) {
  const section = byId("clip");
  const screen = new JobScreen(section, signal, moves);
  focusOn(screen.title);
  if (known) screen.show(known);
  try {
    if (id.startsWith("clip_")) screen.show(await clipAlone(id));
    else await api.follow(id, (view) => screen.show(view), signal);
  } catch (fault) {
    if (!signal.aborted) screen.fault(fault);
  }
}

