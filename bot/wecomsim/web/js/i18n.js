// The page's own words in Chinese and English. What is said in chats is never
// translated. Elements carry their key (data-t, data-t-label, data-t-placeholder),
// so switching the language is one walk over the document.

const words = {
  title: ["企业微信模拟器", "WeCom simulator"],
  phones: ["手机", "Phones"],
  addPhone: ["添加手机", "Add a phone"],
  addHint: ["按姓名、账号或职责查找", "Search by name, account or role"],
  addNone: ["没有找到这个人", "Nobody found"],
  addNew: ["新的人", "Somebody new"],
  newName: ["姓名", "Name"],
  newID: ["账号（字母和数字）", "Account (letters, digits)"],
  newRole: ["职责（可不填）", "Role (optional)"],
  create: ["添加", "Add"],
  isOpen: ["已打开", "open"],
  remove: ["收起 {name} 的手机", "Put away {name}'s phone"],
  close: ["关闭", "Close"],
  phoneOf: ["{name} 的手机", "{name}'s phone"],
  chatWith: ["与 {app} 的会话", "Chat with {app}"],
  unread: ["{n} 条未读", "{n} unread"],
  noPhones: ["还没有手机", "No phones yet"],
  noPhonesHint: ["添加一个人，就能以他的身份和应用聊天。", "Add a person to chat with the app as that person."],
  emptyChat: ["还没有消息。点下面的菜单，或说点什么。", "No messages yet. Use the menu below, or say something."],
  openChat: ["进入会话", "Open the chat"],
  say: ["说点什么…", "Say something…"],
  send: ["发送", "Send"],
  sendN: ["发送（{n}）", "Send ({n})"],
  more: ["更多：照片、样图、位置", "More: photos, samples, location"],
  photo: ["照片", "Photos"],
  samples: ["样图", "Samples"],
  location: ["位置", "Location"],
  voice: ["语音", "Voice"],
  menu: ["应用菜单", "App menu"],
  pickSamples: ["选一张或几张，逐张发出", "Pick one or more; each is sent as its own message"],
  lat: ["纬度", "Latitude"],
  lon: ["经度", "Longitude"],
  place: ["地点名称", "Name of the place"],
  recalled: ["应用撤回了一条消息", "The app recalled a message"],
  details: ["详情", "Details"],
  submit: ["提交", "Submit"],
  chosen: ["已选择", "Chosen"],
  cardMenu: ["卡片菜单", "Card menu"],
  picture: ["图片", "Picture"],
  pictureOf: ["看大图", "Enlarge the picture"],
  pictureGone: ["图片已失效", "Picture expired"],
  farPicture: ["外部图片（离线不显示）", "Outside picture (not loaded)"],
  file: ["文件", "File"],
  video: ["视频", "Video"],
  miniprogram: ["小程序", "Mini-program"],
  unknown: ["此类消息无法显示", "This kind of message cannot be shown"],
  clock: ["时钟", "Clock"],
  plusHour: ["+1 小时", "+1 h"],
  plusDay: ["+1 天", "+1 day"],
  next: ["到下一件事", "To what is next"],
  nextNone: ["没有安排中的事", "Nothing is planned"],
  moving: ["时间在走…", "Time is passing…"],
  log: ["机器人的决定与原因", "What the bot decided, and why"],
  logShort: ["日志", "Log"],
  logEmpty: ["机器人还没有决定什么。", "The bot has not decided anything yet."],
  logFind: ["筛选…", "Filter…"],
  tour: ["跟着走一遍", "A guided tour"],
  tourShort: ["导览", "Tour"],
  tourCount: ["{n}/{all}", "{n}/{all}"],
  tourDone: ["已体验", "done"],
  tourPhone: ["打开{name}的手机", "Open {name}'s phone"],
  tourSay: ["{name}说：“{text}”", "{name} says “{text}”"],
  tourNext: ["下一步：{title}", "Next: {title}"],
  tourAll: ["都走过了。接下来随便试，说错了也没关系。", "That was all. Now try whatever you like; nothing can go wrong."],
  tourUntil: ["把时间拨到 {at}", "Move the clock to {at}"],
  language: ["English", "中文"],
  offline: ["连接断开，正在重连…", "Connection lost, reconnecting…"],
  failed: ["没有成功：{why}", "That did not work: {why}"],
  back: ["回到最新消息", "Back to the newest"],
  yesterday: ["昨天", "Yesterday"],
};

const stored = "wecomsim.language";

let column = choose();

function choose() {
  let kept = null;
  try {
    kept = localStorage.getItem(stored);
  } catch { /* storage is switched off: the browser's language decides */ }
  const lang = kept ?? navigator.language ?? "zh";
  return lang.toLowerCase().startsWith("zh") ? 0 : 1;
}

export function language() {
  return column === 0 ? "zh-CN" : "en";
}

// t gives the words for a key, with {names} filled in.
export function t(key, vars = {}) {
  const text = words[key]?.[column] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => vars[name] ?? "");
}

// label marks an element's text, accessible name or placeholder as words of the page.
export function label(el, key, vars, where = "t") {
  const attr = where === "t" ? "data-t" : `data-t-${where}`;
  el.setAttribute(attr, key);
  if (vars) el.setAttribute("data-t-vars", JSON.stringify(vars));
  else el.removeAttribute("data-t-vars");
  write(el);
  return el;
}

function write(el) {
  const vars = el.dataset.tVars ? JSON.parse(el.dataset.tVars) : undefined;
  if (el.dataset.t !== undefined) el.textContent = t(el.dataset.t, vars);
  if (el.dataset.tLabel !== undefined) {
    const words = t(el.dataset.tLabel, vars);
    el.setAttribute("aria-label", words);
    if (el.tagName === "BUTTON" || el.tagName === "A") el.title = words;
  }
  if (el.dataset.tPlaceholder !== undefined) {
    el.placeholder = t(el.dataset.tPlaceholder, vars);
    el.setAttribute("aria-label", el.placeholder);
  }
}

const listeners = [];

// onLanguage calls fn after each switch of the language.
export function onLanguage(fn) {
  listeners.push(fn);
}

export function translate() {
  document.documentElement.lang = language();
  document.querySelectorAll("[data-t],[data-t-label],[data-t-placeholder]").forEach(write);
  for (const fn of listeners) fn();
}

export function switchLanguage() {
  column = 1 - column;
  try {
    localStorage.setItem(stored, language());
  } catch { /* not remembered, that is all */ }
  translate();
}
