/** A file is dropped or chosen, and what can be proven of it is shown. Nothing is kept. */

import * as api from "./api.js";
import { announce, byId, copyButton, focusOn, h, said, svg } from "./element.js";
import { faultNotice } from "./notice.js";
import { CONCLUSIONS, CREDENTIALS, WAYS, bytes } from "./words.js";

const LARGEST = 2 ** 30;

const SIGNS = {
  yes: "M5 12.5l4.5 4.5L19 7.5",
  no: "M6 6l12 12M18 6L6 18",
  open: "M6 12h12",
};

const sign = (kind) => svg("svg", { viewBox: "0 0 24 24", class: `sign ${kind}` }, svg("path", { d: SIGNS[kind] }));

function evidence(kind, title, text, rows = []) {
  return h("li", {}, sign(kind), h("div", {}, h("h3", {}, title), h("p", {}, text),
    rows.length > 0 && h("dl", {}, rows.filter(([, value]) => value).map(([name, value]) =>
      h("div", {}, h("dt", {}, name), h("dd", { dir: "auto" }, value))))));
}

function credential({ state, signer, generator, facts = {} }) {
  const kind = { trusted: "yes", valid: "yes", invalid: "no" }[state] ?? "open";
  return evidence(kind, "Signed credential", CREDENTIALS[state] ?? state, [
    ["Signed by", signer], ["Made by", generator], ["Model", facts.model],
    ["Made", facts.created_at && new Date(facts.created_at).toLocaleString()],
  ]);
}

function watermark(mark) {
  if (!mark.looked_for) return evidence("open", "Watermark", "It could not be looked for in this file.");
  if (!mark.found) return evidence("open", "Watermark", "None of this installation was found.");
  const chance = mark.false_find_bound > 0 ? Math.min(300, Math.round(-Math.log10(mark.false_find_bound))) : 300;
  return evidence("yes", "Watermark", "Found in the picture itself.", [
    ["Number", String(mark.mark_id)], ["By chance", `at most once in 10^${chance} files`],
  ]);
}

function onRecord(matches) {
  if (!matches.length) return evidence("open", "On record", "This installation knows no clip like it.");
  return evidence("yes", "On record", "This installation made it.", matches.map((match) => [
    `By ${WAYS[match.by] ?? match.by}`,
    match.clip_id
      ? h("span", {}, h("a", { href: `#/clip/${encodeURIComponent(match.clip_id)}` }, match.clip_id), match.withdrawn_at ? ", withdrawn since" : "")
      : "made for somebody else",
  ]));
}

function found(report, again) {
  const { word, tone } = CONCLUSIONS[report.conclusion] ?? { word: report.conclusion, tone: "calm" };
  announce(`${word}. ${report.sentence}`);
  return h("article", { class: `card ${tone}` },
    h("p", { class: "verdict-line" }, h("span", { class: `verdict ${tone}` }, word)),
    said("h2", report.file, { tabindex: -1 }),
    h("p", { class: "lead" }, report.sentence),
    h("ul", { class: "evidence" }, credential(report.credential), watermark(report.watermark), onRecord(report.matches)),
    h("dl", { class: "facts" },
      h("div", {}, h("dt", {}, "File"), h("dd", {}, `${report.media_type}, ${bytes(report.size_bytes)}`)),
      h("div", {}, h("dt", {}, "SHA-256"), h("dd", { class: "digest" }, h("code", {}, report.sha256.replace("sha256:", "")), copyButton(report.sha256, "the digest")))),
    h("div", { class: "buttons" }, h("button", { type: "button", class: "primary", onclick: again }, "Verify another file")));
}

function dropArea(take) {
  const input = h("input", { type: "file", id: "file", class: "unseen", accept: "video/*,image/*" });
  const area = h("label", { class: "drop", for: "file" },
    svg("svg", { viewBox: "0 0 64 40", class: "drop-mark" }, svg("path", { d: "M6 12V4h10M48 4h10v8M58 28v8H48M16 36H6v-8M32 10v18M25 21.5l7 7 7-7" })),
    h("span", { class: "drop-title" }, "Drop a file here, or choose one"),
    h("span", { class: "hint" }, "It is looked at by this service alone and not kept."), input);
  input.addEventListener("change", () => input.files[0] && take(input.files[0]));
  for (const kind of ["dragenter", "dragover"]) area.addEventListener(kind, (event) => {
    event.preventDefault();
    area.classList.add("over");
  });
  area.addEventListener("dragleave", () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("over");
    if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
  });
  return area;
}

/** The page that verifies a file. */
export function verifyScreen({ signal }) {
  const title = h("h1", { id: "verify-title", tabindex: -1 }, "Where does this file come from?");
  const body = h("div", {});
  const fresh = () => body.replaceChildren(dropArea(take));
  const again = () => {
    fresh();
    byId("file").focus();
  };
  async function take(file) {
    if (file.size > LARGEST) {
      const text = `${file.name} has ${bytes(file.size)}; at most ${bytes(LARGEST)} are looked at.`;
      body.replaceChildren(dropArea(take), h("p", { class: "field-error", role: "alert", dir: "auto" }, text));
      return;
    }
    body.replaceChildren(h("div", { class: "drop busy" },
      h("span", { class: "drop-title" }, "Looking for credential, watermark and record …"), said("span", file.name, { class: "hint" })));
    announce("The file is being looked at.");
    try {
      const report = await api.verify(file, signal);
      body.replaceChildren(found(report, again));
      focusOn(body.querySelector("h2"));
    } catch (fault) {
      if (!signal.aborted) body.replaceChildren(dropArea(take), faultNotice(fault));
    }
  }
  byId("verify").replaceChildren(title,
    h("p", { class: "hint wide" }, "A clip that was made here is known by its signed credential, its watermark and its record. That nothing is found proves nothing."),
    body);
  fresh();
  focusOn(title);
}
