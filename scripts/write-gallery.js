/**
 * Writes docs/studies/: the verdict and some figures of each study in examples/studies, from the built command; run it when a simulated figure of
 * theirs changes.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The studies, each with the figures of its report that are shown. */
const SHOWN = {
  "seed-claim": ["figure-0-1", "figure-1-1", "figure-2-1", "figure-3-0"],
  clark: ["figure-0-0", "figure-1-0", "goals-0"],
  "stop-policies": ["figure-0-0", "goals-0"],
  multifd: ["figure-0-0", "figure-0-1"],
  links: ["figure-1-1", "distribution-0"],
  "plans-of-a-group": ["figure-0-0", "figure-1-0"],
};
const pages = new URL("../docs/studies/", import.meta.url);
const directory = mkdtempSync(join(tmpdir(), "gallery-"));

for (const file of readdirSync(pages)) if (file.endsWith(".svg")) rmSync(new URL(file, pages));
const parts = Object.entries(SHOWN).map(([name, figures]) => partOf(name, figures));
writeFileSync(
  new URL("README.md", pages),
  `# Studies, computed

Each is one file below [examples/studies](../../examples/studies) and one command, \`npx xenvmc-sim study FILE --out DIR --report\`. Here are the
sentences that it prints and some figures of its report. \`node scripts/write-gallery.js\` writes this page; a test compares the sentences with
those of the studies.

${parts.join("\n\n")}
`,
);
rmSync(directory, { recursive: true });

function partOf(name, figures) {
  const out = join(directory, name);
  const study = `examples/studies/${name}.yaml`;
  execFileSync(process.execPath, ["dist/cli.js", "study", study, "--out", out, "--report", "--quiet"]);
  const [title, ...sentences] = readFileSync(join(out, "table.md"), "utf8").split("\n\n|")[0].split("\n").filter(Boolean);
  const html = readFileSync(join(out, "report.html"), "utf8");
  const images = figures.map((id) => {
    const file = `${name}-${id}.svg`;
    writeFileSync(new URL(file, pages), `${savedFile(html, `${id}.svg`)}\n`);
    return `![${headingOf(html, id)}](${file})`;
  });
  return [`## ${title.replaceAll("**", "")}`, `[${name}.yaml](../../${study})`, sentences.join("\n"), ...images].join("\n\n");
}

/** The content behind a link that saves a file. */
function savedFile(html, name) {
  const [, address = ""] = html.match(new RegExp(`href="([^"]*)" download="${name}"`)) ?? [];
  if (address === "") throw new Error(`the report has no figure ${name}`);
  return decodeURIComponent(unescaped(address).slice(address.indexOf(",") + 1));
}

function headingOf(html, id) {
  return unescaped(html.match(new RegExp(`<h3 id="${id}">([^<]*)</h3>`))?.[1] ?? id);
}

function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}
