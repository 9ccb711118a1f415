// Small comforts that any page may have; every page works without them.
(() => {
  "use strict";

  const say = (button, words) => {
    const label = button.dataset.label ?? button.textContent;
    button.dataset.label = label;
    button.textContent = words;
    button.classList.add("done");
    clearTimeout(Number(button.dataset.timer));
    button.dataset.timer = setTimeout(() => {
      button.textContent = label;
      button.classList.remove("done");
    }, 2500);
  };

  const copy = async (button, text, shown) => {
    try {
      await navigator.clipboard.writeText(text);
      say(button, document.body.dataset.copied);
    } catch {
      // No clipboard without TLS beyond loopback: let the person take it.
      if (shown) {
        getSelection().selectAllChildren(shown);
        say(button, document.body.dataset.selected);
      } else {
        prompt(button.textContent, text);
      }
    }
  };

  for (const button of document.querySelectorAll("[data-copy], [data-copy-text], [data-copy-link]")) {
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => {
      const { copy: id, copyText, copyLink } = button.dataset;
      const shown = id ? document.getElementById(id) : null;
      const text = shown ? shown.textContent : copyLink ? new URL(copyLink, location.href).href : copyText;
      copy(button, text, shown);
    });
  }

  // What was sent is sent once: a second click or key would make another batch, key or password of it.
  const sent = new Map();
  addEventListener("submit", (event) => {
    const form = event.target;
    const stays = event.submitter?.hasAttribute("data-stays"); // a file comes, and the page is not left
    if (event.defaultPrevented || stays || !form.matches("form[method=post]")) return;
    if (sent.has(form)) return void event.preventDefault();
    const buttons = [...form.elements].filter((one) => one.type === "submit" && !one.disabled);
    sent.set(form, buttons);
    // Not before the form has gone, or the button that was pressed would not be part of it.
    setTimeout(() => { for (const button of buttons) button.disabled = true; });
  });
  addEventListener("pageshow", () => {
    for (const button of [...sent.values()].flat()) button.disabled = false;
    sent.clear();
  });

  // A browser does not send a form with a fault in it, and says nothing where the field at fault is folded away.
  addEventListener("invalid", (event) => {
    for (let fold = event.target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }, true);
})();
