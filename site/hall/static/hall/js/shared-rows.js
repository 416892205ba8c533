/* In a guide's material row: what the chosen shared material says is not typed in the row.
   Without this file the server still puts the record's values back; here the fields are folded away and it is said. */
(() => {
  const SELECTOR = 'input[type="hidden"][name^="materials-"][name$="-shared"]';

  function show(input) {
    const row = input.closest("[data-inline-panel-child]");
    if (!row) return;
    const chosen = input.value !== "";
    row.querySelectorAll(".shared-value").forEach((part) => {
      part.hidden = chosen;
    });
    row.classList.toggle("shared-row", chosen);
  }

  function look(root) {
    root.querySelectorAll(SELECTOR).forEach((input) => {
      if (input.dataset.sharedRow) return;
      input.dataset.sharedRow = "1";
      input.addEventListener("change", () => show(input));
      show(input);
    });
  }

  function begin() {
    look(document);
    const rows = document.getElementById("id_materials-FORMS");
    if (rows) new MutationObserver(() => look(rows)).observe(rows, { childList: true });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
