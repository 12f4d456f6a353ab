/** All elements of a selector below a root, typed. */
export function all<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T[] {
  return [...root.querySelectorAll<T>(selector)];
}

/** The nearest element of a selector at or above the target of an event. */
export function near<T extends Element = HTMLElement>(event: Event, selector: string): T | null {
  return event.target instanceof Element ? event.target.closest<T>(selector) : null;
}

/** Whether what has the focus takes letters. */
export function typing(): boolean {
  const at = document.activeElement;
  if (at instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit", "file"].includes(at.type);
  return at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement || (at instanceof HTMLElement && at.isContentEditable);
}

/** Runs for the document now and for whatever htmx puts in later. */
export function arriving(run: (root: ParentNode) => void): void {
  run(document);
  document.addEventListener("htmx:after:swap", () => run(document));
}
