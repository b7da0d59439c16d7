// Knowledge checks in a lesson: answered in place. Without this script they open on a page of their own.

async function swap(box, address, body) {
  const headers = { "X-Fragment": "1" };
  const options = { method: body ? "POST" : "GET", headers, body, credentials: "same-origin", cache: "no-store" };
  const response = await fetch(address, options);
  if (!response.ok || response.redirected) throw new Error(response.status); // the full page will explain
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  const fresh = template.content.querySelector("[data-check-box]");
  box.replaceWith(fresh);
  fresh.dispatchEvent(new CustomEvent("answers-shown", { bubbles: true }));
  (fresh.querySelector("[data-check-feedback]") || fresh.querySelector("input:not([type=hidden]), select, textarea")).focus();
}

/** `inPlace`, or the plain way of doing the same; offline both would fail, so say so instead. */
async function attempt(box, inPlace, plain) {
  const offline = box.querySelector("[data-check-offline]");
  if (offline) offline.hidden = true;
  try {
    await inPlace();
  } catch (error) {
    if (!(error instanceof TypeError)) plain();
    else if (offline) offline.hidden = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-check]");
  if (!form) return;
  event.preventDefault();
  const box = form.closest("[data-check-box]");
  const body = new URLSearchParams(new FormData(form));
  attempt(box, () => swap(box, form.action, body), () => form.submit());
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-check-again]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const box = link.closest("[data-check-box]");
  attempt(box, () => swap(box, link.href), () => location.assign(link.href));
});
