// One message of a chat as nodes: the row with avatar and bubble, by kind.

import { avatar, h, icon, nearURL } from "./dom.js";
import { mediaURL } from "./api.js";
import { card, farPicture } from "./card.js";
import { label, t } from "./i18n.js";
import { chatText, link, markdown, textcardText } from "./text.js";
import { exactTime } from "./time.js";
import { enlarge } from "./viewer.js";

// Kinds that bring their own surface instead of standing in a bubble.
const bare = new Set(["image", "card", "news", "textcard", "location", "file", "video"]);

const kinds = {
  text: (m) => chatText(m.text ?? ""),
  markdown: (m) => h("div", { class: "markdown" }, markdown(m.text ?? "")),
  image: (m) => photo(m),
  card: (m, phone) => card(m.card ?? {}, phone.cardActions(m)),
  news: (m) => news(m.articles ?? []),
  textcard: (m) => textcard(m.textcard ?? {}),
  location: (m) => place(m),
  voice: (m) => voice(m),
  file: (m) => file(m, "file"),
  video: (m) => file(m, "video"),
};

// row draws a shown message for a phone.
export function row(m, phone) {
  if (m.recalled) return h("div", { class: "row system", "data-testid": "recalled", "data-id": m.id }, label(h("span"), "recalled"));
  const mine = m.from === "me";
  const kind = kinds[m.kind] ? m.kind : "unknown";
  const content = kind === "unknown" ? label(h("span", { class: "muted" }), "unknown") : kinds[kind](m, phone);
  return h("div", { class: `row ${mine ? "mine" : "theirs"} kind-${kind}`, "data-testid": `bubble-${mine ? "me" : "bot"}`, "data-kind": kind, "data-id": m.id },
    mine ? avatar(phone.person.name, "face") : h("span", { class: "face app-face", "aria-hidden": "true" }, icon("app")),
    h("div", { class: bare.has(kind) ? "surface" : "bubble", title: exactTime(m.at) }, content));
}

function photo(m) {
  const src = mediaURL(m.media);
  const img = h("img", { src, alt: t("picture"), loading: "lazy", decoding: "async" });
  const frame = label(h("button", { type: "button", class: "photo", onclick: () => enlarge(src) }, img), "pictureOf", null, "label");
  img.addEventListener("error", () => frame.replaceChildren(h("span", { class: "far-picture" }, icon("photo"), label(h("span"), "pictureGone"))));
  return frame;
}

function news(articles) {
  const [first, ...rest] = articles;
  if (!first) return label(h("span", { class: "muted" }), "unknown");
  const picture = (url) => {
    const src = nearURL(url);
    return src ? h("img", { src, alt: "", loading: "lazy" }) : farPicture();
  };
  return h("div", { class: "news" },
    link(first.url, [first.picurl && h("div", { class: "news-top" }, picture(first.picurl)),
      h("div", { class: "news-words" }, h("strong", {}, first.title), rest.length === 0 && first.description && h("p", {}, first.description))], "news-first"),
    rest.map((a) => link(a.url, [h("span", {}, a.title), a.picurl && h("span", { class: "news-thumb" }, picture(a.picurl))], "news-item")));
}

function textcard(b) {
  return link(b.url, [h("strong", { class: "tc-title" }, b.title), h("div", { class: "tc-body" }, textcardText(b.description ?? "")),
    h("div", { class: "tc-foot" }, b.btntxt || label(h("span"), "details"), icon("right"))], "textcard");
}

function place(m) {
  const where = `${Number(m.lat).toFixed(6)}, ${Number(m.lon).toFixed(6)}`;
  return h("div", { class: "place" }, h("strong", {}, m.label || t("location")), h("small", {}, where), h("div", { class: "place-map" }, icon("pin")));
}

function voice(m) {
  return h("span", { class: "voice" }, icon("voice"), h("span", {}, `${m.seconds || 3}″`));
}

function file(m, key) {
  const name = m.name || t(key);
  return h("a", { class: "file", href: mediaURL(m.media), target: "_blank", rel: "noopener noreferrer" },
    h("span", {}, h("strong", {}, name), m.text && h("small", {}, m.text)), icon(key === "video" ? "video" : "file"));
}
