// What comes later: goods that are sent back, an extract of everything, past months beside what was paid for them elsewhere.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspector, minorUnits, PASSWORD, pdfText, startDemo, test, visit } from "../harness/index.js";

const { inspect, wrong } = inspector("time-");

/** What is made in the background: the page follows it by itself. */
async function until(person, text) {
  const patience = person.patience;
  person.patience = 120_000;
  await person.see(text);
  person.patience = patience;
}

test("orders are taken back, extracts are made, past months are tried", { timeout: 400_000 }, async (t) => {
  const server = await startDemo(t, 60);
  const clerk = await visit(t, server);
  await clerk.login({ user: "klein", password: PASSWORD });

  // A part comes back, then the rest, and then nothing is left to take back.
  await clerk.open("/orders?kind=Order");
  const [order] = await clerk.table("Bestellungen");
  await clerk.press(order.Bestellnummer);
  await clerk.fill({ "BV zurückgenommen (freiwillig)": "1", "Netto zurückgenommen (freiwillig)": "1" });
  await clerk.press("Zurücknehmen");
  await clerk.see("Teilweise zurückgenommen");
  await inspect(clerk, "order-part");
  await clerk.press("Zurücknehmen");
  await clerk.see("alles, was übrig ist");
  await clerk.dontSee("Bestellung stornieren");
  await inspect(clerk, "order-whole");

  // Everything about a partner, as a file.
  await clerk.open("/partners");
  const [partner] = await clerk.table("Partner");
  const number = partner.Partnernummer;
  await clerk.open(`/partners/${encodeURIComponent(number)}/extracts`);
  await inspect(clerk, "extracts-none");
  await clerk.press("Auszug erstellen");
  await clerk.page.getByRole("link", { name: "PDF · Deutsch" }).waitFor({ timeout: 120_000 });
  // The page has followed the job to its end; what is clicked while it loads itself anew would be lost.
  await clerk.open(`/partners/${encodeURIComponent(number)}/extracts`);
  await inspect(clerk, "extracts");
  const book = await clerk.download(() => clerk.page.getByRole("link", { name: "PDF · Deutsch" }).first().click());
  assert.match(book.name, /^buchauszug-.*\.pdf$/i);
  const text = (await pdfText(book.path)).replaceAll(/\s+/g, " ");
  assert.ok(text.includes("Buchauszug") && text.includes(number), "the extract names what it is, and of whom");

  // What another system has paid, beside what the plan computes.
  const csv = join(clerk.downloads, "paid.csv");
  await writeFile(csv, `partner;period;amount\n${number};2026-02;1.234,56\nNIEMAND;2026-02;10,00\n`);
  await clerk.open("/imports");
  await clerk.fill({ "Was die Zeilen sind": { label: "Anderswo gezahlt" }, Quelle: "Altsystem", Datei: csv });
  await clerk.press("Datei hochladen");
  await clerk.see("Spalte der Datei");
  await clerk.press("Prüfen");
  await clerk.press("2 Zeilen übernehmen");
  await clerk.see("2 Zeilen übernommen.");
  await clerk.open("/trials");
  await clerk.fill({ "Erster Zeitraum": "2026-02", "Letzter Zeitraum": "2026-02" });
  await inspect(clerk, "trials");
  await clerk.press("Probelauf starten");
  await until(clerk, "Abweichungen nach Ursache");
  await inspect(clerk, "trial");
  const causes = await clerk.table("Abweichungen nach Ursache");
  assert.ok(causes.some((one) => one.Ursache === "Partner unbekannt"), JSON.stringify(causes));
  const found = await clerk.download(() => clerk.press("Abweichungen (CSV)"));
  const rows = (await readFile(found.path, "utf8")).split("\r\n").map((row) => row.split(";"));
  const own = rows.find((row) => row[1] === number);
  assert.equal(minorUnits(own[4]), 123_456n, "what was paid, as it was imported");
  assert.ok(rows.some((row) => row[1] === "NIEMAND"));
  assert.deepEqual([...new Set(wrong)], []);
});
