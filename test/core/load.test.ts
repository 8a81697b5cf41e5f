import { readFileSync } from "node:fs";
import { instantiateSync } from "@assemblyscript/loader";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createArena } from "../../src/core/arena.js";
import { CORE_BUILD_ID } from "../../src/core/bytes.generated.js";
import { OutOfMemoryError } from "../../src/core/core-error.js";
import { type Core, type CoreExports, loadCore } from "../../src/core/load.js";
import { createWasmPages } from "../../src/core/wasm-pages.js";
import { configOf, sourceOf } from "../support/pages-cases.js";

/** A module that exports an `abiVersion` of 77 and nothing else. */
const FOREIGN = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7f, 3, 2, 1, 0, 7, 14, 1, 10],
  ...[...Buffer.from("abiVersion")],
  ...[0, 0, 10, 7, 1, 5, 0, 0x41, 0xcd, 0, 0x0b],
);

describe("loadCore", () => {
  it("loads the embedded release build once, and a module compiled elsewhere", async () => {
    const core = await loadCore();
    expect(await loadCore()).toBe(core);
    expect(core.buildId).toBe(CORE_BUILD_ID);
    expect(core.buildId).toMatch(/^[0-9a-f]{12}$/);
    const compiled = await loadCore(new WebAssembly.Module(readFileSync("build/core.wasm")));
    expect(createWasmPages(compiled, configOf(10)).fillToSend()).toBe(10);
  });

  it("gives the exports that AssemblyScript's own loader gives", async () => {
    const { exports } = instantiateSync(readFileSync("build/core.wasm")).instance;
    const own = (await loadCore()).instance();
    expect(Object.keys(own)).toEqual(Object.keys(exports));
    expect(own.abiVersion()).toBe((exports as unknown as CoreExports).abiVersion());
  });

  it("refuses a core of another ABI", async () => {
    await expect(loadCore(FOREIGN)).rejects.toThrow(/ABI 77/);
  });

  it("gives each Pages its own memory", async () => {
    const core = await loadCore();
    const [one, other] = [createWasmPages(core, configOf(100)), createWasmPages(core, configOf(100))];
    one.markWritten(3, 5);
    expect([one.peek(0), other.peek(0)]).toEqual([5, 0]);
  });

  it("reuses a memory that was given back, cleared, for a guest of any size", async () => {
    const core = await loadCore();
    const memories: WebAssembly.Memory[] = [];
    const open = (slots: number) => createWasmPages(core, configOf(slots), { onMemory: (memory) => memories.push(memory) });
    const first = open(2 ** 22);
    first.markWritten(3, 2 ** 20);
    first.release?.();
    const second = open(100);
    second.release?.();
    const [third, fourth] = [open(2 ** 22), open(100)];
    expect([second, third, fourth].map((pages) => pages.peek(0))).toEqual([0, 0, 0]);
    expect(memories.map((memory) => memories.indexOf(memory))).toEqual([0, 0, 0, 3]);
  });
});

/** An instance whose memory does not grow. */
const refusing = {
  heapBase: () => 1024,
  memory: {
    buffer: new ArrayBuffer(65_536),
    grow: () => {
      throw new RangeError("WebAssembly.Memory.grow(): Unable to grow instance memory");
    },
  },
};

describe("memory", () => {
  it("of the largest guest with a contiguous source stays below 160 MiB", async () => {
    let bytes = 0;
    const slots = 2 ** 28;
    const source = sourceOf(0, slots, { kind: "uniform", writesPerSecond: 1, meanRunPages: 1 });
    const onMemory = (memory: WebAssembly.Memory) => {
      bytes = memory.buffer.byteLength;
    };
    createWasmPages(await loadCore(), configOf(slots, { sources: [source] }), { onMemory });
    expect(bytes).toBeLessThan(100 * 2 ** 20);
    expect(bytes + slots / 8).toBeLessThan(160 * 2 ** 20);
  });

  it("is reserved without overlap, aligned, and sealed once", async () => {
    const core = (await loadCore()).instance();
    const arena = createArena(core.heapBase(), 5);
    const pointers = [1, 16, 17, 0].map((bytes) => arena.reserve(bytes));
    expect(pointers.every((pointer) => pointer % 16 === 0)).toBe(true);
    expect(pointers.slice(1).map((pointer, index) => pointer - (pointers[index] as number))).toEqual([32, 32, 48]);
    expect(arena.seal(core).byteLength).toBeGreaterThan(pointers[3] as number);
    expect(() => arena.reserve(1)).toThrow(/sealed/);
  });

  it.each([
    [
      "an instance",
      {
        instance: () => {
          throw new RangeError("WebAssembly.Instance(): Out of memory");
        },
      },
    ],
    ["a larger memory", { instance: () => refusing }],
  ])("that the host refuses is told with how much is needed: %s", async (_, refused) => {
    const core = { ...(await loadCore()), ...refused } as unknown as Core;
    const open = () => createWasmPages(core, configOf(2 ** 28));
    // Three bitmaps of 32 MiB, and 8 bytes for each of 262,144 chunks.
    expect(open).toThrow(OutOfMemoryError);
    expect(open).toThrow("out of memory: the pages of this guest need 99 MiB of WebAssembly memory, which the host refuses");
  });

  it("is all that is told in these words", async () => {
    const fault = new TypeError("something else");
    const core = {
      ...(await loadCore()),
      instance: () => {
        throw fault;
      },
    } as Core;
    expect(() => createWasmPages(core, configOf(10))).toThrow(fault);
  });
});

describe("a host that forbids WebAssembly", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([
    "WebAssembly.compile(): Compiling or instantiating WebAssembly module violates the following Content Security policy directive because 'unsafe-eval' is not allowed",
    "call to WebAssembly.compile() blocked by CSP",
    "Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an allowed source of script",
    "WebAssembly.compile(): Wasm code generation disallowed by embedder",
  ])("is told what to allow: %s", async (message) => {
    vi.spyOn(WebAssembly, "compile").mockRejectedValue(new WebAssembly.CompileError(message));
    await expect(loadCore(new Uint8Array())).rejects.toThrow(
      /^the content security policy of this page forbids WebAssembly: allow it with 'wasm-unsafe-eval' in script-src/,
    );
  });

  it("is not taken for one that was given no core", async () => {
    await expect(loadCore(Uint8Array.of(1, 2, 3))).rejects.toThrow(/WebAssembly\.compile\(\)/);
  });
});
