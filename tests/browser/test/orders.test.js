// Orders by hand, from a file and paid by customers, in the browser.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspector, PASSWORD, startDemo, test, visit } from "../harness/index.js";

const { inspect: look, wrong } = inspector();

/** Looks at a page; where a picture hid the caret of a field, an empty style is left, which a swap would set anew. */
async function inspect(person, name) {
  await look(person, name);
  await person.page.evaluate(() => document.querySelectorAll("[style]").forEach((e) => e.removeAttribute("style")));
}

/** An account statement with money of customers. */
function statement(iban, lines) {
  const money = (amount) => `<Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>`;
  const balance = (code, amount) =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${money(amount)}<Dt><Dt>2026-04-01</Dt></Dt></Bal>`;
  const entries = lines.map(
    ([amount, text], n) =>
      `<Ntry>${money(amount)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-04-01</Dt></BookgDt><AcctSvcrRef>B${n}</AcctSvcrRef>` +
      "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls>" +
      `${money(amount)}<RltdPties><Dbtr><Pty><Nm>Karl-Friedrich Kundenberg</Nm></Pty></Dbtr></RltdPties>` +
      `<RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`,
  );
  const sum = lines.reduce((all, [amount]) => all + Number(amount.replace(".", "")), 0);
  return (
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>B</MsgId><CreDtTm>' +
    "2026-04-01T20:00:00</CreDtTm></GrpHdr><Stmt><Id>B</Id><ElctrncSeqNb>1</ElctrncSeqNb><Acct><Id>" +
    `<IBAN>${iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>${balance("OPBD", "0.00")}` +
    `${balance("CLBD", `${Math.floor(sum / 100)}.${String(sum % 100).padStart(2, "0")}`)}${entries.join("")}` +
    "</Stmt></BkToCstmrStmt></Document>"
  );
}

test("orders come in, are corrected, imported and paid", { timeout: 600_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "compline-orders-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const server = await startDemo(t, 120);

  const clerk = await visit(t, server);
  await clerk.login({ user: "klein", password: PASSWORD });
  await clerk.open("/orders");
  await inspect(clerk, "orders-list");
  const [known] = await clerk.table("Bestellungen");
  const seller = known["Verkäufer"];
  await clerk.press("Bestellung erfassen");
  await inspect(clerk, "order-new");

  // What is wrong is said at its field, and what was typed stays.
  await clerk.fill({ "Verkäufer": "niemand", BV: "zwölf", Netto: "180", Kategorie: "goods", "Bestellt am": "31.2." });
  await clerk.fill({ Bestellnummer: "B-10017" });
  await clerk.press("Bestellung erfassen");
  await clerk.see("„zwölf“ ist keine Zahl");
  await inspect(clerk, "order-new-wrong");
  assert.equal(await clerk.page.getByLabel("Netto").inputValue(), "180");
  await clerk.fill({ "Verkäufer": seller, BV: "200", "Bestellt am": "20.3.2026" });
  await clerk.page.getByLabel("Netto").click();
  await clerk.page.locator(".understood").first().waitFor();
  await clerk.press("Bestellung erfassen");
  await clerk.see("Die Bestellung ist erfasst.");
  const order = new URL(clerk.page.url()).pathname;
  await inspect(clerk, "order");

  // A correction is seen; the same again is none.
  await clerk.press("Bestellung berichtigen");
  await inspect(clerk, "order-correct");
  await clerk.press("Änderung speichern");
  await clerk.see("Es hat sich nichts geändert.");
  await clerk.press("Bestellung berichtigen");
  await clerk.fill({ Netto: "175,50", "Grund (freiwillig)": "Zahlendreher" });
  await clerk.press("Änderung speichern");
  await clerk.see("Zahlendreher");
  await clerk.see("175,50");
  await inspect(clerk, "order-corrected");

  // A file with two wrong rows: the good ones come in, the others come back.
  const csv = join(folder, "Messe März.csv");
  await writeFile(
    csv,
    "Bestellnummer;Verkäufer;BV;Netto;Kategorie;Bestelldatum;Bemerkung\n" +
      `MS-1;${seller};1.200,50;1.080,45;goods;1.3.2026;\nMS-2;${seller};100;90;service;2.3.2026;Vormittag\n` +
      `MS-3;DE-9999999;100;90;goods;2.3.2026;\nMS-4;${seller};viel;90;=1+1;31.2.2026;=HYPERLINK("http://example.org")\n`,
  );
  await clerk.open("/imports");
  await inspect(clerk, "import-file");
  await clerk.fill({ Quelle: "Messe", Datei: csv });
  await clerk.press("Datei hochladen");
  await clerk.see("Spalte der Datei");
  await inspect(clerk, "import-columns");
  await clerk.press("Prüfen");
  await clerk.see("Abgelehnte Zeilen");
  await inspect(clerk, "import-checked");
  await clerk.press("2 Zeilen übernehmen");
  await clerk.see("Es gibt abgelehnte Zeilen.");
  await inspect(clerk, "import-wrong");
  await clerk.page.getByRole("checkbox").check();
  await clerk.press("2 Zeilen übernehmen");
  await clerk.see("2 Zeilen übernommen.");
  await inspect(clerk, "import-done");
  const errors = await clerk.download(() => clerk.press("Fehlerdatei (CSV)"));
  assert.equal(errors.name, "errors.csv");
  await clerk.open("/imports");
  await inspect(clerk, "imports");

  // What customers have paid, matched by what they wrote and by hand.
  const iban = "DE" + (await ibanOf(clerk));
  const camt = join(folder, "camt.xml");
  await writeFile(
    camt,
    statement(iban, [
      ["175.50", "Bestellung B-10017"],
      ["1000.00", "MS-1 Anzahlung"],
      ["95.00", "Rechnung ohne Nummer"],
    ]),
  );
  await clerk.open("/payments/bank");
  await clerk.fill({ "Datei der Bank": camt });
  await clerk.press("Kontoauszug einlesen");
  await clerk.see("Ergebnis der Datei");
  await inspect(clerk, "bank");
  await clerk.open("/payments/incoming");
  await clerk.see("MS-1");
  await inspect(clerk, "incoming-partial");
  await clerk.open("/payments/incoming?view=unmatched");
  await inspect(clerk, "incoming-unmatched");
  await clerk.press("95,00");
  await clerk.see("Einer Bestellung zuordnen");
  await inspect(clerk, "bank-entry");
  await clerk.fill({ Bestellnummer: "MS-2" });
  await clerk.press("Zahlung zuordnen", clerk.page.locator("form", { has: clerk.page.getByLabel("Bestellnummer") }));
  await clerk.see("Damit bezahlte Bestellungen");
  await inspect(clerk, "bank-entry-matched");
  await clerk.open("/payments/incoming?view=over");
  await clerk.see("MS-2");
  await inspect(clerk, "incoming-over");
  await clerk.open(order);
  await clerk.see("Am Verwendungszweck erkannt");
  await inspect(clerk, "order-paid");
  await clerk.open("/payments/failed");
  await inspect(clerk, "payments-failed");

  await clerk.open(order);
  await clerk.fill({ Stornogrund: "Widerruf des Kunden" });
  await clerk.press("Bestellung stornieren");
  await clerk.see("Widerruf des Kunden");
  await inspect(clerk, "order-cancelled");
  await clerk.open("/orders?from=1.3.2026&to=31.3.2026&f-category=goods");
  await clerk.see("Summe der Liste");
  await inspect(clerk, "orders-filtered");
  await clerk.open("/orders/waiting");
  await inspect(clerk, "orders-waiting");
  assert.deepEqual([...new Set(wrong)], []);
});

/** The digits of the company's account: the demo's own, with its check digits. */
async function ibanOf() {
  const digits = `10050000${"1".padStart(10, "0")}`;
  const rest = [...`${digits}131400`].reduce((all, digit) => (all * 10n + BigInt(digit)) % 97n, 0n);
  return `${String(98n - rest).padStart(2, "0")}${digits}`;
}
