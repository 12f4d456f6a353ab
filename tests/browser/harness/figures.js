// Reading figures as people see them.

/** Text with plain spaces: no-break and narrow ones are written, plain ones are compared. */
export function plainText(text) {
  return text.replace(/[\s\u00a0\u2007\u202f]+/gu, " ").trim();
}

const SEPARATORS = { de: { group: ".", point: "," }, en: { group: ",", point: "." } };

/**
 * An amount as minor units: `−1.234,56 €` in German is -123456n. Exact, as it is compared with what was paid.
 * `decimals` says how many the currency has; a figure with another number of them is refused, as is one whose groups
 * are not in threes.
 */
export function minorUnits(text, language = "de", decimals = 2) {
  const { group, point } = SEPARATORS[language];
  const figure = plainText(text).replace(/[A-Z]{3}|[€$£₽]/gu, "").replaceAll(" ", "");
  // In brackets no mark means anything but itself.
  const escaped = (mark) => `[${mark}]`;
  const fraction = decimals === 0 ? "" : `${escaped(point)}(\\d{${decimals}})`;
  const shape = new RegExp(`^([−+-]?)(\\d{1,3}(?:${escaped(group)}\\d{3})*|\\d+)${fraction}$`, "u");
  const found = shape.exec(figure);
  if (found === null) throw new Error(`\`${text}\` is no amount with ${decimals} decimals, written in \`${language}\``);
  const [, sign, whole, rest = ""] = found;
  const value = BigInt(whole.replaceAll(group, "") + rest);
  return sign === "−" || sign === "-" ? -value : value;
}
