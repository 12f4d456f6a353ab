// Keys of programs: an administrator makes one, it is shown once, works, and is revoked; and the page that describes the
// interface.
import assert from "node:assert/strict";
import { inspector, PASSWORD, secretOf, startDemo, test, visit } from "../harness/index.js";

const { inspect, wrong } = inspector();

test("a key is made, used and revoked", { timeout: 300_000 }, async (t) => {
  const server = await startDemo(t, 60);

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
