/** After a refused form the summary of errors gets the focus. */
export function focus(): void {
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
}
