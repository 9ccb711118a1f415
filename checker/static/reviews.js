"use strict";
// Of the form of a decision, shows only what belongs to the decision that is chosen.
for (const form of document.querySelectorAll("form[data-review]")) {
  form.noValidate = false; // without this script the server says what is missing, in folded parts too
  const parts = form.querySelectorAll("[data-for]");
  const show = () => {
    const chosen = form.querySelector("input[name=decision]:checked");
    for (const part of parts) {
      const wanted = chosen !== null && part.dataset.for.split(" ").includes(chosen.value);
      part.hidden = !wanted;
      for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = !wanted;
    }
    const verdict = form.elements.verdict, because = form.elements.because;
    if (verdict) verdict.required = !verdict.disabled;
    if (because) because.required = !because.disabled;
  };
  form.addEventListener("change", show);
  show();
}
