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
      say(button, button.dataset.copied);
    } catch {
      // No clipboard without TLS beyond loopback: let the person take it.
      if (shown) {
        getSelection().selectAllChildren(shown);
        say(button, button.dataset.selected);
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
})();
