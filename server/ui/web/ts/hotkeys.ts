import { typing } from "./dom";

/** `data-hotkey` on a field focuses it, on a link or button presses it; Ctrl K is the search. */
export function hotkeys(): void {
  document.addEventListener("keydown", (event) => {
    const search = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (!search && (event.ctrlKey || event.metaKey || event.altKey || typing())) return;
    if (!search && document.documentElement.dataset["keys"] === "off") return;
    const key = search ? "/" : event.key;
    const target = document.querySelector<HTMLElement>(`[data-hotkey="${CSS.escape(key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target instanceof HTMLInputElement) {
      target.focus();
      target.select();
    } else {
      target.click();
    }
  });
}
