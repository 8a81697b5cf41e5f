/** Exports of the core. It imports nothing and has no state of its own: everything is in memory laid out by the host. */
import { ABI_VERSION } from "./abi";

export { countBits, setRange } from "./bitmap";
export { clean, dropZeroPages, peek } from "./harvest";
export { exp, log } from "./math";
export { transfer } from "./transfer";
export { addMasks } from "./write/poisson";

export function abiVersion(): i32 {
  return ABI_VERSION;
}

/** The first free address. */
export function heapBase(): usize {
  return __heap_base;
}
