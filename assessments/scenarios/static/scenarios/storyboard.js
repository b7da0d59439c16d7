// The storyboard without waiting: saves and moves swap the parts of the page that the server sends.
// Without this script the same links and forms load whole pages.

const HEADER = { "X-Storyboard": "parts" };
const ARROWS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

class StoryboardController extends window.StimulusModule.Controller {
  static targets = ["live"];
  static values = { unsaved: String, lost: String };

  connect() {
    this.isTouched = false;
    this.isBusy = false;
    window.history.replaceState({ storyboard: true }, "");
    this.placeMap([0, 0]);
  }

  // --- What was typed -----------------------------------------------------------------------------

  touch(event) {
    if (event.target.closest("[data-node-form]")) this.isTouched = true;
  }

  leave(event) {
    if (this.isTouched) event.preventDefault();
  }

  mayLeave() {
    return !this.isTouched || window.confirm(this.unsavedValue);
  }

  // --- Links and forms ----------------------------------------------------------------------------

  /** Links to nodes swap the parts; any other link, and any with a modifier key, is the browser's. */
  follow(event) {
    const link = event.target.closest("a[data-node]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (this.mayLeave()) this.open(link.getAttribute("href"), { keep: link.closest(".map") ? this.marker(link) : "" });
  }

  async open(address, { keep = "", isBack = false } = {}) {
    const response = await this.ask(address, { headers: HEADER });
    if (!response) return;
    this.swap(await response.text());
    if (!isBack) window.history.pushState({ storyboard: true }, "", address);
    const place = new URL(address, window.location.href).hash.slice(1);
    if (keep) this.focusOn(keep);
    else this.focusInside(document.getElementById(place) || document.getElementById("form"));
  }

  goBack(event) {
    if (!event.state || !event.state.storyboard) return;
    if (this.mayLeave()) this.open(window.location.href, { isBack: true });
  }

  /** Every form of the page but those marked as free; what the button says goes with it. */
  async send(event) {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.closest("dialog") || this.isBusy) return;
    const isNode = "nodeForm" in form.dataset;
    event.preventDefault();
    if (!isNode && !this.mayLeave()) return;
    const address = (submitter && submitter.getAttribute("formaction")) || form.getAttribute("action");
    const marker = this.marker(submitter || document.activeElement);
    const before = this.outlinePlace();
    const body = new FormData(form, submitter);
    const response = await this.ask(address, { method: "POST", headers: HEADER, body });
    if (!response) return;
    if (response.status === 409) {
      this.isTouched = false;
      this.sendPlainly(form, submitter);
      return;
    }
    this.swap(await response.text());
    const arrived = new URL(response.url).pathname;
    if (arrived !== window.location.pathname && response.redirected) {
      window.history.pushState({ storyboard: true }, "", arrived);
    }
    this.afterSending(marker, submitter, before !== this.outlinePlace());
  }

  /** Two versions met: the browser itself sends the form, and the server shows both. */
  sendPlainly(form, submitter) {
    if (submitter && submitter.name) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: submitter.name, value: submitter.value });
      form.append(field);
    }
    form.submit();
  }

  async ask(address, options) {
    this.isBusy = true;
    this.element.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address, { credentials: "same-origin", ...options });
      if (response.ok || response.status === 409 || response.status === 422) return response;
      throw new Error(String(response.status));
    } catch {
      this.say(this.lostValue, "error");
      return null;
    } finally {
      this.isBusy = false;
      this.element.removeAttribute("aria-busy");
    }
  }

  // --- Swapping -----------------------------------------------------------------------------------

  swap(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const parts = [...fresh.querySelectorAll("[data-part]")];
    const known = parts.every((part) => this.part(part.dataset.part));
    if (!parts.length || !known) {
      this.isTouched = false;
      window.location.reload();
      return;
    }
    const place = this.mapPlace();
    for (const part of parts) this.part(part.dataset.part).innerHTML = part.innerHTML;
    const columns = this.element.querySelector("[data-columns]");
    const freshColumns = fresh.querySelector("[data-columns]");
    if (columns && freshColumns) columns.className = freshColumns.className;
    this.placeMap(place);
    this.isTouched = Boolean(this.element.querySelector("[data-errors]"));
    document.title = fresh.querySelector("[data-part=bar]").dataset.title || document.title;
    for (const line of fresh.querySelectorAll("[data-said] li")) this.say(line.textContent, line.dataset.level);
    const summary = this.element.querySelector("[data-summary]");
    if (summary) this.liveTarget.textContent = summary.textContent.replace(/\s+/g, " ").trim();
  }

  part(name) {
    return this.element.querySelector(`[data-part="${name}"]`);
  }

  say(text, level) {
    const type = { success: "success", warning: "warning", error: "error" }[level] || "success";
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { clear: true, text, type } }));
  }

  /** Where the map was scrolled to, so that swapping does not throw it back. */
  mapPlace() {
    const map = this.element.querySelector(".map");
    return map ? [map.scrollLeft, map.scrollTop] : [0, 0];
  }

  placeMap([left, top]) {
    const outline = this.part("outline");
    const entry = outline && outline.querySelector(".outline [aria-current]");
    if (entry && outline.scrollHeight > outline.clientHeight) {
      outline.scrollTop = entry.offsetTop - outline.clientHeight / 3;
    }
    const map = this.element.querySelector(".map");
    if (!map) return;
    map.scrollTo(left, top);
    const current = map.querySelector("[aria-current]") || map.querySelector("a[data-node]");
    if (!current) return;
    const box = current.getBoundingClientRect();
    const frame = map.getBoundingClientRect();
    const dx = box.left < frame.left || box.right > frame.right;
    const dy = box.top < frame.top || box.bottom > frame.bottom;
    if (dx) map.scrollLeft += box.left - frame.left - (frame.width - box.width) / 2;
    if (dy) map.scrollTop += box.top - frame.top - (frame.height - box.height) / 2;
  }

  // --- Focus --------------------------------------------------------------------------------------

  /** A selector that finds the same control again after the swap. */
  marker(element) {
    if (!element || !element.closest) return "";
    const node = element.closest("a[data-node]");
    if (node && node.closest(".map")) return `.map [data-node="${node.dataset.node}"]`;
    if (element.id) return `#${CSS.escape(element.id)}`;
    if (element.name && element.value) {
      return `[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]`;
    }
    return "";
  }

  focusOn(selector) {
    const found = selector && this.element.querySelector(selector);
    if (found) found.focus({ preventScroll: Boolean(found.closest(".map")) });
    return Boolean(found);
  }

  /** The first control of a part; for a reply, its words. */
  focusInside(place) {
    const controls = "textarea, input:not([type=hidden]), select";
    const found = place && place.querySelector(controls);
    if (found) found.focus();
    else if (place) this.focusHeading(place);
  }

  focusHeading(place) {
    const heading = place.querySelector("h2");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus();
  }

  outlinePlace() {
    const current = this.element.querySelector(".outline [aria-current]");
    return current ? current.dataset.node : "";
  }

  /** After a save the focus stays on its button; a new reply or another node is gone to. */
  afterSending(marker, submitter, isElsewhere) {
    const errors = this.element.querySelector("[data-errors]");
    const step = submitter && submitter.name === "do" ? submitter.value : "";
    if (errors) {
      const field = this.part("form").querySelector(".w-field--error :is(input, select, textarea)");
      (field || errors).focus();
    } else if (step === "add") {
      const replies = this.element.querySelectorAll(".choice");
      this.focusInside(replies[replies.length - 1]);
    } else if (isElsewhere) {
      this.focusInside(document.getElementById("form"));
    } else if (!this.focusOn(marker)) {
      const place = submitter && submitter.closest ? document.getElementById("findings") : null;
      this.focusHeading(step ? document.getElementById("form") : place || this.element);
    }
  }

  // --- The map by keyboard ------------------------------------------------------------------------

  /** Right and down go along the first link, again to the next one; left and up go back. */
  walk(event) {
    const way = ARROWS[event.key];
    const box = event.target.closest && event.target.closest(".map a[data-node]");
    if (!way || !box || event.altKey || event.ctrlKey || event.metaKey) return;
    const from = box.dataset.node;
    const sideways = event.key === "ArrowDown" || event.key === "ArrowUp";
    const next = sideways ? this.beside(from, way) : this.along(from, way);
    const found = next && this.element.querySelector(`.map [data-node="${next}"]`);
    if (!found) return;
    event.preventDefault();
    found.focus();
    found.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  neighbours() {
    const data = document.getElementById("storyboard-neighbours");
    return data ? JSON.parse(data.textContent) : {};
  }

  along(from, way) {
    const links = this.neighbours();
    if (way > 0) this.cameFrom = from;
    if (way > 0) return (links[from] || [])[0];
    const sources = Object.keys(links).filter((name) => links[name].includes(from));
    return sources.includes(this.cameFrom) ? this.cameFrom : sources[0];
  }

  /** The next of the nodes that the same node leads to. */
  beside(from, way) {
    const links = this.neighbours();
    const sources = Object.keys(links).filter((name) => links[name].includes(from));
    const source = sources.includes(this.cameFrom) ? this.cameFrom : sources[0];
    const family = links[source] || [];
    return family[family.indexOf(from) + way];
  }
}

window.wagtail.app.register("storyboard", StoryboardController);
