// The running log: what the bot decided, and why.

import { h, icon } from "./dom.js";
import { label, onLanguage } from "./i18n.js";
import { exactTime, sameDay, shortDate } from "./time.js";

const most = 600; // lines kept on the page

export class Log {
  constructor(el) {
    this.el = el;
    this.lines = [];
    this.drawn = null;
    this.list = h("ol", { class: "log-list", tabindex: "0", "data-testid": "log-list" });
    this.empty = label(h("p", { class: "muted log-empty" }), "logEmpty");
    this.find = label(h("input", { type: "search", class: "log-find", "data-testid": "log-find" }), "logFind", null, "placeholder");
    this.find.addEventListener("input", () => this.redraw());
    const close = label(h("button", { type: "button", class: "ghost", "data-testid": "log-close", onclick: () => this.toggle(false) }, icon("close")), "close", null, "label");
    el.replaceChildren(h("header", { class: "log-head" }, icon("log"), label(h("h2"), "log"), close), this.find, this.empty, this.list);
    this.button = label(h("button", { type: "button", class: "bar-button", "aria-controls": "log", "data-testid": "log-toggle", onclick: () => this.toggle(this.el.hidden) }, icon("log"), label(h("span"), "logShort")), "log", null, "label");
    onLanguage(() => this.redraw());
  }

  toggle(open) {
    this.el.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.toEnd();
  }

  // add takes lines { id, at, subject, text, why }; known ids are passed over.
  add(lines) {
    const last = this.lines.at(-1)?.id ?? -1;
    const fresh = lines.filter((l) => l.id > last);
    if (!fresh.length) return;
    const follow = this.atEnd();
    for (const line of fresh) {
      this.lines.push(line);
      this.draw(line);
    }
    while (this.lines.length > most) this.lines.shift();
    while (this.list.children.length > most + 60) this.list.firstElementChild.remove();
    this.empty.hidden = true;
    if (follow) this.toEnd();
  }

  redraw() {
    this.list.replaceChildren();
    this.drawn = null; // the last line in sight
    for (const line of this.lines) this.draw(line);
    this.toEnd();
  }

  draw(line) {
    const words = this.find.value.trim().toLowerCase();
    if (words && !`${line.subject} ${line.text} ${line.why}`.toLowerCase().includes(words)) return;
    if (!this.drawn || !sameDay(this.drawn.at, line.at)) this.list.append(h("li", { class: "log-day" }, shortDate(line.at)));
    this.list.append(h("li", { class: "log-line", "data-testid": "log-line", "data-id": line.id },
      h("div", { class: "log-meta" }, h("time", {}, exactTime(line.at)), line.subject && h("span", { class: "log-subject" }, line.subject)),
      h("p", { class: "log-text" }, line.text), line.why && h("p", { class: "log-why" }, line.why)));
    this.drawn = line;
  }

  atEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60;
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
  }
}
