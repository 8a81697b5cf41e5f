/** Types for the measured part of fastbitset, which ships none. */
declare module "fastbitset" {
  class FastBitSet {
    add(index: number): void;
    size(): number;
    array(): number[];
    clear(): void;
  }
  export = FastBitSet;
}
