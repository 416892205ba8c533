// Small helps on top of pages that work without them.
(() => {
  "use strict";

  // Print buttons show themselves only where they can work.
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // Copy buttons: <button data-copy="id of an input" data-done="words">. Plain http has no clipboard, so copy by hand then.
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const input = document.getElementById(button.dataset.copy);
    const said = document.querySelector(`[data-copied="${CSS.escape(button.dataset.copy)}"]`);
    button.hidden = false;
    button.addEventListener("click", async () => {
      input.select();
      try {
        await navigator.clipboard.writeText(input.value);
      } catch {
        document.execCommand("copy");
      }
      said.textContent = button.dataset.done;
    });
  });

  // What a link says to `ping` when it is followed, in browsers that leave the attribute alone; said twice it counts once.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[ping]");
    if (link) navigator.sendBeacon?.(link.getAttribute("ping"));
  });

  // A refused form: the summary of errors takes the focus.
  document.querySelector("[data-focus]")?.focus();

  // Checklists keep their ticks on this device: <ul data-checklist="item-code"> with boxes that have a value.
  document.querySelectorAll("[data-checklist]").forEach((list) => {
    const key = `checklist:${list.dataset.checklist}`;
    const boxes = [...list.querySelectorAll('input[type="checkbox"]')];
    const counter = document.querySelector(`[data-checklist-count="${CSS.escape(list.dataset.checklist)}"]`);
    let kept = [];
    try {
      kept = JSON.parse(localStorage.getItem(key) || "[]");
    } catch {
      kept = [];
    }
    const show = () => {
      if (counter) {
        counter.textContent = counter.dataset.words
          .replace("{done}", boxes.filter((box) => box.checked).length)
          .replace("{all}", boxes.length);
      }
    };
    boxes.forEach((box) => {
      box.checked = kept.includes(box.value);
      box.addEventListener("change", () => {
        try {
          localStorage.setItem(key, JSON.stringify(boxes.filter((one) => one.checked).map((one) => one.value)));
        } catch {
          // A full or closed storage loses the ticks on leaving, nothing else.
        }
        show();
      });
    });
    show();
  });

  // Details are opened for printing and closed again after it.
  const opened = new Set();
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details.more:not([open])").forEach((more) => {
      more.open = true;
      opened.add(more);
    });
  });
  window.addEventListener("afterprint", () => {
    opened.forEach((more) => {
      more.open = false;
    });
    opened.clear();
  });
})();
