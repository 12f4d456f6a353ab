// What a test of the built program needs: a server, a visitor in a browser, and ways of looking.
//
//   import { startServer, test, visit } from "../harness/index.js";
//
//   test("a clerk sees the run", async (t) => {
//     const server = await startServer(t, { args: ["serve"] });
//     const clerk = await visit(t, server);
//     await clerk.login({ user: "klein", password: "…", secret: "…" });
//     await clerk.see("März 2026");
//   });
//
// Everything that a test starts ends with it. A test in which the browser reports an error, or a breach of the content
// security policy, fails at its end even if all else held; see `problems.js`.

export { accessibilityFaults } from "./accessibility.js";
export { inspector, PASSWORD, secretOf, startDemo } from "./demo.js";
export { minorUnits, plainText } from "./figures.js";
export { pageTexts, pdfText } from "./pdf.js";
export { scratchPostgres } from "./postgres.js";
export { startServer } from "./server.js";
export { test } from "./test.js";
export { freshTotp, totp } from "./totp.js";
export { visit } from "./visitor.js";
