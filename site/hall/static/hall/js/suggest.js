// Suggestions while typing: turns each <form data-suggest="ADDRESS"> into a combobox (WAI-ARIA 1.2, list autocomplete).
// ADDRESS?q=words answers {"suggestions": [{"text": "…", "url": "…", "note": "…"}]}; url and note may be missing. Before
// anything is typed it offers what was searched lately in this browser, kept here only, and what ADDRESS without words
// says is popular. Without this file, or when the address fails, the form searches as it always did.
(() => {
  "use strict";
  const WAIT = 180;
  const MOST = 8;
  const MOST_RECENT = 5;
  const KEPT = "hall-searched";

  // What was searched in this browser; nothing with a long number in it. A closed storage remembers nothing.
  const recent = {
    all() {
      try {
        const kept = JSON.parse(localStorage.getItem(KEPT) || "[]");
        return Array.isArray(kept) ? kept.filter((text) => typeof text === "string").slice(0, MOST_RECENT) : [];
      } catch {
        return [];
      }
    },
    keep(text) {
      const words = text.trim();
      if (!words || /\d{6}/.test(words.replace(/[\s-]/g, ""))) return;
      try {
        const kept = [words, ...recent.all().filter((other) => other !== words)].slice(0, MOST_RECENT);
        localStorage.setItem(KEPT, JSON.stringify(kept));
      } catch {
        // A full or closed storage.
      }
    },
    clear() {
      try {
        localStorage.removeItem(KEPT);
      } catch {
        // A closed storage has nothing to clear.
      }
    },
  };

  const made = (name, className, parent) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    parent.append(element);
    return element;
  };

  const attach = (form) => {
    const input = form.querySelector('input[type="search"]');
    if (!input) return;
    const box = made("div", "suggestions", form);
    input.after(box); // so that the Tab key goes from the words to what clears them
    box.hidden = true;
    const list = made("ul", "", box);
    list.id = `${input.id}-list`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
    const clear = made("button", "suggestions__clear", box);
    clear.type = "button";
    clear.textContent = form.dataset.clear;
    const said = made("div", "visually-hidden", form);
    said.setAttribute("role", "status");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    let timer = 0;
    let running = null;
    let chosen = -1;
    let composing = false;

    const close = () => {
      clearTimeout(timer);
      running?.abort();
      box.hidden = true;
      chosen = -1;
      said.textContent = "";
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const mark = (index) => {
      const rows = [...list.children];
      chosen = rows.length ? (index + rows.length) % rows.length : -1;
      rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === chosen)));
      if (chosen >= 0) {
        input.setAttribute("aria-activedescendant", rows[chosen].id);
        rows[chosen].scrollIntoView({ block: "nearest" });
      }
    };

    const take = (row) => {
      if (row.dataset.url) {
        window.location.assign(row.dataset.url);
        return;
      }
      input.value = row.dataset.text;
      close();
      form.requestSubmit();
    };

    const line = ({ text, url, note }, at) => {
      const row = document.createElement("li");
      row.id = `${list.id}-${at}`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      row.dataset.text = text;
      if (url) row.dataset.url = url;
      row.append(text);
      if (note) made("span", "suggestions__note", row).textContent = note;
      return row;
    };

    const show = (suggestions, clearable = false) => {
      const rows = suggestions.slice(0, MOST).map(line);
      list.replaceChildren(...rows);
      chosen = -1;
      input.removeAttribute("aria-activedescendant");
      clear.hidden = !clearable;
      box.hidden = !rows.length;
      said.textContent = rows.length ? form.dataset.count.replace("{n}", rows.length) : "";
      input.setAttribute("aria-expanded", String(!box.hidden));
    };

    const fetched = async (words) => {
      running?.abort();
      running = new AbortController();
      const address = new URL(form.dataset.suggest, window.location.href);
      if (words) address.searchParams.set("q", words);
      const answer = await fetch(address, { signal: running.signal, headers: { Accept: "application/json" } });
      return answer.ok ? ((await answer.json()).suggestions ?? []) : [];
    };

    const ask = async () => {
      const words = input.value.trim();
      const own = words ? [] : recent.all().map((text) => ({ text, note: form.dataset.recent }));
      let others = [];
      try {
        others = await fetched(words);
      } catch (error) {
        if (error.name === "AbortError") return;
      }
      if (document.activeElement !== input || input.value.trim() !== words) return;
      const known = new Set(own.map(({ text }) => text));
      show([...own, ...others.filter(({ text }) => !known.has(text))], own.length > 0);
    };

    const later = () => {
      clearTimeout(timer);
      if (!composing) timer = setTimeout(ask, WAIT);
    };

    form.addEventListener("submit", () => recent.keep(input.value));
    input.addEventListener("compositionstart", () => {
      composing = true;
    });
    input.addEventListener("compositionend", () => {
      composing = false;
      later();
    });
    input.addEventListener("input", later);
    input.addEventListener("click", () => {
      if (!input.value.trim() && box.hidden) ask();
    });
    form.addEventListener("focusout", (event) => {
      if (!box.contains(event.relatedTarget) && event.relatedTarget !== input) close();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || box.hidden) return;
      event.preventDefault();
      close();
      input.focus();
    });
    input.addEventListener("keydown", (event) => {
      if (composing || event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (box.hidden) {
          ask();
        } else {
          event.preventDefault();
          mark(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? -1 : chosen - 1);
        }
      } else if (event.key === "Enter" && !box.hidden && chosen >= 0) {
        event.preventDefault();
        take(list.children[chosen]);
      }
    });
    clear.addEventListener("click", () => {
      recent.clear();
      close();
      input.focus();
    });
    box.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const row = event.target.closest("li");
      if (row) take(row);
    });
  };

  document.querySelectorAll("form[data-suggest]").forEach(attach);
})();
