// Rows in the staff's editors (InlinePanel rows, StreamField blocks) by keyboard and by ear: the focus goes along with
// a moved row, a deleted one can be brought back, each button says whose it is, and a refusal takes the focus.
// What Wagtail calls by itself is `InlinePanel` (a row stays in the page, hidden) and the sequence behind every stream
// and list of blocks (the same); tests/browser/test_rows.py notices an upgrade that changes them.
(() => {
  "use strict";

  const ROW = "[data-inline-panel-child], [data-streamfield-child]";
  const UP = "[data-inline-panel-child-move-up], [data-streamfield-action=MOVE_UP]";
  const DOWN = "[data-inline-panel-child-move-down], [data-streamfield-action=MOVE_DOWN]";
  const TEXT = "input[type=text], input:not([type]), textarea";
  const NAMING = "[name$='-label'], [name$='-title'], [name$='-name']";
  const TICKED = "[type=checkbox], [type=radio], [type=button], [type=submit]";
  const TYPING = `input:not(${TICKED}), textarea, [contenteditable=true]`;
  const words = (text, values = {}) => window.interpolate(window.gettext(text), values, true);

  // ---- What a row is called

  const isGone = (row) => row.classList.contains("deleted") || row.getAttribute("aria-hidden") === "true";
  const rowsOf = (list) => [...list.children].filter((one) => one.matches(ROW) && !isGone(one));
  const placeOf = (row) => rowsOf(row.parentElement).indexOf(row);
  const header = (row) => row.querySelector(".w-panel__header");
  const toggle = (row) => header(row)?.querySelector("[data-panel-toggle]");

  function written(row) {
    const own = (selector) => [...row.querySelectorAll(selector)].find((one) => one.closest(ROW) === row);
    const chosen = own(".chooser:not(.blank) [data-chooser-title]")?.textContent;
    const typed = (own(NAMING) || own(TEXT))?.value;
    const texts = row.classList.contains("shared-row") ? [chosen, typed] : [typed, chosen];
    const found = texts.map((text) => (text || "").trim().replace(/\s+/g, " ")).find(Boolean) || "";
    return found.length > 30 ? `${found.slice(0, 29)}…` : found;
  }

  function called(row, place = placeOf(row)) {
    const kind = header(row)?.querySelector(".c-sf-block__type");
    const heading = header(row)?.querySelector("[data-panel-heading-text]")?.textContent || "";
    const numbered = kind ? `${kind.textContent.trim()} ${place + 1}` : heading.trim().replace(/\s+/g, " ");
    return written(row) || numbered;
  }

  function label(list) {
    const rows = rowsOf(list);
    const names = rows.map(called);
    rows.forEach((row, place) => {
      const twice = names.indexOf(names[place]) !== names.lastIndexOf(names[place]);
      const values = { name: names[place], place: place + 1 };
      const name = twice ? words("%(name)s (number %(place)s)", values) : names[place];
      for (const button of header(row)?.querySelectorAll("[data-panel-controls] > button, [data-panel-toggle]") || []) {
        button.dataset.hallDoes ||= button.getAttribute("aria-label") || button.title || button.textContent.trim();
        const says = words("%(action)s: %(name)s", { action: button.dataset.hallDoes, name });
        if (button.getAttribute("aria-label") !== says) button.setAttribute("aria-label", says);
      }
    });
  }

  let due = 0;
  const labelAll = () => {
    window.clearTimeout(due);
    const lists = () => new Set([...document.querySelectorAll(ROW)].map((row) => row.parentElement));
    due = window.setTimeout(() => lists().forEach(label), 100);
  };

  // ---- What is said: to a screen reader, and in the bar

  const spoken = document.createElement("div");
  spoken.className = "w-sr-only";
  spoken.setAttribute("role", "status");
  const say = (text) => {
    spoken.textContent = "";
    window.setTimeout(() => (spoken.textContent = text), 50);
  };

  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-small button-secondary";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  const deleted = []; // What can be brought back, the last deletion at the end: { name, restore, next }.
  const bar = document.createElement("div");
  const told = document.createElement("span");
  bar.className = "hall-undo";
  bar.hidden = true;

  function showBar() {
    const last = deleted.at(-1);
    bar.hidden = !last;
    if (last) told.textContent = words("Deleted “%(name)s”.", last);
  }

  function undo() {
    const last = deleted.pop();
    if (!last) return;
    const row = last.restore();
    showBar();
    labelAll();
    follow(toggle(row));
    say(words("“%(name)s” is back at number %(place)s.", { name: last.name, place: placeOf(row) + 1 }));
  }

  // ---- Where the focus goes

  function follow(target) {
    if (!target) return;
    target.focus();
    // Wagtail lets rows slide for two fifths of a second: what has the focus is then to be in sight.
    window.setTimeout(() => document.activeElement === target && target.scrollIntoView({ block: "nearest" }), 450);
  }

  function moved(row, pressed) {
    labelAll();
    say(words("Moved to number %(place)s", { place: placeOf(row) + 1 }));
    if (!pressed) return;
    const other = header(row).querySelector(pressed.matches(UP) ? DOWN : UP);
    follow(pressed.disabled ? other : pressed);
  }

  function gone(entry, next) {
    deleted.push({ ...entry, next });
    showBar();
    labelAll();
    follow(next);
    say(words("Deleted “%(name)s”. Ctrl+Z brings it back.", entry));
  }

  // ---- InlinePanel: Wagtail acts on the click at the button itself, so a look before and a look after

  const panels = new Map();
  if (window.InlinePanel) {
    const update = window.InlinePanel.prototype.updateControlStates;
    window.InlinePanel.prototype.updateControlStates = function updateControlStates(...given) {
      panels.set(this.formsElt.get(0), this);
      return update.apply(this, given);
    };
  }

  function restoreRow(row, place) {
    const list = row.parentElement;
    window.jQuery(row).stop(true, true).removeClass("deleted").show();
    const following = rowsOf(list).filter((one) => one !== row)[place];
    if (following) following.before(row);
    else list.append(row);
    const mark = document.getElementById(`id_${row.id.replace("inline_child_", "")}-DELETE`);
    mark.value = "";
    mark.dispatchEvent(new Event("change", { bubbles: true }));
    const panel = panels.get(list);
    if (panel?.opts.canOrder) panel.updateOrderValues();
    panel?.updateControlStates();
    return row;
  }

  let before = null;
  document.addEventListener(
    "click",
    (event) => {
      const pressed = event.target.closest?.("button");
      const row = pressed?.closest("[data-inline-panel-child]");
      const does = row && header(row).contains(pressed);
      before = does ? { pressed, row, place: placeOf(row), name: called(row) } : null;
    },
    true,
  );
  document.addEventListener("click", () => {
    const { pressed, row, place, name } = before || {};
    before = null;
    if (!row) return;
    if (pressed.id.endsWith("-DELETE-button") && isGone(row)) {
      const list = row.parentElement;
      const add = document.getElementById(list.id.replace(/FORMS$/, "ADD"));
      const next = rowsOf(list)[place];
      if (add) add.disabled = false; // Wagtail does so too, but when the row has slid away.
      gone({ name, restore: () => restoreRow(row, place) }, next ? toggle(next) : add);
    } else if (pressed.matches(`${UP}, ${DOWN}`) && placeOf(row) !== place) {
      moved(row, pressed);
    }
  });

  // ---- StreamField: every stream and list of blocks is moved and deleted from by its sequence

  function restoreBlock(sequence, child, inserter, place) {
    const at = Math.min(place, sequence.children.length);
    window.jQuery([inserter.element, child.element]).stop(true, true).show().removeAttr("aria-hidden");
    sequence.inserters[at].element.before(inserter.element, child.element);
    child.deletedInput.val("");
    sequence.children.splice(at, 0, child);
    sequence.inserters.splice(at, 0, inserter);
    sequence.inserters.forEach((one, index) => one.setIndex(index));
    sequence.children.forEach((one, index) => {
      one.setIndex(index);
      if (index) one.enableMoveUp();
      else one.disableMoveUp();
      if (index < sequence.children.length - 1) one.enableMoveDown();
      else one.disableMoveDown();
    });
    sequence.blockCountChanged();
    child.deletedInput.get(0).dispatchEvent(new Event("change", { bubbles: true }));
    return child.element;
  }

  const blocks = window.wagtailStreamField?.blocks;
  if (blocks) {
    const sequences = Object.getPrototypeOf(blocks.StreamBlock.prototype);
    const { deleteBlock, moveBlock } = sequences;
    sequences.moveBlock = function moveAndFollow(from, to, ...given) {
      const child = this.children[from];
      const held = document.activeElement;
      moveBlock.call(this, from, to, ...given);
      const pressed = header(child.element).contains(held) && held.matches(`${UP}, ${DOWN}`) ? held : null;
      if (from !== to) moved(child.element, pressed);
    };
    sequences.deleteBlock = function deleteAndOffer(place, ...given) {
      const child = this.children[place];
      const inserter = this.inserters[place];
      const name = called(child.element);
      deleteBlock.call(this, place, ...given);
      const plus = this.inserters[place].element;
      const add = plus.matches("button") ? plus : plus.querySelector("button");
      const restore = () => restoreBlock(this, child, inserter, place);
      gone({ name, restore }, this.children[place]?.toggleElement || add);
    };
  }

  document.addEventListener("keydown", (event) => {
    const chord = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!chord || event.key.toLowerCase() !== "z" || !deleted.length || event.target.closest?.(TYPING)) return;
    event.preventDefault();
    undo();
  });

  // ---- After a refusal: to the list of what was found, or to the first field with an error, whatever tab hides it

  function reveal(element) {
    for (let up = element.parentElement; up; up = up.parentElement) {
      if (!up.hidden && !up.hasAttribute("hidden")) continue;
      if (up.matches("[role=tabpanel]")) document.querySelector(`[role=tab][href="#${CSS.escape(up.id)}"]`)?.click();
      else up.dispatchEvent(new Event("beforematch", { bubbles: true }));
    }
  }

  function toRefusal(form) {
    if (document.activeElement !== document.body) return;
    const errors = [...form.querySelectorAll(".error-message")];
    const checked = document.getElementById("form-check");
    const listed = checked || (window.location.hash ? null : document.querySelector(".messages .error"));
    const first = checked ? null : errors.find((one) => !one.closest(".deleted, [aria-hidden=true]"));
    if (first) {
      reveal(first);
      toError(first);
    } else if (listed) {
      listed.tabIndex = -1;
      listed.focus();
    }
  }

  // A tab takes its time to open.
  function toError(error, tries = 20) {
    if (!error.checkVisibility() && tries) return void window.setTimeout(toError, 50, error, tries - 1);
    const field = error.closest("[data-field]")?.querySelector("[data-field-input]");
    const inputs = field?.querySelectorAll(`${TYPING}, select, input, button`) || [];
    const target = [...inputs].find((one) => one.checkVisibility() && !one.disabled) || error;
    if (target === error) target.tabIndex = -1;
    follow(target);
    say(words("Not saved: %(text)s", { text: error.textContent.trim() }));
  }

  function begin() {
    const form = document.querySelector("form[data-edit-form]");
    if (!form) return;
    const close = button("×", () => {
      bar.hidden = true;
      follow(deleted.at(-1)?.next);
    });
    const back = button(window.gettext("Undo"), undo);
    close.setAttribute("aria-label", window.gettext("Close"));
    back.setAttribute("aria-keyshortcuts", "Control+Z");
    bar.append(told, back, close);
    form.insertBefore(bar, form.querySelector(":scope > footer"));
    document.body.append(spoken);
    labelAll();
    for (const kind of ["input", "change"]) form.addEventListener(kind, labelAll);
    const hasRow = (node) => node.nodeType === 1 && (node.matches(ROW) || node.querySelector(ROW));
    const look = (changes) => changes.some((one) => [...one.addedNodes].some(hasRow)) && labelAll();
    new MutationObserver(look).observe(form, { childList: true, subtree: true });
    // After Wagtail has drawn its blocks and opened a tab.
    if (document.readyState === "complete") window.setTimeout(toRefusal, 0, form);
    else window.addEventListener("load", () => window.setTimeout(toRefusal, 0, form));
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
