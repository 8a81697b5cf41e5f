/**
 * Guards against a cost that no profile of single functions shows. V8 gives every evaluation of an object literal with a getter its own
 * hidden class in old space, through which the young collector keeps everything alive that the object holds. `expected` migrations took
 * three times as long with a handful of such literals each (bench: expected).
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";

/** Rooms that create objects per migration, round or burst. */
const ROOMS = ["src/simulation", "src/engine", "src/expected"];

function gettersInLiterals(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isGetAccessorDeclaration(node) && ts.isObjectLiteralExpression(node.parent)) {
      found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

it.each(ROOMS)("%s has no object literal with a getter: classes keep getters on their prototype", (room) => {
  const files = readdirSync(room, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  expect(files.length).toBeGreaterThan(5);
  expect(files.flatMap((file) => gettersInLiterals(join(room, file)))).toEqual([]);
});
