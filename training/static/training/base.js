// Small help for pages that are complete without it.
(() => {
  "use strict";
  document.querySelector(".error-summary")?.focus();
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false; // written with `hidden`: without a script it could do nothing
    button.addEventListener("click", () => window.print());
  }
  // What people keep on this device about themselves goes when they sign out, whatever page they are on.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches('form[action$="logout/"]')) return;
    try {
      const own = Object.keys(localStorage).filter((key) => key.startsWith("self-check."));
      own.forEach((key) => localStorage.removeItem(key));
    } catch {
      // A browser that refuses storage keeps nothing.
    }
  });
})();
