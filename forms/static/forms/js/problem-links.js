/* A link of the list of problems leads to its block in the builder: opened with all around it, its input focused. */
(() => {
  "use strict";

  const CONTROLS = "input:not([type=hidden]), select, textarea, button";
  const within = (node, name) => node.querySelector(`[data-contentpath="${CSS.escape(name)}"]`);

  /* The input that an attribute names: "label"; "show.1.0" is the first condition in the second of the rule "show". */
  const place = (block, attribute) => {
    const [name, ...path] = attribute.split(".");
    let found = (name && within(block, name)) || block;
    for (const number of path) {
      const list = within(found, "conditions");
      const children = list ? [...list.querySelectorAll("[data-streamfield-child]")] : [];
      found = children.filter((child) => child.parentElement.closest("[data-contentpath]") === list)[Number(number)] || found;
    }
    return found;
  };

  const open = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const toggle = at.id && document.querySelector(`[aria-controls="${CSS.escape(at.id)}"][aria-expanded="false"]`);
      if (toggle) toggle.click();
    }
    const own = node.querySelector('[data-panel-toggle][aria-expanded="false"]');
    if (own) own.click();
  };

  const go = (link) => {
    const block = within(document, link.dataset.problem);
    if (!block) return false;
    const target = place(block, link.dataset.problemInput);
    open(target);
    const seen = [...target.querySelectorAll(CONTROLS)].filter((one) => one.checkVisibility());
    const input = seen.find((one) => !one.matches("button")) || seen[0];
    target.scrollIntoView({ block: "center" });
    if (input) input.focus({ preventScroll: true });
    return true;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-problem]");
    if (link && go(link)) event.preventDefault();
  });

  /* From another page: …/edit/1/?check=1#the-block. */
  window.addEventListener("load", () => {
    const id = decodeURIComponent(window.location.hash.slice(1));
    const link = id && document.querySelector(`[data-problem="${CSS.escape(id)}"]`);
    if (link) go(link);
  });
})();
