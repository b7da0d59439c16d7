// Compares a PDF with the published digest. The file stays on this device.
(() => {
  "use strict";
  const panel = document.querySelector("[data-digest]");
  if (!panel || !window.crypto?.subtle) return; // only https pages have it; the digest is in the text
  const answers = [...panel.querySelectorAll("[role=status] > *")];
  const show = (name) => {
    for (const answer of answers) answer.hidden = !answer.matches(`[data-digest-${name}]`);
  };
  const compare = async (file) => {
    if (!file) return;
    try {
      const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
      const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      show(hex === panel.dataset.digest ? "same" : "other");
    } catch {
      show("unread");
    }
  };
  panel.hidden = false;
  panel.querySelector("input").addEventListener("change", (event) => compare(event.target.files[0]));
  panel.addEventListener("dragover", (event) => event.preventDefault());
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    compare(event.dataTransfer.files[0]);
  });
})();
