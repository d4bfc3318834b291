/**
 * <reelwright-clip src-id="clip_..." server="https://clips.example/"> shows a clip with what must be said with it.
 *
 * One file, nothing else is loaded; no inline style or script, so it runs under `default-src 'self'`.
 *
 *   src-id   The clip (or the job that made it). Without `server`, the page's own server is asked.
 *   server   Where the service is; a path or an address, with or without a slash at its end.
 *   src      A signed content address; then no key is needed in the page.
 *   .key     A property: the API key, where the server asks for one. Not an attribute, so that it is in no markup.
 *   .reply   A property: the `ToolReply` that a backend has; then nothing about the clip is asked over the network.
 *
 * Look: --reelwright-ink, -soft, -paper, -line, -accent, -radius, -font; parts `screen`, `label`, `sentence`, `seen`, `origin`.
 * Event `reelwright-state`: `detail.state` is `loading`, `ask`, `ready`, `gone`, `forbidden` or `unreachable`.
 */

const LOOK = `
:host { display: block; max-inline-size: 100%; color-scheme: inherit;
  --ink: var(--reelwright-ink, light-dark(#1b1a17, #efebe2)); --soft: var(--reelwright-soft, light-dark(#5a554b, #b1aba0));
  --paper: var(--reelwright-paper, light-dark(#fffdf8, #1e1d1b)); --line: var(--reelwright-line, light-dark(#ddd6c8, #3a3833));
  --accent: var(--reelwright-accent, light-dark(#1a5a94, #8fcbf0)); --radius: var(--reelwright-radius, 12px);
  font: 1rem/1.5 var(--reelwright-font, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", system-ui, sans-serif); }
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
figure { margin: 0; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: var(--radius); overflow: clip; }
.screen { position: relative; display: grid; background: #0d0d0c; color: #f4f1ea; aspect-ratio: var(--ratio, 16 / 9); max-block-size: 76vh; inline-size: 100%; }
video { inline-size: 100%; block-size: 100%; min-block-size: 0; object-fit: contain; }
.state { place-self: center; max-inline-size: 34ch; padding: 1.5rem; text-align: center; text-wrap: balance; }
.state p { margin: 0 0 .75rem; } .state .code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .8125rem; color: #b9b3a7; }
button { font: inherit; color: #16150f; background: #f4f1ea; border: 0; border-radius: 999px; padding: .5rem 1.15rem; min-block-size: 44px; cursor: pointer; }
:is(button, summary, a, video):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
video:focus-visible { outline-offset: -3px; }
figcaption { padding: .875rem 1rem; }
.says { margin: 0; display: flex; flex-wrap: wrap; gap: .375rem .625rem; align-items: baseline; }
.label { font-size: .8125rem; font-weight: 650; border: 1.5px solid currentColor; border-radius: 5px; padding: .0625rem .5rem; white-space: nowrap; }
.invented { margin: .375rem 0 0; color: var(--soft); }
details { margin-block-start: .5rem; border-block-start: 1px solid var(--line); padding-block-start: .5rem; }
summary { cursor: pointer; padding-block: .25rem; min-block-size: 32px; color: var(--accent); }
dl { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .25rem 1rem; margin: .5rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; } ol { margin: .5rem 0; padding-inline-start: 1.5rem; }
code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .8125rem; } a { color: var(--accent); }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-block-end: .5rem; } }
@media (prefers-reduced-motion: no-preference) { .waits { animation: breathe 1.6s ease-in-out infinite alternate; } @keyframes breathe { to { opacity: .45; } } }
`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(LOOK);

const WORDS = {
  loading: "The clip is being fetched.",
  ask: "This AI-generated clip may show a person. Nothing in it was filmed.",
  gone: "There is no clip here any more.",
  withdrawn: "This clip was withdrawn. It is not shown again.",
  forbidden: "This page may not show the clip.",
  unreachable: "The clip cannot be reached just now.",
};
const GONE = new Set([404, 410, 451]);

function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

/** A state that takes the place of the clip. */
class Instead extends Error {
  constructor(state, words, code = "") {
    super(words);
    [this.state, this.code] = [state, code];
  }
}

async function instead(answer) {
  const told = await answer.json().catch(() => ({}));
  const words = told.detail ?? "";
  if (GONE.has(answer.status)) {
    const withdrawn = /withdrawn|blocked/.test(told.code ?? "");
    return new Instead("gone", withdrawn ? WORDS.withdrawn : WORDS.gone, told.code);
  }
  if (answer.status === 401 || answer.status === 403) return new Instead("forbidden", WORDS.forbidden, told.code);
  return new Instead("unreachable", words || WORDS.unreachable, told.code);
}

const timecode = (s) => `${Math.floor(Math.round(s) / 60)}:${String(Math.round(s) % 60).padStart(2, "0")}`;

export class ReelwrightClip extends HTMLElement {
  static observedAttributes = ["src-id", "server", "src"];

  #key = "";
  #reply = null;
  #run = 0;
  #wanted = false;
  #agreed = false;
  #root = this.attachShadow({ mode: "open" });
  #screen = h("div", { class: "screen", part: "screen" });
  #caption = h("figcaption", {});
  #figure = h("figure", { part: "figure" }, this.#screen, this.#caption);

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#figure);
  }

  set key(value) {
    this.#key = String(value ?? "");
    this.#ask();
  }

  /** The `ToolReply` of a made clip, with `clip` and `disclosure`; null asks the server. */
  set reply(value) {
    this.#reply = value ?? null;
    this.#ask();
  }

  get reply() {
    return this.#reply;
  }

  /** The video element, once the clip is ready. */
  get video() {
    return this.#root.querySelector("video");
  }

  connectedCallback() {
    this.#ask();
  }

  disconnectedCallback() {
    this.#run += 1;
    this.video?.pause();
  }

  attributeChangedCallback() {
    this.#ask();
  }

  /** All that changes in one turn is answered by one loading. */
  #ask() {
    if (this.#wanted || !this.isConnected) return;
    this.#wanted = true;
    queueMicrotask(() => {
      this.#wanted = false;
      if (this.isConnected) this.#load();
    });
  }

  #address(path) {
    const server = this.getAttribute("server") || ".";
    return new URL(path, new URL(server.endsWith("/") ? server : `${server}/`, document.baseURI));
  }

  async #get(rest, method = "GET") {
    const path = `v1/clips/${encodeURIComponent(this.getAttribute("src-id") ?? "")}${rest}`;
    const headers = this.#key ? { Authorization: `Bearer ${this.#key}` } : {};
    let answer;
    try {
      answer = await fetch(this.#address(path), { method, headers });
    } catch {
      throw new Instead("unreachable", WORDS.unreachable);
    }
    if (!answer.ok) throw await instead(answer);
    return answer.json();
  }

  async #source() {
    return this.getAttribute("src") || this.#address((await this.#get("/link")).url.replace(/^\//, "")).href;
  }

  async #load() {
    const run = (this.#run += 1);
    const here = () => run === this.#run;
    this.#caption.replaceChildren();
    this.#tell("loading", WORDS.loading);
    try {
      const known = this.#reply ?? (await this.#get("/provenance"));
      if (!here()) return;
      if (!known.clip || known.clip.withdrawn_at) throw new Instead("gone", known.clip ? WORDS.withdrawn : WORDS.gone);
      const source = await this.#source();
      await this.#recall(known);
      if (here()) this.#show(known, source);
    } catch (fault) {
      if (!(fault instanceof Instead)) throw fault;
      if (here()) this.#tell(fault.state, fault.message, fault.code);
    }
  }

  #state(state) {
    this.setAttribute("data-state", state);
    this.dispatchEvent(new CustomEvent("reelwright-state", { detail: { state }, bubbles: true, composed: true }));
  }

  #tell(state, words, code = "", action = undefined) {
    const again = state === "unreachable" && ["Try again", () => this.#load()];
    const [name, act] = action ?? (again || []);
    this.#screen.replaceChildren(h("div", { class: "state", role: state === "loading" ? "status" : "group" },
      h("p", { class: state === "loading" ? "waits" : "", role: state === "unreachable" || state === "gone" ? "alert" : undefined }, words),
      code && h("p", { class: "code" }, code),
      name && h("button", { type: "button", onclick: act }, name)));
    this.#figure.setAttribute("aria-label", words);
    this.#state(state);
  }

  /** Whether the person acknowledged this clip before; a page that hands the clip over asks its own records. */
  async #recall({ disclosure }) {
    if (!disclosure?.contains_person || this.#agreed || this.#reply) return;
    this.#agreed = Boolean((await this.#get("/acknowledgement")).acknowledged_at);
  }

  /** The person has acknowledged what the clip is: that is put on record, and then it is shown. */
  async #agree(known, source) {
    const run = this.#run;
    try {
      if (!this.#reply) await this.#get("/acknowledgement", "PUT");
    } catch (fault) {
      if (!(fault instanceof Instead)) throw fault;
      if (run === this.#run) this.#tell(fault.state, fault.message, fault.code);
      return;
    }
    if (run !== this.#run) return;
    this.#agreed = true;
    const detail = { clip_id: known.clip.id };
    this.dispatchEvent(new CustomEvent("reelwright-acknowledged", { detail, bubbles: true, composed: true }));
    this.#play(known, source, true);
  }

  #show(known, source) {
    const { clip, disclosure } = known;
    this.#figure.style.setProperty("--ratio", `${clip.width_px} / ${clip.height_px}`);
    this.#caption.replaceChildren(...this.#said(known));
    if (disclosure?.contains_person && !this.#agreed) {
      this.#tell("ask", WORDS.ask, "", ["Show the clip", () => this.#agree(known, source)]);
    } else this.#play(known, source, false);
  }

  #play(known, source, focus) {
    const { disclosure, storyboard } = known;
    const seen = (storyboard?.shots ?? []).map((shot) => shot.prompt.scene).join("; ");
    const what = [disclosure?.description, seen && `It shows: ${seen}.`].filter(Boolean).join(" ");
    const video = h("video", { controls: true, playsinline: true, preload: "metadata", "aria-label": what || "AI-generated clip" });
    this.#subtitle(video, storyboard);
    let fresh = true;
    video.addEventListener("loadeddata", () => { fresh = true; });
    video.addEventListener("error", async () => {
      const run = this.#run;
      const at = video.currentTime;
      try {
        if (!fresh) throw new Instead("unreachable", WORDS.unreachable);
        fresh = false; // a signed address runs out: one new one is asked for
        video.src = await this.#source();
        video.currentTime = at;
      } catch (fault) {
        if (!(fault instanceof Instead)) throw fault;
        if (run === this.#run) this.#tell(fault.state, fault.message, fault.code);
      }
    });
    video.src = source;
    this.#screen.replaceChildren(video);
    this.#figure.setAttribute("aria-label", disclosure?.label_text ?? "AI-generated");
    if (focus) video.focus();
    this.#state("ready");
  }

  /** Captions without a file, which a strict policy would not let a page make: what each shot shows and says. */
  #subtitle(video, storyboard) {
    if (!storyboard?.shots) return;
    const track = video.addTextTrack("captions", "What can be seen", "en");
    let at = 0;
    for (const shot of storyboard.shots) {
      const lines = [...(shot.onscreen_text ?? []).map((text) => `“${text}”`), `[${shot.prompt.scene}]`];
      track.addCue(new VTTCue(at, at + shot.duration_s, lines.join("\n")));
      at += shot.duration_s;
    }
    track.mode = "hidden";
  }

  #said(known) {
    const { disclosure = {}, storyboard } = known;
    const invented = disclosure.declared_fictional ?? [];
    return [
      h("p", { class: "says" },
        h("span", { class: "label", part: "label", dir: "auto" }, disclosure.label_text ?? "AI-generated"),
        h("span", { part: "sentence", dir: "auto" }, disclosure.sentence ?? "This clip was generated by AI.")),
      invented.length > 0 && h("p", { class: "invented", dir: "auto" }, `Invented: ${invented.join(", ")}.`),
      storyboard?.shots && this.#seen(storyboard),
      this.#origin(known),
    ].filter(Boolean);
  }

  #seen({ shots }) {
    let at = 0;
    const items = shots.map((shot) => {
      const item = h("li", { dir: "auto" }, `${timecode(at)} ${shot.prompt.scene}`,
        (shot.onscreen_text ?? []).map((text) => ` “${text}”`));
      at += shot.duration_s;
      return item;
    });
    return h("details", { part: "seen" }, h("summary", {}, "What can be seen"), h("ol", {}, items));
  }

  #origin({ clip, decision, render, disclosure, consents }) {
    const made = render?.finished_at ?? disclosure?.shown_at;
    const rows = [
      ["Clip", h("code", {}, clip.id)],
      ["Made", made && new Date(made).toLocaleString()],
      ["By", render?.model_id],
      ["Allowed by", decision && h("code", {}, `${decision.id}, policy ${decision.policy_version}`)],
      ["Consent", (consents?.length ?? 0) > 0 && `${consents.length} on record`],
      ["Length", `${clip.duration_s} s, ${clip.width_px} × ${clip.height_px}`],
      ["SHA-256", h("code", {}, clip.sha256.replace("sha256:", ""))],
      ["To verify", disclosure?.verify && h("code", {}, disclosure.verify)],
    ];
    return h("details", { part: "origin" }, h("summary", {}, "Where this clip comes from"),
      h("p", {}, disclosure?.description ?? ""),
      h("dl", {}, rows.filter(([, value]) => value).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])));
  }
}

if (!customElements.get("reelwright-clip")) customElements.define("reelwright-clip", ReelwrightClip);
