/** Names of the core's functions, for profiles. The embedded build has none, so the core is compiled once more with names. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const NAMED_CORE = "build/core.named.wasm";
const FUNCTION_NAMES = 1;

/** Compiles the release build with names. Code and function numbers are the same. */
export function buildNamedCore(): void {
  const compiler = join(dirname(createRequire(import.meta.url).resolve("assemblyscript/package.json")), "bin", "asc.js");
  const options = ["--config", "asconfig.json", "--target", "release", "--debug", "--outFile", NAMED_CORE];
  const { status } = spawnSync(process.execPath, [compiler, ...options], { stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error(`asc ended with exit code ${status}`);
}

/** Reads the numbers and strings of a custom section in sequence. */
function createReader(bytes: Uint8Array) {
  let at = 0;
  return {
    isAtEnd: () => at >= bytes.length,
    skip: (count: number) => {
      at += count;
    },
    /** An unsigned number in LEB128. */
    number(): number {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++] as number;
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80) return value;
      }
    },
    text(length: number): string {
      at += length;
      return new TextDecoder().decode(bytes.subarray(at - length, at));
    },
  };
}

/** Function names by number, such as `assembly/round/sendRoundBatch`, from the build made by `buildNamedCore`. */
export function readFunctionNames(): ReadonlyMap<number, string> {
  const [section] = WebAssembly.Module.customSections(new WebAssembly.Module(readFileSync(NAMED_CORE)), "name");
  if (section === undefined) throw new Error(`${NAMED_CORE} has no names`);
  const reader = createReader(new Uint8Array(section));
  const names = new Map<number, string>();
  while (!reader.isAtEnd()) {
    const [kind, bytes] = [reader.number(), reader.number()];
    if (kind !== FUNCTION_NAMES) {
      reader.skip(bytes);
      continue;
    }
    for (let left = reader.number(); left > 0; left--) names.set(reader.number(), reader.text(reader.number()));
  }
  return names;
}
