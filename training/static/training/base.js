// Small help for pages that are complete without it.
(() => {
  "use strict";
  document.querySelector(".error-summary")?.focus();
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false; // written with `hidden`: without a script it could do nothing
    button.addEventListener("click", () => window.print());
  }
})();
