// Fields that get better with JavaScript; each works as plain HTML without.
(() => {
  "use strict";

  // A long list gets a box that narrows it: <select data-filter="words for the box">. The select itself stays.
  document.querySelectorAll("select[data-filter]").forEach((select) => {
    const kept = [...select.children].map((child) => child.cloneNode(true));
    const box = document.createElement("input");
    box.type = "search";
    box.className = "input select-filter";
    box.autocomplete = "off";
    box.placeholder = select.dataset.filter;
    box.setAttribute("aria-label", `${select.labels[0]?.textContent.trim() ?? ""} ${select.dataset.filter}`);
    box.setAttribute("aria-controls", select.id);
    const narrow = () => {
      const words = box.value.trim().toLowerCase();
      const chosen = select.value;
      const fits = (option) => option.value === "" || option.value === chosen || option.text.toLowerCase().includes(words);
      const left = kept.map((child) => child.cloneNode(true)).filter((child) => {
        if (child.tagName === "OPTION") return fits(child);
        if (child.label.toLowerCase().includes(words)) return true;
        [...child.children].forEach((option) => fits(option) || option.remove());
        return child.children.length > 0;
      });
      select.replaceChildren(...left);
      select.value = chosen;
      const matching = [...select.options].filter((option) => option.value && option.text.toLowerCase().includes(words));
      if (words && matching.length === 1) select.value = matching[0].value;
      if (select.value !== chosen) select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    box.addEventListener("input", narrow);
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "ArrowDown") {
        event.preventDefault();
        select.focus();
      }
    });
    select.before(box);
  });

  // Linked choices: one list in groups becomes a list for each level, the last of which is the field's own.
  document.querySelectorAll("select[data-linked]").forEach((select) => {
    const names = select.dataset.linked.split(">").map((name) => name.trim());
    const kept = [...select.querySelectorAll("option")].filter((option) => option.value).map((option) => ({
      value: option.value,
      path: [option.parentElement.label, ...option.text.split(" > ")],
    }));
    const depth = Math.max(...kept.map((one) => one.path.length));
    const empty = select.options[0].text;
    const start = kept.find((one) => one.value === select.value)?.path ?? [];
    const above = Array.from({ length: depth - 1 }, (_, level) => {
      const list = document.createElement("select");
      list.className = select.className;
      list.id = `${select.id}_level_${level}`;
      list.setAttribute("aria-label", names[level] ?? select.labels[0]?.textContent.trim() ?? "");
      select.before(list);
      list.addEventListener("change", () => draw(level + 1));
      return list;
    });
    const put = (list, options, chosen) => {
      list.replaceChildren(new Option(empty, ""), ...options.map(([text, value]) => new Option(text, value)));
      list.value = options.some(([, value]) => value === chosen) ? chosen : "";
    };
    const draw = (from, path = []) => {
      for (let level = from; level < depth; level += 1) {
        const chosen = above.slice(0, level).map((list) => list.value);
        const below = kept.filter((one) => chosen.every((name, at) => name === one.path[at]));
        if (level === depth - 1) {
          put(select, below.map((one) => [one.path.slice(level).join(" > "), one.value]), select.value);
        } else {
          const texts = [...new Set(below.map((one) => one.path[level]))];
          put(above[level], texts.map((name) => [name, name]), path[level]);
        }
      }
      select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const own = select.value;
    draw(0, start);
    select.value = own;
    if (names[depth - 1]) select.setAttribute("aria-label", names[depth - 1]);
  });

  // A place to draw a signature, beside the box for a typed name.
  document.querySelectorAll("[data-signature]").forEach((part) => {
    const canvas = part.querySelector("canvas");
    const drawn = part.querySelector('input[name$="-drawn"]');
    const pen = canvas.getContext("2d");
    let down = false;
    part.querySelector(".signature__draw").hidden = false;
    pen.lineWidth = 3;
    pen.lineCap = "round";
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      const scale = canvas.width / box.width;
      return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    };
    canvas.addEventListener("pointerdown", (event) => {
      down = true;
      canvas.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(...at(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!down) return;
      pen.lineTo(...at(event));
      pen.stroke();
    });
    const lift = () => {
      if (down) drawn.value = canvas.toDataURL("image/png");
      down = false;
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    part.querySelector(".signature__clear").addEventListener("click", () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      drawn.value = "";
    });
  });
})();
