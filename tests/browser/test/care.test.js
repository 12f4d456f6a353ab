// Partner care in the browser: a new partner, an account that a second person confirms, a move with its preview.
import assert from "node:assert/strict";
import { inspector, PASSWORD, secretOf, startDemo, test, visit } from "../harness/index.js";

const { inspect, wrong } = inspector("care-");

/** A picture, drawn by the browser itself. */
async function png(person) {
  const data = await person.page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    const context = canvas.getContext("2d");
    context.fillStyle = "#4C75C3";
    context.fillRect(0, 0, 640, 480);
    context.fillStyle = "#fff";
    context.arc(320, 220, 120, 0, 7);
    context.fill();
    return canvas.toDataURL("image/png").split(",")[1];
  });
  return { name: "photo.png", mimeType: "image/png", buffer: Buffer.from(data, "base64") };
}

test("a partner is looked after by two people", { timeout: 600_000 }, async (t) => {
  const server = await startDemo(t, 300);
  const care = await visit(t, server);
  await care.login({ user: "fuchs", password: PASSWORD });
  await care.open("/partners");
  const [first, , third] = await care.table("Partner");
  await inspect(care, "partners");

  await care.press("Partner anlegen");
  await inspect(care, "new-partner");
  await care.press("Partner anlegen");
  await care.see("Dieses Feld ist leer.");
  await inspect(care, "new-partner-errors");
  const labels = {
    Partnernummer: "NL-900001",
    "Vorname (freiwillig)": "Jörg",
    "Nachname oder Firma": "Müßig-Hohenstein",
    "Straße und Hausnummer (freiwillig)": "Lindenweg 4",
    "Postleitzahl (freiwillig)": "24103",
    "Ort (freiwillig)": "Kiel",
    "E-Mail-Adresse (freiwillig)": "jm@example.com",
    Upline: first.Partnernummer,
    "Steuernummer (freiwillig)": "20/123/45678",
    "Kontoinhaber (freiwillig)": "Jörg Müßig-Hohenstein",
    "IBAN (freiwillig)": "DE89 3704 0044 0532 0130 00",
  };
  await care.fill(labels);
  await care.page.getByLabel("Steuerstatus").selectOption("small-business");
  await care.press("Partner anlegen");
  await care.see("Wartet auf eine zweite Person: Bankverbindung");
  await inspect(care, "record-new");
  await care.press("Ansehen");
  await care.see("Sie haben diesen Antrag gestellt.");
  await inspect(care, "request-own");
  const request = new URL(care.page.url()).pathname;

  const approver = await visit(t, server);
  await approver.login({ user: "vogt", password: PASSWORD, secret: secretOf(server, "vogt") });
  await approver.open("/");
  await approver.see("Ein Antrag wartet auf Ihre Entscheidung");
  await approver.open("/requests");
  await inspect(approver, "requests");
  await approver.open(request);
  await inspect(approver, "request");
  await approver.press("Antrag ablehnen");
  await approver.see("Geben Sie");
  await approver.press("Bankverbindung bestätigen");
  await approver.see("Freigegeben");

  const record = "/partners/NL-900001";
  await care.open(`${record}/data`);
  await care.see("DE89 3704 0044 0532 0130 00");
  await inspect(care, "data");
  await care.press("Steuerstatus eintragen");
  await inspect(care, "tax");
  await care.open(`${record}/bank`);
  await care.fill({ IBAN: "DE00 1234" });
  await care.press("Bankverbindung zur Bestätigung geben");
  await inspect(care, "bank-errors");
  await care.open(`${record}/edit`);
  await inspect(care, "edit");
  await care.open(`${record}/documents`);
  await care.page.locator("input[name=photo]").setInputFiles(await png(care));
  await care.press("Foto ablegen");
  await care.page.locator(".portrait img").waitFor();
  const width = await care.page.locator(".portrait img").evaluate((img) => img.naturalWidth);
  assert.equal(width, 480, "the photo was drawn anew");
  const file = { name: "Vertrag.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n%%EOF") };
  await care.page.locator("input[name=file]").setInputFiles(file);
  await care.press("Unterlage ablegen");
  await care.see("Vertrag.pdf");
  await inspect(care, "documents");
  await care.open(`${record}/status`);
  await inspect(care, "status");

  await care.open(record);
  await care.press("Partner umsetzen");
  await care.fill({ "Neu unter": third.Partnernummer, Grund: "Neuer Sponsor" });
  await care.press("Vorschau zeigen");
  await care.see("Ein Partner zieht um.");
  await inspect(care, "move-preview");
  await care.press("Einen Partner umsetzen");
  await care.see("In Kraft");
  await inspect(care, "structure");
  // A move of somebody with sales and a team changes ranks and amounts.
  await care.open("/partners/DE-000001/structure");
  const below = await care.page.locator(".node:has(.node-fold) .node-number").allInnerTexts();
  await care.open(`/partners/${encodeURIComponent(below[0])}/move`);
  await care.fill({ "Neu unter": below[1], "Gilt ab": "1.2.2026", Grund: "Neuer Sponsor" });
  await care.press("Vorschau zeigen");
  await inspect(care, "move-preview-team");
  await care.open("/partners/DE-000001/structure");
  for (const fold of (await care.page.locator(".node-fold > summary").all()).slice(0, 2)) await fold.click();
  await care.page.waitForTimeout(500);
  await inspect(care, "downline");
  await care.open(`${record}/timeline`);
  await care.fill({ Notiz: "Ruft gern abends an." });
  await care.press("Notiz ablegen");
  await care.see("Ruft gern abends an.");
  await inspect(care, "timeline");
  await care.open("/partners/DE-000001");
  await inspect(care, "record");

  const clerk = await visit(t, server);
  await clerk.login({ user: "klein", password: PASSWORD });
  await clerk.open(`/new-entry?partner=NL-900001`);
  await clerk.press("Einzelbuchung zur Freigabe geben");
  await inspect(clerk, "entry-errors");
  await clerk.fill({ Betrag: "120,00", Grund: "Jubiläum" });
  await clerk.press("Einzelbuchung zur Freigabe geben");
  await clerk.see("Sie haben diesen Antrag gestellt.");
  await inspect(clerk, "entry-request");
  await clerk.open("/entries");
  await inspect(clerk, "entries");
  await clerk.open("/new-override?partner=NL-900001");
  await clerk.fill({ Enddatum: "31.12.2026", Grund: "Zusage beim Einstieg" });
  await inspect(clerk, "override-form");
  await clerk.press("Wert zur Freigabe geben");
  await clerk.see("Sie haben diesen Antrag gestellt.");
  await approver.open(new URL(clerk.page.url()).pathname);
  await inspect(approver, "override-request");
  await approver.press("Manuellen Wert freigeben");
  await clerk.open("/overrides?state=all");
  await clerk.press("Früher beenden");
  await inspect(clerk, "override-end");
  await clerk.open("/overrides?state=all");
  await inspect(clerk, "overrides");
  await clerk.open("/requests?state=all");
  await inspect(clerk, "requests-all");
  assert.deepEqual([...new Set(wrong)], []);
});
