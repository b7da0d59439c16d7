// Copies the number of a certificate.
(() => {
  "use strict";
  if (!navigator.clipboard) return; // the number can still be selected
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.done;
      button.setAttribute("aria-label", `${button.dataset.done}: ${button.dataset.copy}`);
    });
  }
})();
