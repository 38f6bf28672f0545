// The guided tour: what to try next, whose phone it needs, and what is done.

import { advanceTo, say } from "./api.js";
import { h, icon } from "./dom.js";
import { label, language, onLanguage, t } from "./i18n.js";
import { stamp } from "./time.js";

const kept = "wecomsim.tour";

export class Tour {
  // desk opens phones; the clock is its.
  constructor(el, desk) {
    this.el = el;
    this.desk = desk;
    this.stops = [];
    this.chosen = null; // looked at although it is not the next, or not left yet
    this.list = h("ol", { class: "tour-list", "data-testid": "tour-list" });
    this.count = h("span", { class: "tour-count", "data-testid": "tour-count" });
    const close = label(h("button", { type: "button", class: "ghost", "data-testid": "tour-close", onclick: () => this.toggle(false) }, icon("close")), "close", null, "label");
    el.replaceChildren(h("header", { class: "tour-head" }, icon("pin"), label(h("h2"), "tour"), this.count, close), this.list);
    this.button = label(h("button", { type: "button", class: "bar-button", "aria-controls": "tour", "data-testid": "tour-toggle", hidden: true, onclick: () => this.toggle(this.el.hidden) }, icon("pin"), label(h("span"), "tourShort")), "tour", null, "label");
    onLanguage(() => this.draw());
  }

  show(open) {
    this.el.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
  }

  // phone opens one; a panel that lies over the phones makes way for it.
  phone(id) {
    if (getComputedStyle(this.el).position === "fixed") this.show(false);
    this.desk.open(id, true);
  }

  toggle(open) {
    this.show(open);
    try {
      localStorage.setItem(kept, open ? "open" : "closed");
    } catch { /* it opens as it does at first */ }
  }

  // wanted tells whether the tour was not put away.
  static wanted() {
    try {
      return localStorage.getItem(kept) !== "closed";
    } catch {
      return true;
    }
  }

  set(stops) {
    const told = JSON.stringify(stops ?? []);
    if (told === this.told) return; // the feed begins anew with every phone; a button about to be pressed stays
    this.told = told;
    const shown = this.shown()?.id;
    this.stops = stops ?? [];
    this.button.hidden = this.stops.length === 0;
    this.chosen = shown; // what is finished stays open: its text may have more to try
    this.draw();
  }

  shown() {
    return this.stops.find((s) => s.id === this.chosen) ?? this.next();
  }

  choose(id) {
    this.chosen = id;
    this.draw();
  }

  next() {
    return this.stops.find((s) => !s.done);
  }

  draw() {
    const shown = this.shown();
    this.count.textContent = t("tourCount", { n: this.stops.filter((s) => s.done).length, all: this.stops.length });
    this.list.replaceChildren(...this.stops.map((s, i) => this.stop(s, i + 1, s === shown)));
  }

  stop(s, n, open) {
    const head = h("button", { type: "button", class: "tour-title", "aria-expanded": String(open), "data-testid": `tour-${s.id}`, onclick: () => this.choose(s.id) },
      h("span", { class: "tour-mark", "aria-hidden": "true" }, s.done ? "✓" : n), h("span", {}, words(s.title)), s.done && h("span", { class: "tour-done" }, t("tourDone")));
    return h("li", { class: `tour-stop${s.done ? " done" : ""}${open ? " open" : ""}`, "data-done": String(s.done) }, head, open && this.body(s));
  }

  body(s) {
    const phones = s.who.map((id) => h("button", { type: "button", class: "tour-act", "data-testid": `tour-phone-${id}`, onclick: () => this.phone(id) }, icon("phone"), t("tourPhone", { name: this.desk.personName(id) })));
    const says = s.says.map((x) => h("button", { type: "button", class: "tour-act tour-say", onclick: () => { this.phone(x.who); say(x.who, x.text); } }, t("tourSay", { name: this.desk.personName(x.who), text: x.text })));
    const until = s.until && h("button", { type: "button", class: "tour-act", "data-testid": "tour-until", onclick: () => advanceTo(s.until) }, icon("clock"), t("tourUntil", { at: stamp(s.until) }));
    return h("div", { class: "tour-body" }, h("p", {}, words(s.text)), h("div", { class: "tour-acts" }, until, phones, says, s.done && this.onward()));
  }

  // onward leads from a stop that is done to the next.
  onward() {
    const next = this.next();
    if (!next) return h("p", { class: "tour-all", "data-testid": "tour-all" }, t("tourAll"));
    return h("button", { type: "button", class: "tour-act tour-next", "data-testid": "tour-next", onclick: () => this.choose(next.id) }, t("tourNext", { title: words(next.title) }));
  }
}

function words(w) {
  return language() === "en" ? w.en : w.zh;
}
