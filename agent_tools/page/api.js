/** The service over HTTP: the calls, their faults, and one job's events. Knows no element. */

import { FINAL } from "./words.js";

const ROOT = new URL("v1/", document.baseURI);
const KEY = "reelwright.key";
const STALL_MS = 60_000;
const POLL_MS = [500, 1000, 2000, 4000];

/** The service answered that it could not: `code` is stable, `remedy` says who can act. */
export class Problem extends Error {
  constructor(status, told) {
    super(told.detail || told.title || `The service answered ${status}.`);
    this.status = status;
    this.code = told.code ?? `http.${status}`;
    this.remedy = told.remedy ?? (status >= 500 || status === 429 ? "retry_later" : "change_arguments");
    this.retryAfterS = told.retryAfterS;
  }
}

/** Nothing answered at all. */
export class Unreachable extends Error {
  constructor(cause) {
    super("The service cannot be reached.", { cause });
    this.code = "page.unreachable";
    this.remedy = "retry_later";
  }
}

/** Told of every answer (`up`) and of every call without one (`down`), and where a key is asked for (`key`). */
export const line = new EventTarget();

const tell = (what) => line.dispatchEvent(new Event(what));

export const setKey = (value) => sessionStorage.setItem(KEY, value);
export const key = () => sessionStorage.getItem(KEY) ?? "";

export const address = (path) => new URL(path, ROOT);

async function send(path, { method = "GET", json, form, headers = {}, signal } = {}) {
  const own = { ...headers, ...(key() ? { Authorization: `Bearer ${key()}` } : {}) };
  if (json !== undefined) own["Content-Type"] = "application/json";
  let answer;
  try {
    const body = json === undefined ? form : JSON.stringify(json);
    answer = await fetch(address(path), { method, body, headers: own, signal, cache: "no-store" });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    tell("down");
    throw new Unreachable(cause);
  }
  tell("up");
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  const waits = Number(answer.headers.get("Retry-After"));
  if (answer.status === 401) tell("key");
  throw new Problem(answer.status, { ...told, retryAfterS: waits > 0 ? waits : undefined });
}

const read = async (path, options) => (await send(path, options)).json();
const of = (id, rest = "") => `clips/${encodeURIComponent(id)}${rest}`;

/** 32 hexadecimal digits; `crypto.randomUUID` is missing where the page does not come over a safe connection. */
export function freshKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, "0")).join("");
}

export const submit = (asked, key) =>
  read("clips", { method: "POST", json: asked, headers: { "Idempotency-Key": key } });
export const job = (id, signal) => read(of(id), { signal });
export const jobs = ({ after, limit }) =>
  read(`clips?${new URLSearchParams({ order: "desc", limit, ...(after ? { after } : {}) })}`);
export const answer = (id, said) => read(of(id, "/answer"), { method: "POST", json: said });
export const cancel = (id) => read(of(id, "/cancel"), { method: "POST" });
export const revise = (id, changes, key) =>
  read(of(id, "/revisions"), { method: "POST", json: changes, headers: { "Idempotency-Key": key } });
export const provenance = (id) => read(of(id, "/provenance"));
export const link = (id) => read(of(id, "/link"));
export const file = async (path) => (await send(new URL(path.replace(/^\//, ""), document.baseURI))).blob();
export const plan = (asked) => read("storyboards", { method: "POST", json: asked });

export function verify(file, signal) {
  const form = new FormData();
  form.append("file", file);
  return read("verifications", { method: "POST", form, signal });
}

/** The first finished frame as a bitmap (a strict policy allows no `blob:` picture), or null before there is one. */
export async function preview(id, signal) {
  try {
    const answer = await send(of(id, "/preview"), { signal });
    return answer.status === 200 ? await createImageBitmap(await answer.blob()) : null;
  } catch (fault) {
    if (fault instanceof Problem && fault.status === 404) return null;
    throw fault;
  }
}

/** Whether the service answers at all; its health is asked outside of `v1`. */
export async function alive() {
  try {
    await fetch(new URL("healthz", document.baseURI), { cache: "no-store" });
    tell("up");
    return true;
  } catch {
    return false;
  }
}

/** Server-sent events of one answer. */
async function* events(answer, guard) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const timer = setTimeout(() => guard.abort(), STALL_MS);
    const { value, done } = await reader.read().finally(() => clearTimeout(timer));
    if (done) return;
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      const event = { id: undefined, data: [] };
      for (const each of block.split(/\r?\n/)) {
        const at = each.indexOf(":");
        if (at <= 0) continue;
        const [field, text] = [each.slice(0, at), each.slice(at + 1).replace(/^ /, "")];
        if (field === "data") event.data.push(text);
        else if (field === "id") event.id = text;
      }
      if (event.data.length) yield { id: event.id, data: event.data.join("\n") };
    }
  }
}

/** One connection to a job's events; ends when the server ends it, throws when it breaks. */
async function* connection(id, last, signal) {
  const guard = new AbortController();
  const give = () => guard.abort();
  signal.addEventListener("abort", give, { once: true });
  try {
    const headers = { Accept: "text/event-stream", ...(last === undefined ? {} : { "Last-Event-ID": String(last) }) };
    const answer = await send(of(id, "/events"), { headers, signal: guard.signal });
    yield* events(answer, guard);
  } finally {
    signal.removeEventListener("abort", give);
    guard.abort();
  }
}

const pause = (ms, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
});

/**
 * Every new view of a job until it is final: by events, and where they break by asking, until they hold again.
 *
 * Throws a Problem when there is no such job, or no right to see it; faults that may pass are waited out.
 */
export async function follow(id, onView, signal) {
  let last;
  let broken = 0;
  const take = (view) => {
    if (last !== undefined && view.version <= last) return false;
    [last, broken] = [view.version, 0];
    onView(view);
    return FINAL.has(view.state);
  };
  while (!signal.aborted) {
    try {
      for await (const event of connection(id, last, signal)) if (take(JSON.parse(event.data))) return;
    } catch (fault) {
      if (fault instanceof Problem && fault.status < 500 && fault.status !== 429) throw fault;
    }
    if (signal.aborted) return;
    try {
      if (take(await job(id, signal))) return;
    } catch (fault) {
      if (fault instanceof Problem && fault.status < 500 && fault.status !== 429) throw fault;
    }
    await pause(POLL_MS[Math.min(broken++, POLL_MS.length - 1)], signal);
  }
}
