// A map larger than its window opens where the reader is: at the current node, else at the first one.
for (const map of document.querySelectorAll(".map")) {
  const node = map.querySelector("[aria-current]") ?? map.querySelector("[data-node]");
  if (!node) continue;
  const box = node.getBoundingClientRect();
  const frame = map.getBoundingClientRect();
  map.scrollLeft += box.left + box.width / 2 - frame.left - frame.width / 2;
  map.scrollTop += box.top + box.height / 2 - frame.top - frame.height / 2;
}
