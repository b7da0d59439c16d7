// Marking a long answer: running total, number keys, drafts that save themselves.
// Without this script the same form is saved and handed in by its buttons.

const QUIET = 1000; // ms without a change before a draft is sent
const LONGEST_WAIT = 30000;

const form = document.querySelector("form[data-marking]");
const saveUrl = form.dataset.saveUrl; // a decision has no drafts
const stateLine = form.querySelector(".save-state");
const output = form.querySelector("[data-total]");
const decimals = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });

let isChanged = false; // something is not acknowledged
let isSending = false;
let isStopped = false; // another window or another marker has changed the answer
let isLeaving = false;
let failures = 0;
let timer = 0;

function showTotal() {
  let total = 0;
  for (const input of form.querySelectorAll("[data-criterion] input:checked")) total += Number(input.value);
  output.value = decimals.format(total);
}

// --- Keys --------------------------------------------------------------------------------------
function chooseByNumber(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[0-9]$/.test(event.key)) return;
  const criterion = event.target.closest("[data-criterion]");
  if (!criterion) return;
  const input = criterion.querySelector(`input[data-key="${event.key}"]`);
  if (!input) return;
  event.preventDefault();
  input.focus();
  if (!input.checked) input.click();
}

function handIn(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  if (!event.repeat) form.requestSubmit(form.querySelector("[data-hand-in]"));
}

// --- Drafts ------------------------------------------------------------------------------------
function say(state) {
  stateLine.dataset.state = state;
}

function stop(notice) {
  isStopped = true;
  say("unsaved");
  form.querySelector(`[data-notice="${notice}"]`).hidden = false;
}

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

function changed() {
  isChanged = true;
  showTotal();
  if (!saveUrl || isStopped) return;
  say("saving");
  later(QUIET);
}

async function send() {
  clearTimeout(timer);
  if (!saveUrl || !isChanged || isSending || isStopped || isLeaving) return;
  isSending = true;
  isChanged = false;
  let answer;
  try {
    answer = await fetch(saveUrl, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
    });
    await take(answer);
  } catch {
    isChanged = true; // no connection, or an answer that is not ours
    again("offline");
  } finally {
    isSending = false;
  }
  if (isChanged && !failures && !isStopped) later(QUIET);
}

async function take(answer) {
  if (answer.status === 200) {
    const { rev, saved_at: at } = await answer.json();
    if (!Number.isInteger(rev)) throw new TypeError("not ours");
    form.elements.rev.value = rev;
    failures = 0;
    form.querySelector('[data-notice="signed-out"]').hidden = true;
    const time = stateLine.querySelector("time");
    time.textContent = new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    say(isChanged ? "saving" : "saved");
    return;
  }
  isChanged = true;
  if (answer.status === 409) {
    const { error } = await answer.json();
    stop(error === "conflict" ? "conflict" : "closed");
  } else if (answer.status === 400) {
    say("unsaved"); // the next press of a button shows what is wrong
  } else if (answer.status === 404) {
    stop("closed");
  } else {
    if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") {
      form.querySelector('[data-notice="signed-out"]').hidden = false;
    }
    again("unsaved");
  }
}

function again(state) {
  say(state);
  failures += 1;
  later(Math.min(LONGEST_WAIT, QUIET * 2 ** failures) * (0.5 + Math.random() / 2));
}

form.addEventListener("input", changed);
form.addEventListener("keydown", chooseByNumber);
document.addEventListener("keydown", handIn);
form.addEventListener("submit", () => {
  isLeaving = true;
  clearTimeout(timer);
});
if (saveUrl) {
  document.addEventListener("visibilitychange", send);
  window.addEventListener("online", send);
  window.addEventListener("pageshow", () => { isLeaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if ((isChanged || isSending) && !isLeaving) event.preventDefault();
  });
}
showTotal();
form.querySelector("[data-keys]").hidden = false;
form.dataset.ready = "";
