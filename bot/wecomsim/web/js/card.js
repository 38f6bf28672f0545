// The five template cards (wecom-api 4.5, 4.6), drawn part by part in the order
// the client shows them. A card never changes by itself: the platform replaces it.

import { h, icon, nearURL } from "./dom.js";
import { label, t } from "./i18n.js";
import { link } from "./text.js";

const sourceColours = ["grey", "black", "red", "green"];

// card draws a template card. act has tap(key, selected) for all that calls
// back, openFile(mediaID), personName(userid), and chosen: what was selected
// so far on this card, kept while it is redrawn.
export function card(c, act) {
  const el = h("article", { class: `card card-${c.card_type}`, "data-testid": `card-${c.card_type}` },
    top(c, act), title(c), picture(c), imageText(c), quote(c.quote_area), emphasis(c.emphasis_content), verticals(c.vertical_content_list),
    c.sub_title_text && h("p", { class: "card-sub" }, c.sub_title_text),
    horizontals(c.horizontal_content_list, act), checkbox(c, act), selects(c, act), selection(c, act), foot(c, act), jumps(c.jump_list));
  if (c.card_action?.url) el.classList.add("card-opens");
  return el;
}

function top(c, act) {
  const source = c.source?.desc || c.source?.icon_url;
  const menu = c.action_menu?.action_list?.length ? c.action_menu : null;
  if (!source && !menu) return null;
  const face = nearURL(c.source?.icon_url);
  return h("div", { class: "card-top" },
    source && h("span", { class: `card-source ${sourceColours[c.source.desc_color] ?? "grey"}` }, face && h("img", { src: face, alt: "", class: "card-icon" }), c.source.desc),
    menu && actionMenu(menu, act));
}

function actionMenu(menu, act) {
  const list = h("div", { class: "card-menu-list", role: "menu" },
    menu.desc && h("div", { class: "card-menu-desc" }, menu.desc),
    menu.action_list.map((a) => h("button", { type: "button", role: "menuitem", "data-testid": `card-menu-${a.key}`, onclick: () => act.tap(a.key) }, a.text)));
  const box = h("details", { class: "card-menu" }, label(h("summary", { "data-testid": "card-menu" }, icon("dots")), "cardMenu", null, "label"), list);
  box.addEventListener("focusout", (e) => {
    if (!box.contains(e.relatedTarget)) box.open = false;
  });
  return box;
}

function title(c) {
  const main = c.main_title ?? {};
  if (!main.title && !main.desc) return c.card_action?.url ? link(c.card_action.url, "", "card-link") : null;
  const words = main.title || main.desc;
  return h("div", { class: "card-title" },
    h("h4", {}, c.card_action?.url ? link(c.card_action.url, words, "card-link") : words),
    main.title && main.desc && h("p", {}, main.desc));
}

function picture(c) {
  if (!c.card_image?.url) return null;
  const src = nearURL(c.card_image.url);
  const box = h("div", { class: "card-image" }, src ? h("img", { src, alt: t("picture"), loading: "lazy" }) : farPicture());
  const ratio = Number(c.card_image.aspect_ratio) || 1.3;
  box.style.aspectRatio = String(Math.min(2.25, Math.max(1.3, ratio)));
  return box;
}

export function farPicture() {
  return h("span", { class: "far-picture" }, icon("photo"), label(h("span"), "farPicture"));
}

function imageText(c) {
  const area = c.image_text_area;
  if (!area) return null;
  const src = nearURL(area.image_url);
  return h("div", { class: "card-image-text" },
    h("div", { class: "card-image-text-img" }, src ? h("img", { src, alt: "", loading: "lazy" }) : icon("photo")),
    h("div", {}, h("strong", {}, area.url ? link(area.url, area.title) : area.title), h("p", {}, area.desc)));
}

function quote(q) {
  if (!q || (!q.title && !q.quote_text)) return null;
  const body = [q.title && h("strong", {}, q.title), q.quote_text && h("p", {}, q.quote_text)];
  return h("blockquote", { class: "card-quote" }, q.type === 1 && q.url ? link(q.url, body, "card-quote-link") : body);
}

function emphasis(e) {
  if (!e || (!e.title && !e.desc)) return null;
  return h("div", { class: "card-emphasis" }, h("strong", {}, e.title), h("span", {}, e.desc));
}

function verticals(list) {
  if (!list?.length) return null;
  return h("div", { class: "card-verticals" }, list.map((v) => h("div", {}, h("strong", {}, v.title), v.desc && h("p", {}, v.desc))));
}

function horizontals(list, act) {
  if (!list?.length) return null;
  const value = (row) => {
    switch (row.type) {
      case 1: return link(row.url, row.value || row.url);
      case 2: return h("button", { type: "button", class: "card-file", onclick: () => act.openFile(row.media_id) }, icon("file"), row.value);
      case 3: return h("span", { class: "card-member" }, row.value || act.personName(row.userid));
      default: return row.value ?? "";
    }
  };
  return h("dl", { class: "card-rows" }, list.map((row) => h("div", {}, h("dt", {}, row.keyname), h("dd", {}, value(row)))));
}

function jumps(list) {
  if (!list?.length) return null;
  return h("div", { class: "card-jumps" }, list.map((j) => {
    const words = [h("span", {}, j.title), icon("right")];
    return j.type === 1 ? link(j.url, words, "card-jump") : h("span", { class: "card-jump" }, words, j.type === 2 && label(h("small"), "miniprogram"));
  }));
}

function isOver(c) {
  return c.replace_text !== undefined && c.replace_text !== "";
}

function checkbox(c, act) {
  const box = c.checkbox;
  if (!box) return null;
  const multi = box.mode === 1;
  const off = Boolean(box.disable) || isOver(c);
  act.chosen[box.question_key] ??= (box.option_list ?? []).filter((o) => o.is_checked).map((o) => o.id);
  const name = `${act.id}-${box.question_key}`;
  return h("div", { class: "card-options", role: multi ? "group" : "radiogroup" }, (box.option_list ?? []).map((o) => {
    const input = h("input", { type: multi ? "checkbox" : "radio", name, value: o.id, "data-testid": `card-option-${o.id}`, checked: act.chosen[box.question_key].includes(o.id), disabled: off });
    input.addEventListener("change", () => {
      const rest = multi ? act.chosen[box.question_key].filter((id) => id !== o.id) : [];
      act.chosen[box.question_key] = input.checked ? [...rest, o.id] : rest;
    });
    return h("label", { class: "card-option" }, input, h("span", { class: multi ? "tick square" : "tick round" }), h("span", {}, o.text));
  }));
}

function select(q, off, act) {
  const options = q.option_list ?? [];
  const preset = options.some((o) => o.id === q.selected_id) ? q.selected_id : options[0]?.id;
  act.chosen[q.question_key] ??= preset === undefined ? [] : [preset];
  const el = h("select", { "data-testid": `card-select-${q.question_key}`, "aria-label": q.title || t("chosen"), disabled: off },
    options.map((o) => h("option", { value: o.id }, o.text)));
  el.value = act.chosen[q.question_key][0] ?? "";
  el.addEventListener("change", () => { act.chosen[q.question_key] = [el.value]; });
  return h("label", { class: "card-select" }, h("span", { class: "card-select-title" }, q.title), h("span", { class: "card-select-box" }, el, icon("down")));
}

function selects(c, act) {
  return c.select_list?.length ? h("div", { class: "card-selects" }, c.select_list.map((q) => select(q, Boolean(q.disable) || isOver(c), act))) : null;
}

function selection(c, act) {
  return c.button_selection?.question_key ? h("div", { class: "card-selects" }, select(c.button_selection, isOver(c), act)) : null;
}

function foot(c, act) {
  const acts = c.button_list?.length || c.submit_button;
  if (isOver(c)) return h("div", { class: "card-over", "data-testid": "card-replaced" }, c.replace_text);
  if (!acts) return null;
  if (c.submit_button) {
    const off = Boolean(c.checkbox?.disable) || (c.select_list?.length > 0 && c.select_list.every((q) => q.disable));
    return h("div", { class: "card-buttons" }, button({ text: c.submit_button.text || t("submit"), key: c.submit_button.key, style: 1 }, act, off));
  }
  return h("div", { class: "card-buttons" }, c.button_list.map((b) => (b.type === 1 ? h("span", { class: "card-button-slot" }, link(b.url, b.text, `card-button style-${style(b)}`)) : button(b, act))));
}

const style = (b) => ([1, 2, 3, 4].includes(b.style) ? b.style : 1);

function button(b, act, off = false) {
  const el = h("button", { type: "button", class: `card-button style-${style(b)}`, "data-testid": `card-button-${b.key}`, disabled: off }, b.text);
  el.addEventListener("click", async () => {
    if (el.getAttribute("aria-busy") === "true") return;
    el.setAttribute("aria-busy", "true");
    await act.tap(b.key, act.chosen);
    el.removeAttribute("aria-busy");
  });
  return el;
}
