/** Elements from values. Text only ever becomes a text node, so nothing that a person typed can become markup. */

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An HTML element. `on...` attributes are listeners; empty children are left out. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element, hidden from screen readers unless it says otherwise. */
export function svg(tag, attributes, ...children) {
  const own = tag === "svg" ? { "aria-hidden": "true", focusable: "false", ...attributes } : attributes;
  return fill(document.createElementNS(SVG, tag), own, children);
}

export const byId = (id) => document.getElementById(id);

/** Tells a screen reader. `now` interrupts: for faults and refusals only. */
export function announce(text, { now = false } = {}) {
  const region = byId(now ? "live-now" : "live");
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}

/** Moves the focus to something that is not a control, such as a heading. */
export function focusOn(node) {
  if (!node.hasAttribute("tabindex") && !node.matches("a[href], button, input, select, textarea")) node.tabIndex = -1;
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "nearest" });
}

/** A text that a person may have typed in any script. */
export function said(tag, text, attributes) {
  return h(tag, { dir: "auto", ...attributes }, text);
}

/** Puts a text on the clipboard, and says so on the button that was pressed. */
export function copyButton(text, what) {
  const button = h("button", { type: "button", class: "quiet small", "aria-label": `Copy ${what}` }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
      announce(`${what} copied.`);
    } catch {
      button.textContent = "Not allowed";
      announce(`The browser did not allow to copy ${what}.`, { now: true });
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  return button;
}
