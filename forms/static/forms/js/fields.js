// Fields that get better with JavaScript; each works as plain HTML without.
(() => {
  "use strict";

  // A long list gets a box that narrows it: <select data-filter="words for the box">. The select itself stays.
  const filtered = (select) => {
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
  };

  // A list for each level, the last of which is the field's own: kept is [{value, path}] with the names of all levels.
  const link = (select, kept, names) => {
    const depth = Math.max(...kept.map((one) => one.path.length));
    const empty = select.options[0].text;
    const label = select.labels[0]?.firstChild?.textContent.trim() ?? "";
    const own = select.value;
    const start = kept.find((one) => one.value === own)?.path ?? [];
    const titled = (list, level) => list.setAttribute("aria-label", [label, names[level]].filter(Boolean).join(" "));
    const put = (list, options, chosen) => {
      list.replaceChildren(new Option(empty, ""), ...options.map(([text, value]) => new Option(text, value)));
      list.value = options.some(([, value]) => value === chosen) ? chosen : "";
    };
    const draw = (from, path = []) => {
      for (let level = from; level < depth; level += 1) {
        const chosen = above.slice(0, level).map((list) => list.value);
        const below = kept.filter((one) => chosen.every((name, at) => name === one.path[at]));
        const texts = [...new Set(below.map((one) => one.path[level]))];
        const list = level === depth - 1 ? select : above[level];
        const options = level === depth - 1
          ? below.map((one) => [one.path.slice(level).join(" > "), one.value])
          : texts.map((name) => [name, name]);
        put(list, options, path[level] ?? list.value);
        // What leaves no choice needs no choosing: the one city of a municipality.
        if (level && options.length === 1 && chosen.every(Boolean)) [[, list.value]] = options;
        if (level) list.disabled = !chosen.every(Boolean);
      }
      select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    // The label, and the link of an error, lead to the first list.
    const { id } = select;
    select.id = `${id}_last`;
    const above = Array.from({ length: depth - 1 }, (_, level) => {
      const list = document.createElement("select");
      list.className = select.className;
      list.id = level ? `${id}_level_${level}` : id;
      for (const name of ["aria-describedby", "aria-invalid"]) {
        if (select.hasAttribute(name)) list.setAttribute(name, select.getAttribute(name));
      }
      titled(list, level);
      select.before(list);
      list.addEventListener("change", () => draw(level + 1));
      return list;
    });
    titled(select, depth - 1);
    draw(0, start);
    select.value = own;
  };

  // Linked choices: one list in groups becomes a list for each level.
  const linked = (select) => {
    const kept = [...select.querySelectorAll("option")].filter((option) => option.value).map((option) => ({
      value: option.value,
      path: [option.parentElement.label, ...option.text.split(" > ")],
    }));
    link(select, kept, select.dataset.linked.split(">").map((name) => name.trim()));
  };

  // A division of the country: a box for its name becomes lists. Without an answer from the server the box stays.
  let divisions = null;
  const divided = async (input) => {
    divisions ??= fetch(input.dataset.divisions).then((response) => (response.ok ? response.json() : Promise.reject()));
    const tree = await divisions.catch(() => null);
    if (!tree) return;
    const kept = Object.entries(tree).flatMap(([province, cities]) =>
      Object.entries(cities).flatMap(([city, districts]) =>
        Object.entries(districts).map(([district, value]) => ({ value, path: [province, city, district] }))));
    const said = input.value.replace(/\s/g, "");
    const chosen = kept.find((one) => one.value === said || [...new Set(one.path)].join("") === said);
    if (said && !chosen) return;
    const select = document.createElement("select");
    for (const name of ["id", "name", "aria-describedby", "aria-invalid", "required"]) {
      if (input.hasAttribute(name)) select.setAttribute(name, input.getAttribute(name));
    }
    select.className = "select";
    select.append(new Option(input.dataset.empty, ""), ...kept.map((one) => new Option(one.path[2], one.value)));
    select.value = chosen?.value ?? "";
    const focused = document.activeElement === input;
    input.replaceWith(select);
    link(select, kept, input.dataset.levels.split(">").map((name) => name.trim()));
    if (focused) select.parentElement.querySelector("select").focus();
  };

  // A place to draw a signature, beside the box for a typed name.
  const signed = (part) => {
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
  };

  const better = (root) => {
    root.querySelectorAll("select[data-filter]").forEach(filtered);
    root.querySelectorAll("select[data-linked]").forEach(linked);
    root.querySelectorAll("input[data-divisions]").forEach(divided);
    root.querySelectorAll("[data-signature]").forEach(signed);
  };
  better(document);
  document.addEventListener("hall:row", (event) => better(event.target));
})();
