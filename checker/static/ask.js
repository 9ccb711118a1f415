// The form: counts what is in the box, sends it by a key, takes a file. All of it works without this too.
(() => {
  "use strict";

  const ask = document.querySelector("[data-ask]");
  const box = ask.querySelector("textarea");
  const button = ask.querySelector("button[type=submit]");
  const count = ask.querySelector("[data-count]");
  const label = ask.querySelector("label[for=text]");
  const { limit, most, counted, countedPosts } = box.dataset;
  const figures = new Intl.NumberFormat(document.documentElement.lang === "ur" ? "ur-u-nu-latn" : "en");
  const modes = ask.elements.mode;
  const many = () => modes.value === "many";

  const measure = () => {
    if (many()) {
      // Lines, not posts: a table has a heading, and its cells may have several lines.
      const lines = box.value.split("\n").filter((line) => line.trim()).length;
      count.hidden = !lines || /^[^\n]*\btext\b[^\n]*\n/i.test(box.value);
      count.textContent = countedPosts.replace("{count}", figures.format(lines));
      count.classList.toggle("over", lines > Number(most));
      return;
    }
    const length = Array.from(box.value).length;
    count.hidden = length < Number(limit) * 0.8;
    count.textContent = counted.replace("{length}", figures.format(length)).replace("{limit}", figures.format(limit));
    count.classList.toggle("over", length > Number(limit));
  };
  const dress = () => {
    const mode = many() ? "many" : "one";
    label.textContent = label.dataset[mode];
    button.textContent = button.dataset[mode];
    measure();
  };
  box.addEventListener("input", measure);
  for (const one of modes) one.addEventListener("change", dress);
  dress();

  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  ask.querySelector("[data-modifier]").textContent = mac ? "⌘" : "Ctrl";
  ask.querySelector("[data-hint]").hidden = !matchMedia("(hover: hover)").matches;
  ask.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      ask.requestSubmit();
    }
  });

  ask.addEventListener("submit", () => {
    button.disabled = true;
    button.textContent = button.dataset.busy;
  });
  addEventListener("pageshow", () => {
    button.disabled = false;
    dress();
    box.setSelectionRange(box.value.length, box.value.length);
  });

  // A file is read here and put into the box: what is sent is what the person sees.
  const place = ask.querySelector("[data-file]");
  const chosen = place.querySelector("input");
  place.hidden = false;
  const take = async (file) => {
    if (!file) return;
    if (file.size > Number(chosen.dataset.largest)) {
      count.hidden = false;
      count.textContent = chosen.dataset.large;
      count.classList.add("over");
      return;
    }
    box.value = (await file.text()).replace(/^\uFEFF/, "");
    modes.value = "many";
    dress();
    box.focus();
    box.setSelectionRange(0, 0);
  };
  chosen.addEventListener("change", () => {
    take(chosen.files[0]);
    chosen.value = "";
  });
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    ask.classList.add("dropping");
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) ask.classList.remove("dropping");
  });
  addEventListener("drop", (event) => {
    ask.classList.remove("dropping");
    if (!carries(event)) return;
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
})();
