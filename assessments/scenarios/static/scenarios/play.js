// Smooths the role-play: focus on the new text, one step at a time. The page works without it.
const form = document.querySelector("[data-step-form]");
const summary = document.querySelector(".error-summary");

if (form) {
  if (!summary && form.elements.index.value !== "0") {
    document.getElementById("scene").focus();
  }
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    window.setTimeout(() => { button.disabled = true; }, 0);
  });
  window.addEventListener("pageshow", () => {
    form.querySelector("button[type=submit]").disabled = false;
  });
}
