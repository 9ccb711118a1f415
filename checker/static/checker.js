// Small comforts; every page works without them.
(() => {
  "use strict";

  const ask = document.querySelector("[data-ask]");
  if (ask) {
    const box = ask.querySelector("textarea");
    const button = ask.querySelector("button[type=submit]");
    const count = ask.querySelector("[data-count]");
    const limit = Number(box.dataset.limit);
    const words = new Intl.NumberFormat("en");

    const measure = () => {
      const length = Array.from(box.value).length;
      count.hidden = length < limit * 0.8;
      count.textContent = `${words.format(length)} of ${words.format(limit)} characters`;
      count.classList.toggle("over", length > limit);
    };
    box.addEventListener("input", measure);
    measure();

    const mac = /Mac|iPhone|iPad/.test(navigator.platform);
    ask.querySelector("[data-modifier]").textContent = mac ? "⌘" : "Ctrl";
    ask.querySelector("[data-hint]").hidden = !matchMedia("(hover: hover)").matches;
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask.requestSubmit();
    });

    const label = button.textContent;
    ask.addEventListener("submit", () => {
      button.disabled = true;
      button.textContent = "Checking…";
    });
    addEventListener("pageshow", () => {
      button.disabled = false;
      button.textContent = label;
      box.setSelectionRange(box.value.length, box.value.length);
    });
  }

  const waiting = document.querySelector("[data-poll]");
  if (waiting) {
    let pause = 400;
    const look = async () => {
      try {
        const answer = await fetch(waiting.dataset.poll, { headers: { Accept: "application/json" } });
        const { state } = answer.ok ? await answer.json() : {};
        if (state === "done" || state === "failed") return location.reload();
      } catch {
        // The server is away for a moment; ask again.
      }
      pause = Math.min(pause * 1.3, 4000);
      setTimeout(look, pause);
    };
    setTimeout(look, pause);
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(source);
        button.textContent = "Selected: press Ctrl+C";
      }
      setTimeout(() => { button.textContent = label; }, 2500);
    });
  }
})();
