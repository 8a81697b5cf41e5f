/** Compiles the C yardstick where there is a C compiler. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { NativeBuild } from "./benchmark.js";

export interface Yardstick {
  /** First line of the compiler's version; absent where there is none. */
  readonly compiler?: string;
  has(build: NativeBuild): boolean;
  path(build: NativeBuild): string;
}

const SOURCE = "bench/native/yardstick.c";
const DIRECTORY = "build/bench";
const is64BitIntel = process.arch === "x64";

/** `portable`: one 32-bit lane at a time, vectors left to the compiler. The others spell the vectors out. */
const FLAGS: Readonly<Record<NativeBuild, readonly string[]>> = {
  portable: ["-DLANES=1"],
  "128-bit": ["-DLANES=4", ...(is64BitIntel ? ["-msse4.2", "-mpopcnt"] : [])],
  native: ["-DLANES=8", "-march=native"],
};

function compile(compiler: string, build: NativeBuild): string | undefined {
  const output = join(DIRECTORY, `yardstick-${build}`);
  const { status, stderr } = spawnSync(compiler, ["-std=gnu11", "-O3", ...FLAGS[build], "-o", output, SOURCE, "-lm"], { encoding: "utf8" });
  if (status === 0) return output;
  console.error(`The C yardstick (${build}) does not compile and is left out:\n${stderr}`);
  return undefined;
}

/** Compiles all builds of the yardstick with `cc`, or with the compiler that the variable CC names. */
export function compileYardstick(): Yardstick {
  const compiler = process.env.CC ?? "cc";
  const version = spawnSync(compiler, ["--version"], { encoding: "utf8" });
  const outputs = new Map<NativeBuild, string>();
  if (version.status === 0) {
    mkdirSync(DIRECTORY, { recursive: true });
    for (const build of Object.keys(FLAGS) as NativeBuild[]) {
      const output = compile(compiler, build);
      if (output) outputs.set(build, output);
    }
  } else console.error("There is no C compiler: the C yardstick is left out.");
  return {
    ...(outputs.size > 0 ? { compiler: version.stdout.split("\n")[0] ?? compiler } : {}),
    has: (build) => outputs.has(build),
    path(build) {
      const output = outputs.get(build);
      if (!output) throw new Error(`the C yardstick has no build ${build}`);
      return output;
    },
  };
}
