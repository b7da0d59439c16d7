// Answers on their way from this device to the server. The protocol: docs/attempt-protocol.md.
//
// An answer is written down in the store before it is sent, and forgotten only when the server says
// that it is committed. This file knows nothing of the page.

const QUIET_MS = 1_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const ANSWER_MS = 20_000;

/** Sends what the store keeps, one change a packet, until all of it is acknowledged. */
export class Queue {
  /**
   * `token()` gives the CSRF token; `renewToken()` gets a new one and says "renewed", "signed-out" or
   * "failed"; `tell(queue)` is called whenever something a person should know has changed.
   */
  constructor({ attempt, saveUrl, submitUrl, store, token, renewToken, tell }) {
    Object.assign(this, { attempt, saveUrl, submitUrl, store, token, renewToken, tell });
    this.changes = []; // what waits: the store's, as last read, and our own
    this.own = []; // written by this page and not yet acknowledged to it
    this.writing = 0;
    this.expected = new Set(); // questions somebody is typing an answer to
    this.answered = {}; // in this tab; goes with the submission
    this.savedAt = null;
    this.stuck = new Set(); // questions that met a server error: others go first
    this.failures = 0;
    this.notBefore = 0;
    this.isSignedOut = false;
    this.isSubmitting = false;
    this.submitFailed = false;
    this.closed = null; // the body of a 409
    this.finished = null; // the body of an accepted submission
  }

  get unsent() {
    return this.changes.filter((change) => !change.refused);
  }

  get refused() {
    return [...new Set(this.changes.filter((change) => change.refused).map((change) => change.question))];
  }

  get hasUnsent() {
    return !this.closed && (this.writing > 0 || this.expected.size > 0 || this.unsent.length > 0);
  }

  /** "saved", "saving", "offline", "unsaved", or "" when nothing has been answered yet. */
  get state() {
    if (this.refused.length || this.isSignedOut) return "unsaved";
    if (!this.hasUnsent) return this.savedAt ? "saved" : "";
    if (!this.failures && navigator.onLine) return "saving";
    return this.store.keeps ? "offline" : "unsaved";
  }

  /** Read what is left from before; returns the last queued value of each question. */
  async restore() {
    await this.refresh();
    return Object.fromEntries(this.unsent.map((change) => [change.question, change.value]));
  }

  /** An answer to `question` is being typed: nothing may be called saved until it is put. */
  expect(question) {
    if (this.expected.has(question)) return;
    this.expected.add(question);
    this.tell(this);
  }

  async put(question, value) {
    this.expected.delete(question);
    this.answered[question] = value;
    this.writing += 1;
    this.tell(this);
    this.own.push(await this.store.add(this.attempt, question, value));
    await this.refresh();
    this.writing -= 1;
    this.tell(this);
    this.later(QUIET_MS);
  }

  /** Submit once everything is acknowledged; tried again until the server answers. */
  submit() {
    this.isSubmitting = true;
    this.submitFailed = false;
    return this.flush();
  }

  /** Try now. One try at a time; a call during one makes another follow it. */
  flush() {
    if (this.working) {
      this.again = true;
      return this.working;
    }
    clearTimeout(this.timer);
    this.working = this.work().finally(() => {
      this.working = null;
      if (this.again) {
        this.again = false;
        this.later(0);
      }
    });
    return this.working;
  }

  later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), ms);
  }

  async work() {
    const wait = this.notBefore - Date.now();
    if (wait > 0) return this.later(wait);
    let goesOn = true;
    while (goesOn && !this.finished) {
      await this.refresh();
      const packet = this.nextPacket();
      if (!packet && (!this.isSubmitting || this.writing)) break;
      this.tell(this);
      goesOn = packet ? await this.sendPacket(packet) : await this.sendSubmission();
    }
    this.tell(this);
  }

  /** Another tab may have sent our changes; we say "saved" only when told so ourselves. */
  async refresh() {
    const kept = await this.store.list(this.attempt);
    const ids = new Set(kept.map((change) => change.id));
    this.changes = [...kept, ...this.own.filter((change) => !ids.has(change.id))];
  }

  /** The oldest question that waits, with the last value the same tab gave it. */
  nextPacket() {
    const waiting = this.unsent;
    const first = waiting.find((change) => !this.stuck.has(change.question)) || waiting[0];
    return first && this.sameQuestion(first).reduce((last, change) => (change.seq > last.seq ? change : last));
  }

  sameQuestion({ client, question }) {
    return this.unsent.filter((change) => change.client === client && change.question === question);
  }

  async sendPacket(packet) {
    const { client, seq, question, value } = packet;
    const answer = await this.post(this.saveUrl, { client, seq, answers: { [question]: value } });
    const isKept = (answer.status === 200 && answer.data.acked === seq) || answer.status === 202;
    if (isKept) {
      this.savedAt = new Date(answer.data.server_time || Date.now());
      this.stuck.delete(question);
      await this.drop(this.sameQuestion(packet).filter((change) => change.seq <= seq), { question });
      return this.succeed();
    }
    if (answer.status === 400) {
      delete this.answered[question];
      await this.refuse(this.sameQuestion(packet).filter((change) => change.seq <= seq));
      return this.succeed();
    }
    if (answer.status === 409) {
      this.close(answer.data); // the server has kept the answer as late
      await this.drop(this.sameQuestion(packet).filter((change) => change.seq <= seq));
      return this.succeed();
    }
    if (answer.status >= 500) this.stuck.add(question);
    return this.fail(answer);
  }

  async sendSubmission() {
    const key = await this.store.submitKey(this.attempt);
    const answer = await this.post(this.submitUrl, { key, answers: this.answered });
    if (answer.status === 200 && answer.data.result) {
      this.finished = answer.data;
      this.changes = this.own = [];
      await this.store.forget(this.attempt);
      return false;
    }
    if (answer.status === 409) {
      this.close(answer.data);
      return false;
    }
    if (answer.status === 400) {
      if (answer.data.field in this.answered) {
        delete this.answered[answer.data.field];
        return true;
      }
      this.isSubmitting = false;
      this.submitFailed = true;
      return false;
    }
    return this.fail(answer);
  }

  close(body) {
    this.closed = body;
    this.isSubmitting = false;
  }

  succeed() {
    this.failures = 0;
    this.isSignedOut = false;
    return true;
  }

  fail({ status, retryAfterMs = 0 }) {
    if (status === 401 || status === 404) {
      this.isSignedOut = true; // signed out, or in as somebody else; goes on when the page is back in use
      return false;
    }
    this.failures += 1;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures) * (0.5 + Math.random() / 2);
    this.notBefore = retryAfterMs ? Date.now() + retryAfterMs : 0;
    this.later(Math.max(wait, retryAfterMs));
    return false;
  }

  /** Forget `changes`; with `question`, also earlier refused answers to it. */
  async drop(changes, { question } = {}) {
    const old = this.changes.filter((change) => change.refused && change.question === question);
    const ids = [...changes, ...old].map((change) => change.id);
    this.own = this.own.filter((change) => !ids.includes(change.id));
    this.changes = this.changes.filter((change) => !ids.includes(change.id));
    await this.store.remove(ids);
  }

  async refuse(changes) {
    changes.forEach((change) => (change.refused = true));
    await this.store.replace(changes);
  }

  async post(url, body) {
    const answer = await this.request(url, body);
    if (answer.status !== 403) return answer;
    const renewal = await this.renewToken();
    if (renewal === "renewed") return this.request(url, body);
    return { status: renewal === "signed-out" ? 401 : 0, data: {} };
  }

  async request(url, body) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), ANSWER_MS);
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-CSRFToken": this.token(),
        },
        body: JSON.stringify(body),
        credentials: "same-origin",
        cache: "no-store",
        keepalive: document.visibilityState === "hidden",
        signal: abort.signal,
      });
      const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
      return {
        status: response.redirected ? 401 : response.status,
        retryAfterMs: retryAfterMs(response.headers.get("Retry-After")),
        data: (isJson && (await response.json())) || {},
      };
    } catch {
      return { status: 0, data: {} }; // no connection, or no answer in time
    } finally {
      clearTimeout(timer);
    }
  }
}

function retryAfterMs(header) {
  if (!header) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Math.max(ms || 0, 0);
}
