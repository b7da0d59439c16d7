// Where answers wait on this device until the server has them. The protocol: docs/attempt-protocol.md.
//
// Kept: the attempt's id, numbers of questions, option tokens, random ids; nothing else.

const DATABASE = "attempts";
const OPEN_MS = 3_000;
const CLIENT = "quizzes.client"; // in sessionStorage: one a tab

export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const outcome = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const completion = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error || new Error("aborted"));
  });

function tabClient(id) {
  try {
    if (id) sessionStorage.setItem(CLIENT, id);
    return id || sessionStorage.getItem(CLIENT) || "";
  } catch {
    return id || "";
  }
}

/** IndexedDB: survives reloads, closed tabs and power cuts. */
class DeviceStore {
  keeps = true;

  constructor(database) {
    this.database = database;
    this.client = tabClient();
    database.onversionchange = () => database.close();
  }

  static async open() {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => {
      const changes = opening.result.createObjectStore("changes", { keyPath: "id", autoIncrement: true });
      changes.createIndex("attempt", "attempt");
      opening.result.createObjectStore("clients", { keyPath: "client" });
      opening.result.createObjectStore("keys", { keyPath: "attempt" });
    };
    const late = new Promise((_, reject) => setTimeout(reject, OPEN_MS, new Error("no answer")));
    return new DeviceStore(await Promise.race([outcome(opening), late]));
  }

  /** Run `work` over the named stores; resolves once everything is on the disk. */
  async run(mode, names, work) {
    const transaction = this.database.transaction(names, mode, { durability: "strict" });
    const done = completion(transaction);
    const stores = names.map((name) => transaction.objectStore(name));
    const [value] = await Promise.all([work(...stores), done]);
    return value;
  }

  /** Write a change down under the next number of this tab. */
  add(attempt, question, value) {
    return this.run("readwrite", ["changes", "clients"], async (changes, clients) => {
      const row = await outcome(clients.get(this.client));
      // A client whose last number is lost must never count again: its packets would be taken for
      // repeats. A copied tab shares the row, hence the numbers stay apart.
      const client = row ? row.client : newId();
      const seq = Math.max(row ? row.seq + 1 : 1, Date.now());
      if (!row) this.client = tabClient(client);
      clients.put({ client, seq });
      const change = { attempt, client, seq, question, value };
      return { ...change, id: await outcome(changes.add(change)) };
    });
  }

  /** Everything not yet acknowledged, in the order chosen; other tabs' and earlier visits' too. */
  list(attempt) {
    return this.run("readonly", ["changes"], (changes) => outcome(changes.index("attempt").getAll(attempt)));
  }

  remove(ids) {
    return this.run("readwrite", ["changes"], (changes) => ids.forEach((id) => changes.delete(id)));
  }

  replace(changed) {
    return this.run("readwrite", ["changes"], (changes) => changed.forEach((change) => changes.put(change)));
  }

  /** The one key under which this device submits `attempt`. */
  submitKey(attempt) {
    return this.run("readwrite", ["keys"], async (keys) => {
      const row = (await outcome(keys.get(attempt))) || { attempt, key: newId() };
      keys.put(row);
      return row.key;
    });
  }

  forget(attempt) {
    return this.run("readwrite", ["changes", "keys"], async (changes, keys) => {
      keys.delete(attempt);
      const ids = await outcome(changes.index("attempt").getAllKeys(attempt));
      ids.forEach((id) => changes.delete(id));
    });
  }

  /** Empty the device, unless something of any attempt still waits to be sent. */
  clear() {
    const names = ["changes", "clients", "keys"];
    return this.run("readwrite", names, async (...stores) => {
      const changes = await outcome(stores[0].getAll());
      if (changes.every((change) => change.refused)) stores.forEach((store) => store.clear());
    });
  }
}

/** For browsers that refuse IndexedDB: lives as long as the page. */
class MemoryStore {
  keeps = false;

  constructor(changes = []) {
    this.client = newId();
    this.seq = 0;
    this.keys = new Map();
    this.changes = [...changes];
  }

  async add(attempt, question, value) {
    this.seq = Math.max(this.seq + 1, Date.now());
    const change = { attempt, client: this.client, seq: this.seq, question, value, id: `memory-${this.seq}` };
    this.changes.push(change);
    return change;
  }

  async list(attempt) {
    return this.changes.filter((change) => change.attempt === attempt);
  }

  async remove(ids) {
    this.changes = this.changes.filter((change) => !ids.includes(change.id));
  }

  async replace(changed) {
    this.changes = this.changes.map((change) => changed.find((other) => other.id === change.id) || change);
  }

  async submitKey(attempt) {
    if (!this.keys.has(attempt)) this.keys.set(attempt, newId());
    return this.keys.get(attempt);
  }

  async forget(attempt) {
    this.changes = this.changes.filter((change) => change.attempt !== attempt);
  }

  async clear() {
    this.keys.clear();
  }
}

/** The device's store, opened anew when the browser has dropped it; else memory. */
class Store {
  constructor(inner) {
    this.inner = inner;
    this.known = [];
  }

  get keeps() {
    return this.inner.keeps;
  }

  async ask(name, ...args) {
    try {
      return await this.inner[name](...args);
    } catch {
      this.inner = await DeviceStore.open().catch(() => new MemoryStore(this.known));
    }
    try {
      return await this.inner[name](...args);
    } catch {
      this.inner = new MemoryStore(this.known);
      return this.inner[name](...args);
    }
  }

  async add(attempt, question, value) {
    const change = await this.ask("add", attempt, question, value);
    this.known = [...this.known, change];
    return change;
  }

  async list(attempt) {
    return (this.known = await this.ask("list", attempt));
  }

  async remove(ids) {
    await this.ask("remove", ids);
    this.known = this.known.filter((change) => !ids.includes(change.id));
  }

  replace(changed) {
    return this.ask("replace", changed);
  }

  submitKey(attempt) {
    return this.ask("submitKey", attempt);
  }

  forget(attempt) {
    return this.ask("forget", attempt);
  }

  clear() {
    return this.ask("clear");
  }
}

export async function openStore() {
  return new Store(await DeviceStore.open().catch(() => new MemoryStore()));
}
