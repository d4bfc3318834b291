/** Asks for a changed version of a made clip. */

import * as api from "./api.js";
import { h } from "./element.js";
import { faultNotice } from "./notice.js";

const LARGEST_SEED = 2 ** 31;

function select(name, word, values) {
  return h("label", { class: "choice" }, h("span", { class: "legend" }, word),
    h("select", { name }, h("option", { value: "" }, "As it is"),
      values.map(([value, text]) => h("option", { value }, text))));
}

function changes(form) {
  const data = new FormData(form);
  const wanted = { request: data.get("change").trim(), aspect_ratio: data.get("shape"), quality: data.get("quality") };
  const asked = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value));
  if (data.get("length")) asked.duration_s = Number(data.get("length"));
  if (data.get("again")) asked.seed = crypto.getRandomValues(new Uint32Array(1))[0] % LARGEST_SEED;
  return asked;
}

/** A hidden form; `go` is called with the job that was accepted. */
export function reviseForm(job, go) {
  const slot = h("div", { class: "fault-slot" });
  const words = h("textarea", { name: "change", id: "change", rows: 2, dir: "auto", maxlength: 4000, placeholder: "make it night, and let it snow" });
  const button = h("button", { type: "submit", class: "primary" }, "Make the change");
  const form = h("form", { id: "revise", class: "sheet revise", hidden: true, novalidate: true },
    h("h2", {}, h("label", { for: "change" }, "What should be different?")), words,
    h("div", { class: "options" },
      select("shape", "Shape", [["16:9", "Wide"], ["1:1", "Square"], ["9:16", "Tall"]]),
      select("length", "Length", [4, 8, 12, 20].map((s) => [s, `${s} s`])),
      select("quality", "Quality", [["draft", "Draft"], ["standard", "Standard"], ["fine", "Fine"]]),
      h("label", { class: "check" }, h("input", { type: "checkbox", name: "again" }), h("span", {}, "Another take")),
      button), slot);
  let [body, key] = ["", ""];
  form.addEventListener("open", () => words.focus());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    const asked = changes(form);
    if (!Object.keys(asked).length) {
      slot.replaceChildren(h("p", { class: "field-error", role: "alert" }, "Say what should be different, or choose another value."));
      words.focus();
      return;
    }
    if (JSON.stringify(asked) !== body) [body, key] = [JSON.stringify(asked), api.freshKey()];
    button.setAttribute("aria-disabled", "true");
    slot.replaceChildren();
    try {
      go(await api.revise(job.clip_id, asked, key));
    } catch (fault) {
      slot.replaceChildren(faultNotice(fault));
    } finally {
      button.setAttribute("aria-disabled", "false");
    }
  });
  return form;
}
