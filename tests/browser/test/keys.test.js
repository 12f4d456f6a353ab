// Keys of programs: an administrator makes one, it is shown once, works, and is revoked; and the page that describes the
// interface.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer, visit } from "../harness/index.js";

const PASSWORD = "nordlicht-demo";

/** The secret of a demo login's one-time codes, as the server prints it. */
function secretOf(server, login) {
  const line = server.child.lines.findLast((one) => one.trimStart().startsWith(`${login} `));
  assert.ok(line, `the server prints the login ${login}`);
  return /secret (\w+)/.exec(line)?.[1];
}

/** Everything that is wrong with the looks of pages; told together at the end. */
const wrong = [];

/** What must hold for every page: nothing sticks out, no text without words, no fault that a machine finds. */
async function inspect(person, name) {
  const body = await person.page.locator("body").innerText();
  for (const key of body.match(/⟦[^⟧]*/g) ?? []) wrong.push(`${name} says a text that the catalogue has not: ${key}`);
  for (const taken of await person.pictures(name)) {
    for (const element of taken.sticksOut) wrong.push(`${name} at ${taken.width} px: ${element} sticks out`);
  }
  for (const fault of await person.faults()) wrong.push(`${name}: ${fault}`);
}

test("a key is made, used and revoked", { timeout: 300_000 }, async (t) => {
  const args = ["demo", "--partners", "60", "--out", "{folder}/demo", "--listen", "127.0.0.1:{port}"];
  const server = await startServer(t, { args, limit: 240_000 });
  await server.child.line(/Ctrl C stops the server/, 10_000);

  const admin = await visit(t, server);
  await admin.open("/login");
  await admin.login({ user: "winter", password: PASSWORD, secret: secretOf(server, "winter") });
  await admin.open("/settings/api-keys");
  await inspect(admin, "keys-none");
  await admin.fill({ "Wofür er ist": "Shop" });
  await admin.press("API-Schlüssel anlegen");
  await admin.see("Wählen Sie mindestens eine Berechtigung");
  await inspect(admin, "keys-error");
  await admin.page.locator("input[value='partners:read']").check();
  await admin.page.locator("input[value='orders:write']").check();
  await admin.press("API-Schlüssel anlegen");
  await admin.see("nur dieses eine Mal");
  await inspect(admin, "key-made");
  const key = /cpl_[0-9a-f]{64}/.exec(await admin.page.locator("body").innerText())?.[0];
  assert.ok(key, "the key is shown");
  const ask = () => fetch(new URL("/api/v1/me", admin.page.url()), { headers: { authorization: `Bearer ${key}` } });
  assert.equal((await ask()).status, 200);
  await admin.open("/settings/api-keys");
  await inspect(admin, "keys");
  await admin.page.locator("a[href$='/revoke']").first().click();
  await admin.see("Das lässt sich nicht zurücknehmen");
  await inspect(admin, "key-revoke");
  await admin.press("API-Schlüssel sperren");
  await admin.see("Gesperrt");
  assert.equal((await ask()).status, 401);
  await admin.open("/api");
  await inspect(admin, "api");
  assert.deepEqual(wrong, []);
});
