// Moments as people read them. All are shown in the time zone of the platform,
// Asia/Shanghai, whatever the browser's own is.

import { language, t } from "./i18n.js";

const zone = "Asia/Shanghai";
const day = 24 * 3600 * 1000;
const shift = 8 * 3600 * 1000; // Shanghai has had no summer time since 1991

let now = Date.now();

// setNow keeps the page's idea of the present: the simulator's clock, not the computer's.
export function setNow(ms) {
  const turned = dayNumber(ms) !== dayNumber(now);
  now = ms;
  if (turned) restamp();
}

function dayNumber(ms) {
  return Math.floor((ms + shift) / day);
}

const formats = new Map();

function format(ms, options) {
  const key = language() + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language() === "en" ? "en-GB" : "zh-CN", { timeZone: zone, hourCycle: "h23", ...options }));
  return formats.get(key).format(ms);
}

export const clockTime = (ms) => format(ms, { hour: "2-digit", minute: "2-digit" });
export const exactTime = (ms) => format(ms, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
export const longDate = (ms) => format(ms, { year: "numeric", month: language() === "en" ? "short" : "long", day: "numeric" });
export const weekday = (ms) => format(ms, { weekday: language() === "en" ? "short" : "long" });
export const shortDate = (ms) => format(ms, { month: language() === "en" ? "short" : "long", day: "numeric", weekday: "short" });
export const sameDay = (a, b) => dayNumber(a) === dayNumber(b);

// stamp is the line WeCom puts between groups of messages.
export function stamp(ms) {
  const ago = dayNumber(now) - dayNumber(ms);
  if (ago === 0) return clockTime(ms);
  if (ago === 1) return `${t("yesterday")} ${clockTime(ms)}`;
  if (ago > 1 && ago < 7) return `${weekday(ms)} ${clockTime(ms)}`;
  const year = format(ms, { year: "numeric" }) !== format(now, { year: "numeric" });
  const date = year ? longDate(ms) : format(ms, { month: language() === "en" ? "short" : "long", day: "numeric" });
  return `${date} ${clockTime(ms)}`;
}

// restamp writes all stamps anew, after midnight or another language.
export function restamp() {
  for (const el of document.querySelectorAll("[data-at]")) el.textContent = stamp(Number(el.dataset.at));
}
