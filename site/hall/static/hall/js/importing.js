// The progress of an import: asks once a second, shows it, and opens the page anew when the worker has done.
(() => {
  const section = document.querySelector("[data-import-progress]");
  if (!section) return;
  const bar = section.querySelector("progress");
  const done = section.querySelector("[data-import-done]");
  const total = section.querySelector("[data-import-total]");
  const ask = async () => {
    try {
      const answer = await fetch(section.dataset.importProgress, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const now = await answer.json();
      if (!now.at_work) {
        window.location.reload();
        return;
      }
      if (now.total) {
        bar.max = now.total;
        bar.value = now.done;
        done.textContent = now.done;
        total.textContent = now.total;
      }
    } catch {
      // The next second asks again.
    }
    window.setTimeout(ask, 1000);
  };
  window.setTimeout(ask, 1000);
})();
