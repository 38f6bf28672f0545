// The desk: phones side by side (or one at a time where it is narrow), the
// clock above them, the log beside them.

import { Feed, state } from "./api.js";
import { Clock } from "./clock.js";
import { avatar, glide, h, icon, toast } from "./dom.js";
import { label, onLanguage, switchLanguage, t, translate } from "./i18n.js";
import { Log } from "./log.js";
import { choosePerson } from "./people.js";
import { Phone } from "./phone.js";
import { restamp } from "./time.js";
import { Tour } from "./tour.js";

const kept = "wecomsim.phones";

class Desk {
  constructor(start) {
    Object.assign(this, { app: start.app, people: start.people, menu: start.menu, samples: start.samples, places: start.places });
    this.phones = new Map();
    this.stage = document.getElementById("stage");
    this.tabs = document.getElementById("tabs");
    this.clock = new Clock((clock) => {
      for (const phone of this.phones.values()) phone.setClock(clock.now);
    });
    this.log = new Log(document.getElementById("log"));
    this.tour = new Tour(document.getElementById("tour"), this);
    this.feed = new Feed({
      online: (yes) => document.body.classList.toggle("offline", !yes),
      phone: (e) => this.phones.get(e.user)?.apply(e),
      clock: (e) => this.clock.set(e),
      log: (lines) => this.log.add(lines),
      tour: (stops) => this.tour.set(stops),
      people: (people) => { this.people = people; },
      menu: (menu) => {
        this.menu = menu;
        for (const phone of this.phones.values()) phone.composer.drawMenu();
      },
    });
    this.bar();
    this.empty = h("div", { class: "stage-empty" }, icon("phone"), label(h("h2"), "noPhones"), label(h("p"), "noPhonesHint"),
      h("button", { type: "button", class: "send", onclick: () => choosePerson(this) }, label(h("span"), "addPhone")));
    this.stage.append(this.empty);
    const roomy = matchMedia("(min-width: 1100px)"); // the log beside the phones, not over them
    const wide = matchMedia("(min-width: 1700px)"); // room for the tour and the log
    const touring = Boolean(start.tour) && roomy.matches && Tour.wanted();
    this.log.toggle(Boolean(start.log) && roomy.matches && (wide.matches || !touring));
    roomy.addEventListener("change", () => !roomy.matches && this.log.toggle(false));
    this.log.button.hidden = !start.log;
    this.tour.set(start.tour);
    this.tour.show(touring);
    roomy.addEventListener("change", () => !roomy.matches && this.tour.show(false));
    const wanted = remembered() ?? start.open;
    for (const id of wanted) this.open(id);
    if (start.clock) this.clock.set(start.clock);
    this.feed.watch([...this.phones.keys()]);
    this.select([...this.phones.keys()][0]);
  }

  bar() {
    const add = h("button", { type: "button", class: "bar-button", "data-testid": "add-phone", onclick: () => choosePerson(this) }, icon("addPhone"), label(h("span"), "addPhone"));
    label(add, "addPhone", null, "label");
    const lang = label(h("button", { type: "button", class: "bar-button lang", "data-testid": "language", onclick: switchLanguage }), "language");
    document.getElementById("bar").append(
      h("div", { class: "brand" }, h("span", { class: "brand-mark" }, icon("app")), h("div", {}, h("h1", {}, this.app.name), label(h("p"), "title"))),
      this.clock.el,
      h("div", { class: "bar-actions" }, label(h("span", { class: "offline-mark" }), "offline"), this.tour.button, add, this.log.button, lang),
      this.clock.progress);
  }

  personName(id) {
    return this.people.find((p) => p.id === id)?.name ?? id;
  }

  learn(person) {
    if (!this.people.some((p) => p.id === person.id)) this.people.push(person);
  }

  isOpen(id) {
    return this.phones.has(id);
  }

  // open puts a person's phone on the desk, or shows it if it is there.
  open(id, byHand = false) {
    const person = this.people.find((p) => p.id === id);
    if (!person) return;
    if (!this.phones.has(id)) {
      const phone = new Phone(person, this);
      this.phones.set(id, phone);
      this.stage.append(phone.el);
      if (this.clock.state) phone.setClock(this.clock.state.now);
      phone.tab = h("button", { type: "button", class: "tab", role: "tab", "aria-controls": `phone-${id}`, "data-testid": `tab-${id}`, onclick: () => this.select(id) },
        h("span", { class: "tab-face" }, avatar(person.name), h("span", { class: "badge", hidden: true })), h("span", { class: "tab-name" }, person.name));
      this.tabs.append(phone.tab);
      this.changed();
    }
    if (!byHand) return;
    this.feed.watch([...this.phones.keys()]);
    this.select(id);
    this.phones.get(id).el.scrollIntoView({ behavior: glide(), inline: "center", block: "nearest" });
  }

  close(id) {
    const phone = this.phones.get(id);
    phone.el.remove();
    phone.tab.remove();
    this.phones.delete(id);
    this.changed();
    this.feed.watch([...this.phones.keys()]);
    if (this.selected === id) this.select([...this.phones.keys()][0]);
    this.unreadChanged();
  }

  changed() {
    this.empty.hidden = this.phones.size > 0;
    try {
      sessionStorage.setItem(kept, JSON.stringify([...this.phones.keys()]));
    } catch { /* the phones are the first ones again after a reload */ }
  }

  // select brings one phone to the front; only narrow screens show the difference.
  select(id) {
    this.selected = id;
    for (const [key, phone] of this.phones) {
      const front = key === id;
      phone.el.classList.toggle("front", front);
      phone.tab.setAttribute("aria-selected", String(front));
      if (!front) continue;
      phone.tab.scrollIntoView({ inline: "nearest", block: "nearest" });
      if (phone.stick) phone.toBottom();
      if (phone.tab.offsetParent !== null) phone.seen();
    }
  }

  // isLooking tells whether the person at the page has this phone before him.
  isLooking(phone) {
    if (phone.tab.offsetParent !== null) return this.selected === phone.person.id;
    return phone.el.matches(":hover, :focus-within");
  }

  unreadChanged() {
    let sum = 0;
    for (const phone of this.phones.values()) {
      sum += phone.unread;
      const badge = phone.tab?.querySelector(".badge");
      if (!badge) continue;
      badge.hidden = phone.unread === 0;
      badge.textContent = phone.badge.textContent;
    }
    document.title = `${sum ? `(${sum}) ` : ""}${this.app.name} · ${t("title")}`;
  }
}

function remembered() {
  try {
    const ids = JSON.parse(sessionStorage.getItem(kept));
    return Array.isArray(ids) && ids.length ? ids : null;
  } catch {
    return null;
  }
}

try {
  const desk = new Desk(await state());
  onLanguage(() => { restamp(); desk.unreadChanged(); });
  translate();
  document.body.dataset.ready = "true";
} catch (err) {
  toast(t("failed", { why: err.message }), "bad");
}
