import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parseScenario, readTrace } from "../../src/index.js";
import { readTraceFile, type TraceProgress } from "../../src/node/trace-file.js";
import { temporaryDirectory } from "../support/command-line.js";

const ROWS = Array.from({ length: 500 }, (_, index) => [index / 100, (index * 37) % 200] as const);
const TEXT = `time,page\r\n${ROWS.map((row) => row.join(",")).join("\r\n")}`;

function traceFile(content: string | Uint8Array): string {
  const path = join(temporaryDirectory(), "writes");
  writeFileSync(path, content);
  return path;
}

/** The scenario with a trace from a file as it resolves. */
function resolvedWith(loadText: NonNullable<Parameters<typeof parseScenario>[1]>["loadText"]) {
  const workload = [{ kind: "trace", file: "writes.csv" }] as const;
  return parseScenario({ version: 1, vm: { memory: "1 MiB" }, link: { bandwidth: "1 Gbit/s" }, workload }, { loadText });
}

describe("a trace in a file", () => {
  it.each([1, 2, 7, 64, 2 ** 20])("is read in pieces of %d bytes as its text is, packed or not", async (pieceBytes) => {
    const whole = resolvedWith(() => TEXT);
    for (const content of [TEXT, gzipSync(TEXT)]) {
      const trace = await readTraceFile(traceFile(content), { pieceBytes: Math.max(pieceBytes, typeof content === "string" ? 1 : 64) });
      expect([trace.writes, trace.faults]).toEqual([500, 0]);
      expect(JSON.stringify(resolvedWith(() => trace))).toBe(JSON.stringify(whole));
    }
  });

  it("may be several gzip files one after the other, empty, or of one byte", async () => {
    const packed = await readTraceFile(traceFile(Buffer.concat([gzipSync("0,1\n"), gzipSync("1,2\n")])));
    expect(packed.writes).toBe(2);
    expect((await readTraceFile(traceFile(""))).writes).toBe(0);
    expect((await readTraceFile(traceFile("#"))).writes).toBe(0);
  });

  it("is refused where it is broken, no text, a directory or not there", async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, "sub"));
    const truncated = gzipSync(TEXT).subarray(0, -20);
    await expect(readTraceFile(traceFile(truncated))).rejects.toThrow("unexpected end of file");
    await expect(readTraceFile(traceFile(Uint8Array.of(0x50, 0x4b, 3, 4, 0)))).rejects.toThrow("it is not a text file");
    await expect(readTraceFile(traceFile(gzipSync(Uint8Array.of(1, 0))))).rejects.toThrow("it is not a text file");
    await expect(readTraceFile(join(directory, "sub"))).rejects.toThrow("EISDIR");
    await expect(readTraceFile(join(directory, "none"))).rejects.toThrow("ENOENT");
  });

  it("says how far it is, up to the end", async () => {
    const seen: TraceProgress[] = [];
    const path = traceFile(TEXT);
    await readTraceFile(path, { pieceBytes: 1000, onProgress: (progress) => seen.push({ ...progress }) });
    expect(seen.length).toBe(Math.ceil(TEXT.length / 1000));
    expect(seen.at(-1)).toMatchObject({ readBytes: TEXT.length, fileBytes: TEXT.length });
    expect(seen.map(({ writes }) => writes)).toEqual(seen.map(({ writes }) => writes).sort((left, right) => left - right));
  });

  it.each([
    ["plain", TEXT],
    ["packed", gzipSync(TEXT)],
  ])("stops when it is told to (%s)", async (_form, content) => {
    const stop = new AbortController();
    let pieces = 0;
    const onProgress = () => {
      pieces++;
      stop.abort();
    };
    const reading = readTraceFile(traceFile(content), { pieceBytes: 64, signal: stop.signal, onProgress });
    await expect(reading).rejects.toThrow("aborted");
    expect(pieces).toBe(1);
  });
});

describe("readTrace", () => {
  const piecesOf = (text: string) => [new TextEncoder().encode(text)];

  it("knows no memory, and the scenario finds the pages beyond its own", async () => {
    const trace = await readTrace(piecesOf("0,5\n1,300\n2,6\n"));
    expect(trace.faults).toBe(0);
    expect(() => resolvedWith(() => trace)).toThrow("workload[0].file: expected pages below 256, the end of memory");
  });

  it("gives rows at fault to the scenario, which names their lines", async () => {
    const trace = await readTrace(piecesOf(`0,5\n${"x,1\n".repeat(70)}`));
    expect([trace.writes, trace.faults]).toEqual([0, 70]);
    expect(() => resolvedWith(() => trace)).toThrow(/the scenario has 70 faults.*in line 2 of writes\.csv.*20 more/s);
  });

  it("is told by the scenario what it needs to know", () => {
    const settings: unknown[] = [];
    const workload = [{ kind: "trace", file: "writes.csv", bin: "2 ms" }] as const;
    const loadText = (path: string, setting: object): string => {
      settings.push([path, setting]);
      return "";
    };
    parseScenario({ version: 1, vm: { memory: "1 MiB" }, link: { bandwidth: "1 Gbit/s" }, workload }, { loadText });
    expect(settings).toEqual([["writes.csv", { memoryPages: 256, binSeconds: 0.002 }]]);
  });

  it("merges again where the scenario has other bins", async () => {
    const trace = await readTrace(piecesOf("0,5\n0.1,5\n0.2,5\n0.3,5\n"));
    const workload = [{ kind: "trace", file: "writes.csv", bin: "1 s" }] as const;
    const given = { version: 1, vm: { memory: "1 MiB" }, link: { bandwidth: "1 Gbit/s" }, workload };
    const { workload: resolved } = parseScenario(given, { loadText: () => trace });
    expect(resolved).toMatchObject([{ seconds: [0, 0.3], pages: [5, 5], recordedWrites: 4 }]);
  });
});
