// What the page asks of the simulator, and the stream of what it is told.

import { toast } from "./dom.js";
import { t } from "./i18n.js";

const base = "/sim/page/";

async function call(path, options) {
  const answer = await fetch(base + path, options);
  const body = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
  if (!answer.ok) throw new Error(body.error ?? `HTTP ${answer.status}`);
  return body;
}

// attempt runs a call and tells the person when it failed; it reports success.
export async function attempt(promise) {
  try {
    return (await promise) ?? {};
  } catch (err) {
    toast(t("failed", { why: err.message }), "bad");
    return null;
  }
}

const post = (path, body) =>
  attempt(call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));

export const state = () => call("state");
export const say = (user, text) => post("say", { user, text });
export const sendSamples = (user, names, menu) => post("samples", { user, names, menu });
export const sendLocation = (user, place, menu) => post("location", { user, ...place, menu });
export const sendVoice = (user) => post("voice", { user });
export const openChat = (user) => post("open", { user });
export const clickMenu = (user, key) => post("menu", { user, key });
export const tap = (user, show, key, selected) => post("tap", { user, show, key, selected });
export const addPerson = (person) => post("people", person);
export const advance = (by) => post("clock", { by });
export const advanceTo = (to) => post("clock", { to });

export function sendPhotos(user, files, menu) {
  const form = new FormData();
  form.append("user", user);
  if (menu) form.append("menu", menu);
  for (const file of files) form.append("photo", file, file.name);
  return attempt(call("photos", { method: "POST", body: form }));
}

export const mediaURL = (id) => `${base}media/${encodeURIComponent(id)}`;

// A Feed keeps one stream open for the phones on the desk. EventSource itself
// reconnects; a changed set of phones opens it anew.
export class Feed {
  constructor(handlers) {
    this.handlers = handlers;
    this.key = null;
  }

  watch(users) {
    const key = users.join(",");
    if (key === this.key) return;
    this.key = key;
    this.source?.close();
    const query = new URLSearchParams(users.map((u) => ["user", u]));
    this.source = new EventSource(`${base}events?${query}`);
    this.source.addEventListener("open", () => this.handlers.online(true));
    this.source.addEventListener("error", () => this.handlers.online(false));
    for (const name of ["phone", "clock", "log", "people", "menu", "tour"]) {
      this.source.addEventListener(name, (e) => this.handlers[name](JSON.parse(e.data)));
    }
  }
}
