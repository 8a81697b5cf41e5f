import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sensitivityOf } from "../../src/analysis/sensitivity.js";
import { UNCERTAIN_CONSTANTS, withConstant } from "../../src/channel/constant-ranges.js";
import { compare } from "../../src/index.js";
import { formatComparison } from "../../src/output/compare-table.js";
import { parseScenario } from "../../src/text.js";

const TALKING = `
version: 1
vm: { memory: 64 MiB }
workload: [{ kind: uniform, size: 4 MiB, rate: 2 k/s }]
link: { bandwidth: 1 Gbit/s }
peers: [{ name: database, place: source, flows: [{ message: 4 KiB, send: 10 MB/s, receive: 10 MB/s }] }]
seed: 3
`;

const scenarioOf = (...overrides: string[]) => parseScenario(TALKING, { overrides });
/** What a scenario has at the path of a constant. */
const valueAt = (scenario: object, path: readonly string[]): unknown =>
  path.reduce<unknown>((holder, step) => (holder as Record<string, unknown> | undefined)?.[step], scenario);

describe("constants with a range", () => {
  const all = ["channel=netfront", "channel=xenvmc", "channel=xenvmc-modified"].flatMap((channel) =>
    ["linux-6.1", "linux-2.6"].map((guest) => scenarioOf(channel, `channel.guest=${guest}`)),
  );

  it.each(UNCERTAIN_CONSTANTS)("$name: the default lies within it, the ends run again, and it has a source", (constant) => {
    const having = all.filter((scenario) => withConstant(scenario, constant, 0) !== scenario);
    expect(having.length).toBeGreaterThan(0);
    for (const scenario of having) {
      for (const value of [constant.low, constant.high]) {
        const changed = withConstant(scenario, constant, value);
        expect(valueAt(changed, constant.path)).toBe(value);
        // A result's scenario runs again, so the changed one must too.
        expect(parseScenario(JSON.stringify(changed))).toEqual(changed);
      }
      const byDefault = valueAt(scenario, constant.path);
      if (byDefault !== undefined)
        expect([constant.low, byDefault, constant.high]).toEqual(
          [constant.low, byDefault, constant.high].toSorted((a, b) => Number(a) - Number(b)),
        );
    }
    const [, page, anchor] = constant.source.match(/^docs\/sources\/(\S+)\.md#([\w.-]+)/) ?? [];
    if (page !== undefined) expect(readFileSync(`docs/sources/${page}.md`, "utf8")).toContain(`<a id="${anchor}"></a>`);
    else expect(constant.source).toMatch(/^our modelling decision/);
  });

  it("are left alone in a guest without peers", () => {
    const quiet = scenarioOf("peers=[]");
    for (const constant of UNCERTAIN_CONSTANTS) expect(withConstant(quiet, constant, constant.low)).toBe(quiet);
  });
});

describe("compare with sensitivity", () => {
  it("gives at each end the differences of a comparison with that constant, and bands around all", async () => {
    const scenario = scenarioOf();
    const channels = ["netfront", "xenvmc"] as const;
    const comparison = await compare(scenario, { channels, runs: 2, sensitivity: true });
    const { constants = [], bands = [] } = comparison.sensitivity ?? {};
    const pool = constants.find(({ path }) => path === "channel.dirtying.netfront.poolPages");
    expect([pool?.low, pool?.high]).toEqual([320, 500]);
    const alone = await compare(scenario, {
      channels: [{ kind: "netfront", dirtying: { netfront: { poolPages: 500 } } }, "xenvmc"],
      runs: 2,
    });
    expect(pool?.effects[0]?.atHigh?.pagesSent).toBe(alone.differences[0]?.figures.totals.pagesSent?.mean);
    expect(pool?.effects[0]?.atHigh?.pagesSent).toBeLessThan(pool?.effects[0]?.atLow?.pagesSent as number);
    expect(constants.map(({ name }) => name)).not.toContain("window of the rewinding ring (linux-2.6)");
    const [least, most] = bands[0]?.pagesSent ?? [0, 0];
    const own = comparison.differences[0]?.figures.totals.pagesSent?.mean as number;
    expect([least <= own && own <= most, least < most]).toEqual([true, true]);
    expect(least).toBe(
      Math.min(
        ...constants.flatMap(({ effects }) => effects.flatMap(({ atLow, atHigh }) => [atLow?.pagesSent ?? 0, atHigh?.pagesSent ?? 0])),
      ),
    );
  });

  it("is left out without being asked for, and when interrupted", async () => {
    expect((await compare(scenarioOf(), { runs: 1 })).sensitivity).toBeUndefined();
    const interruption = new AbortController();
    const comparison = await compare(scenarioOf(), {
      runs: 1,
      sensitivity: true,
      signal: interruption.signal,
      onRun: (_run, { finishedSimulations, allSimulations }) => {
        expect(allSimulations).toBeGreaterThan(9 + 3 * 10);
        if (finishedSimulations === 12) interruption.abort();
      },
    });
    expect([comparison.finishedRuns, comparison.sensitivity]).toEqual([1, undefined]);
  });

  it("has no band where an end leaves nothing to conclude", async () => {
    const { differences } = await compare(scenarioOf(), { channels: ["netfront", "xenvmc"], runs: 1 });
    const [difference] = differences as [(typeof differences)[number]];
    const variants = ["netfront", "xenvmc"].map((label) => ({ label, scenario: scenarioOf(`channel=${label}`), isReconstruction: false }));
    const withheld = { ...difference, withheld: "1 of 1 runs of netfront did not move the guest" };
    const answers = (withheldAt: number) => {
      let calls = 0;
      return async () => [calls++ === withheldAt ? withheld : difference];
    };
    const broken = await sensitivityOf(variants, differences, answers(3));
    expect(broken?.bands).toEqual([]);
    expect(broken?.constants[1]?.effects[0]?.atHigh).toBeUndefined();
    expect((await sensitivityOf(variants, differences, answers(-1)))?.bands.length).toBe(1);
  });
});

describe("the tornado", () => {
  it("is sorted by swing, fits its width, and says what has no effect", async () => {
    const comparison = await compare(scenarioOf(), { runs: 2, sensitivity: true });
    const text = formatComparison(comparison, { width: 100 });
    expect(text.split("\n").filter((line) => line.length > 100)).toEqual([]);
    const block = text.slice(text.indexOf("netfront -> xenvmc: the difference in total time"));
    expect(block).toMatch(/Constant +Range +low, ms +high, ms +-[\d.]+ at \|\n/);
    const swings = [...block.split("\n\n")[0]!.matchAll(/([-+][\d.,]+) +([-+][\d.,]+) [ =]*\|/g)].map(([, low, high]) =>
      Math.abs(Number(low) - Number(high)),
    );
    expect(swings.length).toBeGreaterThan(2);
    expect(swings).toEqual(swings.toSorted((left, right) => right - left));
    expect(block).toContain("No effect: ");
    expect(block).toContain("One constant at a time, the difference lies within: total time");
  });
});
