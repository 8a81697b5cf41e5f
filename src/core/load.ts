/** Loads the core. The compiled module is cached and shared; every Pages has its own instance, and so its own memory. */
import { ABI_VERSION } from "../../assembly/abi.js";
import { CORE_BUILD_ID, CORE_BYTES_HEX } from "./bytes.generated.js";
import { CoreError } from "./core-error.js";

/** Address in the core's memory. */
export type Pointer = number & { readonly __pointer: unique symbol };

/** A `WebAssembly.Memory`. Declared here, like `CoreSource`, so that the package's types compile without the library "dom". */
export interface CoreMemory {
  readonly buffer: ArrayBuffer;
  /** Adds `pages` of 64 KiB; returns the number of pages before. */
  grow(pages: number): number;
}

/** What a core can be loaded from: its bytes, or a `WebAssembly.Module` (any object, for the type checker). */
export type CoreSource = ArrayBuffer | ArrayBufferView | object;

/** What `assembly/index.ts` exports. */
export interface CoreExports {
  readonly memory: CoreMemory;
  abiVersion(): number;
  heapBase(): number;
  countBits(pointer: number, bytes: number): number;
  setRange(pointer: number, low: number, high: number): void;
  clean(state: number, guestSeconds: number, step: number): number;
  peek(state: number, guestSeconds: number, step: number): number;
  transfer(state: number, pace: number, untilSeconds: number, limitBytes: number, batchesMax: number): void;
  dropZeroPages(state: number): number;
  exp(x: number): number;
  log(x: number): number;
  addMasks(mask: number, low: number, high: number, probability: number, address: bigint): void;
}

/** A compiled core. */
export interface Core {
  /** Beginning of the SHA-256 of the release bytes; "custom" for a module of the caller's own. */
  readonly buildId: string;
  /**
   * Returns an instance: a new one, or one given back, which still holds its old memory contents. Synchronous, since the module is
   * compiled.
   */
  instance(): CoreExports;
  /** Takes back an instance that is no longer used, for reuse: fresh memory from the system is the largest cost of starting a migration. */
  giveBack(instance: CoreExports): void;
}

let embedded: Promise<Core> | undefined;

/** Uses Node's decoder if available: a tenth of the time (bench: start). */
function decodeHex(text: string): Uint8Array<ArrayBuffer> {
  if (typeof Buffer === "function") return Buffer.from(text, "hex");
  return Uint8Array.from({ length: text.length / 2 }, (_, index) => Number.parseInt(text.slice(2 * index, 2 * index + 2), 16));
}

const FORBIDDEN =
  "the content security policy of this page forbids WebAssembly: allow it with 'wasm-unsafe-eval' in script-src, or simulate with { pages: \"reference\" }, which is slower";

async function compile(source: CoreSource): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(source as BufferSource);
  } catch (cause) {
    // The words differ from browser to browser; all of them name the policy or what it lacks.
    if (!/security policy|\bCSP\b|unsafe-eval|disallowed by embedder/i.test(String(cause))) throw cause;
    throw new CoreError(FORBIDDEN, { cause });
  }
}

/** The core has no imports and passes numbers alone, so that it needs none of the help of AssemblyScript's loader. */
function instantiate(compiled: WebAssembly.Module): CoreExports {
  return new WebAssembly.Instance(compiled).exports as unknown as CoreExports;
}

/** Uses `first`, an instance that exists already, before it makes others. */
function createCore(compiled: WebAssembly.Module, buildId: string, first?: CoreExports): Core {
  // A weak reference, so that a large memory can be garbage collected.
  let kept = first && new WeakRef(first);
  return {
    buildId,
    instance() {
      const instance = kept?.deref() ?? instantiate(compiled);
      kept = undefined;
      return instance;
    },
    giveBack(instance) {
      kept = new WeakRef(instance);
    },
  };
}

/** A core of the caller's own. Rejects with a CoreError if it has another ABI. */
async function customCore(source: CoreSource): Promise<Core> {
  const compiled = source instanceof WebAssembly.Module ? source : await compile(source);
  const first = instantiate(compiled);
  const version = first.abiVersion();
  if (version !== ABI_VERSION) throw new CoreError(`expected a core of ABI ${ABI_VERSION}, received one of ABI ${version}`);
  return createCore(compiled, "custom", first);
}

async function embeddedCore(): Promise<Core> {
  return createCore(await compile(decodeHex(CORE_BYTES_HEX)), CORE_BUILD_ID);
}

/**
 * Loads the core: the embedded release build, compiled once, or `source` (bytes, or a compiled module for hosts that forbid compiling).
 * Rejects with a CoreError if the core has another ABI, or if the content security policy of a page forbids WebAssembly.
 */
export function loadCore(source?: CoreSource): Promise<Core> {
  if (source !== undefined) return customCore(source);
  embedded ??= embeddedCore();
  return embedded;
}
