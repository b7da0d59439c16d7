// Small help for a lesson that is complete without it.
(() => {
  "use strict";

  // A private note is kept as soon as one leaves its field, so that going on does not lose it.
  for (const form of document.querySelectorAll(".reflection form")) {
    const show = (state) => {
      for (const words of form.querySelectorAll("[data-note]")) words.hidden = words.dataset.note !== state;
    };
    form.addEventListener("input", () => show("unsaved"));
    form.addEventListener("change", async () => {
      const sent = form.elements.text.value;
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Fragment": "1" },
        keepalive: true, // the click that left the field may leave the page too
        redirect: "manual",
      }).catch(() => null);
      if (form.elements.text.value !== sent) return;
      show(answer?.status === 204 ? "saved" : "failed");
    });
  }

  // The memo "for work" prints alone, under the name of its lesson; base.js opens the print window.
  const page = document.documentElement.classList;
  document.addEventListener(
    "click",
    (event) => {
      const memo = event.target.closest(".for-work [data-print]")?.closest(".part");
      if (!memo) return;
      page.add("prints-memo");
      memo.classList.add("is-printed");
      addEventListener(
        "afterprint",
        () => {
          page.remove("prints-memo");
          memo.classList.remove("is-printed");
        },
        { once: true },
      );
    },
    true,
  );
})();
