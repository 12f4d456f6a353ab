// Tests that survive the death of the browser.
import { test as run } from "node:test";
import { endNow } from "./cleanup.js";

/** What is said when the browser, or a part of it, has died. */
const DIED = /browser has been closed|Page crashed|Target crashed/;

function isDeath(error) {
  return error instanceof Error && (DIED.test(error.message) || isDeath(error.cause));
}

/**
 * A test as Node's runner has it. Where the browser dies under it, which it does now and then by itself, that says nothing
 * about the pages: then everything that the test has started is ended, and it begins once more. A page that kills the
 * browser kills it again.
 */
export function test(name, options, body) {
  if (body === undefined) return test(name, {}, options);
  return run(name, options, async (t) => {
    try {
      await body(t);
    } catch (error) {
      if (!isDeath(error)) throw error;
      console.error(`the browser died, so the test begins once more: ${name}: ${error.message.split("\n", 1)}`);
      await endNow(t);
      await body(t);
    }
  });
}
