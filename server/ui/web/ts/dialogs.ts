import { near } from "./dom";

/** Links with `data-dialog` open the dialog of that id instead of the page that asks the same. */
export function dialogs(): void {
  document.addEventListener("click", (event) => {
    const opener = near<HTMLAnchorElement>(event, "a[data-dialog]");
    const modified = event.ctrlKey || event.metaKey || event.shiftKey;
    if (opener && !modified) {
      const dialog = document.getElementById(opener.dataset["dialog"] ?? "");
      if (!(dialog instanceof HTMLDialogElement)) return;
      event.preventDefault();
      dialog.showModal();
      dialog.addEventListener("close", () => opener.focus(), { once: true });
      return;
    }
    const closer = near(event, "dialog [data-close]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog")?.close();
    }
  });
}
