/** What was asked for so far, newest first, a page at a time. */

import * as api from "./api.js";
import { cameraDrawing } from "./camera.js";
import { announce, byId, focusOn, h, said } from "./element.js";
import { faultNotice } from "./notice.js";
import { STATES, moment, seconds } from "./words.js";

const LIMIT = 24;

/** Fetches a picture when its place comes into view. */
function watcher(signal) {
  const watching = new IntersectionObserver((entries) => entries.filter((one) => one.isIntersecting).forEach(async ({ target }) => {
    watching.unobserve(target);
    try {
      const bitmap = await api.preview(target.dataset.job, signal);
      if (!bitmap) return;
      const canvas = h("canvas", { width: bitmap.width, height: bitmap.height, "aria-hidden": "true" });
      canvas.getContext("2d").drawImage(bitmap, 0, 0);
      target.replaceChildren(canvas);
    } catch (fault) {
      if (!fault.code && !signal.aborted) throw fault;
    }
  }), { rootMargin: "300px" });
  signal.addEventListener("abort", () => watching.disconnect());
  return watching;
}

function tile(job) {
  const { word, tone } = STATES[job.state];
  const length = job.storyboard && seconds(job.storyboard.duration_s);
  const move = job.state !== "blocked" && job.storyboard?.shots[0].camera_move.kind;
  const picture = h("span", { class: "frame", "data-job": job.id },
    move ? cameraDrawing(move) : h("span", { class: "blank", "aria-hidden": "true" }, word));
  return h("li", {}, h("a", { class: "tile", href: `#/clip/${encodeURIComponent(job.id)}` }, picture,
    said("span", job.request || "A request whose words were erased", { class: "tile-title" }),
    h("span", { class: "tile-facts" }, h("span", { class: `verdict small ${tone}` }, word), length && h("span", {}, length), h("span", {}, moment(job.created_at)))));
}

/** The gallery. */
export async function galleryScreen({ signal }) {
  const title = h("h1", { id: "gallery-title", tabindex: -1 }, "Gallery");
  const list = h("ul", { class: "gallery" });
  const below = h("div", { class: "below" }, h("p", { class: "hint" }, "Being fetched …"));
  const watching = watcher(signal);
  byId("gallery").replaceChildren(title, list, below);
  focusOn(title);

  async function more(after) {
    try {
      const { data, has_more: hasMore, last_id: last } = await api.jobs({ after, limit: LIMIT });
      if (signal.aborted) return;
      const tiles = data.map(tile);
      list.append(...tiles);
      tiles.forEach((one, index) => data[index].state === "completed" && watching.observe(one.querySelector(".frame")));
      if (after) tiles[0]?.querySelector("a").focus();
      announce(`${list.children.length} clips.`);
      below.replaceChildren(...(hasMore ? [h("button", { type: "button", class: "quiet", onclick: () => more(last) }, "Show earlier ones")]
        : list.children.length ? [] : [h("p", { class: "lead" }, "Nothing was asked for yet."), h("p", {}, h("a", { class: "button primary", href: "#/" }, "Make the first clip"))]));
    } catch (fault) {
      if (!signal.aborted) below.replaceChildren(faultNotice(fault, { retry: () => more(after) }));
    }
  }
  await more();
}
