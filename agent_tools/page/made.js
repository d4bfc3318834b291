/** A made clip: played, said what it is, its storyboard with the frames that came of it, and what can be done with it. */

import * as api from "./api.js";
import { announce, h, said } from "./element.js";
import { faultNotice } from "./notice.js";
import { provenancePanel } from "./provenance.js";
import { reviseForm } from "./revise.js";
import { plannerNotes, readPanels } from "./storyboard.js";

/** Fills each panel's frame with what was made of it; a click plays the clip from there. */
async function fillPanels(panels, storyboard, clip) {
  const player = clip.video;
  const source = player.cloneNode();
  source.removeAttribute("controls");
  source.muted = true;
  source.preload = "auto";
  const seek = (at) => new Promise((resolve, reject) => {
    source.addEventListener("seeked", resolve, { once: true });
    source.addEventListener("error", reject, { once: true });
    source.currentTime = at;
  });
  let startS = 0;
  for (const [index, shot] of storyboard.shots.entries()) {
    const at = startS;
    startS += shot.duration_s;
    try {
      await seek(at + shot.duration_s / 2);
    } catch {
      return; // the drawings stay; the player says what is wrong with the clip
    }
    const canvas = h("canvas", { width: source.videoWidth, height: source.videoHeight, "aria-hidden": "true" });
    canvas.getContext("2d").drawImage(source, 0, 0);
    const frame = panels.children[index].querySelector(".frame");
    frame.classList.add("made");
    frame.prepend(canvas);
    frame.append(h("button", { type: "button", class: "play-from", "aria-label": `Play from shot ${index + 1}`, onclick: () => {
      player.currentTime = at;
      player.play();
      player.focus();
    } }));
  }
}

function download(job, slot) {
  return h("button", { type: "button", class: "quiet", onclick: async () => {
    try {
      const { url } = await api.link(job.id);
      h("a", { href: new URL(url, document.baseURI), download: `${job.clip_id}.mp4` }).click();
      announce("The download has begun.");
    } catch (fault) {
      slot.replaceChildren(faultNotice(fault));
    }
  } }, "Download");
}

function opener(word, panel) {
  const button = h("button", { type: "button", class: "quiet", "aria-expanded": "false", "aria-controls": panel.id }, word);
  button.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) panel.dispatchEvent(new Event("open"));
  });
  return button;
}

/** A clip of which only its own id is known, as the job that ended with it; who asked and how is not told. */
export async function clipAlone(id) {
  const { clip, disclosure, storyboard, decision, render } = await api.provenance(id);
  const message = `${clip.duration_s} s, ${clip.width_px}x${clip.height_px}, ${clip.fps} fps.`;
  return {
    id, clip_id: id, alone: true, state: "completed", version: 0, request: "", storyboard,
    created_at: decision.decided_at, reply: { message, clip, disclosure, notes: render.notes },
  };
}

/** `go` is called with the job of a revision. */
export function madeView(job, go) {
  const { disclosure, notes } = job.reply;
  const player = h("reelwright-clip", { "src-id": job.clip_id, class: "player" });
  player.key = api.key();
  const slot = h("div", { class: "fault-slot" });
  const provenance = provenancePanel(job);
  const revise = reviseForm(job, go);
  const panels = job.storyboard && readPanels(job.storyboard);
  if (panels) player.addEventListener("reelwright-state", ({ detail }) => {
    if (detail.state === "ready") fillPanels(panels, job.storyboard, player);
  });
  return h("div", { class: "made" },
    h("div", { class: "two" }, player,
      h("div", { class: "beside" },
        said("p", job.reply.message, { class: "lead" }),
        notes?.length > 0 && h("div", {}, h("h2", { class: "small-title" }, "Done otherwise than asked"), plannerNotes(notes)),
        disclosure && h("p", { class: "hint" }, "When you pass it on, say: ", said("q", disclosure.sentence)),
        h("div", { class: "buttons" }, opener("Change it", revise), opener("Where it comes from", provenance), download(job, slot)), slot)),
    revise, provenance,
    panels && h("section", { "aria-labelledby": "board-title" }, h("h2", { id: "board-title" }, "The storyboard"), panels));
}
