/** Runs the command lines of every console of README and docs, and writes their output there; "..." stays in place of omitted lines. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const root = new URL("..", import.meta.url);
const bundle = new URL("build/consoles.mjs", root);
await build({ entryPoints: [new URL("scripts/consoles.ts", root).pathname], outfile: bundle.pathname, format: "esm", logLevel: "warning" });
const { nodeArguments, OMITTED, renewConsoles } = await import(bundle.href);

/** Its consoles show other programs too. */
const SKIPPED = "docs/recipes.md";

for (const page of [
  "README.md",
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
]) {
  if (page === SKIPPED) continue;
  const text = readFileSync(page, "utf8");
  const written = renewConsoles(text, ({ line, shown }) => {
    const program = nodeArguments(line);
    return program === undefined ? shown : renewOutput(shown, run(program));
  });
  if (written !== text) writeFileSync(page, written);
}

function run(program) {
  const output = execFileSync(process.execPath, program, { encoding: "utf8", env: { ...process.env, COLUMNS: "100" } });
  return output.replace(/\n+$/, "").split("\n");
}

/** The pieces between the omissions, each as long as it was: the first from the top, the last from the bottom, others by their first column. */
function renewOutput(shown, output) {
  const pieces = shown
    .join("\n")
    .split(`\n${OMITTED}\n`)
    .map((piece) => piece.split("\n"));
  if (!shown.includes(OMITTED)) return output;
  const startsOmitted = shown[0] === OMITTED;
  const renewed = pieces.map((piece, index) => {
    const lines = piece.filter((line) => line !== OMITTED);
    if (index === 0 && !startsOmitted) return output.slice(0, lines.length);
    if (index === pieces.length - 1 && shown.at(-1) !== OMITTED) return output.slice(-lines.length);
    const label = lines[0].split(/\s{2,}/)[0];
    const inColumns = output.findIndex((line) => line.startsWith(`${label}  `));
    const at = inColumns >= 0 ? inColumns : output.findIndex((line) => line.startsWith(label));
    return at < 0 ? lines : output.slice(at, at + lines.length);
  });
  const body = renewed.map((lines) => lines.join("\n")).join(`\n${OMITTED}\n`);
  return [...(startsOmitted ? [OMITTED] : []), body, ...(shown.at(-1) === OMITTED ? [OMITTED] : [])];
}
