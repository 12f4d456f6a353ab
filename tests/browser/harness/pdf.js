// What a PDF says, as its readers see it.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { find } from "./programs.js";

const run = promisify(execFile);

/** The text of a PDF file in the layout of its pages, in Unicode. */
export async function pdfText(file) {
  const pdftotext = find(["pdftotext"], "reads PDF files", "poppler-utils");
  const { stdout } = await run(pdftotext, ["-layout", "-enc", "UTF-8", file, "-"], { maxBuffer: 1 << 28 });
  return stdout;
}

/** The text of each page. */
export async function pageTexts(file) {
  const pages = (await pdfText(file)).split("\f");
  // Each page ends with a form feed, the last one too.
  return pages.slice(0, -1);
}
