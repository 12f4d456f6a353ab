import { near } from "./dom";

/** How often those who hear a page are told, in milliseconds. */
const PAUSE = 2000;

/**
 * Progress comes as whole fragments over server-sent events (`hx-sse:connect`). What is said aloud is copied from
 * `[data-say]` of the fragment into the page's own status line, at most once in two seconds. The event `done` reloads
 * the page, so that everything on it is of the same moment.
 */
export function live(): void {
  let last = 0;
  document.addEventListener("htmx:after:swap", (event) => {
    const region = near(event, "[data-live]");
    const now = Date.now();
    if (!region || now - last < PAUSE) return;
    const status = document.getElementById(region.dataset["live"] ?? "");
    const said = region.querySelector("[data-say]")?.textContent?.trim() ?? "";
    if (!status || status.textContent === said) return;
    status.textContent = said;
    last = now;
  });
  document.addEventListener("done", (event) => {
    if (near(event, "[data-live]")) window.location.reload();
  });
}
