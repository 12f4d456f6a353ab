// A person in front of a browser.
import { mkdir, rm } from "node:fs/promises";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { accessibilityFaults } from "./accessibility.js";
import { atEnd } from "./cleanup.js";
import { plainText } from "./figures.js";
import { Problems } from "./problems.js";
import { find, pictures } from "./programs.js";
import { freshTotp } from "./totp.js";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
// No graphics card and no network beyond the server: the browser asks nobody on its own account.
const FLAGS = [
  "--headless",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const LIMIT = 10_000;

let running;

/** The browser of this process, started when first needed. It ends when its last visitor has left. */
async function browser() {
  if (running !== undefined) return running;
  const executablePath = find(NAMES, "drives the pages", "chromium");
  // Root has no sandbox to start; everybody else keeps it.
  const root = process.getuid?.() === 0;
  const own = launch({ executablePath, chromiumSandbox: !root, args: root ? [...FLAGS, "--no-sandbox"] : FLAGS });
  running = own;
  const gone = () => {
    if (running === own) running = undefined;
  };
  own.then((started) => started.on("disconnected", gone), gone);
  return own;
}

/** Chromium dies now and then before it has shown anything, which says nothing about the pages: it is started once more. */
async function launch(options) {
  try {
    return await chromium.launch(options);
  } catch (error) {
    console.error(`the browser did not start, and is started once more: ${error.message.split("\n", 1)}`);
    return chromium.launch(options);
  }
}

let visitors = 0;

/** A visitor of a server, with cookies of its own. Problems are looked at when the test ends; see `Problems`. */
export async function visit(t, server, options = {}) {
  const { width = 1440, height = 900, theme = "light", language = "de-DE", timeZone = "Europe/Berlin" } = options;
  visitors += 1;
  let visitor;
  let context;
  atEnd(t, async () => {
    // Read first: closing a page aborts what it still does.
    const problems = visitor?.problems.list ?? [];
    visitors -= 1;
    if (visitor !== undefined) await rm(visitor.downloads, { recursive: true, force: true });
    await context?.close();
    if (visitors === 0) {
      const last = running;
      running = undefined;
      await (await last)?.close();
    }
    if (problems.length > 0) throw new Error(`the browser reports:\n  ${problems.join("\n  ")}`);
  });
  context = await (await browser()).newContext({
    baseURL: server.url,
    viewport: { width, height },
    colorScheme: theme,
    locale: language,
    timezoneId: timeZone,
    reducedMotion: "reduce",
    acceptDownloads: true,
  });
  context.setDefaultTimeout(LIMIT);
  const problems = new Problems();
  await problems.watch(context, server.url);
  visitor = new Visitor(await context.newPage(), problems, theme);
  return visitor;
}

class Visitor {
  #theme;

  constructor(page, problems, theme) {
    /** Playwright's page, for all that is not below. */
    this.page = page;
    /** What went wrong in the browser; `problems.allow(pattern)` for what a test provokes. */
    this.problems = problems;
    this.#theme = theme;
    /** How long something may take to be seen, in milliseconds. */
    this.patience = LIMIT;
    this.downloads = mkdtempSync(join(tmpdir(), "compline-downloads-"));
  }

  /** Opens a path of the server; gives the status of the answer. */
  async open(path) {
    const response = await this.page.goto(path);
    return response?.status();
  }

  /** Waits until a text is to be seen; a string is a part of it, as it stands. */
  async see(text, within = this.page) {
    const seen = within.getByText(text).filter({ visible: true }).first();
    await this.#patiently(`\`${text}\` is not to be seen`, () => seen.waitFor({ timeout: this.patience }));
  }

  /** What takes too long is told with what the page shows instead. */
  async #patiently(otherwise, action) {
    try {
      return await action();
    } catch (error) {
      if (error.name !== "TimeoutError") throw error;
      const shown = plainText(await this.page.locator("body").innerText());
      throw new Error(`${otherwise} at ${this.page.url()}, but: ${shown.slice(0, 2000)}`, { cause: error });
    }
  }

  /** Makes sure that a text is not to be seen now. Say first what shows that the page is complete. */
  async dontSee(text, within = this.page) {
    const count = await within.getByText(text).filter({ visible: true }).count();
    if (count > 0) throw new Error(`\`${text}\` is to be seen at ${this.page.url()}, and must not`);
  }

  /** Fills fields by their labels. Choices are chosen, boxes ticked by true and false, files by their path. */
  async fill(fields, within = this.page) {
    for (const [label, value] of Object.entries(fields)) {
      const field = within.getByLabel(label, { exact: true });
      const kind = await field.evaluate((element) => (element.tagName === "INPUT" ? element.type : element.tagName));
      if (kind === "SELECT") await field.selectOption(value);
      else if (kind === "file") await field.setInputFiles(value);
      else if (typeof value === "boolean") await field.setChecked(value);
      else await field.fill(value);
    }
  }

  /** Presses a button or follows a link by its name, and waits until the page has taken it in. */
  async press(name, within = this.page) {
    const target = within.getByRole("button", { name }).or(within.getByRole("link", { name }));
    const first = target.filter({ visible: true }).first();
    await this.#patiently(`\`${name}\` is not to be pressed`, () => first.click({ timeout: this.patience }));
    await this.page.waitForLoadState("load");
  }

  /**
   * Logs in: user and password, and the one-time code of a Base32 secret where the server asks for it, on the same page or
   * on the next one. The patterns fit the German and the English page.
   */
  async login({ user, password, secret, path = "/login" }) {
    const { page } = this;
    const code = page.getByLabel(/code/i);
    const submit = page.getByRole("button", { name: /anmelden|log ?in|sign in|weiter|continue|bestätigen|confirm/i });
    await this.open(path);
    await page.getByLabel(/benutzer|user|e-?mail/i).fill(user);
    await page.getByLabel(/passwor[dt]|kennwort/i).fill(password);
    const beside = secret !== undefined && (await code.isVisible());
    if (beside) await code.fill(await freshTotp(secret, new URL(page.url()).origin));
    await submit.click();
    await page.waitForLoadState("load");
    if (secret === undefined || beside) return;
    await code.fill(await freshTotp(secret, new URL(page.url()).origin));
    await submit.click();
    await page.waitForLoadState("load");
  }

  /**
   * The rows of a table as objects by the heads of its columns, with plain spaces. `name` is its caption or label; without
   * one it is the first table of the page. Rows that are hidden are left out, a cell over several columns counts for each.
   */
  async table(name) {
    const table = name === undefined ? this.page.locator("table").first() : this.page.getByRole("table", { name });
    const { heads, rows } = await table.evaluate((element) => {
      const cells = (row) =>
        [...row.cells].flatMap((cell) => Array.from({ length: cell.colSpan }, () => cell.innerText));
      const shown = (row) => row.checkVisibility();
      const head = [...(element.tHead?.rows ?? [])].filter(shown).at(-1);
      const bodies = [...element.tBodies].flatMap((body) => [...body.rows]).filter(shown);
      const foot = [...(element.tFoot?.rows ?? [])].filter(shown);
      return { heads: head === undefined ? [] : cells(head), rows: [...bodies, ...foot].map(cells) };
    });
    const names = heads.map(plainText);
    const twice = names.find((head, at) => head !== "" && names.indexOf(head) !== at);
    if (names.length === 0) throw new Error("the table has no heads (`thead`)");
    if (twice !== undefined) throw new Error(`two columns of the table are called \`${twice}\``);
    return rows.map((row) => Object.fromEntries(row.map((cell, at) => [names[at] ?? `column ${at + 1}`, plainText(cell)])));
  }

  /** Does what starts a download and gives back the file: `{ path, name }`. Gone when the test ends. */
  async download(action) {
    const begun = this.#patiently("no download begins", () =>
      this.page.waitForEvent("download", { timeout: this.patience }),
    );
    const [download] = await Promise.all([begun, action()]);
    const name = download.suggestedFilename();
    const path = join(this.downloads, `${Date.now()}-${name.replace(/[^\p{L}\p{N}._-]/gu, "_")}`);
    await download.saveAs(path);
    return { path, name };
  }

  /**
   * Takes pictures of the page as it stands, in several widths and both themes, into `COMPLINE_SCREENSHOTS` or
   * `target/screenshots`. Gives back the files, each with the elements that stick out of the page at the right.
   */
  async pictures(name, { widths = [1440, 768], themes = ["light", "dark"] } = {}) {
    await mkdir(pictures, { recursive: true });
    const before = this.page.viewportSize();
    const taken = [];
    for (const theme of themes) {
      await this.page.emulateMedia({ colorScheme: theme });
      for (const width of widths) {
        await this.page.setViewportSize({ width, height: before.height });
        const path = join(pictures, `${name}-${width}-${theme}.png`);
        await this.page.screenshot({ path, fullPage: true });
        taken.push({ path, width, theme, sticksOut: await this.sticksOut() });
      }
    }
    await this.page.emulateMedia({ colorScheme: this.#theme });
    await this.page.setViewportSize(before);
    return taken;
  }

  /** Elements because of which the whole page would scroll sideways; those inside of something that scrolls are fine. */
  async sticksOut() {
    return this.page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= width) return [];
      const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1);
      return wide.slice(0, 5).map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute("class") ?? ""}`);
    });
  }

  /** Faults that a machine can find; see `accessibilityFaults`. */
  async faults(options) {
    return accessibilityFaults(this.page, options);
  }
}
