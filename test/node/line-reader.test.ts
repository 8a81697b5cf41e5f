import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { LineReader } from "../../src/node/lines.js";

const directory = mkdtempSync(join(tmpdir(), "line-reader-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it("reads lines of a file that grows, across the ends of blocks", () => {
  const path = join(directory, "growing");
  writeFileSync(path, "");
  const lines = Array.from({ length: 40 }, (_, index) => `${index} ${"ä".repeat(index * 700)}`);
  const offsets: number[] = [];
  let reader: LineReader | undefined;
  let length = 0;
  for (const line of lines) {
    offsets.push(length);
    length += Buffer.byteLength(line) + 1;
    appendFileSync(path, `${line}\n`);
    reader ??= new LineReader(path);
    expect(reader.lineAt(offsets.at(-1) as number)).toBe(line);
  }
  for (const [index, offset] of offsets.entries()) expect(reader?.lineAt(offset)).toBe(lines[index]);
  reader?.close();
});
