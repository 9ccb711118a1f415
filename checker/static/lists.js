// Lists by keyboard, and how many are selected. Every page works without this.
(() => {
  "use strict";

  const list = document.querySelector("[data-list]");
  const help = document.querySelector("[data-keys]");
  const search = document.getElementById("text");
  const KEPT = "checker.single-keys";
  const boxes = list ? [...list.querySelectorAll(".pick input")] : [];
  const links = list ? [...list.querySelectorAll("[data-open]")] : [];

  const on = help.querySelector("[data-keys-on]");
  try {
    on.checked = localStorage.getItem(KEPT) !== "off";
    on.addEventListener("change", () => localStorage.setItem(KEPT, on.checked ? "on" : "off"));
  } catch {
    // Nothing may be kept in this browser: the choice holds for this page.
  }

  const all = list?.querySelector("[data-all]");
  const count = list?.querySelector("[data-count]");
  const tell = () => {
    if (!list) return;
    const chosen = boxes.filter((box) => box.checked).length;
    count.textContent = chosen ? `${new Intl.NumberFormat(document.documentElement.lang).format(chosen)} ${count.dataset.some}` : count.dataset.none;
    all.firstElementChild.checked = chosen === boxes.length;
    all.firstElementChild.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  const choose = (wanted) => {
    for (const box of boxes) box.checked = wanted;
    tell();
  };
  if (list) {
    all.hidden = false;
    list.querySelector("[data-help]").hidden = false;
    count.setAttribute("role", "status");
    list.addEventListener("change", tell);
    all.addEventListener("change", () => choose(all.firstElementChild.checked));
    list.querySelector("[data-help]").addEventListener("click", () => help.showModal());
    addEventListener("pageshow", tell);
    tell();
  }

  const row = () => document.activeElement?.closest?.("[data-row]");
  const go = (step) => {
    const here = links.findIndex((link) => row()?.contains(link));
    const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step;
    links[Math.max(0, Math.min(links.length - 1, next))]?.focus();
  };
  const actions = {
    j: () => go(1),
    k: () => go(-1),
    x: () => row()?.querySelector(".pick input")?.click(),
    a: () => choose(boxes.some((box) => !box.checked)),
    t: () => row()?.querySelector("[data-take]")?.click(),
    n: () => document.querySelector("[data-next]")?.click(),
    "/": () => search.focus(),
    "?": () => help.showModal(),
  };
  const types = (target) => target.matches("input:not([type=checkbox]), textarea, select") || target.isContentEditable;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (types(event.target)) {
      if (event.key === "Escape" && event.target === search) search.blur();
      return;
    }
    if (help.open || !(on.checked || event.key === "?")) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
})();
