// Small comforts of the corpus pages; each works without them.
(() => {
  "use strict";

  const waiting = document.querySelector("[data-import]");
  if (waiting) {
    let pause = 400;
    const told = waiting.querySelector("[data-done]");
    const look = async () => {
      try {
        const answer = await fetch(waiting.dataset.import, { headers: { Accept: "application/json" } });
        const { state, done } = answer.ok ? await answer.json() : {};
        if (state === "done" || state === "failed") return location.reload();
        if (told && done !== undefined) told.textContent = told.textContent.replace(/\d+/, done);
      } catch {
        // The server is away for a moment; ask again.
      }
      pause = Math.min(pause * 1.3, 4000);
      setTimeout(look, pause);
    };
    setTimeout(look, pause);
  }

  const drop = document.querySelector("[data-drop]");
  if (drop) {
    const files = drop.querySelector("input[type=file]");
    const carries = (event) => event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files");
    drop.addEventListener("dragover", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      drop.classList.add("over");
    });
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      drop.classList.remove("over");
      files.files = event.dataTransfer.files;
      files.focus();
    });
  }

  // "/" goes to the search box, as in most lists.
  const search = document.querySelector("form.search input[type=search]");
  if (search) {
    addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      search.focus();
      search.select();
    });
  }

  // A link to a folded form opens it.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) target.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();
  document.querySelector(".acts .alert")?.closest("details").scrollIntoView();
})();
