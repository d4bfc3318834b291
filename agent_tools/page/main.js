/** Starts the page: which part is shown follows from the address after `#`. */

import "./reelwright-clip.js";
import { composer } from "./composer.js";
import { watchConnection, watchKey } from "./connection.js";
import { byId, focusOn } from "./element.js";
import { galleryScreen } from "./gallery.js";
import { jobScreen } from "./job.js";
import { verifyScreen } from "./verify.js";

const PAGES = ["make", "clip", "gallery", "verify"];
const TITLES = { make: "Reelwright", gallery: "Gallery · Reelwright", verify: "Verify a file · Reelwright" };

let leave = new AbortController();
let known;
let wanted;

const fillIn = composer(go);

function go(job) {
  known = job;
  location.hash = `#/clip/${encodeURIComponent(job.id)}`;
}

function change(request, selection) {
  wanted = [request, selection];
  location.hash = "#/";
}

function place() {
  const [, name = "", id = ""] = location.hash.split("/");
  if (name === "clip" && id) return { page: "clip", id: decodeURIComponent(id) };
  return { page: PAGES.includes(name) && name !== "clip" ? name : "make" };
}

function turn(event) {
  leave.abort();
  leave = new AbortController();
  const { page, id } = place();
  for (const name of PAGES) byId(name).hidden = name !== page;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.page === page) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = TITLES[page] ?? "Reelwright";
  if (event) scrollTo(0, 0);
  const { signal } = leave;
  if (page === "clip") jobScreen(id, { known: known?.id === id ? known : undefined, signal, moves: { change, go } });
  else if (page === "gallery") galleryScreen({ signal });
  else if (page === "verify") verifyScreen({ signal });
  else if (wanted) fillIn(...wanted);
  else if (event) focusOn(byId("request"));
  wanted = undefined;
}

/** What was lost while nothing answered is asked for again; a half-written request stays. */
function refresh() {
  if (place().page === "gallery") turn();
}

watchConnection(refresh);
watchKey(() => place().page !== "make" && turn());
addEventListener("hashchange", turn);
turn();
