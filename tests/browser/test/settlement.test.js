// A month from orders to the payment file, as three people settle it in the browser.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { inspector, minorUnits, PASSWORD, pdfText, secretOf, startDemo, test, visit } from "../harness/index.js";

/** Waits for a step to end: the page follows it by itself, and shows the result when it is there. */
async function until(person, path, text) {
  await person.open(path);
  const patience = person.patience;
  person.patience = 180_000;
  await person.see(text);
  person.patience = patience;
}

const { inspect, wrong } = inspector();

test("a month is settled by three people", { timeout: 600_000 }, async (t) => {
  const server = await startDemo(t, 400);

  const clerk = await visit(t, server);
  await clerk.open("/login");
  await inspect(clerk, "login");
  await clerk.login({ user: "klein", password: PASSWORD });
  await clerk.see("Guten Tag, Mareike Klein");
  await inspect(clerk, "today");

  await clerk.press("Abrechnung");
  await clerk.fill({ Zeitraum: "2026-03" });
  await clerk.press("Lauf anlegen");
  await clerk.see("Abrechnung März 2026");
  const run = new URL(clerk.page.url()).pathname;
  await inspect(clerk, "run-open");
  await clerk.press("Stufen berechnen");
  await until(clerk, run, "Provisionen verteilen");
  await inspect(clerk, "run-ranked");

  await clerk.open(`${run}/partners`);
  await inspect(clerk, "run-partners");
  await clerk.open(run);
  await clerk.press("Provisionen verteilen");
  await until(clerk, run, "Dokumente erstellen");
  await clerk.open(`${run}/partners?view=paid&sort=amount`);
  const paid = await clerk.table("Partner");
  const best = paid[0];
  const number = best.Partnernummer;
  await clerk.press(number);
  await clerk.see("Rechenweg");
  await inspect(clerk, "run-partner");
  let [sum, total, rest] = [0n, undefined, true];
  for (let skip = 0; rest; skip += 100) {
    await clerk.open(`${run}/partners/${encodeURIComponent(number)}?skip=${skip}`);
    const lines = await clerk.table("Zeilen");
    const last = lines.pop();
    const amount = Object.keys(last).find((head) => head.startsWith("Auszahlung"));
    sum += lines.reduce((all, line) => all + minorUnits(line[amount]), 0n);
    [total, rest] = [minorUnits(last[amount]), lines.length === 100];
  }
  assert.equal(sum, total, "lines of all pages sum to the total");
  const bonuses = await clerk.table("Nach Bonus");
  const sums = Object.keys(bonuses[0]).find((head) => head.startsWith("Auszahlung"));
  assert.equal(bonuses.reduce((all, one) => all + minorUnits(one[sums]), 0n), total, "and so do the bonuses");
  await clerk.press(bonuses[0].Bonus);
  await clerk.see("Rechenweg der ganzen Auszahlung");
  await inspect(clerk, "run-partner-bonus");

  // One document for two runs, and back: the trial of February is not to be paid.
  await clerk.open(run);
  await clerk.press("Läufe zusammenfassen");
  await clerk.page.getByRole("checkbox").first().check();
  await inspect(clerk, "gather");
  await clerk.press("Auswahl übernehmen");
  await clerk.see("Mit abgerechnet");
  await clerk.press("Läufe zusammenfassen");
  await clerk.page.getByRole("checkbox").first().uncheck();
  await clerk.press("Auswahl übernehmen");
  await clerk.dontSee("Mit abgerechnet");

  await clerk.open(run);
  await clerk.press("Dokumente erstellen");
  await until(clerk, run, "Lauf zur Freigabe geben");
  await clerk.open(`${run}/statements`);
  await inspect(clerk, "statements");
  await clerk.open(`${run}/review`);
  await inspect(clerk, "review");
  await clerk.open(run);
  await clerk.press("Lauf zur Freigabe geben");
  await clerk.see("Wartet auf eine andere Person");
  await inspect(clerk, "run-submitted");

  const approver = await visit(t, server);
  await approver.login({ user: "vogt", password: PASSWORD, secret: secretOf(server, "vogt") });
  await approver.open(`${run}/review`);
  await inspect(approver, "approval");
  await approver.press("Lauf freigeben");
  await approver.see("Markieren Sie die Warnung als gesehen.");
  for (const box of await approver.page.getByRole("checkbox").all()) await box.check();
  await approver.press("Lauf freigeben");
  await approver.see("Freigegeben");

  await clerk.open(`${run}/finalise`);
  await inspect(clerk, "finalise");
  const heading = await clerk.page.getByRole("heading", { level: 1 }).innerText();
  const count = heading.match(/[\d.]+/)[0].replaceAll(".", "");
  const field = clerk.page.locator("input[name=documents]");
  await field.fill("1");
  await clerk.press("Lauf festschreiben");
  await clerk.see(`Es sind ${count} Dokumente`);
  await field.fill(count);
  await clerk.press("Lauf festschreiben");
  await until(clerk, run, /Nummern GS-2026-000001/);
  await inspect(clerk, "run-final");

  // Computed once more from what was kept, and compared hash by hash.
  await clerk.open(`${run}/replay`);
  await clerk.press("Lauf nachrechnen");
  await until(clerk, `${run}/replay`, "Alles ist, wie es berechnet wurde.");
  const compared = await clerk.table("Umfang");
  assert.ok(compared.length > 8 && compared.every((one) => one.Verglichen === one["Unverändert"]), "nothing differs");
  await inspect(clerk, "replay");

  await clerk.open(`${run}/statements?view=final`);
  const [statement] = await clerk.table("Dokumente");
  const payee = statement.Partnernummer;
  await clerk.press(payee);
  await clerk.see(statement.Nummer);
  const href = await clerk.page.getByRole("link", { name: "PDF öffnen" }).getAttribute("href");
  const { path } = await pdfOf(clerk, href);
  const text = (await pdfText(path)).replaceAll(/[\u00a0\u202f]/g, " ");
  assert.ok(text.includes(statement.Nummer), "the letter has the number");
  const net = Object.keys(statement).find((head) => head.startsWith("Netto"));
  assert.ok(text.includes(statement[net]), `the letter shows the net amount ${statement[net]}`);
  await clerk.open(`${run}/partners/${encodeURIComponent(payee)}`);
  const whole = (await clerk.table("Zeilen")).at(-1);
  const paidOut = Object.keys(whole).find((head) => head.startsWith("Auszahlung"));
  assert.equal(minorUnits(statement[net]), minorUnits(whole[paidOut]), "which is the sum of the lines");

  const books = await visit(t, server);
  await books.login({ user: "brandt", password: PASSWORD, secret: secretOf(server, "brandt") });
  await books.open("/payments");
  await inspect(books, "payments");
  await books.press(/Zahlungsdatei erstellen/);
  await books.see("Sie haben diesen Zahlungslauf angelegt.");
  await inspect(books, "payment");
  const batch = new URL(books.page.url()).pathname;
  await approver.open(batch);
  await approver.press("Zahlungslauf freigeben");
  await approver.see("Freigegeben");
  await books.open(batch);
  const first = await books.download(() => books.press("Zahlungsdatei herunterladen"));
  const second = await books.download(() => books.press("Zahlungsdatei herunterladen"));
  const [one, two] = await Promise.all([readFile(first.path), readFile(second.path)]);
  assert.ok(one.equals(two), "the same file each time");
  assert.match(one.toString(), /pain\.001\.001\.09/);
  await books.open("/ledger");
  await books.see("Provisionsaufwand");
  await inspect(books, "ledger");

  const care = await visit(t, server);
  await care.login({ user: "fuchs", password: PASSWORD });
  await care.open(`/partners/${encodeURIComponent(number)}`);
  await care.see(number);
  await inspect(care, "partner");
  await care.open(`/partners/${encodeURIComponent(number)}/structure`);
  const nodes = care.page.locator(".node");
  const before = await nodes.count();
  for (const fold of (await care.page.locator(".node-fold > summary").all()).slice(0, 3)) await fold.click();
  await care.page.waitForFunction((n) => document.querySelectorAll(".node").length > n, before);
  // What a statement lacked comes later; two people have it issued.
  await clerk.open(`${run}/statements?view=held`);
  await inspect(clerk, "held");
  const [late] = await clerk.table("Dokumente");
  await care.open(`/partners/${encodeURIComponent(late.Partnernummer)}/tax`);
  await care.fill({ Steuerstatus: { label: "Privatperson" }, "Gilt ab": "01.01.2026" });
  await care.press("Änderung speichern");
  await care.see("Privatperson");
  await clerk.page.reload();
  await clerk.fill({ Grund: "Steuerstatus ist da" });
  await clerk.press("Prüfen und Freigabe anfragen");
  await clerk.see(late.Partnernummer);
  const request = new URL(clerk.page.url()).pathname;
  await approver.open(request);
  await inspect(approver, "held-request");
  await approver.press("Dokumente ausstellen lassen");
  await until(clerk, run, /Nummern GS-2026-000001/);
  await clerk.open(`${run}/statements?view=final&q=${encodeURIComponent(late.Partnernummer)}`);
  const [issued] = await clerk.table("Dokumente");
  assert.equal(issued.Nummer, `GS-2026-${String(Number(count) + 1).padStart(6, "0")}`, "the next number");

  // What March did not know: two people bring it in, and the next run will post the difference.
  await clerk.open(`/new-override?partner=${encodeURIComponent(number)}`);
  await clerk.fill({ "paid rank": { label: "Consultant" }, "Gilt ab": "01.03.2026", Enddatum: "31.03.2026", Grund: "Titel ruht" });
  await clerk.press("Wert zur Freigabe geben");
  await clerk.see("Titel ruht");
  await approver.open(new URL(clerk.page.url()).pathname);
  await approver.press("Manuellen Wert freigeben");
  await approver.see("Titel ruht");
  await clerk.open("/corrections");
  await clerk.see(`${number}: paid rank = Consultant`);
  await inspect(clerk, "corrections");
  await clerk.page.getByRole("checkbox").first().check();
  await clerk.fill({ Grund: "Der Titel ruhte im März" });
  await clerk.press("Auswirkungen zeigen");
  await until(clerk, new URL(clerk.page.url()).pathname, "Zur Freigabe geben");
  const differences = await clerk.table("Zeitraum 2026-03");
  const mine = differences.find((one) => one.Partnernummer === number);
  const difference = Object.keys(mine).find((head) => head.startsWith("Unterschied"));
  assert.ok(minorUnits(mine[difference]) < 0n, "a lower rank is paid less");
  await inspect(clerk, "correction");
  const correction = new URL(clerk.page.url()).pathname;
  await clerk.press(mine.Zeilen);
  await clerk.see(`Zeilen von ${number} in 2026-03`);
  const changed = await clerk.table(`Zeilen von ${number} in 2026-03`);
  const sumOfLines = changed.reduce((all, one) => all + minorUnits(one[difference]), 0n);
  assert.equal(sumOfLines, minorUnits(mine[difference]), "lines sum to the difference");
  await inspect(clerk, "correction-lines");
  await clerk.open(correction);
  await clerk.press("Zur Freigabe geben");
  await clerk.see("Der Titel ruhte im März");
  await approver.open(new URL(clerk.page.url()).pathname);
  await inspect(approver, "correction-request");
  await approver.press("Berichtigung freigeben");
  await approver.open(correction);
  await approver.see("freigegeben");

  await care.open("/partners");
  await inspect(care, "partners");
  await care.open("/orders");
  await inspect(care, "orders");
  assert.deepEqual([...new Set(wrong)], []);
});

/** A PDF, fetched with the session of a person. */
async function pdfOf(person, href) {
  return person.download(() =>
    person.page.evaluate((to) => {
      const link = document.createElement("a");
      link.href = to;
      link.download = "statement.pdf";
      document.body.append(link);
      link.click();
      link.remove();
    }, href),
  );
}
