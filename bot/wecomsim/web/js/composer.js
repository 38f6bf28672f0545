// The lower end of a phone: what can be said, shown and chosen.

import { clickMenu, say, sendLocation, sendPhotos, sendSamples, sendVoice } from "./api.js";
import { h, icon, safeURL, toast } from "./dom.js";
import { label, language, onLanguage, t } from "./i18n.js";

const pictureMenus = new Set(["pic_sysphoto", "pic_photo_or_album", "pic_weixin"]);

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.user = phone.person.id;
    this.menuKey = ""; // of the menu entry that opened the panel
    const id = this.user;
    this.input = label(h("textarea", { rows: "1", class: "say", "data-testid": `input-${id}`, maxlength: "2000" }), "say", null, "placeholder");
    this.sendButton = label(h("button", { type: "submit", class: "send", "data-testid": `send-${id}`, hidden: true }), "send");
    this.more = label(h("button", { type: "button", class: "plus", "data-testid": `more-${id}`, "aria-expanded": "false", onclick: () => this.show(this.open ? null : "tools") }, icon("plus")), "more", null, "label");
    this.files = h("input", { type: "file", accept: "image/jpeg,image/png", multiple: true, hidden: true, "data-testid": `file-${id}` });
    this.panel = h("div", { class: "panel", hidden: true });
    this.menu = label(h("div", { class: "menu", role: "group" }), "menu", null, "label");
    this.el = h("form", { class: "composer" }, h("div", { class: "say-row" }, this.input, this.more, this.sendButton), this.panel, this.menu, this.files);
    this.listen();
    this.drawMenu();
    onLanguage(() => this.open && this.show(this.open));
  }

  listen() {
    this.el.addEventListener("submit", (e) => { e.preventDefault(); this.send(); });
    this.input.addEventListener("input", () => this.fit());
    this.input.addEventListener("focus", () => this.show(null));
    this.input.addEventListener("keydown", (e) => {
      if (e.key !== "Enter" || e.shiftKey || e.isComposing) return;
      e.preventDefault();
      this.send();
    });
    this.el.addEventListener("keydown", (e) => {
      if (e.key !== "Escape") return;
      this.show(null);
      this.closeMenus();
    });
    this.files.addEventListener("change", () => {
      const files = [...this.files.files];
      this.files.value = "";
      if (files.length) sendPhotos(this.user, files, this.menuKey);
      this.show(null);
    });
  }

  fit() {
    const written = this.input.value.trim() !== "";
    this.sendButton.hidden = !written;
    this.more.hidden = written;
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 110)}px`;
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.fit();
    if (!(await say(this.user, text)) && this.input.value === "") {
      this.input.value = text;
      this.fit();
    }
  }

  // show opens one of the panels (tools, samples, location) or closes them all.
  show(name, menuKey = "") {
    this.open = name;
    this.menuKey = name ? menuKey : "";
    this.panel.hidden = !name;
    this.menu.hidden = Boolean(name) || !this.menu.hasChildNodes();
    this.more.setAttribute("aria-expanded", String(Boolean(name)));
    this.more.classList.toggle("turned", Boolean(name));
    if (!name) return;
    this.panel.replaceChildren({ tools: () => this.tools(), samples: () => this.samples(), location: () => this.location() }[name]());
  }

  tools() {
    const tile = (key, pic, act) => h("button", { type: "button", class: "tile", "data-testid": `tool-${key}-${this.user}`, onclick: act }, h("span", { class: "tile-icon" }, icon(pic)), label(h("span"), key));
    return h("div", { class: "tiles" },
      tile("photo", "photo", () => this.files.click()),
      tile("samples", "shelf", () => this.show("samples", this.menuKey)),
      tile("location", "pin", () => this.show("location", this.menuKey)),
      tile("voice", "voice", () => { sendVoice(this.user); this.show(null); }));
  }

  samples() {
    const picked = [];
    const go = h("button", { type: "button", class: "send", disabled: true, "data-testid": `send-samples-${this.user}` }, t("send"));
    const refresh = () => {
      go.disabled = picked.length === 0;
      go.textContent = picked.length ? t("sendN", { n: picked.length }) : t("send");
      for (const el of grid.children) {
        const n = picked.indexOf(el.dataset.name) + 1;
        el.setAttribute("aria-pressed", String(n > 0));
        el.querySelector(".sample-n").textContent = n || "";
      }
    };
    const grid = h("div", { class: "samples" }, this.phone.desk.samples.map((s) => {
      const name = language() === "en" ? s.en : s.zh;
      const el = h("button", { type: "button", class: "sample", title: name, "data-name": s.name, "data-testid": `sample-${s.name}`, "aria-pressed": "false" },
        h("img", { src: s.url, alt: "", loading: "lazy", width: "160", height: "120" }), h("span", { class: "sample-n", "aria-hidden": "true" }), h("span", { class: "sample-name" }, name));
      el.addEventListener("click", () => {
        const i = picked.indexOf(s.name);
        if (i < 0) picked.push(s.name);
        else picked.splice(i, 1);
        refresh();
      });
      return el;
    }));
    go.addEventListener("click", () => {
      sendSamples(this.user, picked, this.menuKey);
      this.show(null);
    });
    return h("div", { class: "shelf" }, h("div", { class: "panel-head" }, h("span", {}, t("pickSamples")), go), grid);
  }

  location() {
    const field = (key, attrs) => h("label", {}, h("span", {}, t(key)), h("input", { ...attrs, autocomplete: "off" }));
    const [first] = this.phone.desk.places;
    const send = (place) => { sendLocation(this.user, place, this.menuKey); this.show(null); };
    const lat = field("lat", { inputmode: "decimal", value: String(first?.lat ?? 31.230416), "data-testid": `lat-${this.user}` });
    const lon = field("lon", { inputmode: "decimal", value: String(first?.lon ?? 121.473701), "data-testid": `lon-${this.user}` });
    const name = field("place", { "data-testid": `place-${this.user}` });
    const value = (el) => el.querySelector("input").value.trim();
    const go = h("button", { type: "button", class: "send", "data-testid": `send-location-${this.user}` }, t("send"));
    go.addEventListener("click", () => {
      const point = { lat: Number(value(lat)), lon: Number(value(lon)), label: value(name) };
      if (!value(lat) || !value(lon) || !(Math.abs(point.lat) <= 90) || !(Math.abs(point.lon) <= 180)) {
        toast(t("failed", { why: `${t("lat")} −90…90, ${t("lon")} −180…180` }), "bad");
        return;
      }
      send(point);
    });
    return h("div", { class: "places" },
      this.phone.desk.places.map((p, i) => h("button", { type: "button", class: "preset", "data-testid": `preset-${i}-${this.user}`, onclick: () => send(p) }, icon("pin"), h("span", {}, p.label))),
      h("div", { class: "place-form" }, lat, lon, name, go));
  }

  drawMenu() {
    const entries = this.phone.desk.menu;
    this.menu.replaceChildren(...entries.map((b) => this.menuButton(b)));
    this.menu.hidden = entries.length === 0 || Boolean(this.open);
  }

  menuButton(b) {
    if (!b.sub_button?.length) return h("button", { type: "button", class: "menu-top", "data-testid": `menu-${b.key || b.name}`, onclick: () => this.choose(b) }, b.name);
    const list = h("div", { class: "menu-sub", role: "menu", hidden: true }, b.sub_button.map((s) => h("button", { type: "button", role: "menuitem", "data-testid": `menu-${s.key || s.name}`, onclick: () => { this.closeMenus(); this.choose(s); } }, s.name)));
    const top = h("button", { type: "button", class: "menu-top", "aria-haspopup": "menu", "aria-expanded": "false", "data-testid": `menu-${b.name}` }, icon("lines"), b.name);
    top.addEventListener("click", () => {
      const opens = list.hidden;
      this.closeMenus();
      list.hidden = !opens;
      top.setAttribute("aria-expanded", String(opens));
      if (opens) list.firstElementChild.focus({ preventScroll: true });
    });
    const box = h("div", { class: "menu-box" }, top, list);
    box.addEventListener("focusout", (e) => { if (!box.contains(e.relatedTarget)) this.closeMenus(); });
    return box;
  }

  closeMenus() {
    for (const list of this.menu.querySelectorAll(".menu-sub")) list.hidden = true;
    for (const top of this.menu.querySelectorAll("[aria-expanded]")) top.setAttribute("aria-expanded", "false");
  }

  choose(b) {
    if (pictureMenus.has(b.type)) return this.show("samples", b.key);
    if (b.type === "location_select") return this.show("location", b.key);
    if (b.type === "view" && safeURL(b.url)) window.open(safeURL(b.url), "_blank", "noopener");
    return clickMenu(this.user, b.key || b.url);
  }
}
