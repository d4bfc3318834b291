/** How a job ends without a clip: refused, failed or stopped; each with what can be done instead. */

import { h, said } from "./element.js";
import { STATES } from "./words.js";

/**
 * The request with the words that it was refused for, where they stand in it as they were found.
 *
 * The service counts characters; JavaScript counts halves of some of them, so both counts are kept.
 */
export function marked(request, findings = []) {
  const letters = [...request];
  const text = (start, end) => letters.slice(start, end).join("");
  const spans = findings
    .filter((one) => one.field?.startsWith("turns") && one.matched && text(...one.span) === one.matched)
    .map((one) => one.span).sort((one, other) => one[0] - other[0]);
  const parts = [];
  let at = 0;
  for (const [start, end] of spans) {
    if (start < at) continue;
    parts.push(text(at, start), h("mark", {}, text(start, end)));
    at = end;
  }
  parts.push(text(at));
  const selection = spans.length ? spans[0].map((place) => text(0, place).length) : undefined;
  return { parts, selection };
}

const once = (values) => [...new Set(values.filter(Boolean))];

function reason(message, remedies) {
  const why = remedies.reduce((text, remedy) => text.replaceAll(remedy, " "), message).replace(/\s+/g, " ").trim();
  return why || message;
}

/** Why a clip is not made, in the service's own words, and what can be done instead. */
export function refusal(job, change) {
  const { message, findings = [], decision_id: decision } = job.reply;
  const remedies = once(findings.map((one) => one.remedy));
  const { selection } = marked(job.request, findings);
  return h("div", { class: "card block refused" },
    h("div", { class: "why" }, h("h2", {}, "This one is not made here"), said("p", reason(message, remedies), { class: "lead" })),
    remedies.length > 0 && h("div", { class: "instead" }, h("h3", {}, "What you can do instead"),
      h("ul", {}, remedies.map((remedy) => h("li", {}, remedy)))),
    h("div", { class: "act" },
      h("div", { class: "buttons" },
        h("button", { type: "button", class: "primary", onclick: () => change(job.request, selection) }, "Change the request"),
        h("button", { type: "button", class: "quiet", onclick: () => change("") }, "Start anew")),
      h("p", { class: "code" }, once(findings.map((one) => one.code)).join(" · "), decision && ` · ${decision}`)));
}

/** A fault while the clip was made, or an end that somebody asked for. */
export function stopped(job, change) {
  const { tone } = STATES[job.state];
  const failed = job.state === "failed";
  const title = failed ? "The clip could not be made" : "Stopped before it was made";
  const told = job.reply?.message ?? (failed ? "The service gave no reason." : "Nothing was kept of it.");
  return h("div", { class: `card ${tone}` },
    h("h2", {}, title),
    said("p", told, { class: "lead" }),
    h("div", { class: "buttons" },
      h("button", { type: "button", class: "primary", onclick: () => change(job.request) }, "Ask again")),
    job.reply?.error_code && h("p", { class: "code" }, job.reply.error_code));
}
