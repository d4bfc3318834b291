/** Where a clip comes from, as four answers: what it is, who asked, why it was allowed, what made it. */

import * as api from "./api.js";
import { copyButton, h, said } from "./element.js";
import { faultNotice } from "./notice.js";
import { STAGES, VERDICTS, bytes, moment, seconds } from "./words.js";

const digest = (value, what) => value && h("span", { class: "digest" }, h("code", {}, value.replace("sha256:", "")), copyButton(value, what));
const code = (value) => value && h("code", {}, value);

function answer(title, rows, ...rest) {
  return h("section", { class: "answer" }, h("h3", {}, title),
    h("dl", {}, rows.filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false)
      .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", { dir: "auto" }, value)))), rest);
}

function whatItIs({ clip, disclosure }) {
  return answer("What it is", [
    ["Label", disclosure?.label_text],
    ["To be said", disclosure?.sentence],
    ["For whoever cannot see it", disclosure?.description],
    ["Invented", disclosure?.declared_fictional?.join(", ")],
    ["Clip", code(clip.id)],
    ["Picture", `${clip.width_px} × ${clip.height_px}, ${clip.n_frames} frames, ${clip.fps} a second, ${bytes(clip.size_bytes)}`],
    ["SHA-256", digest(clip.sha256, "the digest")],
    ["Watermark", code(clip.watermark_id?.toString())],
  ]);
}

function whoAsked(job, { disclosure }) {
  return answer("Who asked", [
    ["Request", job.alone ? "Told only to whoever knows the job." : job.request || "Its words were erased."],
    ["Asked", moment(job.created_at)],
    ["By", disclosure?.shown_to],
    ["For", job.tenant],
    ["Conversation", code(job.conversation_id)],
    ["Changed from", job.parent_clip_id && h("a", { href: `#/clip/${encodeURIComponent(job.parent_clip_id)}` }, job.parent_clip_id)],
  ]);
}

function whyAllowed({ decision, consents }) {
  const findings = decision?.findings ?? [];
  return answer("Why it was allowed", [
    ["Verdict", decision && h("span", { class: `verdict ${VERDICTS[decision.verdict].tone}` }, VERDICTS[decision.verdict].word)],
    ["Findings", decision && (findings.map((one) => one.code).join(", ") || "None: no rule stood against it.")],
    ["Consents", consents?.map((one) => one.id ?? one).join(", ") || "None needed: it shows nobody real."],
    ["Decided", decision?.decided_at && moment(decision.decided_at)],
    ["Policy", code(decision?.policy_version)],
    ["Decision", code(decision?.id)],
  ]);
}

function times(timings) {
  const known = STAGES.map(([stage, word]) => [word, timings?.[stage] ?? 0]).filter(([, s]) => s > 0);
  const whole = known.reduce((sum, [, s]) => sum + s, 0);
  if (!whole) return null;
  return h("div", { class: "times" }, h("h4", {}, `Where ${seconds(whole)} went`),
    h("ul", {}, known.map(([word, s]) => {
      const bar = h("span", { class: "bar", "aria-hidden": "true" });
      bar.style.inlineSize = `${(100 * s) / whole}%`;
      return h("li", {}, h("span", {}, word), h("span", { class: "figure" }, seconds(s)), bar);
    })));
}

function whatMade({ render, storyboard }) {
  const versions = Object.entries(render?.library_versions ?? {}).map(([name, version]) => `${name} ${version}`).join(", ");
  return answer("What made it", [
    ["Planner", code(storyboard?.planner)],
    ["Model", code(render?.model_id)],
    ["Weights", digest(render?.weights_digest, "the digest of the weights")],
    ["Scheduler", render?.scheduler && `${render.scheduler}, ${render.steps} steps`],
    ["Seeds", code(render?.seeds?.join(", "))],
    ["Device", render?.device],
    ["With", versions],
    ["Finished", render?.finished_at && moment(render.finished_at)],
  ], times(render?.timings_s));
}

/** Fetched and then saved, because a link could not send the key. */
function lineageButton({ clip, prov_json_url: path }) {
  const button = h("button", { type: "button", class: "quiet" }, "Save as W3C PROV (JSON)");
  button.addEventListener("click", async () => {
    try {
      const url = URL.createObjectURL(await api.file(path));
      h("a", { href: url, download: `${clip.id}.prov.json` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (fault) {
      button.after(faultNotice(fault));
    }
  });
  return button;
}

/** A hidden panel that asks for the provenance when it is first opened (event `open`). */
export function provenancePanel(job) {
  const body = h("div", {}, h("p", { class: "hint" }, "Being looked up …"));
  const title = h("h2", { tabindex: -1 }, "Where it comes from");
  const panel = h("section", { id: "provenance", class: "provenance", hidden: true, "aria-label": "Where it comes from" }, title, body);
  let asked = false;
  async function look() {
    title.focus();
    if (asked) return;
    asked = true;
    try {
      const known = await api.provenance(job.id);
      body.replaceChildren(
        h("div", { class: "answers" }, whatItIs(known), whoAsked(job, known), whyAllowed(known), whatMade(known)),
        h("p", { class: "links" },
          known.prov_json_url && lineageButton(known),
          h("a", { class: "button quiet", href: "#/verify" }, "Verify a file")));
    } catch (fault) {
      asked = false;
      body.replaceChildren(faultNotice(fault, { retry: look }));
    }
  }
  panel.addEventListener("open", look);
  return panel;
}
