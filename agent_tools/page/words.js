/** What the page says about the values of the service. Words that a service sends itself are shown as they come. */

export const STATES = {
  queued: { word: "Waiting", tone: "calm" },
  running: { word: "Being made", tone: "live" },
  needs_answer: { word: "Waits for you", tone: "ask" },
  completed: { word: "Made", tone: "allow" },
  failed: { word: "Did not work", tone: "block" },
  cancelled: { word: "Stopped", tone: "calm" },
  blocked: { word: "Not made", tone: "block" },
};

export const FINAL = new Set(["completed", "failed", "cancelled", "blocked"]);

export const VERDICTS = {
  allow: { word: "May be made", tone: "allow" },
  ask: { word: "Needs an answer", tone: "ask" },
  block: { word: "May not be made", tone: "block" },
};

/** The stages of a job in their order, and what happens in each. */
export const STAGES = [
  ["waiting", "Waiting its turn"],
  ["planning", "Reading the request"],
  ["load", "Warming up the model"],
  ["denoise", "Drawing"],
  ["decode", "Developing the frames"],
  ["compose", "Putting the shots together"],
  ["encode", "Encoding"],
  ["disclose", "Labelling and signing"],
];

export const stageWord = (stage) => STAGES.find(([name]) => name === stage)?.[1] ?? stage;

export const SLOTS = [
  ["scene", "Scene"],
  ["camera", "Camera"],
  ["lighting", "Light"],
  ["temporal", "What changes"],
  ["style", "Style"],
];

/** Each camera move: what it is called, and the words that a storyboard has for it. */
export const CAMERAS = {
  static: ["Still", "static camera"],
  pan_left: ["Pan left", "the camera pans left"],
  pan_right: ["Pan right", "the camera pans right"],
  tilt_up: ["Tilt up", "the camera tilts up"],
  tilt_down: ["Tilt down", "the camera tilts down"],
  zoom_in: ["Zoom in", "the camera zooms in"],
  zoom_out: ["Zoom out", "the camera zooms out"],
  dolly_in: ["Push in", "the camera pushes in"],
  dolly_out: ["Pull out", "the camera pulls out"],
  tracking: ["Tracking", "a tracking shot"],
  orbit: ["Orbit", "the camera orbits the subject"],
  crane_up: ["Crane up", "the camera cranes up"],
  crane_down: ["Crane down", "the camera cranes down"],
  aerial: ["Aerial", "an aerial view"],
  handheld: ["Hand-held", "a hand-held camera"],
  roll: ["Roll", "the camera rolls"],
};

export const cameraWord = (kind) => CAMERAS[kind]?.[0] ?? kind;

/** What can be done about a fault, by its remedy. */
const ADVICE = {
  change_arguments: "Change what was asked for, then try again.",
  retry_later: "Try again in a moment.",
  ask_human: "Ask whoever runs this service to look at it.",
  none: "Nothing has to be done.",
};

export const advice = (remedy) => ADVICE[remedy] ?? remedy ?? "";

export const CONCLUSIONS = {
  made_here: { word: "Made here, untouched", tone: "allow" },
  copy_of_ours: { word: "A copy of a clip made here", tone: "ask" },
  altered: { word: "Changed since it was signed", tone: "block" },
  unproven: { word: "Nothing can be proven", tone: "calm" },
  marked_as_ai: { word: "Says it is AI-generated", tone: "ask" },
  credentialed: { word: "Signed by somebody else", tone: "calm" },
  no_mark_found: { word: "No mark was found", tone: "calm" },
};

export const CREDENTIALS = {
  trusted: "Whole, and signed by this installation.",
  valid: "Whole, and signed by somebody who is not known here.",
  invalid: "It does not hold: the file or the credential was changed.",
  none: "There is none in this file.",
};

export const WAYS = { sha256: "its bytes", watermark: "its watermark", fingerprint: "how it looks" };

const number = (value, digits = 0) => value.toLocaleString(undefined, { maximumFractionDigits: digits });

/** Seconds as a person says them. */
export function seconds(value) {
  if (value < 1) return "under 1 s";
  if (value < 90) return `${number(value, value < 10 ? 1 : 0)} s`;
  return `${number(value / 60)} min`;
}

/** Seconds as a timecode, `0:04`. */
export function timecode(value) {
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function bytes(value) {
  if (value < 1000) return `${value} bytes`;
  return value < 1e6 ? `${number(value / 1e3)} kB` : `${number(value / 1e6, 1)} MB`;
}

export function moment(iso) {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? String(iso)
    : at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}
