import { describe, expect, it } from "vitest";
import { LOG_FORMATS, missingFrom, readLog } from "../../src/logs.js";
import { KNOWN_LOGS } from "./expected.js";

describe.each(KNOWN_LOGS)("the log $name", ({ text, format, expected }) => {
  it("is recognised by its content and read to the right values", async () => {
    const reading = await readLog(text);
    expect(reading.format).toBe(format);
    expect(reading.migrations[0]).toMatchObject(expected);
  });

  it("reads the same in pieces of any size, and with the line ends of Windows", async () => {
    const whole = await readLog(text);
    for (const size of [1, 7, 4096]) expect(await readLog(piecesOf(text, size))).toEqual(whole);
    expect(await readLog(text.replaceAll("\n", "\r\n"))).toEqual(whole);
  });

  it("has no other format that knows its first telling line better", () => {
    const first = text.split("\n").find((line) => LOG_FORMATS.some(({ signature }) => signature.test(line)));
    expect(LOG_FORMATS.find(({ signature }) => signature.test(first ?? ""))?.name).toBe(format);
  });
});

function* piecesOf(text: string, size: number): Generator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

describe("a reading", () => {
  it("keeps several migrations of one log apart", async () => {
    const reading = await readLog(textOf("sampled-runs"));
    expect(reading.migrations.map(({ name }) => name)).toEqual(["Made run 1 (line 1)", "Made run 2 (line 2)"]);
  });

  it("gives the pace of an iteration between its samples", async () => {
    const { samples } = (await readLog(textOf("xcpng-emu-manager"))).migrations[0] ?? { samples: [] };
    const ofFirst = samples.filter(({ syncs }) => syncs === 0);
    const [from, to] = [ofFirst[0], ofFirst.at(-1)];
    const pace = ((to?.sentPages ?? 0) - (from?.sentPages ?? 0)) / ((to?.seconds ?? 0) - (from?.seconds ?? 0));
    expect(pace).toBeGreaterThan(20_000);
    expect(pace).toBeLessThan(23_000);
  });

  it("says what is missing, and how one gets it", async () => {
    const { migrations, format } = await readLog(textOf("xl-migrate-quiet-4.9"));
    const missing = missingFrom(migrations[0] as (typeof migrations)[0], format);
    expect(missing.figures).toEqual(expect.arrayContaining(["memory", "total time", "downtime", "pages sent", "dirty rate"]));
    expect(missing.advice).toContain("xl -vvv migrate");
  });

  it("leaves a count below zero out instead of taking it for 16 EiB", async () => {
    const { migrations, warnings } = await readLog(textOf("hmp-remaining-overflow"));
    expect(migrations[0]?.last.remainingBytes).toBeUndefined();
    expect(warnings[0]).toMatchObject({ line: 11, text: expect.stringContaining("below zero") });
    const qmp = textOf("qmp-completed-direct").replace('"remaining": 0', '"remaining": 18446744073709547520');
    expect((await readLog(qmp)).migrations[0]?.last.remainingBytes).toBeUndefined();
  });

  it("names a figure of JSON that is none, and reads the others", async () => {
    const { warnings } = await readLog(textOf("qmp-active-nan-disk-xbzrle"));
    expect(warnings[0]).toMatchObject({ line: 1, text: expect.stringContaining("cache-miss-rate is -nan") });
  });

  it("leaves the rates of old KubeVirt lines out, which are a 64th", async () => {
    const { migrations, warnings } = await readLog(textOf("kubevirt").replaceAll("930Mbps", "14Mbps"));
    expect(migrations[0]?.last.bytesPerSecond).toBeUndefined();
    expect(warnings.map(({ text }) => text).join()).toContain("MemoryBandwidth");
  });

  it("tells guests of one Nova log apart", async () => {
    const text = textOf("nova-driver-never-ends");
    const other = text
      .replaceAll("[-]", "[-] [instance: b]")
      .replaceAll("17184923648", "8592461824")
      .replaceAll("9001529344", "4500764672")
      .replaceAll("831111168", "415555584");
    const both = text.replaceAll("[-]", "[-] [instance: a]") + other;
    const { migrations } = await readLog(both);
    expect(migrations.map(({ name, memoryBytes }) => [name, memoryBytes])).toEqual([
      ["a", 17_184_923_648],
      ["b", 8_592_461_824],
    ]);
  });
});

describe("what fuzzing found", () => {
  it("takes no property of every object for a figure or a status", async () => {
    const { warnings, migrations } = await readLog(textOf("cloud-hypervisor").replace("total=6144MiB", "constructor=6144MiB"));
    expect([warnings.length, migrations[0]?.rounds.length]).toEqual([1, 4]);
    const status = textOf("qmp-completed-direct").replace('"completed"', '"constructor"');
    await expect(readLog(status)).rejects.toThrow("status: expected one of none");
  });

  it("refuses sizes whose unit takes them out of range", async () => {
    await expect(readLog(textOf("kubevirt").replace("MemoryProcessed:540MiB", "MemoryProcessed:9007199254740992MiB"))).rejects.toThrow(
      "sentBytes: expected at most 2^53",
    );
  });

  it("takes no longer for a line of a hundred thousand digits", async () => {
    const text = `${textOf("nova-driver-never-ends")}${"9".repeat(100_000)}\n`;
    expect((await readLog(text)).migrations[0]?.end).toBe("given up");
  });
});

describe("a text that is no log", () => {
  it.each([
    ["", "line 1: the file is empty"],
    ["hello\nworld\n", "line 1: no line of the first 2 is of a known format"],
    ["\u0000\u0001\n", "line 1: no line"],
    ['{"return": {"status": "none"}}\n', "says nothing of a migration"],
    [`{"return": {"status": "active", "setup-time": ${"[".repeat(40)}`, "nested deeper than 32 levels"],
    [`{"setup-time": 1, "a": "${"x".repeat(5_000_000)}"}`, "a line of more than 4194304 characters"],
    ['{"return": {"status": "active", "total-time": 5, "total-time": 6}}\n', "total-time is given twice"],
    ['{"return": {"status": "actve", "total-time": 5, "setup-time": 1}}\n', "status: expected one of none"],
  ])("is refused in words: %#", async (text, message) => {
    await expect(readLog(text)).rejects.toThrow(message);
  });
});

function textOf(name: string): string {
  const log = KNOWN_LOGS.find((each) => each.name === name);
  if (log === undefined) throw new Error(`no log ${name}`);
  return log.text;
}
