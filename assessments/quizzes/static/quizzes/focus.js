// After an answer on a page of its own: what was said about it comes first for keyboards and readers.

document.querySelector("[data-check-feedback]")?.focus();
