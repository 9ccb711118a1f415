// Brings the page of a batch up to date while it runs; without this the browser loads it again.
(() => {
  "use strict";

  const live = document.querySelector("[data-live]");
  let pause = 1500;
  const look = async () => {
    const busy = live.contains(document.activeElement) && document.activeElement.matches("summary, button");
    try {
      const answer = document.hidden || busy ? null : await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer?.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const next = page.querySelector("[data-live]");
        if (next) {
          const at = live.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
          live.replaceChildren(...next.childNodes);
          if (at) live.querySelector(`a[href="${CSS.escape(at)}"]`)?.focus();
          if (!next.hasAttribute("data-runs")) return;
        }
      }
    } catch {
      // The server is away for a moment; ask again.
    }
    pause = Math.min(pause * 1.15, 6000);
    setTimeout(look, pause);
  };
  setTimeout(look, pause);
})();
