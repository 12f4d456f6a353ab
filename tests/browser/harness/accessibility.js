// Faults that a machine can find: the rules of WCAG 2.2 A and AA in axe-core.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
let source;

/**
 * The faults of a page as it stands, one text for each; none is the goal. `without` names rules that are left out, which
 * a test has to justify. Clean here is not accessible: it is what must hold before a person looks.
 */
export async function accessibilityFaults(page, { without = [] } = {}) {
  source ??= readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const script = await source;
  // Through the debugger, so the page's own policy need not allow it.
  await page.evaluate(script);
  const { violations } = await page.evaluate(
    ([tags, rules]) => globalThis.axe.run(document, { runOnly: { type: "tag", values: tags }, rules }),
    [TAGS, Object.fromEntries(without.map((rule) => [rule, { enabled: false }]))],
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${help}: ${target.join(" ")}: ${html.slice(0, 160)}`),
  );
}
