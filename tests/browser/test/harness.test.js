// The harness finds what it is there to find. The server is a small one of its own (`fixture/server.js`).
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freshTotp, minorUnits, pageTexts, scratchPostgres, startServer, test, totp, visit } from "../harness/index.js";
import { fromBase32 } from "../harness/totp.js";

const FIXTURE = fileURLToPath(new URL("../fixture/server.js", import.meta.url));
const KLEIN = { user: "klein", password: "eins zwei drei", secret: "JBSWY3DPEHPK3PXP" };

const serve = (t, options = {}) =>
  startServer(t, { program: process.execPath, args: [FIXTURE, "{port}", "{folder}"], ...options });

test("one-time codes are those of RFC 6238", () => {
  // Appendix B, SHA-1; the last six of its eight digits. The secret is the text 12345678901234567890.
  const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  assert.equal(fromBase32(secret).toString(), "12345678901234567890");
  const published = [[59, "287082"], [1111111109, "081804"], [1111111111, "050471"], [1234567890, "005924"], [2000000000, "279037"], [20000000000, "353130"]];
  for (const [seconds, code] of published) assert.equal(totp(secret, seconds * 1000), code);
  assert.throws(() => totp("no secret!"), /`!` is no digit of Base32|`O` is no/);
});

test("amounts are read exactly and refused when they are not written as people of the language do", () => {
  assert.equal(minorUnits("−1.234.567,89 €"), -123456789n);
  assert.equal(minorUnits("0,00"), 0n);
  assert.equal(minorUnits("€1,234.50", "en"), 123450n);
  assert.equal(minorUnits("1.234 JPY", "de", 0), 1234n);
  for (const wrong of ["1,234.56", "1.23,45", "12,3", "offen", "–", "(1,00)", ""]) assert.throws(() => minorUnits(wrong), /is no amount/);
});

test("a visitor logs in with a code on the next page, and again with another code", async (t) => {
  const server = await serve(t);
  const clerk = await visit(t, server);
  await clerk.open("/run");
  await clerk.see("Anmeldung");
  await clerk.login(KLEIN);
  await clerk.see("Lauf März 2026");
  await clerk.dontSee("Geheimnis");
  await assert.rejects(clerk.dontSee("Lauf März 2026"), /is to be seen/);
  assert.deepEqual(await clerk.table("Auszahlung"), [
    { Partner: "Anna Berg", Stufe: "Silver", "Betrag (EUR)": "1.234,56" },
    { Partner: "Cara Dorn", Stufe: "Gold", "Betrag (EUR)": "−34,50" },
    { Partner: "Summe", Stufe: "Summe", "Betrag (EUR)": "1.200,06" },
  ]);
});

test("a code beside the password is filled in at once, and a wrong one is refused", async (t) => {
  const server = await serve(t);
  const clerk = await visit(t, server);
  await clerk.login({ ...KLEIN, path: "/login-at-once" });
  await clerk.see("Lauf März 2026");
  const stranger = await visit(t, server);
  stranger.problems.allow(/status of 422/);
  await stranger.login({ ...KLEIN, secret: "AAAAAAAAAAAAAAAA" });
  await stranger.see("Der Code stimmt nicht");
  await stranger.open("/run");
  await stranger.see("Anmeldung");
});

test("a code is used once at a server, and the next one is waited for", async () => {
  let now = 1111111109_000;
  const clock = { now: () => now, sleep: async (time) => void (now += time) };
  const code = (server) => freshTotp(KLEIN.secret, server, clock);
  const [first, elsewhere] = [await code("one"), await code("two")];
  assert.equal(first, elsewhere);
  assert.equal(now, 1111111109_000);
  const second = await code("one");
  assert.equal(Math.floor(now / 30_000), 37037037);
  assert.equal(second, totp(KLEIN.secret, now));
  assert.notEqual(second, first);
  assert.notEqual(await code("one"), second);
  assert.equal(Math.floor(now / 30_000), 37037038);
});

test("what cannot be seen is told with what can", async (t) => {
  const visitor = await visit(t, await serve(t));
  await visitor.open("/login");
  visitor.patience = 500;
  await assert.rejects(visitor.see("Festgeschrieben"), /`Festgeschrieben` is not to be seen at .*login, but: Anmeldung Benutzer/);
  await assert.rejects(visitor.press("Festschreiben"), /`Festschreiben` is not to be pressed at .*login, but: Anmeldung/);
  await assert.rejects(visitor.download(() => visitor.see("Anmeldung")), /no download begins at .*login, but: Anmeldung/);
});

let begun = 0;
test("a test under which the browser dies is begun once more", async (t) => {
  begun += 1;
  const server = await serve(t);
  const visitor = await visit(t, server);
  await visitor.open("/login");
  if (begun === 1) await visitor.page.goto("chrome://crash").catch(() => {});
  await visitor.see("Anmeldung");
  assert.equal(begun, 2);
});

test("fields of every kind are filled by their labels", async (t) => {
  const visitor = await visit(t, await serve(t));
  await visitor.open("/fields");
  await visitor.fill({ Grund: "zu viel gezahlt", Art: "Vorschuss", Geprüft: true });
  await visitor.press("Speichern");
  await visitor.see("{'reason':'zu viel gezahlt','kind':'v','sure':'ja'}");
});

test("files are downloaded, and a PDF is read page by page", async (t) => {
  const visitor = await visit(t, await serve(t));
  await visitor.open("/open-run");
  const csv = await visitor.download(() => visitor.press("Zeilen"));
  assert.equal(csv.name, "lines.csv");
  assert.equal(await readFile(csv.path, "utf8"), "partner;amount\r\nDE-004711;1234,56\r\n");
  const statement = await visitor.download(() => visitor.press("Gutschrift"));
  const pages = await pageTexts(statement.path);
  assert.equal(pages.length, 2);
  assert.match(pages[0], /Gutschrift 2026-0001: 1\.234,56 EUR/);
  assert.match(pages[1], /Seite zwei über nichts/);
});

test("a page without faults has none, in any width and theme", async (t) => {
  const visitor = await visit(t, await serve(t));
  await visitor.open("/open-run");
  assert.deepEqual(await visitor.faults(), []);
  const taken = await visitor.pictures("harness-run", { widths: [1440, 768, 390] });
  assert.equal(taken.length, 6);
  for (const { path, sticksOut } of taken) {
    assert.ok((await stat(path)).size > 1000, path);
    assert.deepEqual(sticksOut, []);
  }
  const [light, dark] = [taken[0], taken[3]].map(({ path }) => readFile(path));
  assert.notDeepEqual(await light, await dark);
});

test("faults of pages are found by name", async (t) => {
  const visitor = await visit(t, await serve(t));
  await visitor.open("/bad/contrast");
  assert.match((await visitor.faults()).join(), /^color-contrast: /);
  assert.deepEqual(await visitor.faults({ without: ["color-contrast"] }), []);
  await visitor.open("/bad/label");
  assert.match((await visitor.faults()).join(), /^label: /);
  await visitor.open("/bad/wide");
  const [{ sticksOut }] = await visitor.pictures("harness-wide", { widths: [768], themes: ["light"] });
  assert.deepEqual(sticksOut, ["div.wide"]);
  await visitor.open("/bad/heads");
  await assert.rejects(visitor.table(), /two columns of the table are called `Betrag`/);
});

test("what goes wrong in the browser is collected", async (t) => {
  const server = await serve(t);
  const provoked = [
    ["/bad/style", [/^policy: style-src-attr forbids inline/, /^console: .*Content Security Policy/]],
    ["/bad/inline", [/^policy: script-src-elem forbids inline/, /^console: .*Content Security Policy/]],
    ["/bad/throws", [/^script: Error: aus Versehen/]],
    ["/bad/console", [/^console: so nicht/]],
    ["/bad/answer", [/^answer: 500 /, /^console: .*status of 500/]],
    ["/bad/away", [/^policy: connect-src forbids/, /^console: .*Content Security Policy/]],
  ];
  for (const [path, patterns] of provoked) {
    const visitor = await visit(t, server);
    await visitor.open(path);
    await visitor.page.waitForTimeout(200);
    const found = visitor.problems.list;
    for (const pattern of patterns) assert.ok(found.some((text) => pattern.test(text)), `${path}: ${pattern}: ${found}`);
    for (const text of found) assert.ok(patterns.some((p) => p.test(text)) || /^request:|^console: Fetch/.test(text), `${path}: ${text}`);
    for (const pattern of [...patterns, ...(path === "/bad/away" ? [/^request:|^console: Fetch/] : [])]) visitor.problems.allow(pattern);
    assert.deepEqual(visitor.problems.list.filter((text) => !text.startsWith("allowed")), []);
  }
});

test("a server that crashes starts again on the same port and folder", async (t) => {
  const server = await serve(t);
  const { url } = server;
  const see = async (text) => assert.ok((await (await fetch(`${url}/open-run`)).text()).includes(text), text);
  await see("Start Nr. 1");
  await server.crash();
  assert.equal(server.url, url);
  await see("Start Nr. 2");
  await server.restart();
  await see("Start Nr. 3");
  await server.stop();
  await assert.rejects(fetch(url), /fetch failed/);
});

test("a server that does not start is told with what it wrote", async (t) => {
  const first = await serve(t);
  await writeFile(join(first.folder, "refuse"), "");
  await assert.rejects(first.restart(), /ended \(exit code 2\); it wrote:\n {2}error: the folder refuses/);
  await assert.rejects(serve(t, { program: "/no/such/program" }), /cannot be started: .*ENOENT/);
});

test("an empty PostgreSQL is there as long as a test runs", async (t) => {
  const url = await scratchPostgres(t, "harness");
  assert.match(url, /^postgres:\/\/compline:\w+@127\.0\.0\.1:\d+\/t_harness_/);
});

test("a test whose page breaks the policy, or was allowed to and did not, fails", async () => {
  const run = (path) =>
    new Promise((resolve, reject) => {
      // Without the variable by which a test runner knows its children.
      const { NODE_TEST_CONTEXT: _, ...env } = process.env;
      const file = fileURLToPath(new URL("../fixture/careless.js", import.meta.url));
      const child = spawn(process.execPath, ["--test", "--test-reporter=tap", file], { env: { ...env, CARELESS: path } });
      let output = "";
      child.stdout.on("data", (data) => (output += data));
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, output }));
    });
  const [good, bad, idle] = await Promise.all([run("/open-run"), run("/bad/style"), run("/open-run?allow")]);
  assert.equal(good.code, 0, good.output);
  assert.equal(bad.code, 1, bad.output);
  assert.match(bad.output, /policy: style-src-attr forbids inline/);
  // Both visitors are told, and the browser ends although the first has failed: else the runner would never end.
  assert.equal(bad.output.match(/policy: style-src-attr forbids inline/g).length >= 2, true, bad.output);
  assert.equal(idle.code, 1, idle.output);
  assert.match(idle.output, /allowed, but did not come: \/never\//);
});
