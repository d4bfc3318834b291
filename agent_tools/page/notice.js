/** Faults as the page tells them: what was wrong, what can be done, and the stable code. */

import { announce, h } from "./element.js";
import { advice, seconds } from "./words.js";

/** A fault with its code and remedy. Anything that is no fault of the service is a mistake of this page, and goes on. */
export function faultNotice(fault, { retry } = {}) {
  if (!fault.code || !fault.remedy) throw fault;
  const what = fault.message;
  const then = fault.retryAfterS ? `Try again in ${seconds(fault.retryAfterS)}.` : advice(fault.remedy);
  announce(`${what} ${then}`, { now: true });
  return h("div", { class: "notice block" },
    h("p", { class: "notice-what" }, what),
    h("p", {}, then),
    h("p", { class: "code" }, h("span", { class: "unseen" }, "Code: "), fault.code),
    retry && h("button", { type: "button", class: "quiet", onclick: retry }, "Try again"));
}
