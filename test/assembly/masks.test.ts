import { describe, expect, it } from "vitest";
import { CHUNK_PAGES } from "../../assembly/abi.js";
import { absorb, type DrawAddress, Generator } from "../../src/pages/random.js";
import { streamKey } from "../../src/pages/streams.js";
import { addPoisson, writtenProbability } from "../../src/reference/poisson.js";
import { builds, loadBuild } from "../support/builds.js";
import { deviation } from "../support/statistics.js";

const CHUNKS = 4000;

function addressWord({ high, low }: DrawAddress): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

describe.each(builds)("%s build: addMasks", (build) => {
  it("sets each of a chunk's 1024 places with its probability, and pairs with its square", async () => {
    const core = (await loadBuild(build)).instance();
    core.memory.grow(1);
    const words = new Uint32Array(core.memory.buffer, 1024, 32);
    for (const probability of [0.01, 0.37, 0.5, 0.9]) {
      const ones = new Array<number>(CHUNK_PAGES).fill(0);
      const pairs = new Array<number>(CHUNK_PAGES).fill(0);
      for (let chunk = 0; chunk < CHUNKS; chunk++) {
        words.fill(0);
        core.addMasks(1024, 0, CHUNK_PAGES, Math.floor(probability * 2 ** 32) | 0, addressWord(absorb(streamKey(1, 0, 1), chunk)));
        for (let place = 0; place < CHUNK_PAGES; place++) {
          const bit = ((words[place >>> 5] as number) >>> (place & 31)) & 1;
          const next = (place + 128) % CHUNK_PAGES;
          ones[place] = (ones[place] as number) + bit;
          pairs[place] = (pairs[place] as number) + (bit & ((words[next >>> 5] as number) >>> (next & 31)));
        }
      }
      const worst = (counts: readonly number[], expected: number) =>
        Math.max(...counts.map((count) => Math.abs(deviation(count, CHUNKS * expected, CHUNKS * expected * (1 - expected)))));
      expect(worst(ones, probability), `places at ${probability}`).toBeLessThan(5.5);
      expect(worst(pairs, probability ** 2), `pairs at ${probability}`).toBeLessThan(6);
    }
  });

  it("draws places in blocks of 256: a range draws the blocks that it overlaps", async () => {
    const core = (await loadBuild(build)).instance();
    core.memory.grow(1);
    const address = absorb(streamKey(5, 0, 1), 9);
    const lambda = 0.4;
    for (const [low, high] of [
      [0, 1024],
      [0, 1],
      [255, 256],
      [255, 257],
      [256, 512],
      [300, 900],
      [1023, 1024],
    ] as const) {
      const words = new Uint32Array(core.memory.buffer, 1024, 32);
      words.fill(0);
      core.addMasks(1024, low, high, writtenProbability(lambda) | 0, addressWord(address));
      const reference = new Uint32Array(32);
      addPoisson(reference, low, high, lambda, address, new Generator(address, 0));
      for (let place = low; place < high; place++) {
        const bits = [words, reference].map((mask) => ((mask[place >>> 5] as number) >>> (place & 31)) & 1);
        expect(bits[0], `place ${place} of ${low} .. ${high}`).toBe(bits[1]);
      }
    }
  });
});
