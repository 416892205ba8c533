// 适用情形: a panel that writes the condition by ticking the page's own questions and options.
// One panel for all rows, made when a field takes the focus, so that forty materials cost no more than one.
(() => {
  "use strict";

  const FIELD = "input[data-condition]";
  const QUESTION = "[name^='scenario_questions-'][name$='-text']";
  const panel = document.createElement("div");
  panel.className = "condition-panel";
  panel.setAttribute("role", "group");
  panel.setAttribute("aria-label", "按情形问题选择");
  let field = null;

  const plain = (text) =>
    text
      .normalize("NFKC")
      .replace(/\s/g, "")
      .replace(/[?:。.]+$/, "")
      .toLowerCase();

  // The questions as they stand in the form now, also those not saved yet; deleted rows do not count.
  const questions = () =>
    [...document.querySelectorAll(QUESTION)]
      .map((input) => {
        const prefix = input.name.slice(0, -"text".length);
        const named = (name) => document.querySelector(`[name="${CSS.escape(prefix + name)}"]`);
        const gone = named("DELETE");
        return {
          text: input.value.trim(),
          options: named("options")
            .value.split(/[\n;；]/)
            .map((line) => line.trim())
            .filter(Boolean),
          gone: Boolean(gone) && (gone.type === "checkbox" ? gone.checked : Boolean(gone.value)),
        };
      })
      .filter((question) => question.text && question.options.length && !question.gone);

  // What the text says: chosen options by question, and the pieces that name no question, kept as they are.
  const read = (text, asked) => {
    const chosen = new Map();
    const rest = [];
    text.split(/[;；]/).forEach((piece) => {
      const at = piece.search(/[=＝:：]/);
      const name = at > 0 ? plain(piece.slice(0, at)) : "";
      const question = asked.find((one) => plain(one.text) === name);
      if (question) {
        const words = piece.slice(at + 1).split(/[/／]/).map((word) => word.trim()).filter(Boolean);
        chosen.set(plain(question.text), words);
      } else if (piece.trim()) {
        rest.push(piece.trim());
      }
    });
    return { chosen, rest };
  };

  const write = () => {
    const asked = questions();
    const { rest } = read(field.value, asked);
    const parts = [...panel.querySelectorAll("fieldset")]
      .map((set) => {
        const words = [...set.querySelectorAll("input:checked")].map((box) => box.value);
        return words.length ? `${set.dataset.question}＝${words.join("/")}` : "";
      })
      .filter(Boolean);
    field.value = [...parts, ...rest].join("；");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const box = (question, option, checked) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "checkbox";
    input.value = option;
    input.checked = checked;
    input.addEventListener("change", write);
    label.append(input, ` ${option}`);
    return label;
  };

  const draw = () => {
    const asked = questions();
    const { chosen } = read(field.value, asked);
    panel.replaceChildren();
    if (!asked.length) {
      const nothing = document.createElement("p");
      nothing.textContent = "先在上面的“情形引导”里写问题和选项，这里就可以直接勾选。";
      panel.append(nothing);
    }
    asked.forEach((question) => {
      const set = document.createElement("fieldset");
      const legend = document.createElement("legend");
      const words = (chosen.get(plain(question.text)) || []).map(plain);
      set.dataset.question = question.text;
      legend.textContent = question.text;
      set.append(legend, ...question.options.map((option) => box(question, option, words.includes(plain(option)))));
      panel.append(set);
    });
  };

  document.addEventListener("focusin", (event) => {
    if (!(event.target instanceof Element) || !event.target.matches(FIELD)) {
      return;
    }
    field = event.target;
    draw();
    field.after(panel);
  });
  document.addEventListener("input", (event) => {
    if (event.target === field && document.activeElement === field) {
      draw();
    }
  });
})();
