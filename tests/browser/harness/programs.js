// Programs that tests start.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));

const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

function runs(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The first of some programs in `PATH`. */
export function find(names, purpose, debian) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const places = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const place = places.find(runs);
  if (place !== undefined) return place;
  const list = names.map((name) => `\`${name}\``).join(" or ");
  throw new Error(`${list} is missing, which ${purpose}: cargo xtask setup (Debian: apt-get install ${debian})`);
}

/** A program of this repository: where the variable says, or where cargo puts it. */
export function built(name, variable) {
  const place = process.env[variable] ?? join(target, "debug", name);
  if (runs(place)) return place;
  throw new Error(`\`${place}\` is not there: cargo build --workspace --bin ${name}, or say in ${variable} where it is`);
}

/** Where pictures go. */
export const pictures = process.env.COMPLINE_SCREENSHOTS ?? join(target, "screenshots");
