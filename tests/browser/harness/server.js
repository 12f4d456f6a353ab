// The program under test, as a server on a port of its own with data of its own.
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child } from "./child.js";
import { atEnd } from "./cleanup.js";
import { built } from "./programs.js";

/** What the server says when it takes requests, with its address. */
const LISTENING = /listening on (https?:\/\/\S+)/;

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

class Server {
  /** Where it listens, without a slash at the end. */
  url;
  /** Its folder of data; a fresh one unless a test gave one. */
  folder;
  /** What it has written: `child.lines`. */
  child;
  #begin;

  constructor(folder, begin) {
    this.folder = folder;
    this.#begin = begin;
  }

  async start() {
    this.child = await this.#begin();
    const [, url] = await this.child.line(this.listening, this.limit);
    this.url = url.replace(/\/$/, "");
    return this;
  }

  /** Ends it and starts it again on the same data and port: as after maintenance. */
  async restart() {
    await this.child.stop();
    return this.start();
  }

  /** Kills it and starts it again on the same data and port: as after a crash. */
  async crash() {
    await this.child.kill();
    return this.start();
  }

  /** Ends it. */
  async stop() {
    return this.child.stop();
  }
}

/**
 * Starts a server for a test and ends it with the test.
 *
 * `args` are its arguments; in them `{port}` is replaced by a free port and `{folder}` by the folder of data. Other
 * options: `program` instead of the built `compline`, `env` beside the environment, `folder` that stays, `listening` as
 * the pattern with the address, and `limit` in milliseconds until it must listen.
 */
export async function startServer(t, options = {}) {
  const { args = ["serve", "--listen", "127.0.0.1:{port}", "--data", "{folder}"], env = {}, limit = 120_000 } = options;
  const program = options.program ?? built("compline", "COMPLINE_BIN");
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "compline-browser-")));
  const port = await freePort();
  const filled = args.map((arg) => arg.replaceAll("{port}", String(port)).replaceAll("{folder}", folder));
  const server = new Server(folder, () => new Child(program, filled, { env: { ...process.env, ...env } }));
  server.listening = options.listening ?? LISTENING;
  server.limit = limit;
  atEnd(t, async () => {
    await server.child?.stop();
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  });
  return server.start();
}
