import { all, near } from "./dom";

/** The switch of colours takes effect at once; the choice is kept by the server. */
export function theme(): void {
  document.addEventListener("submit", (event) => {
    const form = near<HTMLFormElement>(event, "form[data-theme-switch]");
    const button = event instanceof SubmitEvent ? event.submitter : null;
    if (!form || !(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    const root = document.documentElement;
    if (button.value === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = button.value;
    for (const other of all("button", form)) other.setAttribute("aria-pressed", String(other === button));
    const body = new URLSearchParams({ theme: button.value });
    // Where the answer fails the page still shows what was chosen; the next one shows what is kept.
    void fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => undefined);
  });
}
