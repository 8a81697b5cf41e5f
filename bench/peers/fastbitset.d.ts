/** The part of fastbitset, which ships no types, that is measured. */
declare module "fastbitset" {
  class FastBitSet {
    add(index: number): void;
    size(): number;
    array(): number[];
    clear(): void;
  }
  export = FastBitSet;
}
