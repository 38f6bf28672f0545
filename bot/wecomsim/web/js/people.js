// Choosing whose phone to put on the desk next.

import { addPerson } from "./api.js";
import { avatar, h, icon } from "./dom.js";
import { label, t } from "./i18n.js";

const most = 60; // rows drawn at once; the search finds the others

export function choosePerson(desk) {
  const search = label(h("input", { type: "search", class: "people-search", autocomplete: "off", "data-testid": "people-search" }), "addHint", null, "placeholder");
  const list = h("div", { class: "people-list" });
  const box = label(h("dialog", { class: "people", "data-testid": "people" },
    h("header", {}, label(h("h2"), "addPhone"), label(h("button", { type: "button", class: "ghost", onclick: () => box.close() }, icon("close")), "close", null, "label")),
    search, list, newPerson(desk, (id) => take(id))), "addPhone", null, "label");
  const take = (id) => {
    box.close();
    desk.open(id, true);
  };
  const fill = () => {
    const words = search.value.trim().toLowerCase();
    const found = desk.people.filter((p) => `${p.name} ${p.id} ${p.role}`.toLowerCase().includes(words)).slice(0, most);
    list.replaceChildren(...found.map((p) => h("button", { type: "button", class: "person", "data-testid": `person-${p.id}`, onclick: () => take(p.id) },
      avatar(p.name), h("span", { class: "person-words" }, h("strong", {}, p.name), h("small", {}, p.role ? `${p.role} · ${p.id}` : p.id)), desk.isOpen(p.id) && h("em", {}, t("isOpen")))));
    if (!found.length) list.append(h("p", { class: "muted" }, t("addNone")));
  };
  search.addEventListener("input", fill);
  search.addEventListener("keydown", (e) => {
    if (e.key === "Enter") list.querySelector("button")?.click();
    if (e.key === "ArrowDown") list.querySelector("button")?.focus();
  });
  list.addEventListener("keydown", (e) => {
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[e.key];
    if (!step) return;
    e.preventDefault();
    (document.activeElement[step] ?? search).focus();
  });
  box.addEventListener("click", (e) => { if (e.target === box) box.close(); });
  box.addEventListener("close", () => box.remove());
  fill();
  document.body.append(box);
  box.showModal();
  search.focus();
}

function newPerson(desk, take) {
  const field = (key, attrs) => label(h("input", { autocomplete: "off", maxlength: "64", ...attrs }), key, null, "placeholder");
  const name = field("newName", { required: true, "data-testid": "new-name" });
  const id = field("newID", { required: true, pattern: "[A-Za-z0-9_.@-]{1,64}", "data-testid": "new-id" });
  const role = field("newRole", { "data-testid": "new-role" });
  const form = h("form", { class: "new-person" }, name, id, role, label(h("button", { type: "submit", class: "send", "data-testid": "new-create" }), "create"));
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    const person = { id: id.value.trim().toLowerCase(), name: name.value.trim(), role: role.value.trim() };
    if (!(await addPerson(person))) return;
    desk.learn(person);
    take(person.id);
  });
  return h("details", { class: "new-details" }, label(h("summary"), "addNew"), form);
}
