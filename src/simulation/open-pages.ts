/**
 * Chooses the implementation of the pages. Expected counts and the reference are loaded on first use: in the package they are files of
 * their own (`dist/expected.js`, `dist/reference.js`), which most programs never need.
 */
import { type Core, loadCore } from "../core/load.js";
import { createWasmPages } from "../core/wasm-pages.js";
import { expectedCannotSimulate } from "../expected/support.js";
import type { Pages, PagesConfig } from "../pages/pages.js";
import { ConfigError } from "../scenario/config-error.js";
import type { Fidelity } from "../scenario/resolved/resolved.js";

/**
 * Which implementation keeps the pages under the fidelities `pages` and `events`: the core in WebAssembly, a core of the
 * caller's own (another build, or a module compiled elsewhere), or the plain TypeScript reference. All give the same bytes.
 * Default: the core, the reference where WebAssembly with 128-bit SIMD is missing.
 */
export type PagesImplementation = "core" | "reference" | Core;

export interface OpenedPages {
  readonly pages: Pages;
  /** The core's build id, or the name of the other implementation. */
  readonly core: string;
}

/** Opens the pages of a configuration. Throws a ConfigError if the fidelity cannot simulate it. */
export async function openPages(config: PagesConfig, fidelity: Fidelity, implementation?: PagesImplementation): Promise<OpenedPages> {
  const reason = fidelity === "expected" ? expectedCannotSimulate(config) : undefined;
  if (reason !== undefined) throw new ConfigError([{ path: "fidelity", expected: "pages", received: `expected. ${reason}` }]);
  const { create, core } = await choosePages(fidelity, implementation);
  return { pages: create(config), core };
}

/** Kept, as each `import()` of a loaded module takes some 10 us, as long as a short migration under expected counts. */
let expected: typeof import("../expected/pages.js") | undefined;
let reference: typeof import("../reference/pages.js") | undefined;

/** Returns a function that opens pages, for callers that open many. */
export async function choosePages(
  fidelity: Fidelity,
  implementation?: PagesImplementation,
): Promise<{ readonly create: (config: PagesConfig) => Pages; readonly core: string }> {
  if (fidelity === "expected") {
    expected ??= await import("../expected/pages.js");
    return { create: expected.createExpectedPages, core: "expected" };
  }
  const core = await chooseCore(implementation);
  if (core) return { create: (config) => createWasmPages(core, config), core: core.buildId };
  reference ??= await import("../reference/pages.js");
  return { create: reference.createReferencePages, core: "reference" };
}

async function chooseCore(implementation: PagesImplementation | undefined): Promise<Core | undefined> {
  if (implementation === "reference") return undefined;
  if (implementation === "core") return loadCore();
  if (implementation) return implementation;
  return isSimdSupported() ? loadCore() : undefined;
}

/** A module with one function that returns a zero vector: valid only with 128-bit SIMD. */
const SIMD_PROBE = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  10,
  1,
  8,
  0,
  65,
  0,
  253,
  15,
  253,
  98,
  11,
);

let hasSimd: boolean | undefined;

function isSimdSupported(): boolean {
  hasSimd ??= typeof WebAssembly === "object" && WebAssembly.validate(SIMD_PROBE);
  return hasSimd;
}
