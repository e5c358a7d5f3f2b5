// Small comforts, each working only where its mark is found: counters, asking again, the first error, folding filters.
document.querySelectorAll("[data-counter]").forEach((box) => {
  const most = Number(box.dataset.counter);
  const line = document.createElement("p");
  line.className = "counter num";
  line.setAttribute("aria-live", "polite");
  box.after(line);
  const count = () => {
    const left = most - [...box.value].length;
    line.classList.toggle("counter-over", left < 0);
    const sentence = left < 0 ? box.dataset.counterOver : box.dataset.counterWords;
    line.textContent = sentence.replace("{n}", String(Math.abs(left)));
  };
  box.addEventListener("input", count);
  count();
});

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// Sent once: a second press while the first is under way does nothing.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.dataset.sent) {
    event.preventDefault();
    return;
  }
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

document.getElementById("error-summary")?.focus();

// On a wide screen there is room for the filters to stand open.
if (window.matchMedia("(min-width: 60em)").matches) {
  document.querySelectorAll(".filters-fold").forEach((fold) => { fold.open = true; });
}

// An open account sheet closes with Escape or a press elsewhere.
const account = document.querySelector(".account");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !account?.open) return;
  account.open = false;
  account.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (account?.open && !account.contains(event.target)) account.open = false;
});
