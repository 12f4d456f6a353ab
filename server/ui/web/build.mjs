// Builds everything that a browser gets, and the fonts that documents are set in, into `dist`.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const dist = join(here, "dist");

await rm(dist, { recursive: true, force: true });
await mkdir(join(dist, "fonts", "ttf"), { recursive: true });

await build({
  absWorkingDir: here,
  entryPoints: { app: "ts/app.ts" },
  outdir: dist,
  bundle: true,
  format: "iife",
  target: "es2022",
  minify: true,
  legalComments: "none",
});
await build({
  absWorkingDir: here,
  entryPoints: { app: "css/app.css" },
  outdir: dist,
  bundle: true,
  minify: true,
  target: "chrome123",
  external: ["fonts/*"],
  legalComments: "none",
});

// htmx and its extension for server-sent events: one file, in this order.
const htmx = await readFile(join(modules, "htmx.org/dist/htmx.min.js"), "utf8");
const sse = await readFile(join(modules, "htmx.org/dist/ext/hx-sse.min.js"), "utf8");
const unmapped = (text) => text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "");
await writeFile(join(dist, "htmx.js"), `${unmapped(htmx)}\n;${unmapped(sse)}\n`);

// Icons: one sprite of the names in icons.txt.
const names = (await readFile(join(here, "icons.txt"), "utf8")).split("\n").filter((line) => line !== "");
const symbols = await Promise.all(
  names.map(async (name) => {
    const svg = await readFile(join(modules, "lucide-static/icons", `${name}.svg`), "utf8");
    const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
    return `<symbol id="${name}" viewBox="0 0 24 24">${body.replace(/\s*\n\s*/g, "")}</symbol>`;
  }),
);
await writeFile(
  join(dist, "icons.svg"),
  `<!-- Lucide, ISC License, https://lucide.dev/license -->\n` +
    `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`,
);
await copyFile(join(here, "logo.svg"), join(dist, "logo.svg"));

// Fonts for the screen: Latin (with its extensions), Greek, Cyrillic, punctuation, currencies, arrows, marks.
const ranges = [
  [0x20, 0x7e], [0xa0, 0x24f], [0x2b0, 0x2ff], [0x300, 0x36f], [0x370, 0x3ff], [0x400, 0x52f], [0x1e00, 0x1eff],
  [0x2000, 0x206f], [0x2070, 0x209f], [0x20a0, 0x20bf], [0x2100, 0x214f], [0x2150, 0x218f], [0x2190, 0x21ff],
  [0x2200, 0x22ff], [0x25a0, 0x25ff], [0x2600, 0x26ff], [0x2700, 0x27bf],
];
const text = ranges.map(([from, to]) => {
  let part = "";
  for (let code = from; code <= to; code += 1) part += String.fromCodePoint(code);
  return part;
}).join("");
const sans = join(modules, "source-sans");
for (const [file, name] of [["Regular", "sans-400"], ["Semibold", "sans-600"]]) {
  const whole = await readFile(join(sans, "TTF", `SourceSans3-${file}.ttf`));
  const part = await subsetFont(whole, text, { targetFormat: "woff2" });
  await writeFile(join(dist, "fonts", `${name}.woff2`), part);
}
const mono = join(modules, "@fontsource/ibm-plex-mono");
for (const script of ["latin", "latin-ext"]) {
  await copyFile(join(mono, "files", `ibm-plex-mono-${script}-400-normal.woff2`), join(dist, "fonts", `mono-${script}.woff2`));
}

// Fonts for documents, whole.
for (const file of await readdir(join(sans, "TTF"))) {
  if (/^SourceSans3-(Regular|It|Semibold|SemiboldIt|Bold|BoldIt)\.ttf$/.test(file)) {
    await copyFile(join(sans, "TTF", file), join(dist, "fonts", "ttf", file));
  }
}

// What the licences ask to travel with the files.
const licences = [
  ["htmx", "htmx.org/LICENSE"], ["Source Sans", "source-sans/LICENSE.md"],
  ["IBM Plex Mono", "@fontsource/ibm-plex-mono/LICENSE"], ["Lucide", "lucide-static/LICENSE"],
];
const notices = await Promise.all(
  licences.map(async ([name, file]) => `${name}\n\n${(await readFile(join(modules, file), "utf8")).trim()}\n`),
);
await writeFile(join(dist, "licences.txt"), notices.join("\n\n"));
