/** Sampled NDJSON: one migration per line, its samples as rows under `sampleColumns`, its last counters as `final`. */
import { decimal, entry, MEGABIT_BYTES, rate, seconds, whole } from "../figures.js";
import { type Findings, LINE_LENGTH_MAX, type LineReader, type LogFormat } from "../format.js";
import { JsonFields, present } from "../json/json-fields.js";
import { type JsonField, type JsonRecord, JsonScanner } from "../json/json-scanner.js";
import { endOfStatus } from "../json/migrate-reply.js";
import type { Ledger, Observation } from "../ledger.js";
import { LogError } from "../log-error.js";

export const SAMPLED_RUNS: LogFormat = {
  name: "sampled-ndjson",
  title: "sampled NDJSON (a migration per line)",
  lineLengthMax: LINE_LENGTH_MAX,
  signature: /"sampleColumns"\s*:/,
  read: (findings) => new SampledRunsReader(findings),
};

class SampledRunsReader implements LineReader {
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  line(text: string, number: number): boolean {
    if (text.trim() === "") return false;
    const scanner = new JsonScanner((record) => this.#run(record, number));
    const isJson = scanner.line(text, number);
    if (scanner.isOpen) throw new LogError(number, "the migration of this line is cut off");
    return isJson;
  }

  #run(record: JsonRecord, line: number): void {
    const fields = new JsonFields(record, "", this.#findings.warn);
    if (!fields.hasBelow("sampleColumns")) {
      this.#findings.warn(line, "a line without sampleColumns: left out");
      return;
    }
    const set = fields.string("set") ?? fields.string("name") ?? `line ${line}`;
    const run = fields.whole("run");
    const ledger = this.#findings.ledger(`${set}${run === undefined ? "" : ` run ${run}`} (line ${line})`);
    observeSamples(record, line, ledger);
    observeFinal(fields, line, ledger);
  }
}

type Column = (text: string, line: number, name: string) => Partial<Observation>;

/** The columns that are understood; others are left out. */
const COLUMNS: Readonly<Record<string, Column>> = {
  ms: (text, line, name) => ({ seconds: seconds(text, 0.001, line, name) }),
  status: (text) => ({ status: text }),
  transferred: (text, line, name) => ({ sentBytes: whole(text, line, name) }),
  remaining: (text, line, name) => ({ remainingBytes: whole(text, line, name) }),
  normal: (text, line, name) => ({ normalPages: whole(text, line, name) }),
  zero: (text, line, name) => ({ zeroPages: whole(text, line, name) }),
  syncs: (text, line, name) => ({ syncs: whole(text, line, name) }),
  dirtyPagesPerSecond: (text, line, name) => ({ dirtyPagesPerSecond: rate(text, 1, line, name) }),
  mbps: (text, line, name) => ({ bytesPerSecond: rate(text, MEGABIT_BYTES, line, name) }),
  throttlePercent: (text, line, name) => ({ throttleRatio: decimal(text, line, name, 99) / 100 }),
  postcopyRequests: (text, line, name) => ({ postcopyRequests: whole(text, line, name) }),
  expectedDowntimeMs: (text, line, name) => ({ expectedDowntimeSeconds: seconds(text, 0.001, line, name) }),
};

function observeSamples({ fields }: JsonRecord, line: number, ledger: Ledger): void {
  const columns = texts(fields, "sampleColumns.");
  for (let row = 0; fields.has(`samples.${row}.0`); row++) {
    const cells = texts(fields, `samples.${row}.`);
    if (cells.length !== columns.length)
      throw new LogError(line, `samples[${row}] has ${cells.length} figures for ${columns.length} columns`);
    let observation: Observation = { line };
    for (const [index, cell] of cells.entries()) {
      const name = columns[index]?.text ?? "";
      if (cell.text !== "null") observation = { ...observation, ...entry(COLUMNS, name)?.(cell.text, line, `samples[${row}] ${name}`) };
    }
    if (observation.status !== undefined) endOfStatus(observation.status, line);
    ledger.observe(observation);
  }
}

function texts(fields: ReadonlyMap<string, JsonField>, start: string): JsonField[] {
  const found: JsonField[] = [];
  for (let field = fields.get(`${start}0`); field !== undefined; field = fields.get(`${start}${found.length}`)) found.push(field);
  return found;
}

function observeFinal(fields: JsonFields, line: number, ledger: Ledger): void {
  const memory = present({ memoryBytes: fields.whole("guest.memoryBytes") });
  ledger.facts(line, memory);
  if (!fields.has("final.totalMs")) return;
  const totalSeconds = fields.seconds("final.totalMs", 0.001);
  const observation = present({
    line,
    seconds: totalSeconds,
    totalSeconds,
    status: "completed",
    end: "completed" as const,
    downtimeSeconds: fields.seconds("final.downtimeMs", 0.001),
    setupSeconds: fields.seconds("final.setupMs", 0.001),
    syncs: fields.whole("final.syncs"),
    normalPages: fields.whole("final.normal"),
    zeroPages: fields.whole("final.zero"),
    sentBytes: fields.whole("final.transferred"),
    downtimeBytes: fields.whole("final.downtimeBytes"),
    postcopyRequests: fields.whole("final.postcopyRequests"),
  });
  ledger.observe(observation as Observation);
}
