/** A storyboard as panels: the five slots of each shot, its camera move, its length; read or edited. */

import * as api from "./api.js";
import { cameraDrawing } from "./camera.js";
import { h, said } from "./element.js";
import { CAMERAS, SLOTS, VERDICTS, cameraWord, timecode } from "./words.js";

const [SHORTEST_S, LONGEST_S] = [1, 10];
const JOINS = { crossfade: "fades over", fade: "fades in" };

function frame(shot, ratio) {
  const { kind } = shot.camera_move;
  const picture = h("div", { class: "frame" }, h("span", { class: "unseen" }, `Camera move: ${cameraWord(kind)}.`), cameraDrawing(kind),
    ...(shot.onscreen_text ?? []).map((text) => said("p", text, { class: "onscreen" })));
  picture.style.setProperty("--ratio", ratio.replace(":", " / "));
  return picture;
}

function cast(shot) {
  const subjects = (shot.subjects ?? []).map((one) => [one.words, one.action].filter(Boolean).join(", "));
  return subjects.length || shot.setting
    ? h("p", { class: "cast", dir: "auto" }, h("span", { class: "cast-word" }, "Shows "),
      [...subjects, shot.setting].filter(Boolean).join(" · "))
    : null;
}

function heading(shot, number, startS) {
  return h("header", {},
    h("h3", {}, `Shot ${number}`),
    JOINS[shot.transition] && number > 1 && h("span", { class: "join" }, JOINS[shot.transition]),
    h("span", { class: "timecode" },
      h("span", { class: "unseen" }, "from "), timecode(startS), " – ",
      h("span", { class: "unseen" }, "to "), timecode(startS + shot.duration_s)));
}

function readPanel(shot, number, startS, ratio) {
  return h("li", { class: "panel" }, heading(shot, number, startS), frame(shot, ratio),
    h("dl", { class: "slots" }, SLOTS.map(([slot, word]) => h("div", {}, h("dt", {}, word), said("dd", shot.prompt[slot])))), cast(shot));
}

/** The panels of a storyboard, and where each shot begins. */
export function readPanels(storyboard) {
  let startS = 0;
  return h("ol", { class: "panels" }, storyboard.shots.map((shot, index) => {
    const panel = readPanel(shot, index + 1, startS, storyboard.aspect_ratio);
    startS += shot.duration_s;
    return panel;
  }));
}

/** One shot that can be changed. What it shows is read anew from the words when they are. */
class PanelEditor {
  constructor(shot, number, board) {
    this.shot = shot;
    this.asked = structuredClone(shot.prompt);
    this.number = number;
    this.ratio = board.aspect_ratio;
    this.fields = {};
    this.reading = Promise.resolve();
    this.node = h("li", { class: "panel editing" });
    this.told = h("p", { class: "told", role: "status" });
    this.shows = h("div", {});
    this.head = h("div", { class: "head" });
    this.picture = h("div", { class: "picture" });
    this.node.append(this.head, this.picture, this.#slots(), this.#machine(), this.shows, this.told);
    this.#draw();
  }

  #slots() {
    return h("div", { class: "slots" }, SLOTS.map(([slot, word]) => {
      const field = h("textarea", { rows: 1, dir: "auto", maxlength: 500, "aria-label": `${word}, shot ${this.number}` });
      field.value = this.shot.prompt[slot];
      field.addEventListener("input", () => field.classList.toggle("changed", field.value !== this.asked[slot]));
      field.addEventListener("change", () => this.#write(slot, field.value.trim()));
      this.fields[slot] = field;
      return h("label", {}, h("span", { class: "slot-name" }, word), field);
    }));
  }

  #machine() {
    const { kind } = this.shot.camera_move;
    const move = h("select", {}, Object.entries(CAMERAS).map(([value, [word]]) =>
      h("option", { value, selected: value === kind }, word)));
    const length = h("input", { type: "number", min: SHORTEST_S, max: LONGEST_S, step: 0.5, value: this.shot.duration_s });
    move.addEventListener("change", () => this.#move(move.value));
    length.addEventListener("change", () => this.#last(length));
    return h("div", { class: "machine" },
      h("label", {}, h("span", { class: "slot-name" }, "Camera move"), move),
      h("label", {}, h("span", { class: "slot-name" }, "Seconds"), length));
  }

  #write(slot, text) {
    if (!text) {
      this.fields[slot].value = this.shot.prompt[slot];
      this.told.textContent = "A slot cannot be empty; the words before stand again.";
      return;
    }
    if (text === this.shot.prompt[slot]) return;
    this.shot.prompt[slot] = text;
    this.onChange?.();
    if (slot === "scene" || slot === "temporal") this.reading = this.reading.then(() => this.#readAgain(slot, text));
  }

  #move(kind) {
    this.shot.camera_move = { ...this.shot.camera_move, kind };
    this.shot.camera_path = [];
    this.shot.prompt.camera = CAMERAS[kind][1];
    this.fields.camera.value = this.shot.prompt.camera;
    this.fields.camera.classList.toggle("changed", this.shot.prompt.camera !== this.asked.camera);
    this.#draw();
    this.onChange?.();
  }

  #last(field) {
    const value = Number(field.value);
    if (!(value >= SHORTEST_S && value <= LONGEST_S)) {
      this.told.textContent = `A shot lasts ${SHORTEST_S} to ${LONGEST_S} seconds; ${field.value || "nothing"} was given.`;
      field.value = this.shot.duration_s;
      return;
    }
    this.told.textContent = "";
    this.shot.duration_s = value;
    this.onChange?.();
  }

  /** The renderer draws subjects, not sentences: new words are planned, and who is seen is taken from that. */
  async #readAgain(slot, text) {
    this.told.textContent = "Reading the new words …";
    try {
      const { storyboard, decision } = await api.plan({ request: text, duration_s: this.shot.duration_s });
      this.#take(slot, storyboard.shots[0]);
      const { word, tone } = VERDICTS[decision.verdict];
      this.told.textContent = decision.verdict === "allow" ? "" : `${word}: ${decision.findings[0]?.remedy ?? ""}`;
      this.told.className = `told ${tone}`;
    } catch (fault) {
      if (!fault.code) throw fault;
      this.told.textContent = `The new words could not be read (${fault.message}); what is shown stays as it was.`;
    }
  }

  #take(slot, planned) {
    if (slot === "scene") {
      const untouched = this.shot.prompt.temporal === this.asked.temporal;
      this.shot.subjects = planned.subjects ?? [];
      this.shot.setting = planned.setting ?? "";
      if (untouched) this.shot.prompt.temporal = this.fields.temporal.value = planned.prompt.temporal;
    } else {
      const actions = new Map((planned.subjects ?? []).map((one) => [one.id, one.action]));
      this.shot.subjects = (this.shot.subjects ?? []).map((one) => ({ ...one, action: actions.get(one.id) || one.action }));
    }
    this.#draw();
  }

  /** Draws what follows from the values; `startS` is where the shot begins. */
  #draw(startS = this.startS ?? 0) {
    this.startS = startS;
    this.head.replaceChildren(heading(this.shot, this.number, startS));
    this.picture.replaceChildren(frame(this.shot, this.ratio));
    this.shows.replaceChildren(...[cast(this.shot)].filter(Boolean));
  }

  begin(startS) {
    this.#draw(startS);
  }
}

/** A storyboard that can be changed: `node` to show, `value()` for what it has become, `changed()`. */
export class BoardEditor {
  #before;

  constructor(storyboard, onLength) {
    this.board = structuredClone(storyboard);
    this.#before = JSON.stringify(storyboard);
    this.panels = this.board.shots.map((shot, index) => new PanelEditor(shot, index + 1, this.board));
    this.node = h("ol", { class: "panels" }, this.panels.map((panel) => panel.node));
    const measure = () => {
      let startS = 0;
      for (const panel of this.panels) {
        panel.begin(startS);
        startS += panel.shot.duration_s;
      }
      this.board.duration_s = startS;
      onLength(startS, this.changed());
    };
    for (const panel of this.panels) panel.onChange = measure;
    measure();
  }

  changed() {
    return JSON.stringify(this.board) !== this.#before;
  }

  /** The storyboard as it stands, after everything that was changed has been read again. */
  async value() {
    await Promise.all(this.panels.map((panel) => panel.reading));
    return this.changed() ? this.board : undefined;
  }
}

/** What the planner changed or could not read. */
export function plannerNotes(notes) {
  if (!notes?.length) return null;
  return h("aside", { class: "margin-note", "aria-label": "Notes of the planner" },
    h("ul", {}, notes.map((note) => said("li", note))));
}
