// Follows a check by server-sent events, and by asking again where those do not come through.
(() => {
  "use strict";

  const waiting = document.querySelector("[data-poll]");
  if (!waiting) return;
  const steps = [...waiting.querySelectorAll("[data-stage]")];

  const show = (name, found) => {
    const at = steps.findIndex((step) => step.dataset.stage === name);
    if (at < 0) return;
    steps.forEach((step, place) => {
      const over = place <= at;
      step.className = `stage ${over ? "over" : place === at + 1 ? "now" : ""}`;
    });
    if (Number.isInteger(found)) steps[at].querySelector("[data-found]").textContent = `: ${found}`;
  };

  let pause = 400;
  const look = async () => {
    try {
      const answer = await fetch(waiting.dataset.poll, { headers: { Accept: "application/json" } });
      if (answer.status === 404) return location.reload();
      const { state, stages = {} } = answer.ok ? await answer.json() : {};
      if (state === "done" || state === "failed") return location.reload();
      if (state === "running") show("running");
      for (const [name, found] of Object.entries(stages)) show(name, found);
    } catch {
      // The server is away for a moment; ask again.
    }
    pause = Math.min(pause * 1.3, 4000);
    setTimeout(look, pause);
  };

  if (!("EventSource" in window) || !waiting.dataset.follow) return void setTimeout(look, pause);
  const told = new EventSource(waiting.dataset.follow);
  for (const name of ["running", "claims", "passages", "verdicts"]) {
    told.addEventListener(name, (event) => show(name, JSON.parse(event.data).count));
  }
  for (const name of ["done", "failed", "removed"]) {
    told.addEventListener(name, () => {
      told.close();
      location.reload();
    });
  }
  // A proxy may swallow the events, and then nothing is heard at all: asking works through any.
  let heard = false;
  told.addEventListener("queued", () => { heard = true; });
  const give_up = () => {
    told.close();
    look();
  };
  told.addEventListener("error", () => { if (told.readyState === EventSource.CLOSED) give_up(); });
  setTimeout(() => { if (!heard && told.readyState !== EventSource.CLOSED) give_up(); }, 3000);
})();
