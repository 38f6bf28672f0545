// A picture enlarged over the page.

import { h, icon } from "./dom.js";
import { label, t } from "./i18n.js";

export function enlarge(src) {
  const box = h("dialog", { class: "viewer", "data-testid": "viewer" },
    h("img", { src, alt: t("picture") }),
    label(h("button", { type: "button", class: "viewer-close" }, icon("close")), "close", null, "label"));
  box.addEventListener("click", () => box.close());
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}
