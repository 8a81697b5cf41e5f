/** Writes docs/api-surface.md, which pins the public surface, from the built package. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { type Entry, isConstant, type PublicName, readEntries } from "./public-surface.js";

/** Longer types of constants are schemas and are left out; docs/scenario.md describes them. */
const MOST_CHARACTERS_OF_A_CONSTANT = 400;

const HEAD = `# The public surface

Written by \`npm run surface\` from the built package; a test compares. A change here is a change for users: it belongs in
[CHANGELOG.md](../CHANGELOG.md). What each name means is in the docstrings, as \`npm run docs:api\` shows them.`;

/** The page for the package as it was built last. */
export async function surfacePage(): Promise<string> {
  const sections = await Promise.all(readEntries().entries.map(section));
  return `${[HEAD, ...sections].join("\n\n")}\n`;
}

async function section(entry: Entry): Promise<string> {
  const values = Object.keys(await import(/* @vite-ignore */ pathToFileURL(resolve(entry.code)).href)).sort();
  const { exported, unexported } = entry;
  return [
    `## \`${entry.name}\``,
    `Values: ${values.map((name) => `\`${name}\``).join(", ")}.`,
    `Declarations:\n\n${block(exported)}`,
    ...(unexported.length === 0 ? [] : [`Named by these declarations, but not exported:\n\n${block(unexported)}`]),
  ].join("\n\n");
}

function block(names: readonly PublicName[]): string {
  return `\`\`\`ts\n${names.flatMap(({ declarations }) => declarations.map(declarationText)).join("\n")}\n\`\`\``;
}

function declarationText(declaration: ts.Declaration): string {
  const statement = isConstant(declaration) ? declaration.parent.parent : declaration;
  const text = ts.createPrinter({ removeComments: true }).printNode(ts.EmitHint.Unspecified, statement, declaration.getSourceFile());
  if (!isConstant(declaration) || text.length <= MOST_CHARACTERS_OF_A_CONSTANT) return text;
  return `export declare const ${declaration.name.getText()}: unknown; // a schema: see the JSON Schema of scenarios`;
}
