// A clip bot in plain Node: JSON lines on stdio, the HTTP API of the service, and nothing of this package.
// reelwright converse run examples/conversations --bot "command:node examples/bots/node_bot.mjs"
import { createInterface } from "node:readline";

const [url, key] = [process.env.CLIP_SERVICE_URL, process.env.CLIP_SERVICE_KEY];
const turns = []; // what the person said so far
let approve, wait, job, clip;

async function call(method, path, body) {
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json", Prefer: `wait=${wait}` };
  const answer = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.detail ?? told.title);
  return told;
}

function say(told) {
  job = told;
  clip = told.clip_id ?? clip;
  if (told.question) return told.question.text;
  const message = told.reply?.message ?? `The clip is ${told.state}.`;
  return `${message} ${told.reply?.disclosure?.sentence ?? ""}`.trim();
}

async function reply({ text = "", action }) {
  if (job?.question && /^(yes|no)\b/i.test(text)) action = /^yes/i.test(text) ? "accept" : "decline";
  if (job?.question && action) {
    await call("POST", `/v1/clips/${job.id}/answer`, { question_id: job.question.id, action });
    return say(await call("GET", `/v1/clips/${job.id}`));
  }
  if (job && /^(cancel|stop)\b/i.test(text)) return say(await call("POST", `/v1/clips/${job.id}/cancel`));
  if (job && /\bready\b/i.test(text)) return say(await call("GET", `/v1/clips/${job.id}`));
  if (!clip || !/\b(same|make it|again)\b/i.test(text))
    return say(await call("POST", "/v1/clips", { request: text, turns: turns.slice(-50), approve }));
  const change = /vertical|portrait/i.test(text) ? { aspect_ratio: "9:16" } : { request: text };
  return say(await call("POST", `/v1/clips/${clip}/revisions`, change));
}

for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line);
  if (told.type === "start") approve = told.approve;
  else {
    wait = told.wait_s;
    const text = await reply(told).catch((fault) => `That did not work: ${fault.message}`);
    if (told.text) turns.push(told.text);
    console.log(JSON.stringify({ type: "reply", id: told.id, text }));
  }
}
