import { chromium } from "playwright-core";
import { readFileSync, readdirSync } from "node:fs";
const [dir, filter, out, cols = "3", per = "6"] = process.argv.slice(2);
const files = readdirSync(dir).filter((f) => f.includes(filter) && f.endsWith(".png")).sort();
const exe = process.env.CHROME;
const browser = await chromium.launch({ executablePath: exe, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1950, height: 1500 } });
for (let i = 0; i < files.length; i += +per) {
  const part = files.slice(i, i + +per);
  const html = `<style>body{margin:0;font:14px sans-serif;display:grid;grid-template-columns:repeat(${cols},1fr);gap:6px;background:#888}figure{margin:0;background:#fff;overflow:hidden;height:${1500/Math.ceil(+per/+cols)-6}px}img{width:100%}figcaption{background:#fd0}</style>` +
    part.map((f) => `<figure><figcaption>${f}</figcaption><img src="data:image/png;base64,${readFileSync(`${dir}/${f}`).toString("base64")}"></figure>`).join("");
  await page.setContent(html);
  await page.screenshot({ path: `${out}-${String(i / +per).padStart(2, "0")}.png` });
}
await browser.close();
