// Programs that run beside a test: their lines, and their end.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const alive = new Set();

function signal(child, name) {
  try {
    // The whole group: what the program has started ends with it.
    process.kill(-child.pid, name);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

// A test run that is stopped leaves nothing behind.
process.on("exit", () => {
  for (const child of alive) signal(child, "SIGKILL");
});
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(name, () => process.exit(1));
}

/** A running program. Ends with the process, whatever happens. */
export class Child {
  /** What it has written, line by line, both outputs as they came. */
  lines = [];
  #watchers = new Set();
  #process;
  #name;
  /** Resolves to how it ended: `exit code 1` or the name of a signal. */
  ended;

  constructor(program, args, options = {}) {
    this.#name = [program, ...args].join(" ");
    this.#process = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], ...options, detached: true });
    const child = this.#process;
    alive.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        this.lines.push(line);
        for (const watch of this.#watchers) watch();
      });
    }
    // Nobody writes to a program that has ended.
    child.stdin.on("error", () => {});
    this.ended = new Promise((resolve) => {
      child.on("error", (error) => resolve(`cannot be started: ${error.message}`));
      child.on("close", (code, name) => resolve(name ?? `exit code ${code}`));
    }).then((how) => {
      alive.delete(child);
      return how;
    });
  }

  /** The match of the first line that fits a pattern, also of lines yet to come. */
  async line(pattern, limit = 60_000) {
    const found = () => this.lines.map((line) => pattern.exec(line)).find((match) => match !== null);
    let watch;
    let timer;
    const came = new Promise((resolve) => {
      watch = () => {
        const match = found();
        if (match !== undefined) resolve({ match });
      };
      this.#watchers.add(watch);
      timer = setTimeout(() => resolve({ failed: `has not said ${pattern} within ${limit / 1000} s` }), limit);
    });
    watch();
    const { match, failed } = await Promise.race([came, this.ended.then((how) => ({ match: found(), failed: `ended (${how})` }))]);
    clearTimeout(timer);
    this.#watchers.delete(watch);
    if (match !== undefined) return match;
    throw new Error(`\`${this.#name}\` ${failed}; it wrote:\n${this.tail()}`);
  }

  /** Its last lines, for messages. */
  tail(count = 30) {
    return this.lines.slice(-count).map((line) => `  ${line}`).join("\n") || "  nothing";
  }

  /** Closes its standard input. */
  endInput() {
    this.#process.stdin.end();
  }

  /** Asks it to end, and kills it if it has not after `patience` milliseconds; tells how it ended. */
  async stop(patience = 10_000) {
    if (alive.has(this.#process)) signal(this.#process, "SIGTERM");
    const timer = setTimeout(() => signal(this.#process, "SIGKILL"), patience);
    const how = await this.ended;
    clearTimeout(timer);
    return how;
  }

  /** Kills it in the middle of whatever it does. */
  async kill() {
    if (alive.has(this.#process)) signal(this.#process, "SIGKILL");
    return this.ended;
  }
}
