/** Compiles the C and C++ programs, if the compiler and the libraries they need are installed. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { NativeBuild } from "./benchmark.js";

export interface Yardstick {
  /** First line of the C compiler's version; absent if there is no compiler. */
  readonly compiler?: string;
  /** True if the build exists; compiles it on the first call. If it cannot, prints what is missing on standard error. */
  has(build: NativeBuild): boolean;
  path(build: NativeBuild): string;
}

interface Recipe {
  readonly compiler: "c" | "c++";
  readonly source: string;
  readonly flags: readonly string[];
  readonly needs: string;
}

const DIRECTORY = "build/bench";
const is64BitIntel = process.arch === "x64";

function yardstickRecipe(flags: readonly string[]): Recipe {
  return { compiler: "c", source: "bench/native/yardstick.c", flags: ["-std=gnu11", "-O3", ...flags], needs: "a C compiler" };
}

/**
 * Compiler flags per build. Of the yardstick's builds, `portable` handles one 32-bit lane at a time and leaves vectors to the compiler;
 * the other two use explicit vectors.
 */
const RECIPES: Readonly<Record<NativeBuild, Recipe>> = {
  portable: yardstickRecipe(["-DLANES=1"]),
  "128-bit": yardstickRecipe(["-DLANES=4", ...(is64BitIntel ? ["-msse4.2", "-mpopcnt"] : [])]),
  native: yardstickRecipe(["-DLANES=8", "-march=native"]),
  simgrid: {
    compiler: "c++",
    source: "bench/native/simgrid.cpp",
    flags: ["-std=c++17", "-O3", "-lsimgrid"],
    needs: "a C++ compiler and SimGrid (Debian: libsimgrid-dev)",
  },
};

/** Compiles with `cc` and `c++`, or with the compilers in the variables CC and CXX. */
export function createYardstick(): Yardstick {
  const compilers = { c: process.env.CC ?? "cc", "c++": process.env.CXX ?? "c++" };
  const version = spawnSync(compilers.c, ["--version"], { encoding: "utf8" });
  const outputs = new Map<NativeBuild, string | undefined>();

  function compile(build: NativeBuild): string | undefined {
    const { compiler, source, flags, needs } = RECIPES[build];
    const output = join(DIRECTORY, `native-${build}`);
    mkdirSync(DIRECTORY, { recursive: true });
    // Libraries have to follow the source that uses them.
    const { status } = spawnSync(compilers[compiler], ["-o", output, source, ...flags], { encoding: "utf8" });
    if (status === 0) return output;
    console.error(`Left out: ${source}, ${build}. It needs ${needs}.`);
    return undefined;
  }

  function find(build: NativeBuild): string | undefined {
    if (!outputs.has(build)) outputs.set(build, compile(build));
    return outputs.get(build);
  }

  return {
    ...(version.status === 0 ? { compiler: version.stdout.split("\n")[0] ?? compilers.c } : {}),
    has: (build) => find(build) !== undefined,
    path(build) {
      const output = find(build);
      if (!output) throw new Error(`there is no native build ${build}`);
      return output;
    },
  };
}
