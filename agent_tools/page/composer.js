/** The form that asks for a clip, and the requests that can be clicked. */

import * as api from "./api.js";
import { announce, byId, h, said, svg } from "./element.js";
import { faultNotice } from "./notice.js";

const SHAPES = [["16:9", "Wide", 22, 12.4], ["1:1", "Square", 15, 15], ["9:16", "Tall", 10, 17.8]];
const QUALITIES = [["draft", "Draft"], ["standard", "Standard"], ["fine", "Fine"]];

/* Each with a pencil sketch, 160 x 90. */
const EXAMPLES = [
  ["a paper boat drifts across a pond at dawn", "M52 54h56l-12 14H64zM80 54V26L60 52M80 26L100 52M18 72q10-6 20 0t20 0 20 0 20 0 20 0 20 0M30 80q10-6 20 0t20 0 20 0 20 0M118 30a12 12 0 0 1 24 0M110 30h40M130 12v-5M116 18l-4-4M144 18l4-4"],
  ["explain how rain forms", "M54 46a14 14 0 0 1 4-27 20 20 0 0 1 37-3 15 15 0 0 1 12 30zM60 56l-4 9M78 56l-4 9M96 56l-4 9M68 70l-4 9M86 70l-4 9M128 20v-8M141 27l6-5M146 40h8M120 32a9 9 0 1 1 9 12"],
  ["a rocket launches in the city at night", "M80 10c9 9 11 24 8 40H72c-3-16-1-31 8-40zM80 24a4 4 0 1 1-.1 0M72 40l-8 12 8-2M88 40l8 12-8-2M76 56q-2 10 4 20 6-10 4-20M14 80V58h14v22M34 80V48h12v32M116 80V52h14v28M136 80V62h12v18M8 80h144M30 20h.1M124 24h.1M44 30h.1M140 14h.1"],
  ["a lighthouse blinks at night, the camera slowly pushes in", "M72 78l4-44h12l4 44M74 34h16M77 34V24h10v10M76 24l6-7 6 7M75 50h14M74 62h16M76 28L20 16M76 31L20 42M88 28l56-12M88 31l56 11M40 80q8-6 16 0t16 0 16 0 16 0 16 0"],
  ["Welcome Maria to our app!", "M44 18h72a8 8 0 0 1 8 8v30a8 8 0 0 1-8 8H82L66 78V64H44a8 8 0 0 1-8-8V26a8 8 0 0 1 8-8zM62 38v.1M98 38v.1M66 48q14 10 28 0"],
  ["a red fox runs across a snowy field, camera panning right", "M18 76h124M30 66q16-20 40-18 14-12 30-8l10-10 2 12 12 6-12 8q-6 8-18 8M30 66q-8-2-14-14 14-2 20 6M46 62l-10 12M56 64l-4 10M92 66l6 8M100 64l10 8M112 40h.1M128 16v6M125 19h6M60 20v6M57 23h6M28 28v6M25 31h6"],
];

function choice(name, legend, values, chosen, drawing) {
  return h("fieldset", { class: "choice" }, h("legend", {}, legend),
    h("div", { class: "segments" }, values.map(([value, word, ...size]) =>
      h("label", {},
        h("input", { type: "radio", name, value, checked: value === chosen }),
        h("span", {}, drawing?.(...size), word)))));
}

const outline = (width, height) => svg("svg", { viewBox: "0 0 24 20", width: 24, height: 20, class: "shape" },
  svg("rect", { x: 12 - width / 2, y: 10 - height / 2, width, height, rx: 1.5 }));

function options() {
  return [
    choice("aspect_ratio", "Shape", SHAPES, "16:9", outline),
    h("label", { class: "choice" }, h("span", { class: "legend" }, "Length"),
      h("select", { name: "duration_s" }, h("option", { value: "" }, "As it reads"),
        [4, 8, 12, 20].map((s) => h("option", { value: s }, `${s} s`)))),
    h("label", { class: "choice" }, h("span", { class: "legend" }, "Quality"),
      h("select", { name: "quality" }, QUALITIES.map(([value, word]) =>
        h("option", { value, selected: value === "standard" }, word)))),
    h("label", { class: "check" },
      h("input", { type: "checkbox", name: "approve", checked: true }),
      h("span", {}, "Show me the storyboard first")),
    h("button", { type: "submit", class: "primary" }, "Make the storyboard"),
  ];
}

function asked(form) {
  const data = new FormData(form);
  const length = data.get("duration_s");
  return {
    request: data.get("request").trim(),
    aspect_ratio: data.get("aspect_ratio"),
    quality: data.get("quality"),
    approve: data.get("approve") ? "always" : "never",
    ...(length ? { duration_s: Number(length) } : {}),
  };
}

function example([text, sketch], take) {
  return h("li", {}, h("button", { type: "button", class: "panel-button", onclick: () => take(text) },
    svg("svg", { viewBox: "0 0 160 90", class: "sketch" }, svg("path", { d: sketch })),
    said("span", text)));
}

/** One submission keeps its key until it is answered, so that trying again can never make two jobs of it. */
class Submission {
  #body = "";
  #key = "";

  async send(request) {
    const body = JSON.stringify(request);
    if (body !== this.#body) [this.#body, this.#key] = [body, api.freshKey()];
    const view = await api.submit(request, this.#key);
    this.#body = "";
    return view;
  }
}

/** Makes the form live. `go` is called with the job that was accepted; the result fills the form in again. */
export function composer(go) {
  const form = byId("composer");
  const request = byId("request");
  const error = byId("request-error");
  byId("options").append(...options());
  const button = form.querySelector("button[type=submit]");
  const fault = h("div", { class: "fault-slot" });
  form.append(fault);
  const submission = new Submission();

  const complain = (text) => {
    error.textContent = text;
    error.hidden = !text;
    request.setAttribute("aria-invalid", String(Boolean(text)));
  };
  const fillIn = (text, selection) => {
    request.value = text;
    complain("");
    request.focus();
    if (selection) request.setSelectionRange(...selection);
  };
  const name = () => {
    button.textContent = form.elements.approve.checked ? "Make the storyboard" : "Make the clip";
  };
  form.addEventListener("change", name);
  request.addEventListener("input", () => complain(""));
  request.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    fault.replaceChildren();
    const wanted = asked(form);
    if (!wanted.request) {
      complain("Write what the clip should show, in a few words.");
      request.focus();
      return;
    }
    button.setAttribute("aria-disabled", "true");
    button.textContent = "Asking …";
    announce("The request is on its way.");
    try {
      const view = await submission.send(wanted);
      form.reset();
      go(view);
    } catch (problem) {
      fault.replaceChildren(faultNotice(problem));
    } finally {
      button.setAttribute("aria-disabled", "false");
      name();
    }
  });
  byId("examples").append(...EXAMPLES.map((each) => example(each, (text) => {
    fillIn(text);
    announce("The example stands in the form.");
    form.scrollIntoView({ block: "start" });
  })));
  return fillIn;
}
