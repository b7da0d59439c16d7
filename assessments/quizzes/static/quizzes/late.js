// On the result page: answers of this attempt that never left the device are sent all the same. They
// do not count any more, but nothing is dropped; the server keeps them as late.

const { attempt, saveUrl, store, queue } = document.querySelector("[data-attempt]").dataset;
const token = () => document.querySelector("input[name=csrfmiddlewaretoken]").value;

async function sendLeftovers() {
  const [{ openStore }, { Queue }] = await Promise.all([import(store), import(queue)]);
  const kept = await openStore();
  if (!(await kept.list(attempt)).length) return;
  new Queue({
    attempt, saveUrl, token, store: kept, renewToken: async () => "failed", tell: () => {},
  }).flush();
}

sendLeftovers();
