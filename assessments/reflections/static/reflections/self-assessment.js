// A self-assessment that survives the network: every statement is in the page, answers go through the
// queue of this device, one competency is shown at a time. Without this script the form works alone.

const root = document.querySelector("[data-self-assessment]");
const form = root.querySelector("[data-answers]");
const groups = [...form.querySelectorAll("[data-group]")];
const statements = [...form.querySelectorAll("[data-statement]")];
const stateLine = root.querySelector(".save-state");
const moves = root.querySelector("[data-moves]");
const end = groups.at(-1);
const titleAtFirst = document.title;

let queue = null;
let renewToken = async () => "failed"; // until the script for it is here
let isLeaving = false;
const early = new Set(); // statements answered before the queue was ready

// --- Answers ------------------------------------------------------------------------------------

const nameOf = (statement) => statement.dataset.statement;
const valueOf = (statement) => statement.querySelector(":checked")?.value ?? null;
const atFirst = (statement) =>
  [...statement.querySelectorAll("input")].find((input) => input.defaultChecked)?.value ?? null;

function showAnswer(name, value) {
  const statement = statements.find((one) => nameOf(one) === name);
  const input = [...(statement?.querySelectorAll("input") || [])].find((one) => one.value === value);
  if (input) input.checked = true;
}

function count() {
  const answered = statements.filter((statement) => valueOf(statement) !== null).length;
  root.querySelector("[data-answered]").textContent = answered;
  root.querySelector(".progress progress").value = answered;
  const gaps = groups.filter((group) => {
    const own = [...group.querySelectorAll("[data-statement]")];
    const isMissing = own.some((statement) => valueOf(statement) === null);
    const row = end.querySelector(`[data-gap="${group.id}"]`);
    if (row) row.hidden = !isMissing;
    return isMissing;
  });
  end.querySelector("[data-gaps]").hidden = !gaps.length;
}

function answered(statement) {
  count();
  if (queue) queue.put(nameOf(statement), valueOf(statement));
  else early.add(statement);
}

// --- One competency at a time: addresses with # keep the place over a reload --------------------

const target = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));

function wanted() {
  const asked = target()?.closest("[data-group]");
  const open = groups.find((group) =>
    [...group.querySelectorAll("[data-statement]")].some((statement) => valueOf(statement) === null),
  );
  return asked || (form.querySelector(".field--error")?.closest("[data-group]") ?? open ?? end);
}

function show({ moveFocus }) {
  const group = wanted();
  const at = groups.indexOf(group);
  for (const one of groups) one.hidden = one !== group;
  const [back, next] = [moves.querySelector("[data-back]"), moves.querySelector("[data-next]")];
  back.hidden = at === 0;
  next.hidden = moves.querySelector("[data-to-end]").hidden = group === end;
  if (at > 0) back.href = `#${groups[at - 1].id}`;
  if (group !== end) next.href = `#${groups[at + 1].id}`;
  document.title = `${group.dataset.title} – ${titleAtFirst}`;
  if (!moveFocus) return;
  const input = target()?.closest("input");
  (input || group.querySelector("h2")).focus({ preventScroll: true });
  (input || group).scrollIntoView({ block: "start" });
}

// --- What a person is told ----------------------------------------------------------------------

function notice(name, isShown) {
  const box = root.querySelector(`[data-notice="${name}"]`);
  if (box.hidden === isShown) box.hidden = !isShown;
  return box;
}

function tell({ state, savedAt, store, closed, refused, isSignedOut, hasUnsent }) {
  if (stateLine.dataset.state !== state) stateLine.dataset.state = state;
  if (savedAt) {
    const words = [savedAt.getHours(), savedAt.getMinutes()].map((part) => `${part}`.padStart(2, "0")).join(":");
    const time = stateLine.querySelector("time");
    if (time.textContent !== words) time.textContent = words;
  }
  notice("memory", !store.keeps);
  notice("signed-out", isSignedOut);
  notice("refused", refused.length > 0);
  if (!hasUnsent) notice("waiting", false);
  if (closed) {
    notice("closed", true).querySelector("[data-result]").href = closed.result || root.dataset.pageUrl;
    for (const group of groups) group.disabled = true;
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  }
}

// --- Leaving on purpose -------------------------------------------------------------------------

/** Finishing waits until every answer is on the server: the page must survive the network. */
async function finish(button) {
  await queue.flush();
  if (queue.hasUnsent || !navigator.onLine) return notice("waiting", true);
  isLeaving = true;
  form.requestSubmit(button);
}

/** The device is emptied at sign-out, once everything is sent. */
async function signOut(signOutForm) {
  await Promise.race([queue.flush(), new Promise((resolve) => setTimeout(resolve, 5_000))]);
  const leave = () => {
    isLeaving = true;
    signOutForm.submit();
  };
  if (queue.hasUnsent) {
    const box = notice("sign-out", true);
    box.querySelector("[data-leave]").onclick = leave;
    return box.querySelector("[data-leave]").focus();
  }
  await queue.store.clear();
  leave();
}

// --- Start --------------------------------------------------------------------------------------

function listen() {
  form.addEventListener("submit", (event) => {
    if (isLeaving) return;
    event.preventDefault();
    finish(event.submitter || form.querySelector("button[name=finish]"));
  });
  document.addEventListener("submit", (event) => {
    if (isLeaving || !event.target.matches('form[action$="logout/"]')) return;
    event.preventDefault();
    signOut(event.target);
  });
  for (const name of ["online", "focus", "blur", "pagehide", "pageshow"]) {
    window.addEventListener(name, () => queue.flush());
  }
  document.addEventListener("visibilitychange", () => queue.flush());
  window.addEventListener("offline", () => tell(queue));
  window.addEventListener("pageshow", (event) => event.persisted && (isLeaving = false));
  window.addEventListener("beforeunload", (event) => {
    if (isLeaving || !queue.hasUnsent) return;
    event.preventDefault();
    event.returnValue = "";
  });
}

async function start() {
  for (const part of form.querySelectorAll("[data-draft]")) part.hidden = true;
  moves.hidden = false;
  statements.filter((one) => valueOf(one) !== atFirst(one)).forEach((one) => early.add(one)); // before this ran
  form.addEventListener("change", (event) => answered(event.target.closest("[data-statement]")));
  window.addEventListener("hashchange", () => {
    show({ moveFocus: true });
    queue?.flush();
  });
  show({ moveFocus: Boolean(location.hash) });
  count();

  const { store, queue: queueScript, token } = root.dataset;
  const [{ openStore }, { Queue }, tokens] = await Promise.all([import(store), import(queueScript), import(token)]);
  renewToken = () => tokens.renewToken(root.dataset.pageUrl);
  const waiting = new Queue({
    attempt: root.dataset.selfAssessment,
    saveUrl: root.dataset.saveUrl,
    submitUrl: "", // finishing is the form's
    store: await openStore(),
    token: tokens.token,
    renewToken,
    tell,
  });
  const queued = await waiting.restore();
  const isEarly = (name) => [...early].some((statement) => nameOf(statement) === name);
  for (const [name, value] of Object.entries(queued)) if (!isEarly(name)) showAnswer(name, value);
  queue = waiting;
  stateLine.querySelector('[data-for="saving"]').setAttribute("aria-hidden", "true"); // not to chatter
  early.forEach(answered);
  listen();
  count();
  tell(queue);
  root.dataset.ready = "true";
  queue.flush();
}

start();
