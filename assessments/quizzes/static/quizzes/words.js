// How many words a long answer has. The limits stand in the hint, with or without this script.

function count(field) {
  const line = field.querySelector("[data-word-count]");
  line.hidden = false;
  line.querySelector("span").textContent = field.querySelector("textarea").value.split(/\s+/).filter(Boolean).length;
}

const fieldsOf = (box) => [...box.querySelectorAll("[data-word-count]")].map((line) => line.closest(".field"));

document.addEventListener("input", (event) => {
  const field = event.target.closest(".field");
  if (field && field.querySelector("[data-word-count]")) count(field);
});
document.addEventListener("answers-shown", (event) => fieldsOf(event.target).forEach(count));
fieldsOf(document).forEach(count);
