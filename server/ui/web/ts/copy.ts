import { arriving, all, near } from "./dom";

/** Buttons with `data-copy` copy its text and say so for two seconds. */
export function copy(): void {
  arriving((root) => {
    for (const button of all("button[data-copy]", root)) button.hidden = false;
  });
  document.addEventListener("click", (event) => {
    const button = near<HTMLButtonElement>(event, "button[data-copy]");
    if (!button) return;
    void navigator.clipboard.writeText(button.dataset["copy"] ?? "").then(() => {
      const word = button.querySelector("[role=status]");
      if (!word) return;
      word.textContent = document.body.dataset["copied"] ?? "";
      window.setTimeout(() => (word.textContent = ""), 2000);
    });
  });
}
