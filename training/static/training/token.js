// The CSRF token of a page that stays open for hours.

const inputs = () => [...document.querySelectorAll("input[name=csrfmiddlewaretoken]")];

export const token = () => inputs()[0].value;

/**
 * A stale token is renewed from a fresh copy of the page at `url`; the page itself stays. Says
 * "renewed", "signed-out" or "failed".
 */
export async function renewToken(url) {
  try {
    const response = await fetch(url, { credentials: "same-origin", cache: "no-store" });
    if (!response.ok) return response.status < 500 ? "signed-out" : "failed"; // 404: somebody else's
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const isSignedIn = page.querySelector('[data-save-url], form[action$="logout/"]');
    const fresh = page.querySelector("input[name=csrfmiddlewaretoken]");
    if (!isSignedIn || !fresh) return "signed-out";
    inputs().forEach((input) => (input.value = fresh.value));
    return "renewed";
  } catch {
    return "failed";
  }
}
