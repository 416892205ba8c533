// A form follows its answers without loading the page: what hangs on them comes and goes, rows are added and removed.
// The server decides again when the form is sent; without this script its buttons do the same.
(() => {
  "use strict";

  const script = document.getElementById("asking");
  const form = script?.closest("form");
  if (!form) return;
  const parts = JSON.parse(script.textContent);
  const said = form.querySelector("[data-asking-said]");
  const PREFIX = "answers";
  const UNSEEN = `${PREFIX}-unseen`;
  const named = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const within = (prefix) => [...form.querySelectorAll(`[name^="${CSS.escape(prefix)}-"]`)];

  // ---- What the inputs say, as rules know answers; what cannot be read is not answered

  const isGiven = (input) => (/^(checkbox|radio)$/.test(input.type) ? input.checked : Boolean(input.value));
  const ticked = (name) => named(name).filter((input) => input.checked).map((input) => input.value);
  const typed = (name) => {
    const inputs = named(name);
    return HallReadings.strip((inputs[0]?.type === "radio" ? ticked(name)[0] : inputs[0]?.value) || "") || null;
  };
  const READERS = {
    text: typed,
    number: (name, reading) => HallReadings.number(typed(name) || "", reading),
    date: (name, reading) => HallReadings.day(typed(name) || "", reading, page.today),
    dates: (name, reading) => HallReadings.days(["start", "end"].map((end) => typed(`${name}_${end}`) || ""), reading, page.today),
    bool: (name) => {
      const [input] = named(name);
      if (input?.type === "checkbox") return input.checked || null;
      return { yes: true, no: false }[typed(name)] ?? null;
    },
    list: (name) => {
      const found = ticked(name);
      return found.length ? found : null;
    },
    opaque: (name) => [...named(name), ...within(name)].some(isGiven) || null,
  };

  // ---- What is shown

  let changed = { more: [], less: [] };

  function show(part, name, on) {
    const frame = form.querySelector(`[data-part="${CSS.escape(name)}"]`);
    if (!frame || frame.hidden === !on) return;
    frame.hidden = !on;
    const marker = frame.querySelector(`:scope > [name="${UNSEEN}"]`);
    if (marker) marker.disabled = on;
    if (part.label) changed[on ? "more" : "less"].push(part.label);
  }

  function require(part, name, on) {
    const optional = document.getElementById(`id_${name}_field`)?.querySelector(".field__optional");
    if (optional) optional.hidden = on;
  }

  function compute(part, name, value) {
    const input = document.getElementById(`id_${name}`);
    if (input) input.value = value === null ? "" : [HallRules.grouped(value), part.unit].filter(Boolean).join(" ");
  }

  // The rows that would be kept: those with something in them, and empty ones only as far as they are needed.
  function rowsOf(name) {
    const all = named(`${name}-rows`).map((input) => input.value);
    const empty = all.filter((index) => !within(`${name}-${index}`).some((one) => one.name !== UNSEEN && !one.disabled && isGiven(one)));
    const least = Number(groupOf(name).dataset.least);
    const dropped = empty.slice(Math.max(0, least - (all.length - empty.length)));
    return all.filter((index) => !dropped.includes(index));
  }

  const answer = (part, name) => READERS[part.reading?.as || part.type](name, part.reading);
  const page = { show, require, compute, answer, rows: rowsOf, today: said.dataset.today };

  let due = 0;
  function tell(text) {
    window.clearTimeout(due);
    due = window.setTimeout(() => {
      said.textContent = text;
    }, 300);
  }

  function follow({ quiet = false } = {}) {
    HallRules.walk(parts, PREFIX, page);
    const { more, less } = changed;
    changed = { more: [], less: [] };
    if (quiet || (!more.length && !less.length)) return;
    const sentence = (words, labels) => (labels.length ? `${words}${labels.join("、")}` : "");
    tell([sentence(said.dataset.more, more), sentence(said.dataset.less, less)].filter(Boolean).join("；"));
  }

  // ---- Rows

  const groupOf = (name) => form.querySelector(`[data-group="${CSS.escape(name)}"]`);
  const rowsIn = (group) => [...group.querySelectorAll("[data-row]")];
  const blank = (group) => group.querySelector(":scope > template");
  const titleOf = (row) => row.querySelector("[data-row-title]");
  const remover = (row) => row.querySelector('button[name$="-remove"]');

  function number(group) {
    const rows = rowsIn(group);
    const sample = blank(group).content;
    rows.forEach((row, at) => {
      titleOf(row).textContent = `${titleOf(sample).textContent} ${at + 1}`;
      remover(row).setAttribute("aria-label", `${remover(sample).getAttribute("aria-label")} ${at + 1}`);
      remover(row).hidden = rows.length <= Number(group.dataset.least);
    });
    group.querySelector(':scope > button[name$="-add"]').hidden = rows.length >= Number(group.dataset.most);
  }

  function add(group) {
    const index = Math.max(-1, ...rowsIn(group).map((row) => Number(row.dataset.row))) + 1;
    const holder = document.createElement("template");
    holder.innerHTML = blank(group).innerHTML.replaceAll("__row__", index);
    group.querySelector("[data-rows]").append(holder.content);
    number(group);
    rowsIn(group).at(-1).dispatchEvent(new Event("hall:row", { bubbles: true }));
    const title = titleOf(rowsIn(group).at(-1));
    title.focus();
    tell(`${said.dataset.added}${title.textContent}`);
  }

  function remove(group, row) {
    const next = row.nextElementSibling || row.previousElementSibling;
    tell(`${said.dataset.gone}${titleOf(row).textContent}`);
    row.remove();
    number(group);
    (next ? titleOf(next) : group.querySelector(':scope > button[name$="-add"]')).focus();
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-group] button[type=submit]");
    if (!button) return;
    event.preventDefault();
    const group = button.closest("[data-group]");
    if (button.name.endsWith("-add")) add(group);
    else remove(group, button.closest("[data-row]"));
    follow();
  });
  form.addEventListener("input", () => follow());
  form.addEventListener("change", () => follow());
  follow({ quiet: true });
})();
