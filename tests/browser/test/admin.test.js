// Administration and plans: somebody new comes to work, writes a plan with an error, mends it, and another releases it.
import assert from "node:assert/strict";
import { inspector, PASSWORD, secretOf, startDemo, test, visit } from "../harness/index.js";

const OWN = "my own password";

const { inspect, wrong } = inspector();

/** A code that is shown for copying, by the word before it. */
async function shown(person, word) {
  const value = person.page.locator("dt", { hasText: word }).locator("xpath=following-sibling::dd[1]").locator(".code");
  return (await value.first().innerText()).trim();
}

test("staff, settings and a plan from draft to release", { timeout: 600_000 }, async (t) => {
  const server = await startDemo(t, 200);

  const winter = await visit(t, server);
  await winter.login({ user: "winter", password: PASSWORD, secret: secretOf(server, "winter") });
  await winter.see("Guten Tag, Paul Winter");
  await inspect(winter, "admin-today");
  await winter.open("/settings/users");
  await inspect(winter, "admin-users");
  await winter.press("Benutzer anlegen");
  await winter.press("Benutzer anlegen");
  await winter.see("Wählen Sie mindestens eine Rolle.");
  await inspect(winter, "admin-user-errors");
  await winter.fill({ Name: "Ole Sander", Benutzername: "sander" }, winter.page.locator("form[action='/settings/users/new']"));
  await winter.page.locator("form[action='/settings/users/new'] input[value='plan-designer']").check();
  await winter.press("Benutzer anlegen");
  await winter.see("Ole Sander ist angelegt");
  const first = await shown(winter, "Passwort bis zur ersten Anmeldung");
  await inspect(winter, "admin-user-created");

  // An approver needs one-time codes: their secret is a picture and a text.
  await winter.open("/settings/users/new");
  await winter.fill({ Name: "Vera Roth", Benutzername: "roth" }, winter.page.locator("form[action='/settings/users/new']"));
  await winter.page.locator("form[action='/settings/users/new'] input[value='approver']").check();
  await winter.press("Benutzer anlegen");
  const approval = { user: "roth", password: await shown(winter, "Passwort bis zur ersten Anmeldung") };
  approval.secret = await shown(winter, "Schlüssel");
  assert.ok(await winter.page.getByRole("img", { name: "Bild für die Authentifizierungs-App" }).isVisible());
  await inspect(winter, "admin-user-codes");

  await winter.open("/settings");
  await inspect(winter, "admin-settings");
  await winter.press("Nordlicht GmbH", winter.page.locator("#entities"));
  const iban = winter.page.locator("#field-iban");
  await iban.fill("DE00 1005 0000 0000 0000 01");
  await winter.press("Änderung speichern");
  await winter.see("Die Prüfziffern der IBAN passen nicht.");
  assert.equal(await iban.inputValue(), "DE00 1005 0000 0000 0000 01", "what was typed stays");
  await inspect(winter, "admin-entity");
  await winter.press("Auszahlung und Buchhaltung");
  await inspect(winter, "admin-books");
  await winter.open("/settings/roles");
  await inspect(winter, "admin-roles");
  await winter.open("/account");
  await inspect(winter, "admin-account");

  const sander = await visit(t, server);
  await sander.login({ user: "sander", password: first });
  await sander.see("Wählen Sie Ihr eigenes Passwort");
  await inspect(sander, "admin-password");
  await sander.fill({ "Bisheriges Passwort": first, "Neues Passwort": OWN, "Neues Passwort noch einmal": OWN });
  await sander.press("Passwort ändern");
  await sander.see("Guten Tag, Ole Sander");

  await sander.open("/plans");
  await inspect(sander, "plans");
  await sander.press(/^Nordlicht$/, sander.page.locator("#plans"));
  await inspect(sander, "plan");
  await sander.press("Neue Fassung daraus");
  const source = sander.page.locator("textarea[name=text]");
  const text = (await source.inputValue())
    .replace("version 4", "version 5")
    .replace("for sales from 2026-01-01", "for sales from 2026-05-01");
  await source.fill(text.replace("from 500 BV    6%", "from 500 BV    6 EUR"));
  await sander.press("Prüfen, ohne zu speichern");
  await sander.see("Der Plan hat Fehler.");
  await inspect(sander, "plan-draft-errors");
  await sander.press("Entwurf speichern");
  await sander.see("Der Plan hat Fehler.");
  const plan = new URL(sander.page.url()).pathname;
  assert.match(plan, /^\/plans\/[0-9a-f-]+$/);
  await sander.dontSee("Planfassung zur Freigabe geben");
  await inspect(sander, "plan-with-errors");
  await sander.press("Planfassung bearbeiten");
  await source.fill(text.replace("from 500 BV    6%", "from 500 BV    7%"));
  await sander.press("Entwurf speichern");
  await sander.see("Keine Fehler");
  await sander.press(/Unterschiede zu Fassung/);
  await sander.see("3 hinzugefügt, 3 entfernt (Zeilen)");
  await inspect(sander, "plan-compare");
  await sander.open(plan);
  await sander.press("Planfassung zur Freigabe geben");
  await sander.see("Geben Sie einen Grund an.");
  await sander.fill({ Begründung: "Sieben Prozent ab Mai" });
  await sander.press("Planfassung zur Freigabe geben");
  await sander.see("Sie haben diese Planfassung geschrieben.");
  await inspect(sander, "plan-proposed");

  const roth = await visit(t, server);
  await roth.login(approval);
  await roth.fill({ "Bisheriges Passwort": approval.password, "Neues Passwort": OWN, "Neues Passwort noch einmal": OWN });
  await roth.press("Passwort ändern");
  await roth.see("Guten Tag, Vera Roth");
  await roth.open(plan);
  await roth.see("Sieben Prozent ab Mai");
  await inspect(roth, "plan-decision");
  await roth.press("Planfassung freigeben");
  await roth.see("Diese Planfassung ist freigegeben und unveränderlich.");
  await roth.open("/plans");
  await roth.see("bis die nächste Fassung beginnt");

  // Locked is out with the next click.
  await winter.open("/settings/users");
  await winter.press("Ole Sander");
  await winter.press("Benutzer sperren");
  await winter.see("Gesperrt");
  await inspect(winter, "admin-user-locked");
  await sander.open("/plans");
  assert.equal(new URL(sander.page.url()).pathname, "/login");

  await winter.open("/audit");
  await winter.see("Benutzer gesperrt");
  await inspect(winter, "audit");
  await winter.open("/audit?from=gestern-nie");
  await inspect(winter, "audit-errors");

  // The same in English.
  await winter.open("/account");
  await winter.fill({ Sprache: "en" });
  await winter.press("Änderung speichern");
  await winter.see("My account");
  for (const [path, name] of [
    ["/", "today"],
    ["/settings", "settings"],
    ["/settings/users", "users"],
    ["/settings/roles", "roles"],
    ["/account", "account"],
    ["/plans", "plans"],
    [plan, "plan"],
    [`${plan}/compare`, "plan-compare"],
    ["/audit", "audit"],
  ]) {
    await winter.open(path);
    await inspect(winter, `english-${name}`);
  }
  assert.deepEqual([...new Set(wrong)], []);
});
