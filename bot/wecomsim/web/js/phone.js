// A phone: one person's chat with the app.

import { openChat, tap, mediaURL } from "./api.js";
import { row } from "./bubble.js";
import { Composer } from "./composer.js";
import { avatar, glide, h, icon } from "./dom.js";
import { label } from "./i18n.js";
import { clockTime, stamp } from "./time.js";

const pause = 5 * 60 * 1000; // a longer silence gets a time stamp before the next message

export class Phone {
  // desk gives what all phones share: app name, menu, samples, places, personName.
  constructor(person, desk) {
    this.person = person;
    this.desk = desk;
    this.shown = new Map(); // id → { json, at, node }
    this.chosen = new Map(); // id of a card → what is selected on it
    this.unread = 0;
    this.lastAt = null;
    this.build();
  }

  build() {
    const { person, desk } = this;
    this.badge = h("span", { class: "badge", "data-testid": `unread-${person.id}`, hidden: true });
    this.statusTime = h("span", { class: "status-time" });
    this.chat = label(h("div", { class: "chat", role: "log", tabindex: "0", "data-testid": `chat-${person.id}` }), "chatWith", { app: desk.app.name }, "label");
    this.empty = label(h("p", { class: "chat-empty" }), "emptyChat");
    this.rows = h("div", { class: "rows" });
    this.chat.append(this.empty, this.rows);
    this.newest = label(h("button", { type: "button", class: "newest", hidden: true, onclick: () => this.toBottom(true) }), "back");
    this.composer = new Composer(this);
    const remove = label(h("button", { type: "button", class: "ghost", "data-testid": `remove-${person.id}`, onclick: () => desk.close(person.id) }, icon("close")), "remove", { name: person.name }, "label");
    const enter = label(h("button", { type: "button", class: "nav-button", "data-testid": `open-chat-${person.id}`, onclick: () => openChat(person.id) }, icon("enter")), "openChat", null, "label");
    this.el = label(h("article", { class: "phone", "data-testid": `phone-${person.id}`, id: `phone-${person.id}` },
      h("header", { class: "phone-cap" }, avatar(person.name), h("div", { class: "phone-who" }, h("h2", {}, person.name), h("p", {}, person.role || person.id)), this.badge, remove),
      h("div", { class: "device" },
        h("div", { class: "status", "aria-hidden": "true" }, this.statusTime, h("span", { class: "status-icons" }, icon("signal"), icon("wifi"), icon("battery"))),
        h("div", { class: "nav" }, icon("left", "nav-back"), h("h3", {}, desk.app.name), enter),
        h("div", { class: "chat-frame" }, this.chat, this.newest),
        this.composer.el)), "phoneOf", { name: person.name }, "label");
    for (const event of ["pointerenter", "pointerdown", "focusin"]) this.el.addEventListener(event, () => this.seen());
    this.follow();
  }

  // follow keeps the newest message in sight, whatever grows (pictures that
  // load, panels that open), until the person scrolls up to read.
  follow() {
    this.stick = true;
    let top = 0;
    this.chat.addEventListener("scroll", () => {
      if (this.atBottom()) this.stick = true;
      else if (this.chat.scrollTop < top) this.stick = false;
      top = this.chat.scrollTop;
      this.newest.hidden = this.stick;
    }, { passive: true });
    const grown = new ResizeObserver(() => this.stick && this.toBottom());
    grown.observe(this.chat);
    grown.observe(this.rows);
  }

  // apply takes over what the stream says: everything at first (reset), then what changed.
  apply({ reset, shown }) {
    const fresh = reset && this.shown.size === 0;
    if (reset) this.forget(shown);
    let arrived = 0;
    const nodes = document.createDocumentFragment();
    for (const m of shown) {
      const known = this.shown.get(m.id);
      const json = JSON.stringify(m);
      if (known?.json === json) continue;
      if (known) {
        this.chosen.delete(m.id);
        const node = row(m, this);
        known.node.replaceWith(node);
        node.classList.add("changed");
        Object.assign(known, { json, node });
        continue;
      }
      const node = row(m, this);
      if (!fresh) node.classList.add("arrived");
      if (this.lastAt === null || m.at - this.lastAt > pause) nodes.append(h("div", { class: "stamp", "data-at": m.at }, stamp(m.at)));
      this.lastAt = m.at;
      nodes.append(node);
      this.shown.set(m.id, { json, at: m.at, node });
      if (m.from !== "me") arrived++;
      else this.stick = true;
    }
    this.rows.append(nodes);
    this.empty.hidden = this.shown.size > 0;
    if (!fresh && arrived > 0) this.notice(arrived);
    if (this.stick || fresh) this.toBottom();
    else this.newest.hidden = false;
  }

  // forget empties the chat when the stream starts over with another history.
  forget(shown) {
    const ids = new Set(shown.map((m) => m.id));
    if ([...this.shown.keys()].every((id) => ids.has(id))) return;
    this.rows.replaceChildren();
    this.shown.clear();
    this.lastAt = null;
  }

  notice(arrived) {
    if (document.hasFocus() && this.desk.isLooking(this)) return;
    this.setUnread(this.unread + arrived);
  }

  seen() {
    if (this.unread) this.setUnread(0);
  }

  setUnread(n) {
    this.unread = n;
    this.badge.hidden = n === 0;
    this.badge.textContent = n > 99 ? "99+" : String(n);
    if (n) label(this.badge, "unread", { n }, "label");
    this.el.classList.toggle("has-unread", n > 0);
    this.desk.unreadChanged();
  }

  atBottom() {
    return this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < 40;
  }

  toBottom(smooth = false) {
    this.chat.scrollTo({ top: this.chat.scrollHeight, behavior: smooth ? glide() : "instant" });
    this.newest.hidden = true;
    this.stick = true;
  }

  setClock(ms) {
    this.statusTime.textContent = clockTime(ms);
  }

  cardActions(m) {
    if (!this.chosen.has(m.id)) this.chosen.set(m.id, {});
    return {
      id: `${this.person.id}-${m.id}`,
      chosen: this.chosen.get(m.id),
      tap: (key, selected = {}) => tap(this.person.id, m.id, key, selected),
      openFile: (media) => window.open(mediaURL(media), "_blank", "noopener"),
      personName: (id) => this.desk.personName(id),
    };
  }
}
