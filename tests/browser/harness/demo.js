// The demo company: its server, its logins, and what must hold for each of its pages.
import assert from "node:assert/strict";
import { startServer } from "./server.js";

/** The password of all demo logins. */
export const PASSWORD = "nordlicht-demo";

/** A served demo with a number of partners, ready to be signed in to. */
export async function startDemo(t, partners) {
  const args = ["demo", "--partners", String(partners), "--out", "{folder}/demo", "--listen", "127.0.0.1:{port}"];
  const server = await startServer(t, { args, limit: 240_000 });
  await server.child.line(/Ctrl C stops the server/, 10_000);
  return server;
}

/** The secret of a demo login's one-time codes, as the server prints it. */
export function secretOf(server, login) {
  const line = server.child.lines.findLast((one) => one.trimStart().startsWith(`${login} `));
  assert.ok(line, `the server prints the login ${login}`);
  return /secret (\w+)/.exec(line)?.[1];
}

/**
 * What must hold for every page: nothing sticks out, no text without words, no fault that a machine finds. Gives a
 * function that inspects a page under a name, and the list of everything that is wrong, told together at the end.
 */
export function inspector(prefix = "") {
  const wrong = [];
  async function inspect(person, name) {
    const body = await person.page.locator("body").innerText();
    for (const key of body.match(/⟦[^⟧]*/g) ?? []) wrong.push(`${name} says a text that the catalogue has not: ${key}`);
    for (const taken of await person.pictures(`${prefix}${name}`)) {
      for (const element of taken.sticksOut) wrong.push(`${name} at ${taken.width} px: ${element} sticks out`);
    }
    for (const fault of await person.faults()) wrong.push(`${name}: ${fault}`);
  }
  return { inspect, wrong };
}
