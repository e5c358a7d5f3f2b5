// Copies the words beside a button; where the browser gives no clipboard, the button stays hidden.
document.querySelectorAll("[data-copy]").forEach((box) => {
  if (!navigator.clipboard) return;
  const words = box.querySelector("[data-copy-words]");
  const button = box.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(words.textContent.trim());
    button.querySelector("span").textContent = box.dataset.copied;
  });
});
