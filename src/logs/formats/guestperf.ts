/** Reports of QEMU's guestperf (tests/migration/guestperf/progress.py: Progress.serialize and ProgressStats.serialize). */
import { MEGABIT_BYTES } from "../figures.js";
import { type Findings, LINE_LENGTH_MAX, type LineReader, type LogFormat } from "../format.js";
import { endJson } from "../json/json-end.js";
import { JsonFields, present } from "../json/json-fields.js";
import { type JsonRecord, JsonScanner } from "../json/json-scanner.js";
import { endOfStatus } from "../json/migrate-reply.js";
import type { Observation } from "../ledger.js";

export const GUESTPERF: LogFormat = {
  name: "guestperf",
  title: "guestperf report",
  lineLengthMax: LINE_LENGTH_MAX,
  signature: /"(?:progress_history|transferred_bytes|guest_timings|qemu_timings)"\s*:/,
  read: (findings) => new GuestperfReader(findings),
};

class GuestperfReader implements LineReader {
  readonly #findings: Findings;
  readonly #scanner: JsonScanner;
  #records = 0;
  /** Those of the reports before this one. */
  #recordsBefore = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
    // The timings of CPUs are lists of many thousands, read and left aside.
    const streams = (path: string): boolean => /(?:^|\.)(?:progress_history|records)$/.test(path);
    this.#scanner = new JsonScanner((record) => this.#record(record), streams);
  }

  line(text: string, number: number): boolean {
    return this.#scanner.line(text, number);
  }

  end(number: number): void {
    endJson(this.#scanner, this.#records, number, this.#findings.warn);
  }

  #record(record: JsonRecord): void {
    if (!record.path.endsWith("progress_history")) {
      if (record.path === "" && this.#records === this.#recordsBefore) {
        this.#findings.warn(record.firstLine, "a value of JSON without progress_history: left out");
      }
      if (record.path === "") this.#recordsBefore = this.#records;
      return;
    }
    this.#records++;
    const fields = new JsonFields(record, "", this.#findings.warn);
    const line = record.lastLine;
    const status = fields.string("status");
    const end = status === undefined ? undefined : endOfStatus(status, line);
    const seconds = fields.seconds("duration", 0.001);
    const observation = present({
      line,
      firstLine: record.firstLine,
      seconds,
      status,
      end,
      totalSeconds: end === undefined ? undefined : seconds,
      setupSeconds: fields.seconds("setup_time", 0.001),
      downtimeSeconds: end === undefined ? undefined : fields.seconds("downtime", 0.001),
      expectedDowntimeSeconds: fields.seconds("downtime_expected", 0.001),
      throttleRatio: percent(fields.whole("throttle_pcent")),
      memoryBytes: fields.whole("ram.total_bytes"),
      sentBytes: fields.whole("ram.transferred_bytes"),
      remainingBytes: fields.wrapping("ram.remaining_bytes"),
      normalPages: fields.whole("ram.normal_pages"),
      normalBytes: fields.whole("ram.normal_bytes"),
      zeroPages: fields.whole("ram.duplicate_pages"),
      syncs: fields.whole("ram.iterations"),
      dirtyPagesPerSecond: fields.rate("ram.dirty_rate_pps", 1),
      bytesPerSecond: fields.rate("ram.transfer_rate_mbs", MEGABIT_BYTES),
    });
    this.#findings.ledger().observe(observation as Observation);
  }
}

function percent(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value / 100;
}
