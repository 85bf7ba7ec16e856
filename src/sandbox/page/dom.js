//! Building the page out of nodes. Nothing that people or bots wrote ever passes through a parser.

/** h("button", {class: "send", onclick, "aria-label": "…"}, children…): attributes by name, listeners as functions. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** A button of type "button"; `label` names it where its face is only an icon. */
export function button(attributes, ...children) {
  const { label, ...rest } = attributes;
  return h("button", { type: "button", ...(label ? { "aria-label": label, title: label } : {}), ...rest }, ...children);
}

const SHAPES = {
  send: ["M4 12 20 4l-5 16-3.5-6.5z", "M11.5 13.5 20 4"],
  attach: ["m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8l-8.5 8.4a1.7 1.7 0 0 1-2.4-2.4L14.5 7.2"],
  slash: ["M15 5 9 19", "M4 4h16v16H4z"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  down: ["M12 5v14", "m6 13 6 6 6-6"],
  more: ["M4.5 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0z", "M11 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0z", "M17.5 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0z"],
  reply: ["M9 7 4 12l5 5", "M4 12h10a6 6 0 0 1 6 6v1"],
  edit: ["M4 20h4L19 9l-4-4L4 16z", "m13 7 4 4"],
  copy: ["M9 9h11v11H9z", "M5 15H4V4h11v1"],
  file: ["M6 3h8l5 5v13H6z", "M14 3v5h5"],
  download: ["M12 4v11", "m7 11 5 5 5-5", "M5 20h14"],
  clock: ["M12 7v5l3 2", "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z"],
  sms: ["M4 5h16v11H9l-5 4z", "M8 9h8", "M8 12h5"],
  services: ["M4 7h10", "M18 7h2", "M4 17h2", "M10 17h10", "M16 5v4", "M8 15v4"],
  link: ["M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-6-6l-1.5 1.5", "M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 6 6l1.5-1.5"],
  person: ["M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", "M4 20a8 8 0 0 1 13-6", "M18 15v6", "M15 18h6"],
  reset: ["M4 5v5h5", "M4.5 10A8 8 0 1 1 4 14"],
  sun: ["M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", "M12 3v1", "M12 20v1", "M3 12h1", "M20 12h1", "m5.6 5.6.7.7", "m17.7 17.7.7.7", "m5.6 18.4.7-.7", "m17.7 6.3.7-.7"],
  moon: ["M20 14A8.5 8.5 0 0 1 10 4a8.5 8.5 0 1 0 10 10z"],
  auto: ["M12 3a9 9 0 1 0 0 18z", "M12 3a9 9 0 0 1 0 18"],
  keys: ["M3 6h18v12H3z", "M7 10h.01", "M11 10h.01", "M15 10h.01", "M8 14h8"],
  menu: ["M4 7h16", "M4 12h16", "M4 17h16"],
  block: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "m6 6 12 12"],
  grid: ["M4 4h6v6H4z", "M14 4h6v6h-6z", "M4 14h6v6H4z", "M14 14h6v6h-6z"],
  out: ["M7 17 17 7", "M9 7h8v8"],
  tick: ["m5 13 4.5 4.500L19 7"],
  left: ["m14 6-6 6 6 6"],
  right: ["m10 6 6 6-6 6"],
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  for (const shape of SHAPES[name]) {
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("d", shape);
    svg.append(path);
  }
  return svg;
}

const hues = new Map();
/** The number of somebody's colour: given in the order in which they are first seen, so that neighbours differ. */
export function hueOf(id) {
  if (!hues.has(id)) hues.set(id, hues.size % 7);
  return hues.get(id);
}

/** The round sign of a person or group: the first letter on their colour. */
export function avatar(id, name) {
  return h("span", { class: `avatar hue-${hueOf(id)}`, "aria-hidden": "true" }, [...(name || "?").trim()][0] ?? "?");
}

let numbers = 0;
/** An id for aria attributes. */
export function fresh(prefix) {
  numbers += 1;
  return `${prefix}-${numbers}`;
}

/** Calls `act` at most once in `pause` milliseconds, and always once after the last request. */
export function throttled(pause, act) {
  let timer = null;
  let again = false;
  const run = async () => {
    again = false;
    timer = setTimeout(() => {
      timer = null;
      if (again) run();
    }, pause);
    await act();
  };
  return () => {
    if (timer) again = true;
    else run();
  };
}
