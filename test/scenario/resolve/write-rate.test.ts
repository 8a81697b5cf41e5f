/** Rates of page writes in bytes per second: pages times the page size. */
import { expect, it } from "vitest";
import { parseScenario } from "../../../src/text.js";

function ratesOf(workload: string, pageSize = "4 KiB"): number[] {
  const text = `version: 1\nvm: { memory: 16 GiB, pageSize: ${pageSize}, vcpus: 8 }\nlink: { bandwidth: 1 Gbit/s }\nworkload: [${workload}]\n`;
  const simple = parseScenario(text).workload.flatMap((source) =>
    source.kind === "phases" ? source.phases.flatMap((phase) => phase.workload) : [source],
  );
  return simple.flatMap((source) => ("writesPerSecond" in source ? [source.writesPerSecond] : []));
}

it.each([
  ["{ kind: uniform, size: 1 GiB, rate: 600 MB/s }", [600e6 / 4096]],
  ["{ kind: hot-cold, hot: { size: 1 MiB, rate: 40 MiB/s }, cold: { size: 1 GiB, rate: 1 k/s } }", [10_240, 1000]],
  ["{ kind: classes, classes: [{ size: 1 MiB, rate: 4096 kB/s }, { size: 1 MiB, rate: 0 B/s }] }", [1000, 0]],
  ["{ kind: zipf, size: 1 GiB, rate: 4.096 GB/s }", [1e6]],
  ["{ kind: power-law, size: 1 GiB, rate: 4096 B/s, exponent: 2 }", [1]],
  ["{ kind: sweep, size: 1 GiB, rate: 1 TiB/s }", [2 ** 28]],
  ["{ kind: phases, phases: [{ workload: [{ kind: uniform, size: 1 MiB, rate: 4 MiB/s }] }] }", [1024]],
])("%s", (workload, rates) => {
  expect(ratesOf(workload)).toEqual(rates);
});

it("use the scenario's page size", () => {
  expect(ratesOf("{ kind: uniform, size: 1 GiB, rate: 600 MB/s }", "2 MiB")).toEqual([600e6 / 2 ** 21]);
});

it("apply to a guest's cold pages too", () => {
  const channel = "channel: { kind: netfront, dirtying: { base: { coldRate: 8 MiB/s } } }";
  const { channel: resolved } = parseScenario(`version: 1\nvm: { memory: 1 GiB }\nlink: { bandwidth: 1 Gbit/s }\n${channel}\n`);
  expect(resolved?.dirtying?.base?.coldWritesPerSecond).toBe(2048);
});

it.each([
  ["600 Mbit/s", /"Mbit\/s" is a unit of a bandwidth/],
  ["600 MB", /did you mean 600 MB\/s\?/],
  ["600 mb/s", /did you mean 600 MB\/s\?/],
])("rate: %s is a fault", (rate, message) => {
  expect(() => ratesOf(`{ kind: uniform, size: 1 GiB, rate: ${rate} }`)).toThrow(message);
});
