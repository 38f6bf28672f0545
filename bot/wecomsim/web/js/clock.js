// The bar at the top: what time it is in the simulation, and how to move on.

import { advance } from "./api.js";
import { h, icon } from "./dom.js";
import { label, onLanguage, t } from "./i18n.js";
import { clockTime, longDate, setNow, stamp, weekday } from "./time.js";

export class Clock {
  // changed is called with every new state.
  constructor(changed) {
    this.changed = changed;
    this.date = h("span", { class: "clock-date", "data-testid": "clock-date" });
    this.time = h("strong", { class: "clock-time", "data-testid": "clock-time" });
    this.nextWords = h("small", { class: "next-what", "data-testid": "clock-next-what" });
    const button = (key, by, pic) => h("button", { type: "button", class: `step step-${by}`, "data-testid": `clock-${by}`, onclick: () => this.move(by) }, pic && icon(pic), h("span", { class: "step-words" }, label(h("span"), key), by === "next" && this.nextWords));
    this.buttons = [button("plusHour", "hour"), button("plusDay", "day"), button("next", "next", "skip")];
    this.el = label(h("div", { class: "clock", role: "group", "data-testid": "clock", hidden: true },
      h("div", { class: "clock-face" }, icon("clock"), h("div", {}, this.time, this.date)), h("div", { class: "steps" }, this.buttons)), "clock", null, "label");
    this.progress = h("div", { class: "progress", role: "progressbar", hidden: true, "aria-label": t("moving") });
    this.asked = false;
    onLanguage(() => this.state && this.set(this.state));
  }

  // set takes over { now, moving, canMove, next: {at, what} | null, hasNext }.
  set(state) {
    this.state = state;
    this.el.hidden = false;
    setNow(state.now);
    this.changed(state);
    this.time.textContent = clockTime(state.now);
    this.date.textContent = `${longDate(state.now)} ${weekday(state.now)}`;
    const busy = state.moving || this.asked;
    this.el.classList.toggle("moving", busy);
    this.progress.hidden = !busy;
    this.el.setAttribute("aria-busy", String(busy));
    const [hour, day, next] = this.buttons;
    hour.hidden = day.hidden = !state.canMove;
    next.hidden = !state.canMove || !state.hasNext;
    hour.disabled = day.disabled = busy;
    next.disabled = busy || !state.next;
    this.nextWords.textContent = busy ? t("moving") : state.next ? `${stamp(state.next.at)} ${state.next.what}` : t("nextNone");
    next.title = this.nextWords.textContent;
  }

  async move(by) {
    if (this.asked) return;
    this.asked = true;
    this.set(this.state);
    const answer = await advance(by);
    this.asked = false;
    this.set(answer?.now ? answer : this.state);
  }
}
