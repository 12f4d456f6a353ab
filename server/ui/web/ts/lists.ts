import { all, near, typing } from "./dom";

/** The keys selected in a list, kept while the user pages through it. */
class Selected {
  readonly #place: string;
  readonly keys: Set<string>;

  constructor(list: HTMLElement) {
    this.#place = `selected:${location.pathname}:${list.dataset["list"] ?? ""}`;
    const kept: unknown = JSON.parse(sessionStorage.getItem(this.#place) ?? "[]");
    this.keys = new Set(Array.isArray(kept) ? kept.filter((key): key is string => typeof key === "string") : []);
  }

  set(key: string, on: boolean): void {
    if (on) this.keys.add(key);
    else this.keys.delete(key);
    sessionStorage.setItem(this.#place, JSON.stringify([...this.keys]));
  }

  clear(): void {
    this.keys.clear();
    sessionStorage.removeItem(this.#place);
  }
}

/** Selection that survives paging, and keys: j k ↑ ↓ move, x selects, Enter opens. */
export function lists(): void {
  for (const list of all("[data-list]")) {
    selection(list);
    keys(list);
  }
}

function selection(list: HTMLElement): void {
  const form = list.querySelector<HTMLFormElement>("form[data-selection]");
  if (!form) return;
  const selected = new Selected(list);
  const boxes = all<HTMLInputElement>("tbody .select input", list);
  const every = list.querySelector<HTMLInputElement>("[data-select-all]");
  const show = (): void => {
    const here = boxes.filter((box) => box.checked).length;
    if (every) {
      every.checked = here > 0 && here === boxes.length;
      every.indeterminate = here > 0 && here < boxes.length;
    }
    form.toggleAttribute("data-remembered", selected.keys.size > 0);
    const count = form.querySelector("[data-selected-count]");
    if (count) count.textContent = selected.keys.size.toLocaleString(document.documentElement.lang);
  };
  for (const box of boxes) {
    if (selected.keys.has(box.value)) box.checked = true;
    else if (box.checked) selected.set(box.value, true);
  }
  list.addEventListener("change", (event) => {
    if (event.target === every && every) {
      for (const box of boxes) {
        box.checked = every.checked;
        selected.set(box.value, box.checked);
      }
    } else {
      const box = near<HTMLInputElement>(event, "tbody .select input");
      if (box) selected.set(box.value, box.checked);
    }
    show();
  });
  form.querySelector("[data-select-none]")?.addEventListener("click", () => {
    selected.clear();
    for (const box of boxes) box.checked = false;
    show();
  });
  // What was selected on other pages is sent along; the next page begins with nothing.
  form.addEventListener("submit", () => {
    const here = new Set(boxes.map((box) => box.value));
    for (const key of selected.keys) {
      if (here.has(key)) continue;
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = form.dataset["selection"] ?? "";
      field.value = key;
      form.append(field);
    }
    selected.clear();
  });
  show();
}

function keys(list: HTMLElement): void {
  const region = list.querySelector<HTMLElement>(".table-scroll");
  if (!region) return;
  const rows = (): HTMLTableRowElement[] => all<HTMLTableRowElement>("tbody tr", region);
  const at = (): number => rows().findIndex((row) => row.hasAttribute("data-at"));
  const go = (to: number): void => {
    const list = rows();
    const target = list[Math.max(0, Math.min(list.length - 1, to))];
    for (const row of list) row.toggleAttribute("data-at", row === target);
    target?.scrollIntoView({ block: "nearest" });
  };
  region.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing()) return;
    if (document.documentElement.dataset["keys"] === "off" && event.key.length === 1) return;
    const row = rows()[at()];
    const act: Record<string, (() => void) | undefined> = {
      j: () => go(at() + 1),
      ArrowDown: () => go(at() + 1),
      k: () => go(at() - 1),
      ArrowUp: () => go(at() - 1),
      x: () => row?.querySelector<HTMLInputElement>(".select input")?.click(),
      Enter: event.target === region ? () => row?.querySelector<HTMLAnchorElement>("th a")?.click() : undefined,
    };
    const done = act[event.key];
    if (!done) return;
    event.preventDefault();
    done();
  });
}
