// Asks how far a long piece of work has come, and goes on when it is done.
document.querySelectorAll("[data-poll]").forEach((box) => {
  const bar = box.querySelector("progress");
  const parts = ["done", "total", "words"].map((name) => [name, box.querySelector(`[data-poll-${name}]`)]);
  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.poll, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const state = await answer.json();
        if (state.href) {
          window.location.assign(state.href);
          return;
        }
        bar.max = state.total;
        bar.value = state.done;
        for (const [name, part] of parts) {
          if (part.textContent !== String(state[name])) part.textContent = state[name];
        }
      }
    } catch (error) {
      // A dropped line is asked again; the page itself still says where it stood.
      if (!(error instanceof TypeError)) throw error;
    }
    setTimeout(ask, 2000);
  };
  setTimeout(ask, 1000);
});
