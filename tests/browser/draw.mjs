//! Draws the ways as pictures: docs/ways/<the first kind>.svg of each Mermaid source in docs/ways.md. By hand, where a test says that a
//! picture is older than its source: `tests/browser/run draw.mjs`. SHOTS=1 makes PNGs of them besides, to be looked at.

import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { start } from "./sandbox.mjs";

const DOCS = fileURLToPath(new URL("../../docs/", import.meta.url));
const MERMAID = fileURLToPath(new URL("node_modules/mermaid/dist/mermaid.min.js", import.meta.url));
// Words of any language that we have; the picture has no font of its own.
const FONT = '"Noto Sans", "Noto Sans CJK SC", "Noto Serif CJK SC", sans-serif';

const doc = await readFile(`${DOCS}ways.md`, "utf8");
const sources = [...doc.matchAll(/```mermaid\n([\s\S]*?)```/g)].map(([, source]) => source);
await mkdir(`${DOCS}ways`, { recursive: true });
const browser = await start();
const page = await browser.newPage({ viewport: { width: 1600, height: 1200 }, deviceScaleFactor: 1 });
await page.setContent("<!doctype html><meta charset=utf-8><body style='margin:0;background:#fff'></body>");
await page.addScriptTag({ path: MERMAID });
for (const source of sources) {
  const kind = source.match(/^title: (\w+)/m)[1];
  const svg = await page.evaluate(
    async ({ source, kind, font }) => {
      mermaid.initialize({
        startOnLoad: false,
        securityLevel: "strict",
        deterministicIds: true,
        theme: "neutral",
        themeVariables: { fontFamily: font, fontSize: "17px", edgeLabelBackground: "#ffffff" },
        // A line does not strike its own words out.
        themeCSS: ".edgeLabel, .edgeLabel p, .labelBkg { background-color: #fff !important; }",
        fontFamily: font,
        state: { nodeSpacing: 40, rankSpacing: 50 },
      });
      const { svg } = await mermaid.render(`way-${kind}`, source);
      document.body.innerHTML = svg;
      return new XMLSerializer().serializeToString(document.querySelector("svg"));
    },
    { source, kind, font: FONT },
  );
  const digest = createHash("sha256").update(source).digest("hex");
  const name = `${DOCS}ways/${kind}.svg`;
  await writeFile(name, `<!-- Drawn by tests/browser/draw.mjs from a source with the SHA-256 ${digest}. -->\n${svg}\n`);
  console.log(name);
  if (process.env.SHOTS) await page.locator("svg").first().screenshot({ path: `shots/way-${kind}.png` });
}
await browser.close();
