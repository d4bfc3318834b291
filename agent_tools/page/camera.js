/** Camera moves drawn as storyboard artists note them: the frame, where it goes, and an arrow. */

import { svg } from "./element.js";

/* The field is 160 x 90. `f` is the frame as it begins, `g` as it ends, `a` an arrow, `l` a plain line. */
const box = (x, y, width, height) => `M${x} ${y}h${width}v${height}h-${width}z`;
const corners = (x, y, width, height, long = 9) => [
  `M${x} ${y + long}v-${long}h${long}`, `M${x + width - long} ${y}h${long}v${long}`,
  `M${x + width} ${y + height - long}v${long}h-${long}`, `M${x + long} ${y + height}h-${long}v-${long}`,
].join("");

const WIDE = box(24, 14, 112, 62);
const NEAR = box(52, 29.5, 56, 31);
const TO_NEAR = ["M30 18L49 28", "M130 18L111 28", "M30 72L49 62", "M130 72L111 62"];
const FROM_NEAR = ["M50 28L31 18", "M110 28L129 18", "M50 62L31 72", "M110 62L129 72"];
const LEFT = box(16, 20, 76, 50);
const RIGHT = box(68, 20, 76, 50);
const HIGH = box(48, 8, 64, 36);
const LOW = box(48, 46, 64, 36);

const MOVES = {
  static: { f: corners(34, 17, 92, 56), l: ["M80 39v12", "M74 45h12"] },
  pan_right: { f: LEFT, g: RIGHT, a: ["M40 45H120"] },
  pan_left: { f: RIGHT, g: LEFT, a: ["M120 45H40"] },
  tilt_up: { f: LOW, g: HIGH, a: ["M80 72V18"] },
  tilt_down: { f: HIGH, g: LOW, a: ["M80 18V72"] },
  zoom_in: { f: WIDE, g: NEAR, a: TO_NEAR },
  zoom_out: { f: NEAR, g: WIDE, a: FROM_NEAR },
  dolly_in: { f: WIDE, g: NEAR, a: ["M80 84V66"], l: ["M24 76L52 60.5", "M136 76L108 60.5"] },
  dolly_out: { f: NEAR, g: WIDE, a: ["M80 64V84"], l: ["M24 76L52 60.5", "M136 76L108 60.5"] },
  tracking: { f: box(22, 12, 72, 46), g: box(66, 12, 72, 46), a: ["M30 70H130"], l: ["M22 80H138", "M40 76v8", "M66 76v8", "M92 76v8", "M118 76v8"] },
  orbit: { f: "M80 34a9 9 0 1 0 .1 0z", a: ["M128 38C140 58 112 70 80 70S24 60 32 40"], l: ["M32 40C38 22 60 16 80 16"] },
  crane_up: { f: box(60, 50, 48, 28), g: box(60, 10, 48, 28), a: ["M44 72C26 58 26 34 42 20"] },
  crane_down: { f: box(60, 10, 48, 28), g: box(60, 50, 48, 28), a: ["M44 18C26 32 26 56 42 70"] },
  aerial: { f: "M18 62L56 44H104L142 62L112 80H48z", a: ["M80 10V48"], l: ["M48 53L96 80", "M112 53L64 80"] },
  handheld: { f: box(34, 18, 88, 50), g: "M38 25L124 19L128 70L41 75z", l: ["M30 40q4 5 0 10t0 10", "M134 28q4 5 0 10t0 10"] },
  roll: { f: WIDE, g: "M33 32L121 11L130 57L42 78z", a: ["M92 45a13 13 0 1 1-13-12"] },
};

/** Two short strokes at the end of a path, in the direction in which it arrives. */
function head(path) {
  const points = path.match(/-?\d*\.?\d+/g).map(Number);
  const line = svg("path", { d: path });
  const length = line.getTotalLength();
  const end = line.getPointAtLength(length);
  const before = line.getPointAtLength(Math.max(0, length - 3));
  if (!points.length || !length) return "";
  const way = Math.atan2(end.y - before.y, end.x - before.x);
  const stroke = (turn) => {
    const [x, y] = [end.x + 7 * Math.cos(way + turn), end.y + 7 * Math.sin(way + turn)];
    return `M${x.toFixed(1)} ${y.toFixed(1)}L${end.x.toFixed(1)} ${end.y.toFixed(1)}`;
  };
  return stroke(2.6) + stroke(-2.6);
}

/** The drawing of one move; an unknown one is an empty frame. */
export function cameraDrawing(kind) {
  const { f = WIDE, g, a = [], l = [] } = MOVES[kind] ?? {};
  return svg("svg", { viewBox: "0 0 160 90", class: "camera-drawing" },
    svg("path", { class: "from", d: f }),
    g && svg("path", { class: "goes-to", d: g }),
    l.length > 0 && svg("path", { class: "line", d: l.join("") }),
    a.length > 0 && svg("path", { class: "arrow", d: a.map((each) => each + head(each)).join("") }));
}
