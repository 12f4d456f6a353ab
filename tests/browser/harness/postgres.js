// An empty PostgreSQL for a test, by the same helper that the Rust tests use (tests/postgres).
import { Child } from "./child.js";
import { atEnd } from "./cleanup.js";
import { built } from "./programs.js";

/** Starts a scratch server with one empty database, for as long as the test runs; gives its URL. */
export async function scratchPostgres(t, name = "browser") {
  const child = new Child(built("scratch-postgres", "COMPLINE_SCRATCH_POSTGRES"), [name]);
  atEnd(t, async () => {
    // It tidies up when its input ends.
    child.endInput();
    await child.ended;
  });
  const [url] = await child.line(/^postgres(ql)?:\/\/\S+$/);
  return url;
}
