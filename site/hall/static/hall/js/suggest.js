// Suggestions while typing: turns each <form data-suggest="ADDRESS"> into a combobox (WAI-ARIA 1.2, list autocomplete).
// ADDRESS?q=words answers {"suggestions": [{"text": "…", "url": "…", "note": "…"}]}; url and note may be missing.
// Without this file, or when the address fails, the form searches as it always did.
(() => {
  "use strict";
  const WAIT = 180;

  const attach = (form) => {
    const input = form.querySelector('input[type="search"]');
    if (!input) return;
    const list = document.createElement("ul");
    list.className = "suggestions";
    list.id = `${input.id}-list`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
    list.hidden = true;
    form.append(list);
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
      list.hidden = true;
      chosen = -1;
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

    const show = (suggestions) => {
      list.replaceChildren(
        ...suggestions.slice(0, 8).map(({ text, url, note }, at) => {
          const row = document.createElement("li");
          row.id = `${list.id}-${at}`;
          row.setAttribute("role", "option");
          row.setAttribute("aria-selected", "false");
          row.dataset.text = text;
          if (url) row.dataset.url = url;
          row.append(text);
          if (note) {
            const small = document.createElement("span");
            small.className = "suggestions__note";
            small.textContent = note;
            row.append(small);
          }
          return row;
        }),
      );
      chosen = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = !suggestions.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
    };

    const ask = async () => {
      const words = input.value.trim();
      if (!words) {
        close();
        return;
      }
      running?.abort();
      running = new AbortController();
      try {
        const address = new URL(form.dataset.suggest, window.location.href);
        address.searchParams.set("q", words);
        const answer = await fetch(address, { signal: running.signal, headers: { Accept: "application/json" } });
        if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions ?? []);
      } catch {
        list.hidden = true;
      }
    };

    const later = () => {
      clearTimeout(timer);
      if (!composing) timer = setTimeout(ask, WAIT);
    };

    input.addEventListener("compositionstart", () => {
      composing = true;
    });
    input.addEventListener("compositionend", () => {
      composing = false;
      later();
    });
    input.addEventListener("input", later);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (composing || event.isComposing) return;
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) {
          ask();
        } else {
          event.preventDefault();
          mark(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? -1 : chosen - 1);
        }
      } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
        event.preventDefault();
        take(list.children[chosen]);
      }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const row = event.target.closest("li");
      if (row) take(row);
    });
  };

  document.querySelectorAll("form[data-suggest]").forEach(attach);
})();
