// Single keys for what a page marks with data-key. Off while typing, listed by "?", and the reader may switch them off.
const STORE = "tongqiao.keys";
const sheet = document.getElementById("keys");

const targets = () => [...document.querySelectorAll("[data-key]")].filter((target) => target.checkVisibility?.() ?? true);
const isOff = () => {
  try {
    return localStorage.getItem(STORE) === "off";
  } catch {
    return false;
  }
};
const isTyping = (target) => target.matches?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

function spoken(target) {
  return [...target.querySelectorAll("span")].map((part) => part.textContent.trim()).join(" ") || target.textContent.trim();
}

function line(list, key, text) {
  const term = document.createElement("dt");
  const mark = document.createElement("kbd");
  mark.textContent = key.toUpperCase();
  term.append(mark);
  const description = document.createElement("dd");
  description.textContent = text;
  list.append(term, description);
}

function help() {
  const list = sheet.querySelector("dl");
  list.replaceChildren();
  for (const target of targets()) line(list, target.dataset.key, spoken(target));
  line(list, "?", sheet.dataset.help);
  sheet.querySelector("[data-keys-on]").hidden = !isOff();
  sheet.querySelector("[data-keys-off]").hidden = isOff();
  sheet.showModal();
}

function keep(state) {
  localStorage.setItem(STORE, state);
  sheet.close();
}

sheet.querySelector("[data-keys-on]").addEventListener("click", () => keep("on"));
sheet.querySelector("[data-keys-off]").addEventListener("click", () => keep("off"));
sheet.querySelector("[data-keys-close]").addEventListener("click", () => sheet.close());

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?" && targets().length > 0) {
    event.preventDefault();
    help();
    return;
  }
  if (isOff()) return;
  const target = targets().find((candidate) => candidate.dataset.key === event.key.toLowerCase());
  if (!target) return;
  event.preventDefault();
  target.focus();
  target.click();
});
