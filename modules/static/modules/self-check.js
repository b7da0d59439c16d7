// Statements about oneself, counted here and sent nowhere. Without this script they are a list on paper.
//
// Kept only if asked for, in localStorage under "self-check.<person>.<block>": { day, answers, texts }.
// base.js erases it at sign-out, this file when somebody else opens a check in the same browser.
(() => {
  "use strict";
  const PREFIX = "self-check.";
  const HIGHEST = 3;

  const storage = (work) => {
    try {
      return work(localStorage);
    } catch {
      return undefined; // refused or full
    }
  };

  /** Few enough answers say nothing: two thirds are needed. */
  const enoughOf = (total) => Math.ceil((total * 2) / 3);

  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  };

  /** Short digest of the statements: answers to other words are not shown under these. */
  const digest = (text) => [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) | 0, 7);

  function begin(root) {
    const find = (name) => root.querySelector(`[data-${name}]`);
    const items = [...root.querySelectorAll("fieldset")];
    const bands = [...root.querySelectorAll("[data-band]")];
    const result = find("result");
    const remember = find("remember");
    const kept = find("kept");
    const texts = digest(items.map((item) => item.querySelector("legend").textContent).join("\n"));
    const enough = enoughOf(items.length);
    const key = `${PREFIX}${root.dataset.person}.${root.dataset.selfCheck}`;

    const answers = () => items.map((item) => item.querySelector("input:checked")?.value ?? null);
    const given = () => answers().filter((answer) => answer !== null).length;

    function say(name) {
      for (const words of root.querySelectorAll("[data-said]")) words.hidden = words.dataset.said !== name;
    }

    function tell() {
      const done = given();
      const words = done < enough ? root.dataset.saysMore : root.dataset.saysAnswered;
      const numbers = { done, total: items.length, enough };
      find("answered").textContent = words.replace(/\{(\w+)\}/g, (_, name) => numbers[name]);
    }

    /** Mean of what is answered, good signs turned round: 0 is well, 3 is worn out. */
    function mean() {
      const points = answers().flatMap((answer, number) => {
        if (answer === null) return [];
        return ["reversed" in items[number].dataset ? HIGHEST - Number(answer) : Number(answer)];
      });
      return points.reduce((sum, point) => sum + point, 0) / points.length;
    }

    function show() {
      const isEnough = given() >= enough;
      result.hidden = !isEnough;
      if (!isEnough) return;
      const right = bands.find((band) => mean() <= Number(band.dataset.band) + 1e-9) || bands[bands.length - 1];
      for (const band of bands) band.hidden = band !== right;
    }

    // --- What is kept on this device -------------------------------------------------------------

    function read() {
      const text = root.dataset.person && storage((store) => store.getItem(key));
      try {
        const note = JSON.parse(text || "null");
        return note && Array.isArray(note.day) && Array.isArray(note.answers) ? note : null;
      } catch {
        return null;
      }
    }

    function write() {
      if (!remember?.checked || given() < enough) return;
      const note = JSON.stringify({ day: today(), answers: answers(), texts });
      const isKept = storage((store) => (store.setItem(key, note), true)) === true;
      if (!isKept) remember.checked = false;
      say(isKept ? "kept" : "failed");
      showKept();
    }

    function erase() {
      storage((store) => store.removeItem(key));
      say("erased");
      showKept();
    }

    function showKept() {
      const note = read();
      kept.hidden = !note;
      if (!note) return;
      const [year, month, day] = note.day;
      const long = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" });
      find("day").textContent = long.format(new Date(year, month - 1, day));
      find("show").hidden = note.texts !== texts;
    }

    function bringBack() {
      const { answers: before } = read() || { answers: [] };
      items.forEach((item, number) => {
        for (const input of item.querySelectorAll("input")) input.checked = input.value === before[number];
      });
      tell();
      show();
      result.focus();
    }

    function forget() {
      for (const input of root.querySelectorAll("input")) input.checked = false;
      result.hidden = true;
      kept.hidden = true;
    }

    // --- Start -----------------------------------------------------------------------------------

    find("live").addEventListener("change", (event) => {
      if (event.target === remember) {
        if (remember.checked) write();
        else erase();
        return;
      }
      tell();
      if (!result.hidden) show();
      if (!result.hidden) write();
    });
    find("count").addEventListener("click", () => {
      tell();
      show();
      if (result.hidden) return;
      result.focus();
      write();
    });
    find("show").addEventListener("click", bringBack);
    find("erase").addEventListener("click", () => {
      remember.checked = false;
      erase();
      find("title").focus();
    });
    document.addEventListener("submit", (event) => {
      if (event.target.matches('form[action$="logout/"]')) forget();
    });
    addEventListener("storage", showKept);

    root.classList.add("is-live");
    find("live").hidden = false;
    if (remember) remember.checked = Boolean(read());
    showKept();
    tell();
  }

  const roots = [...document.querySelectorAll("[data-self-check]")];
  const mine = roots.length ? `${PREFIX}${roots[0].dataset.person}.` : "";
  storage((store) => {
    const others = Object.keys(store).filter((key) => key.startsWith(PREFIX) && !key.startsWith(mine));
    others.forEach((key) => store.removeItem(key));
  });
  roots.forEach(begin);
})();
