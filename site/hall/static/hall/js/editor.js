// The item editor: a step's 核验材料 are ticked from the names on the 材料 tab instead of typed. Typing works as before.
(() => {
  const lines = (area) => area.value.split(/[\n;；]/).map((line) => line.trim()).filter(Boolean);
  const names = () =>
    [...document.querySelectorAll("[name^='materials-'][name$='-name']")]
      .filter((input) => !document.querySelector(`[name='${input.name.replace(/name$/, "DELETE")}']`)?.value)
      .map((input) => input.value.trim())
      .filter((name, at, all) => name && all.indexOf(name) === at);
  const draw = (area, box) => {
    const chosen = lines(area);
    box.replaceChildren(
      ...names().map((name) => {
        const label = document.createElement("label");
        const tick = document.createElement("input");
        tick.type = "checkbox";
        tick.checked = chosen.includes(name);
        tick.addEventListener("change", () => {
          const rest = lines(area).filter((line) => line !== name);
          area.value = (tick.checked ? [...rest, name] : rest).join("\n");
          area.dispatchEvent(new Event("input", { bubbles: true }));
          area.dispatchEvent(new Event("change", { bubbles: true }));
        });
        label.append(tick, " ", name);
        return label;
      }),
    );
  };
  const offer = (area) => {
    if (area.dataset.hallOffered) return;
    area.dataset.hallOffered = "1";
    const more = document.createElement("details");
    more.className = "hall-checks";
    const summary = document.createElement("summary");
    summary.textContent = document.documentElement.lang.startsWith("en") ? "Choose from the materials" : "从材料清单里选";
    const box = document.createElement("div");
    more.append(summary, box);
    more.addEventListener("toggle", () => more.open && draw(area, box));
    area.after(more);
  };
  const all = () => document.querySelectorAll("textarea[data-hall-checks]:not([data-hall-offered])").forEach(offer);
  document.addEventListener("focusin", (event) => event.target.matches?.("textarea[data-hall-checks]") && offer(event.target));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
  const steps = document.getElementById("id_steps-FORMS");
  if (steps) new MutationObserver(all).observe(steps, { childList: true });
})();
