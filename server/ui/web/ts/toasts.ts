import { all, near } from "./dom";

/** Toasts go after the seconds in `data-toast`, counted only while neither pointer nor focus is on them. */
export function toasts(): void {
  const begun = new WeakSet<HTMLElement>();
  const begin = (toast: HTMLElement): void => {
    if (begun.has(toast)) return;
    begun.add(toast);
    for (const close of all<HTMLButtonElement>("[data-close]", toast)) close.hidden = false;
    let left = Number(toast.dataset["toast"]) * 10;
    const clock = window.setInterval(() => {
      if (toast.matches(":hover, :focus-within")) return;
      left -= 1;
      if (left > 0 && toast.isConnected) return;
      window.clearInterval(clock);
      toast.remove();
    }, 100);
  };
  const look = (): void => all("[data-toast]").forEach(begin);
  look();
  const box = document.getElementById("toasts");
  if (box) new MutationObserver(look).observe(box, { childList: true });
  document.addEventListener("click", (event) => near(event, ".toast [data-close]")?.closest(".toast")?.remove());
}
