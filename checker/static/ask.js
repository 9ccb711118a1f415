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

  const table = ask.querySelector("[data-table]");
  const columns = new Set(box.dataset.columns.split(" "));
  const namesPosts = () => {
    const first = box.value.trimStart().slice(0, 10000).split("\n", 1)[0].replaceAll('"', "").toLowerCase();
    return [",", ";", "\t"].some((by) => first.split(by).some((cell) => columns.has(cell.trim().replace(/\s+/g, "_"))));
  };

  const measure = () => {
    if (many()) {
      // Lines, not posts: a table has a heading, and its cells may have several lines.
      const lines = box.value.split("\n").filter((line) => line.trim()).length;
      count.hidden = !lines || Boolean(table.value) || namesPosts();
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
    // A field that is not shown must not keep the form from being sent.
    for (const field of ask.querySelectorAll("[data-for] input")) field.disabled = field.closest("[data-for]").dataset.for !== mode;
    measure();
  };
  box.addEventListener("input", () => {
    if (!box.value.trim()) table.value = ""; // what is written now is no part of the file
    measure();
  });
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
  const refuse = (words) => {
    count.hidden = false;
    count.textContent = words;
    count.classList.add("over");
  };
  // Read strictly: in another encoding a post would be checked with signs in the place of its letters.
  const decoded = (bytes, more) => {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: more });
    } catch {
      return null;
    }
  };
  const faultyLine = (bytes) => {
    let [good, bad] = [0, bytes.length];
    while (bad - good > 1) {
      const middle = (good + bad) >> 1;
      if (decoded(bytes.subarray(0, middle), true) === null) bad = middle;
      else good = middle;
    }
    return bytes.subarray(0, good).filter((byte) => byte === 10).length + 1;
  };
  const take = async (file) => {
    if (!file) return;
    if (file.size > Number(chosen.dataset.largest)) return void refuse(chosen.dataset.large);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const text = decoded(bytes, false);
    if (text === null) {
      const named = chosen.dataset.garbled.replace("{file}", () => file.name);
      return void refuse(named.replace("{line}", figures.format(faultyLine(bytes))));
    }
    box.value = text;
    table.value = /\.(csv|tsv)$/i.test(file.name) ? "1" : "";
    if (ask.elements.lines) ask.elements.lines.checked = false; // that was said of another one
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
