// Scans are dropped on a material, or all at once on the box above: a file whose name holds a material's goes there.
(() => {
  "use strict";
  const area = document.querySelector("[data-drop]");
  if (!area) return;
  const all = area.querySelector("[data-drop-all]");
  const said = area.querySelector("[data-drop-said]");
  const fields = [...area.querySelectorAll(".field")].filter((field) => field.querySelector('input[type="file"]'));
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const nameOf = (field) => plain(field.querySelector(".field__label")?.firstChild?.textContent ?? "");

  const put = (field, files) => {
    const input = field.querySelector('input[type="file"]');
    const held = new DataTransfer();
    const kept = input.multiple ? [...input.files] : [];
    [...kept, ...(input.multiple ? files : files.slice(0, 1))].forEach((file) => held.items.add(file));
    input.files = held.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const take = (box, handle) => {
    box.addEventListener("dragover", (event) => {
      event.preventDefault();
      box.classList.add("is-dropping");
    });
    box.addEventListener("dragleave", () => box.classList.remove("is-dropping"));
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      box.classList.remove("is-dropping");
      handle([...event.dataTransfer.files]);
    });
  };

  const tell = (placed, lost) => {
    const words = placed ? [`${said.dataset.matched}${placed}`] : [];
    if (lost.length) words.push(`${said.dataset.unmatched}${lost.map((file) => file.name).join("、")}`);
    said.textContent = words.join("；");
  };

  fields.forEach((field) =>
    take(field, (files) => {
      put(field, files);
      tell(files.length, []);
    }),
  );
  if (!all || !fields.length) return;
  all.hidden = false;
  take(all, (files) => {
    // The longest name wins: 「营业执照副本」 before 「营业执照」.
    const byLength = [...fields].sort((a, b) => nameOf(b).length - nameOf(a).length);
    const lost = [];
    files.forEach((file) => {
      const field = byLength.find((one) => nameOf(one) && plain(file.name).includes(nameOf(one)));
      if (field) put(field, [file]);
      else lost.push(file);
    });
    tell(files.length - lost.length, lost);
  });
  // A file that misses every box would take the browser away from what was typed.
  for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => event.preventDefault());
})();
