// An attempt that survives the network: every question is in the page, answers go through the queue,
// nothing navigates until the result. Without this script the same forms work by themselves.

const root = document.querySelector("[data-attempt]");
const form = root.querySelector("[data-answers]");
const sections = [...form.querySelectorAll("[data-question]")];
const checkPanel = root.querySelector("[data-check-answers]");
const submitForm = root.querySelector("[data-submit]");
const pauseForm = root.querySelector("[data-pause]");
const stateLine = root.querySelector(".save-state");
const titleSuffix = document.title.slice((shownSection()?.dataset.title || document.title).length);
const sectionOf = (question) => sections.find((section) => section.dataset.question === question);

let queue = null;
let renewToken = async () => "failed"; // until the script for it is here
let isLeaving = false;
const early = new Set(); // sections changed before the queue was ready

// --- Answers in the form ------------------------------------------------------------------------

function shownSection() {
  return [...sections, checkPanel].find((section) => section && !section.hidden);
}

const inputsOf = (section) =>
  [...section.querySelectorAll("[data-answer] :is(input, select, textarea)")];
const isFinal = (section) => "final" in section.dataset; // its review is shown already
const isBox = (input) => input.type === "radio" || input.type === "checkbox";
const isTyped = (input) => input.tagName === "TEXTAREA" || input.type === "text";
const filled = (text) => (/\S/.test(text) ? text : null);

function valueNow(input) {
  return isBox(input) && !input.checked ? null : filled(input.value);
}

function valueAtFirst(input) {
  if (isBox(input)) return input.defaultChecked ? input.value : null;
  if (isTyped(input)) return filled(input.defaultValue);
  return filled(([...input.options].find((option) => option.defaultSelected) || input.options[0]).value);
}

/** What an input's name says after the question's: "q3-best" → "best". */
function partOf(section, input) {
  return input.name.slice(`q${section.dataset.question}-`.length);
}

/** The answer in the form of the protocol, by the shape the server names. */
function read(section, valueOf = valueNow) {
  const given = inputsOf(section).map((input) => [input, valueOf(input)]).filter(([, value]) => value !== null);
  if (!given.length) return null;
  const parts = Object.fromEntries(given.map(([input, value]) => [partOf(section, input), value]));
  if (section.dataset.shape === "best_worst") return { best: parts.best || null, worst: parts.worst || null };
  if (section.dataset.shape === "parts") return parts;
  if (section.dataset.shape === "many") return given.map(([, value]) => value).sort();
  return given[0][1];
}

function write(section, value) {
  const hasParts = ["parts", "best_worst"].includes(section.dataset.shape);
  for (const input of inputsOf(section)) {
    const wanted = hasParts ? value && value[partOf(section, input)] : value;
    if (isBox(input)) input.checked = [].concat(wanted || []).includes(input.value);
    else input.value = wanted || "";
  }
  section.dispatchEvent(new CustomEvent("answers-shown", { bubbles: true }));
}

function isComplete(section) {
  if (isFinal(section)) return true;
  const value = read(section);
  if (value === null) return false;
  if (section.dataset.shape === "best_worst") return Boolean(value.best && value.worst) && value.best !== value.worst;
  if (section.dataset.shape !== "parts") return true;
  const parts = new Set(inputsOf(section).map((input) => input.name));
  const values = Object.values(value);
  return values.length === parts.size && (!("distinct" in section.dataset) || new Set(values).size === parts.size);
}

const differsFromPage = (section) => JSON.stringify(read(section)) !== JSON.stringify(read(section, valueAtFirst));

function changed(section) {
  if (queue) return queue.put(section.dataset.question, read(section));
  early.add(section);
}

// --- Beside the answer: how sure, and a flag ("3.sure", "3.flag") -------------------------------

const earlyBeside = new Set(); // inputs changed before the queue was ready

function putBeside(input) {
  if (!queue) return earlyBeside.add(input);
  const [number, part] = input.name.slice(1).split("-");
  queue.put(`${number}.${part}`, part === "flag" ? input.checked || null : input.value);
}

function showBeside(question, value) {
  for (const input of form.querySelectorAll(`[data-beside] [name="q${question.replace(".", "-")}"]`)) {
    input.checked = input.type === "radio" ? input.value === value : Boolean(value);
  }
}

// --- Typing: an answer is taken after a pause, when the field is left, or after a while ---------

const PAUSE_MS = 1_000;
const LONGEST_TYPING_MS = 5_000;
const typing = new Map(); // section → {timer, since}

function typed(section) {
  if (!queue) return early.add(section);
  const { timer, since = Date.now() } = typing.get(section) || {};
  clearTimeout(timer);
  const wait = Math.max(0, Math.min(PAUSE_MS, since + LONGEST_TYPING_MS - Date.now()));
  typing.set(section, { timer: setTimeout(() => takeTyped(section).then(() => queue.flush()), wait), since });
  queue.expect(section.dataset.question);
}

async function takeTyped(section) {
  if (!typing.has(section)) return;
  clearTimeout(typing.get(section).timer);
  typing.delete(section);
  await changed(section);
}

const takeAllTyped = () => Promise.all([...typing.keys()].map(takeTyped));

// --- Moving between questions -------------------------------------------------------------------

function show(target) {
  const wanted = target === "check" ? checkPanel : sectionOf(target);
  if (!wanted) return;
  if (target === "check") markAnswers();
  else aimButtons(sections.indexOf(wanted));
  for (const section of [...sections, checkPanel]) section.hidden = section !== wanted;
  for (const part of root.querySelectorAll("[data-on]")) {
    part.hidden = part.dataset.on !== (target === "check" ? "check" : "question");
  }
  history.replaceState(null, "", `?q=${target}`);
  document.title = wanted.dataset.title + titleSuffix;
  wanted.querySelector("h1").focus({ preventScroll: true });
  wanted.scrollIntoView({ block: "start" });
}

function aimButtons(index) {
  const [before, after] = [sections[index - 1], sections[index + 1]];
  const back = root.querySelector("[data-back]");
  back.hidden = !before;
  back.value = before ? before.dataset.question : "";
  root.querySelector("[data-next]").value = after ? after.dataset.question : "check";
  root.querySelector("[data-current-question]").value = sections[index].dataset.question;
}

function markAnswers() {
  for (const section of sections) {
    const row = checkPanel.querySelector(`[data-row="${section.dataset.question}"]`);
    const isAnswered = isComplete(section);
    row.classList.toggle("step--done", isAnswered);
    row.querySelector('[data-when="answered"]').hidden = !isAnswered;
    row.querySelector('[data-when="missing"]').hidden = isAnswered;
    const flag = section.querySelector('[data-beside] [name$="-flag"]');
    if (flag) row.querySelector("[data-flagged]").hidden = !flag.checked;
  }
  checkPanel.querySelector("[data-gaps]").hidden = sections.every(isComplete);
}

// --- What a person is told ----------------------------------------------------------------------

function notice(name, isShown) {
  const box = root.querySelector(`[data-notice="${name}"]`);
  if (box.hidden === isShown) box.hidden = !isShown;
  return box;
}

function dialog(name) {
  const box = root.querySelector(`[data-dialog="${name}"]`);
  if (box.showModal && !box.open) box.showModal();
}

let wasSignedOut = false;

function tell({ state, savedAt, store, closed, finished, refused, isSignedOut, isSubmitting, failures, submitFailed }) {
  if (finished) return leaveFor(finished.result);
  if (stateLine.dataset.state !== state) stateLine.dataset.state = state;
  if (savedAt) {
    const time = stateLine.querySelector("time");
    const words = `${savedAt.getHours()}`.padStart(2, "0") + ":" + `${savedAt.getMinutes()}`.padStart(2, "0");
    if (time.textContent !== words) time.textContent = words;
  }
  notice("memory", !store.keeps);
  notice("signed-out", isSignedOut);
  notice("refused", refused.length > 0).querySelector("[data-numbers]").textContent = refused.join(", ");
  notice("submitting", isSubmitting && !failures && !isSignedOut);
  notice("waiting", isSubmitting && failures > 0 && !isSignedOut);
  notice("not-submitted", submitFailed);
  if (isSignedOut && !wasSignedOut) dialog("signed-out");
  if (!isSignedOut) root.querySelector('[data-dialog="signed-out"]').close?.();
  wasSignedOut = isSignedOut;
  if (closed) close(closed);
}

function close(body) {
  notice("closed", true).querySelector("[data-result]").href = body.result || root.dataset.pageUrl;
  for (const fieldset of form.querySelectorAll("fieldset")) fieldset.disabled = true;
  for (const part of root.querySelectorAll("[data-on], [data-pause]")) part.remove();
}

function leaveFor(address) {
  isLeaving = true;
  location.assign(address);
}

function download() {
  const open = sections.filter((section) => !isFinal(section));
  const answers = Object.fromEntries(open.map((section) => [section.dataset.question, read(section)]));
  const body = JSON.stringify({ attempt: root.dataset.attempt, answers, unsent: queue.changes }, null, 2);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([body], { type: "application/json" }));
  link.download = `answers-${root.dataset.attempt.slice(0, 8)}.json`;
  link.click();
}

// --- Leaving on purpose -------------------------------------------------------------------------

/** The answer's review comes with the page, so the page is asked for once all else is sent. */
async function showAnswer(button) {
  await takeAllTyped();
  await queue.flush();
  isLeaving = true;
  form.action = button.formAction;
  form.submit();
}

/** Pausing and resuming reload the page, but only once the server has answered. */
async function pause(event) {
  event.preventDefault();
  notice("no-pause", false);
  await takeAllTyped();
  await queue.flush();
  const send = () => {
    const body = new URLSearchParams(new FormData(pauseForm));
    return fetch(pauseForm.getAttribute("action"), { method: "POST", body, credentials: "same-origin" });
  };
  try {
    let response = await send();
    if (response.status === 403 && (await renewToken()) === "renewed") response = await send();
    if (!response.ok) throw new Error(response.status);
    isLeaving = !queue.hasUnsent;
    location.reload();
  } catch {
    notice("no-pause", true);
  }
}

/** The device is emptied at sign-out, once everything is sent. */
async function signOut(signOutForm) {
  const patience = new Promise((resolve) => setTimeout(resolve, 5_000));
  await takeAllTyped();
  await Promise.race([queue.flush(), patience]);
  if (queue.hasUnsent) {
    root.querySelector("[data-leave]").onclick = () => leaveBy(signOutForm);
    dialog("sign-out");
    return;
  }
  await queue.store.clear();
  leaveBy(signOutForm);
}

function leaveBy(signOutForm) {
  isLeaving = true;
  signOutForm.submit();
}

// --- Start --------------------------------------------------------------------------------------

function flush() {
  takeAllTyped().then(() => queue.flush());
}

function listen() {
  root.addEventListener("click", (event) => {
    const target = event.target.closest("[data-go], [data-download], [data-close], [data-show-answer], button[name=go]");
    if (!target) return;
    if (target.hasAttribute("data-close")) return target.closest("dialog").close();
    if (target.hasAttribute("data-download")) return download();
    if (target.tagName === "A" && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    if (queue.closed) return;
    if (target.hasAttribute("data-show-answer")) return showAnswer(target);
    show(target.dataset.go || target.value);
    flush();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  submitForm?.addEventListener("submit", (event) => {
    event.preventDefault();
    takeAllTyped().then(() => queue.submit());
  });
  pauseForm?.addEventListener("submit", pause);
  document.addEventListener("submit", (event) => {
    if (isLeaving || !event.target.matches('form[action$="logout/"]')) return;
    event.preventDefault();
    signOut(event.target);
  });

  for (const name of ["online", "focus", "blur", "pagehide", "pageshow"]) window.addEventListener(name, flush);
  document.addEventListener("visibilitychange", flush);
  window.addEventListener("offline", () => tell(queue));
  window.addEventListener("beforeunload", (event) => {
    if (isLeaving || !(queue.hasUnsent || queue.isSubmitting)) return;
    event.preventDefault();
    event.returnValue = "";
  });
}

async function start() {
  sections.filter(differsFromPage).forEach((section) => early.add(section)); // chosen before this ran
  form.addEventListener("input", (event) => isTyped(event.target) && typed(event.target.closest("[data-question]")));
  form.addEventListener("change", (event) => {
    if (event.target.closest("[data-beside]")) return putBeside(event.target);
    const section = event.target.closest("[data-question]");
    if (!isTyped(event.target) || !queue) changed(section);
    else if (typing.has(section)) flush();
  });
  const { store, queue: queueScript, token } = root.dataset;
  const [{ openStore }, { Queue }, tokens] = await Promise.all([import(store), import(queueScript), import(token)]);
  renewToken = () => tokens.renewToken(root.dataset.pageUrl);
  const waiting = new Queue({
    attempt: root.dataset.attempt,
    saveUrl: root.dataset.saveUrl,
    submitUrl: root.dataset.submitUrl,
    store: await openStore(),
    token: tokens.token,
    renewToken,
    tell,
  });
  const queued = await waiting.restore();
  for (const [question, value] of Object.entries(queued)) {
    const section = sectionOf(question);
    if (question.includes(".")) showBeside(question, value);
    if (section && !early.has(section)) write(section, value); // shown = queued over the server's
  }
  if (root.dataset.savedAt) waiting.savedAt = new Date(root.dataset.savedAt);
  queue = waiting;
  stateLine.querySelector('[data-for="saving"]').setAttribute("aria-hidden", "true"); // not to chatter
  early.forEach(changed);
  earlyBeside.forEach(putBeside);
  listen();
  if (root.dataset.current === "check") markAnswers();
  tell(queue);
  root.dataset.ready = "true";
  queue.flush();
}

start();
