/** Says when the service cannot be reached, and asks for a key where it wants one. */

import * as api from "./api.js";
import { byId, h } from "./element.js";

const AGAIN_MS = [1000, 2000, 4000, 8000];

/** `back` is called once the service answers again after it did not. */
export function watchConnection(back) {
  const banner = byId("connection");
  let down = false;
  let timer;

  function tell(tone, ...children) {
    banner.className = `connection ${tone}`;
    banner.replaceChildren(...children);
    banner.hidden = children.length === 0;
  }

  async function tryAgain(round) {
    clearTimeout(timer);
    if (!down || (await api.alive())) return;
    timer = setTimeout(() => tryAgain(round + 1), AGAIN_MS[Math.min(round, AGAIN_MS.length - 1)]);
  }

  function lost() {
    if (down) return;
    down = true;
    const why = navigator.onLine ? "The service does not answer." : "This device is offline.";
    tell("block", h("p", {}, `${why} Jobs that were accepted are kept; this page tries again by itself.`),
      h("button", { type: "button", class: "quiet small", onclick: () => tryAgain(0) }, "Try now"));
    tryAgain(0);
  }

  function found() {
    if (!down) return;
    down = false;
    clearTimeout(timer);
    tell("allow", h("p", {}, "The service answers again."));
    timer = setTimeout(() => tell(""), 4000);
    back();
  }

  api.line.addEventListener("down", lost);
  api.line.addEventListener("up", found);
  addEventListener("online", () => tryAgain(0));
  addEventListener("offline", () => tryAgain(0));
}

/** Asks for the API key where the service wants one; `given` is called after it was typed. */
export function watchKey(given) {
  const field = h("input", { type: "password", id: "key", name: "key", autocomplete: "off", required: true });
  const dialog = h("dialog", { class: "card", "aria-labelledby": "key-title" },
    h("form", { method: "dialog" },
      h("h2", { id: "key-title" }, "This service asks for a key"),
      h("p", { class: "hint" }, "Whoever runs it gives you one. It is kept until this tab is closed."),
      h("label", { for: "key" }, "API key"), field,
      h("div", { class: "buttons" }, h("button", { class: "primary" }, "Use this key"))));
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    if (!field.value) return;
    api.setKey(field.value.trim());
    field.value = "";
    given();
  });
  api.line.addEventListener("key", () => { if (!dialog.open) dialog.showModal(); });
}
