// Building the page without innerHTML: every text is a text node.

const SVG = "http://www.w3.org/2000/svg";

// h makes an element. Properties: "class", "on…" listeners, true for an empty
// attribute, null, undefined and false for none. Children: nodes, texts, lists.
export function h(tag, props, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) el.addEventListener(name.slice(2), value);
    else if (name === "value") el.value = value;
    else if (name === "checked" || name === "disabled" || name === "hidden" || name === "multiple") el[name] = true;
    else el.setAttribute(name, value === true ? "" : String(value));
  }
  put(el, children);
  return el;
}

function put(el, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    el.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

// icon shows a drawing of icons.svg.
export function icon(name, cls = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${cls}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/sim/page/web/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

// safeURL returns an address that may be opened or shown, or "" for all else.
export function safeURL(text) {
  try {
    const url = new URL(String(text ?? ""), location.href);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : "";
  } catch {
    return "";
  }
}

// nearURL is safeURL for pictures: only this machine is asked for them, as the
// page's content policy demands.
export function nearURL(text) {
  const href = safeURL(text);
  if (!href || !text) return "";
  const url = new URL(href);
  const near = url.origin === location.origin || (url.protocol === "http:" && ["127.0.0.1", "localhost"].includes(url.hostname));
  return near ? href : "";
}

const avatarColours = ["#4c8bf5", "#f08c3c", "#2fa87a", "#8c6fe0", "#e0607e", "#2f9fc4", "#b98a2e", "#5f7fb8"];

// avatar is the coloured square with the end of a person's name.
export function avatar(name, cls = "") {
  let sum = 2166136261;
  for (const ch of name) sum = Math.imul(sum ^ ch.codePointAt(0), 16777619);
  sum = (sum ^ (sum >>> 15)) >>> 0;
  const el = h("span", { class: `avatar ${cls}`.trim(), "aria-hidden": "true" }, short(name));
  el.style.backgroundColor = avatarColours[sum % avatarColours.length];
  return el;
}

function short(name) {
  const letters = [...name.trim()];
  if (letters.length === 0) return "?";
  if (letters[0].codePointAt(0) < 0x2e80) return name.trim().split(/\s+/).map((w) => [...w][0]).join("").slice(0, 2).toUpperCase();
  return letters.slice(-2).join("");
}

// glide is how to scroll where the eye should follow: at once for those who have
// asked their system for little motion.
export function glide() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
}

// toast tells something at the edge of the page for a moment.
export function toast(text, kind = "") {
  const el = h("div", { class: `toast ${kind}`.trim(), "data-testid": "toast" }, text);
  document.getElementById("toasts").append(el);
  setTimeout(() => el.remove(), 4500);
}
