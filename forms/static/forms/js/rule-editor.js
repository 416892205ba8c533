// The form builder: a condition reads as a sentence. What it asks for is chosen from the fields before it, by label, and
// kept by key; operators are those that fit; values of choices, dates and yes or no are chosen, not typed.
(() => {
  "use strict";

  const facts = JSON.parse(document.getElementById("rule-facts").textContent);
  const BLOCK = /^(body-\d+(?:-value-blocks-\d+){0,2})-value-(?:show|require|value)-/;
  const SUBJECT = 'input[name$="-value-subject"]';
  const KEY = /^(body-\d+-value-blocks-\d+(?:-value-blocks-\d+)?)-value-key$/;
  const byName = (name) => document.querySelector(`[name="${CSS.escape(name)}"]`);
  const valueOf = (name) => byName(name)?.value.trim() || "";
  const words = (name, values = {}) =>
    facts.words[name].replace(/%\((\w+)\)s/g, (_all, key) => values[key]);
  const TODAY = "#today";
  const frame = (input) => input.closest("[data-contentpath]");

  // ---- Keys for what is new on the page: offered at once, kept in the field as soon as something names it. The server
  // gives all others when the form is saved, and never one that was used before.

  const offeredKeys = new WeakMap();
  let lastKey = facts.lastKey;

  function keyOf(input) {
    const own = input.value.trim();
    if (own) return own;
    if (!offeredKeys.has(input)) {
      const numbers = [...document.querySelectorAll('[name$="-value-key"]')].map((one) => Number(/^f(\d{1,9})$/.exec(one.value.trim())?.[1] || 0));
      lastKey = Math.max(lastKey, ...numbers) + 1;
      offeredKeys.set(input, `f${lastKey}`);
    }
    return offeredKeys.get(input);
  }

  // Keep the keys of new fields and choices that a sentence names now.
  function keep(value) {
    const named = value.match(/[a-z][a-z0-9_]*/g) || [];
    document.querySelectorAll('[name$="-value-key"], [name$="-value-value"]').forEach((input) => {
      const key = offeredKeys.get(input);
      if (key && !input.value.trim() && named.includes(key)) input.value = key;
    });
  }

  // ---- The fields of the form as they stand on the page now

  function isDeleted(prefix) {
    const outer = prefix.split(/(?=-value-blocks-\d+)/).map((_part, at, all) => all.slice(0, at + 1).join(""));
    return outer.some((one) => valueOf(`${one}-deleted`) === "1");
  }

  // A choice's value is given to no other, neither that of a choice deleted on this page nor of an earlier version.
  function choiceOf(input, prefix) {
    const own = input.value.trim();
    if (own) return own;
    const rows = document.querySelectorAll(`[name^="${CSS.escape(prefix)}-value-choices-"][name$="-value-value"]`);
    const used = [...rows].map((one) => one.value.trim() || (one !== input && offeredKeys.get(one)));
    if (!offeredKeys.has(input) || used.includes(offeredKeys.get(input))) {
      let number = facts.lastChoice + 1;
      while (used.includes(`c${number}`)) number += 1;
      offeredKeys.set(input, `c${number}`);
    }
    return offeredKeys.get(input);
  }

  // The choices of a field: its own rows, or those of the list it takes. Lines that were pasted become rows on saving.
  function choicesOf(prefix) {
    const shared = facts.shared[valueOf(`${prefix}-value-shared`)];
    if (shared) return shared;
    return [...document.querySelectorAll(`[name^="${CSS.escape(prefix)}-value-choices-"][name$="-value-label"]`)]
      .map((input) => input.name.slice(0, -"-value-label".length))
      .filter((row) => valueOf(`${row}-deleted`) !== "1")
      .map((row) => ({ input: byName(`${row}-value-value`), label: valueOf(`${row}-value-label`) }))
      .filter((choice) => choice.label && choice.input)
      .map(({ input, label }) => ({ value: choiceOf(input, prefix), label }));
  }

  function fields() {
    return [...document.querySelectorAll('[name$="-value-key"]')]
      .map((input) => ({ input, prefix: KEY.exec(input.name)?.[1] }))
      .filter(({ prefix }) => prefix && !isDeleted(prefix))
      .map(({ input, prefix }) => ({
        input,
        prefix,
        key: keyOf(input),
        label: valueOf(`${prefix}-value-label`) || words("untitled"),
        type: valueOf(`${prefix}-type`),
        group: /^(body-\d+-value-blocks-\d+)-value-blocks-\d+$/.exec(prefix)?.[1] || "",
      }));
  }

  const isBefore = (field, input) =>
    Boolean(field.input.compareDocumentPosition(input) & Node.DOCUMENT_POSITION_FOLLOWING);

  // What a rule may ask for: [{ value, text, type, prefix of the field whose choices fit }].
  function subjects(input) {
    const own = BLOCK.exec(input.name)[1];
    const all = fields();
    const earlier = all.filter((one) => one.prefix !== own && !one.prefix.startsWith(`${own}-`) && isBefore(one, input));
    const found = [];
    const dates = [];
    const put = (value, text, type, field) => found.push({ value, text, type, prefix: field.prefix });
    for (const field of earlier) {
      const type = facts.types[field.type];
      const group = all.find((one) => one.prefix === field.group);
      const label = field.label;
      if (field.type === "group") {
        if (!own.startsWith(`${field.prefix}-`)) put(`${field.key}:count`, words("rows", { label }), "number", field);
      } else if (!group || own.startsWith(`${group.prefix}-`)) {
        const name = `${group ? "@" : ""}${field.key}`;
        put(name, group ? words("row", { label }) : label, type, field);
        if (type === "list") put(`${name}:count`, words("chosen", { label }), "number", field);
        if (type === "date") dates.push({ ...field, name });
      } else {
        const path = `${group.key}.${field.key}`;
        if (type === "number") put(`${path}:sum`, words("sum", { label, group: group.label }), "number", field);
        put(`${path}:any`, words("any", { label, group: group.label }), type, field);
        put(`${path}:all`, words("all", { label, group: group.label }), type, field);
      }
    }
    const today = { name: TODAY, label: words("today") };
    const days = (first, last) => {
      const text = words("days", { first: first.label, last: last.label });
      found.push({ value: `${first.name}~${last.name}:days`, text, type: "number", prefix: "" });
    };
    dates.forEach((last, at) => dates.slice(0, at).forEach((first) => days(first, last)));
    dates.forEach((one) => [[one, today], [today, one]].forEach((pair) => days(...pair)));
    found.push({ value: TODAY, text: words("today"), type: "date", prefix: "" });
    return found;
  }

  // ---- Inputs drawn as lists

  function option(value, text, { chosen = false, disabled = false } = {}) {
    const made = new Option(text, value, chosen, chosen);
    made.disabled = disabled;
    return made;
  }

  function listFor(input) {
    let list = input.parentElement.querySelector(":scope > select[data-rule-list]");
    if (!list) {
      list = document.createElement("select");
      list.dataset.ruleList = "";
      list.id = `${input.id}-list`;
      list.addEventListener("change", () => write(input, list.value));
      list.setAttribute("aria-label", document.querySelector(`label[for="${CSS.escape(input.id)}"]`)?.textContent.trim() || "");
      input.after(list);
    }
    return list;
  }

  function write(input, value) {
    input.value = value;
    keep(value);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    draw(partsOf(input).subject);
  }

  function asList(input, options, blank = words("choose")) {
    const list = listFor(input);
    const known = options.some((one) => one.value === input.value && !one.disabled);
    const rest = input.value && !known ? [option(input.value, words("gone", { value: input.value }), { chosen: true })] : [];
    list.replaceChildren(option("", blank, { chosen: !input.value }), ...rest, ...options);
    list.value = input.value;
    list.hidden = false;
    input.hidden = true;
  }

  function asTicks(input, choices) {
    let box = input.parentElement.querySelector(":scope > fieldset[data-rule-ticks]");
    if (!box) {
      box = document.createElement("fieldset");
      box.dataset.ruleTicks = "";
      box.addEventListener("change", () => {
        const ticked = [...box.querySelectorAll("input:checked")].map((tick) => tick.value);
        write(input, ticked.join("、"));
      });
      input.after(box);
    }
    const chosen = input.value.split(/[、,，;；\n]+/);
    const labels = choices.map(({ value, label }) => {
      const row = document.createElement("label");
      const tick = document.createElement("input");
      Object.assign(tick, { type: "checkbox", value, checked: chosen.includes(value) });
      row.append(tick, ` ${label}`);
      return row;
    });
    const had = box.contains(document.activeElement) && document.activeElement.value;
    box.replaceChildren(...labels);
    if (had) box.querySelector(`[value="${CSS.escape(had)}"]`)?.focus();
    box.hidden = false;
    input.hidden = true;
  }

  function asInput(input, type) {
    input.parentElement.querySelectorAll("[data-rule-list], [data-rule-ticks]").forEach((one) => {
      one.hidden = true;
    });
    input.hidden = false;
    const wanted = type === "date" && (!input.value || /^\d{4}-\d{2}-\d{2}$/.test(input.value)) ? "date" : "text";
    if (input.type !== wanted) input.type = wanted;
    input.inputMode = type === "number" ? "decimal" : "text";
  }

  // ---- One sentence

  function partsOf(input) {
    const prefix = input.name.replace(/-(?:subject|operator|value|value_to|factor|number)$/, "");
    return Object.fromEntries(
      ["subject", "operator", "value", "value_to", "factor", "number"].map((name) => [name, byName(`${prefix}-${name}`)]),
    );
  }

  const optionOf = (one) => option(one.value, one.text);

  // A part of a calculation: numbers alone can be added and multiplied.
  function drawTerm({ subject, factor, number }) {
    const numbers = subjects(subject).filter((one) => one.type === "number" && !/:(any|all)$/.test(one.value));
    asList(subject, numbers.map(optionOf), words("number"));
    asList(factor, numbers.map(optionOf), words("nothing"));
    frame(factor).hidden = !subject.value;
    const label = document.querySelector(`label[for="${CSS.escape(number.id)}"]`);
    if (label) label.textContent = words(subject.value ? "times" : "amount");
    asInput(number, "number");
  }

  // A date that is the same for everybody, or the day on which the answers are checked.
  function asDate(input) {
    if (input.value === "今天") input.value = "today";
    const day = input.value === "today" ? [] : [option(input.value, words("day"), { chosen: true })];
    asInput(input, "date");
    const list = listFor(input);
    list.replaceChildren(...(day.length ? day : [option("", words("day"))]), option("today", words("today"), { chosen: !day.length }));
    list.hidden = false;
    input.hidden = !day.length;
  }

  function draw(input) {
    const parts = partsOf(input);
    if (parts.factor) {
      drawTerm(parts);
      return;
    }
    const { subject, operator, value, value_to: upTo } = parts;
    const offered = subjects(subject);
    asList(subject, offered.map(optionOf));
    const chosen = offered.find((one) => one.value === subject.value);
    const type = chosen?.type || "";
    const fitting = facts.fitting[type] || Object.values(facts.fitting).flat();
    [...operator.options].forEach((one) => {
      one.hidden = one.disabled = !fitting.includes(one.value);
    });
    if (!fitting.includes(operator.value)) [operator.value] = fitting;
    const bare = operator.value === "filled" || operator.value === "empty";
    frame(value).hidden = bare;
    frame(upTo).hidden = operator.value !== "between";
    const choices = chosen && !/:(count|sum|days)$/.test(chosen.value) ? choicesOf(chosen.prefix) : [];
    if (type === "bool") {
      asList(value, [option("yes", words("yes")), option("no", words("no"))]);
    } else if (!choices.length && chosen && valueOf(`${chosen.prefix}-value-paste`)) {
      asInput(value, type);
      asList(value, [option("", words("pasted"), { disabled: true })]);
    } else if (choices.length && /in$/.test(operator.value)) {
      asInput(value, type);
      asTicks(value, choices);
    } else if (choices.length) {
      asInput(value, type);
      asList(value, choices.map((one) => option(one.value, one.label)));
    } else if (type === "date") {
      asDate(value);
    } else {
      asInput(value, type);
    }
    if (type === "date") asDate(upTo);
    else asInput(upTo, type);
  }

  const all = () => document.querySelectorAll(SUBJECT);
  let due = 0;
  const drawAll = () => {
    window.clearTimeout(due);
    due = window.setTimeout(() => all().forEach(draw), 150);
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches('select[name$="-value-operator"]')) draw(event.target);
    else if (/-value-(label|key|paste|shared)$/.test(event.target.name || "")) drawAll();
  });
  new MutationObserver((records) => {
    const isNew = (node) => node instanceof Element && node.querySelector(`${SUBJECT}:not([hidden])`);
    if (records.some((record) => [...record.addedNodes].some(isNew))) all().forEach(draw);
    else if (records.some((record) => record.type === "childList" && record.target.matches("[data-streamfield-stream-container], [data-streamfield-list-container]"))) drawAll();
  }).observe(document.body, { childList: true, subtree: true });
  all().forEach(draw);
})();
