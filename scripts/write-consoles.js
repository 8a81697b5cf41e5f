/** Runs the command lines of every console of README and docs, and writes their output there; "..." stays in place of omitted lines. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const OMITTED = "...";
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
  const written = text.replace(/```console\n(.*?)```/gs, (_, console) => `\`\`\`console\n${renewConsole(console)}\`\`\``);
  if (written !== text) writeFileSync(page, written);
}

function renewConsole(console) {
  return console
    .split(/^\$ /m)
    .slice(1)
    .map((entry) => {
      const [line, ...shown] = entry.replace(/\n$/, "").split("\n");
      const command = line.match(/^npx xenvmc-sim (.+)$/)?.[1];
      return `$ ${[line, ...(command === undefined ? shown : renewOutput(shown, run(command)))].join("\n")}\n`;
    })
    .join("\n")
    .replace(/\n\n\$/g, "\n$");
}

function run(command) {
  const words = (command.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? []).map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
  const output = execFileSync(process.execPath, ["dist/cli.js", ...words], { encoding: "utf8", env: { ...process.env, COLUMNS: "100" } });
  return output.replace(/\n+$/, "").split("\n");
}

/** The pieces between the omissions, each as long as it was: the first from the top, the last from the bottom, others by their first word. */
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
    const at = output.findIndex((line) => line.startsWith(label));
    return at < 0 ? lines : output.slice(at, at + lines.length);
  });
  const body = renewed.map((lines) => lines.join("\n")).join(`\n${OMITTED}\n`);
  return [...(startsOmitted ? [OMITTED] : []), body, ...(shown.at(-1) === OMITTED ? [OMITTED] : [])];
}
