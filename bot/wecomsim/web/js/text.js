// Text of messages as nodes. Only what WeCom renders is rendered: links in text,
// three classes in text cards, the markdown subset. Everything else stays text.

import { h, safeURL } from "./dom.js";

export function link(href, children, cls = "link") {
  const url = safeURL(href);
  if (!url || !href) return h("span", {}, children);
  return h("a", { class: cls, href: url, target: "_blank", rel: "noopener noreferrer" }, children);
}

const anchorOrAddress = /<a\s+[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))[^>]*>([\s\S]*?)<\/a\s*>|(https?:\/\/[^\s<>"'，。；）】」]+)/gi;

// chatText is a text message: line breaks stay (CSS), <a href> and addresses become links.
export function chatText(source) {
  const out = [];
  let end = 0;
  for (const m of source.matchAll(anchorOrAddress)) {
    out.push(source.slice(end, m.index));
    out.push(m[5] ? link(m[5], m[5]) : link(m[1] ?? m[2] ?? m[3], m[4]));
    end = m.index + m[0].length;
  }
  out.push(source.slice(end));
  return out.filter((part) => part !== "");
}

const textcardTag = /<div\s+class\s*=\s*["']?(gray|normal|highlight)["']?\s*>|<\/div>|<br\s*\/?>/gi;

// textcardText is the description of a text card with its <div class> and <br>.
export function textcardText(source) {
  const out = [];
  let cls = "normal";
  let line = [];
  const flush = () => {
    if (line.length) out.push(h("div", { class: `tc-${cls}` }, line));
    line = [];
  };
  let end = 0;
  for (const m of source.matchAll(textcardTag)) {
    if (m.index > end) line.push(source.slice(end, m.index));
    end = m.index + m[0].length;
    if (/^<br/i.test(m[0])) {
      line.push(h("br"));
      continue;
    }
    flush();
    cls = m[1]?.toLowerCase() ?? "normal";
  }
  if (end < source.length) line.push(source.slice(end));
  flush();
  return out;
}

const inlineMark = /\*\*([^*]+)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|<font\s+color\s*=\s*["'](info|comment|warning)["']\s*>([\s\S]*?)<\/font>/gi;

function inline(source) {
  const out = [];
  let end = 0;
  for (const m of source.matchAll(inlineMark)) {
    out.push(source.slice(end, m.index));
    if (m[1]) out.push(h("strong", {}, inline(m[1])));
    else if (m[2]) out.push(h("code", {}, m[2]));
    else if (m[3]) out.push(link(m[4], m[3]));
    else out.push(h("span", { class: `md-${m[5].toLowerCase()}` }, inline(m[6])));
    end = m.index + m[0].length;
  }
  out.push(source.slice(end));
  return out.filter((part) => part !== "");
}

// markdown is the subset of wecom-api 4.3: headings, bold, link, code, quote, font colour.
export function markdown(source) {
  return source.split("\n").map((row) => {
    const head = /^(#{1,6})\s+(.*)$/.exec(row);
    if (head) return h("div", { class: `md-h md-h${head[1].length}`, role: "heading", "aria-level": head[1].length }, inline(head[2]));
    const quote = /^>\s?(.*)$/.exec(row);
    if (quote) return h("div", { class: "md-quote" }, inline(quote[1]));
    if (row.trim() === "") return h("div", { class: "md-gap" });
    return h("div", { class: "md-p" }, inline(row));
  });
}
