// Small help for the staff's screens: pick all rows, send a verb with Ctrl+Enter, lead the eye to a refusal.
(() => {
  "use strict";

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-hall-pick-all]")) return;
    const table = event.target.closest("table");
    for (const box of table.querySelectorAll('input[name="case"]')) box.checked = event.target.checked;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("[data-hall-verb]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-hall-verb]");
    if (!form) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });

  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-hall-verb]")) delete form.dataset.sent;
  });

  document.addEventListener("DOMContentLoaded", () => {
    const refused = document.getElementById("refused");
    if (refused) refused.focus();
  });
})();
