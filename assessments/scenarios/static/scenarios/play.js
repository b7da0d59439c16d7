// Smooths the role-play: focus on the new text, one step at a time, a reply survives the network.
// The page works without it: the form posts itself.
(() => {
  "use strict";
  const form = document.querySelector("[data-step-form]");
  if (!form) return;
  const button = form.querySelector("button[type=submit]");
  const noNetwork = form.querySelector("[data-no-network]");

  if (!document.querySelector(".error-summary") && form.elements.index.value !== "0") {
    document.getElementById("scene").focus();
  }

  const send = async (body) => {
    try {
      // A redirect means: the step is taken. Anything else the browser shows by posting itself;
      // the same request counts once, so nothing is said twice.
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
      if (answer.type === "opaqueredirect") window.location.assign(form.action);
      else form.submit();
    } catch {
      noNetwork.hidden = false;
      button.disabled = false;
    }
  };

  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    noNetwork.hidden = true;
    const body = new URLSearchParams(new FormData(form)); // before anything is switched off
    button.disabled = true;
    send(body);
  });
  window.addEventListener("pageshow", () => { button.disabled = false; });
})();
