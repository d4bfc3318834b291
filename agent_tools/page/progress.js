/** How far a job is: its stage, a ring like a film leader's, the time that is left, and the first finished frame. */

import * as api from "./api.js";
import { announce, h, svg } from "./element.js";
import { STAGES, seconds, stageWord } from "./words.js";

const AROUND = 2 * Math.PI * 34;
const DRAWN = new Set(["decode", "compose", "encode", "disclose"]);

function leader() {
  return svg("svg", { viewBox: "0 0 160 90", class: "leader" },
    svg("path", { class: "cross", d: "M0 45H160M80 0V90" }),
    svg("circle", { class: "ring", cx: 80, cy: 45, r: 40 }),
    svg("circle", { class: "ring", cx: 80, cy: 45, r: 34 }),
    svg("circle", { class: "turn", cx: 80, cy: 45, r: 34, "stroke-dasharray": AROUND, "stroke-dashoffset": AROUND, transform: "rotate(-90 80 45)" }));
}

export class ProgressView {
  #asking = false;
  #stage = "";

  constructor(job, signal, onCancel) {
    this.id = job.id;
    this.signal = signal;
    this.leader = leader();
    this.percent = h("p", { class: "percent", "aria-hidden": "true" });
    this.canvas = h("canvas", { class: "preview", role: "img", "aria-label": "The first finished frame", hidden: true });
    this.caption = h("figcaption", {});
    this.bar = h("div", { class: "strip", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100, "aria-label": "Progress of the clip" }, h("span", {}));
    this.stage = h("p", { class: "stage-word" });
    this.left = h("p", { class: "hint" });
    this.steps = h("ol", { class: "stages" }, STAGES.map(([name, word]) => h("li", { "data-stage": name }, word)));
    this.stop = h("button", { type: "button", class: "quiet", onclick: onCancel }, "Stop");
    const screen = h("figure", { class: "screen" }, this.leader, this.percent, this.canvas, this.caption);
    screen.style.setProperty("--ratio", (job.storyboard?.aspect_ratio ?? "16:9").replace(":", " / "));
    this.node = h("div", { class: "two" }, screen,
      h("div", { class: "beside" }, this.stage, this.left, this.bar, this.steps, this.stop));
    this.show(job);
  }

  show(job) {
    const { stage, fraction, eta_s: eta, position } = job.progress;
    const percent = Math.round(fraction * 100);
    this.bar.setAttribute("aria-valuenow", percent);
    this.bar.setAttribute("aria-valuetext", `${percent} %, ${stageWord(stage)}`);
    this.bar.firstChild.style.inlineSize = `${percent}%`;
    this.leader.querySelector(".turn").setAttribute("stroke-dashoffset", AROUND * (1 - fraction));
    this.percent.textContent = percent;
    this.stage.textContent = job.cancelling ? "Stopping" : stageWord(stage);
    this.left.textContent = this.#wait(job, eta, position);
    this.stop.textContent = job.cancelling ? "Stopping …" : "Stop";
    this.stop.setAttribute("aria-disabled", String(job.cancelling ?? false));
    this.#mark(stage);
    if (stage !== this.#stage) announce(`${stageWord(stage)}. ${this.left.textContent}`);
    this.#stage = stage;
    if (DRAWN.has(stage) && this.canvas.hidden) this.#look();
  }

  #wait(job, eta, position) {
    if (job.cancelling) return "The worker lets go in a moment.";
    const before = position > 0 ? `${position} ${position === 1 ? "job" : "jobs"} before this one. ` : "";
    if (eta === undefined || eta === null) return before || "How long it takes is not known yet.";
    return `${before}${eta < 1 ? "Almost there" : `About ${seconds(Math.round(eta))} left`}.`;
  }

  #mark(stage) {
    const at = STAGES.findIndex(([name]) => name === stage);
    [...this.steps.children].forEach((step, index) => {
      step.className = index < at ? "past" : index === at ? "now" : "";
      if (index === at) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
  }

  async #look() {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const bitmap = await api.preview(this.id, this.signal);
      if (!bitmap || this.signal.aborted) return;
      [this.canvas.width, this.canvas.height] = [bitmap.width, bitmap.height];
      this.canvas.getContext("2d").drawImage(bitmap, 0, 0);
      this.canvas.hidden = false;
      this.node.classList.add("has-preview");
      this.caption.textContent = "First frame";
      announce("The first frame can be seen.");
    } catch (fault) {
      if (!fault.code && !this.signal.aborted) throw fault;
    } finally {
      this.#asking = false;
    }
  }
}
