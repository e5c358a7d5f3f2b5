// Keeps what is typed into a long form: some seconds after a change, and when the page is left. Without it nothing breaks.
const QUIET = 3000;
const MOST = 60000;  // bytes that a page may still send while it is being left

document.querySelectorAll("form[data-draft]").forEach((form) => {
  const line = form.querySelector("[data-draft-line]");
  let timer = 0;
  let isChanged = false;
  let isSent = false;
  let sending = new AbortController();

  const words = () => {
    const typed = new FormData(form);
    form.querySelectorAll("input[type=password], input[type=file]").forEach((box) => typed.delete(box.name));
    return new URLSearchParams([...typed].filter(([name]) => name !== "csrf_token"));
  };

  const keep = async (isLeaving) => {
    clearTimeout(timer);
    if (!isChanged || isSent) return;
    const body = words();
    if (isLeaving && body.toString().length > MOST) return;
    isChanged = false;
    sending = new AbortController();
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, keepalive: isLeaving, signal: isLeaving ? undefined : sending.signal });
      if (!answer.ok) return;
      line.textContent = line.dataset.draftWords;
      line.hidden = false;
    } catch (error) {
      // No network just now, or the form itself is being sent: the next change tries again.
      if (!(error instanceof TypeError) && error.name !== "AbortError") throw error;
      isChanged = !isSent;
    }
  };

  const note = () => {
    isChanged = true;
    clearTimeout(timer);
    timer = setTimeout(() => keep(false), QUIET);
  };
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    isSent = true;
    sending.abort();
  });
  window.addEventListener("pageshow", () => { isSent = false; });
  window.addEventListener("pagehide", () => keep(true));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep(true);
  });
});
