/** Where data and zero pages lie, from what users write to what results say and back. */
import { describe, expect, it } from "vitest";
import { parseScenario as parseObject } from "../../../src/index.js";
import { ConfigError } from "../../../src/scenario/config-error.js";
import { parseScenario } from "../../../src/text.js";

const textOf = (content: string, vm = "memory: 64 MiB") =>
  `version: 1\nvm: { ${vm}, content: ${content} }\nlink: { bandwidth: 1 Gbit/s }\nworkload: [{ kind: uniform, size: 1 MiB, rate: 10 }]\n`;
const contentOf = (content: string, vm?: string) => parseScenario(textOf(content, vm)).vm.content;

function faultsOf(content: string, vm?: string): string[] {
  try {
    parseScenario(textOf(content, vm));
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map(({ path, expected, received }) => `${path}: ${expected}, ${received}`);
    throw error;
  }
  throw new Error("the scenario was accepted");
}

const head = { zeroRatio: 0.5, where: "anywhere" };

describe("the layout of content", () => {
  it.each([
    ["{ zero: 0.5 }", { ...head, layout: "spread" }],
    ["{ zero: 0.5, layout: low }", { ...head, layout: "low" }],
    ["{ zero: 0.5, layout: high, where: outside the workload }", { ...head, where: "outside the workload", layout: "high" }],
    ["{ zero: 0.5, layout: blocks }", { ...head, layout: "blocks", blockBytes: 2 ** 21 }],
    ["{ zero: 0.5, layout: blocks, blockSize: 64 KiB }", { ...head, layout: "blocks", blockBytes: 65_536 }],
    ["{ zero: 0.5, layout: linux }", { ...head, layout: "linux", topRatio: 1 / 32 }],
    ["{ zero: 0.5, layout: linux, topShare: 0.9 }", { ...head, layout: "linux", topRatio: 0.9 }],
  ])("%s", (content, resolved) => {
    expect(contentOf(content)).toEqual(resolved);
  });

  it("has blocks of a page if pages are larger than 2 MiB", () => {
    expect(contentOf("{ zero: 0.5, layout: blocks }", "memory: 4 GiB, pageSize: 1 GiB").blockBytes).toBe(2 ** 30);
    expect(contentOf("{ zero: 0.5, layout: blocks }", "memory: 4 GiB, pageSize: 64 KiB").blockBytes).toBe(2 ** 21);
  });

  it.each([
    ["{ layout: middle }", ['vm.content.layout: one of spread, blocks, low, high, linux, "middle"']],
    ["{ blockSize: 1 MiB }", ["vm.content.blockSize: no such parameter where layout is spread, 1048576"]],
    [
      "{ layout: low, blockSize: 1 MiB, topShare: 0.5 }",
      [
        "vm.content.blockSize: no such parameter where layout is low, 1048576",
        "vm.content.topShare: no such parameter where layout is low, 0.5",
      ],
    ],
    ["{ layout: blocks, topShare: 0.5 }", ["vm.content.topShare: no such parameter where layout is blocks, 0.5"]],
    ["{ layout: blocks, blockSize: 6 KiB }", ["vm.content.blockSize: a whole number of pages of 4096 bytes, 6144 bytes"]],
    ["{ layout: linux, topShare: 1.5 }", ["vm.content.topShare: a number >= 0 and <= 1, 1.5"]],
  ])("refuses %s", (content, faults) => {
    expect(faultsOf(content)).toEqual(faults);
  });

  it.each(["{ zero: 0.5 }", "{ zero: 0.5, layout: low }", "{ layout: blocks, blockSize: 64 KiB }", "{ layout: linux, topShare: 0.25 }"])(
    "is read again from a result: %s",
    (content) => {
      const scenario = parseScenario(textOf(content));
      expect(parseObject(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
      expect(parseScenario(JSON.stringify(scenario))).toEqual(scenario);
    },
  );

  it("is spread in results that do not tell it", () => {
    const { layout: _, ...content } = contentOf("{ zero: 0.5 }");
    const scenario = { ...JSON.parse(JSON.stringify(parseScenario(textOf("{ zero: 0.5 }")))) };
    scenario.vm.content = content;
    expect(parseObject(scenario).vm.content.layout).toBe("spread");
  });
});
