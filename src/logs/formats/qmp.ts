/** Replies of QEMU's machine protocol: one, a list of samples, or one per line; query-migrate, query-dirty-rate, MIGRATION events. */
import { type Findings, LINE_LENGTH_MAX, type LineReader, type LogFormat } from "../format.js";
import { observeDirtyCurve, observeDirtyRateReply } from "../json/dirty-rate-reply.js";
import { endJson } from "../json/json-end.js";
import { JsonFields, warnOfNan } from "../json/json-fields.js";
import { type JsonRecord, JsonScanner } from "../json/json-scanner.js";
import { observeMigrateReply } from "../json/migrate-reply.js";
import { QmpEvents } from "../json/qmp-events.js";

/** Where a reply is inside what was written down: bare, as QEMU sends it, or under a name of the script that polled. */
const PREFIXES = ["return.", "query_migrate.", "query-migrate.", "migrate.", "info.", "data.", "result.", ""];

export const QMP: LogFormat = {
  name: "qmp",
  title: "QMP replies (query-migrate, query-dirty-rate)",
  lineLengthMax: LINE_LENGTH_MAX,
  signature:
    /"(?:setup-time|dirty-sync-count|query_migrate|dirty-rate|calc-time|n-dirty-pages)"\s*:|"event"\s*:\s*"MIGRATION|"return"\s*:\s*\{\s*"status"/,
  advice: 'poll with query-migrate while it runs: echo \'{"execute": "query-migrate"}\' every 200 ms, one reply per line',
  read: (findings) => new QmpReader(findings),
};

class QmpReader implements LineReader {
  readonly #findings: Findings;
  readonly #scanner: JsonScanner;
  readonly #events: QmpEvents;
  #records = 0;
  /** Records that are no reply on a migration. */
  #others = 0;
  #firstOther = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
    this.#events = new QmpEvents(findings.ledger());
    this.#scanner = new JsonScanner((record) => this.#record(record));
  }

  line(text: string, number: number): boolean {
    return this.#scanner.line(text, number);
  }

  end(number: number): void {
    endJson(this.#scanner, this.#records, number, this.#findings.warn);
    if (this.#others === 0) return;
    const values = this.#others === 1 ? "1 value of JSON says" : `${this.#others} values of JSON say`;
    this.#findings.warn(this.#firstOther, `${values} nothing of a migration: left out`);
  }

  #record(record: JsonRecord): void {
    this.#records++;
    const { warn } = this.#findings;
    const ledger = this.#findings.ledger();
    warnOfNan(record, warn);
    if (this.#events.event(record)) return;
    const prefix = PREFIXES.find((each) => each === "" || new JsonFields(record, "", warn).hasBelow(each.slice(0, -1))) ?? "";
    const fields = new JsonFields(record, prefix, warn);
    const isRead =
      observeDirtyCurve(record, prefix, fields, ledger) ||
      observeDirtyRateReply(fields, ledger, warn) ||
      observeMigrateReply(fields, ledger, record.lastLine);
    const isCommon = record.fields.size <= 1 || record.fields.has("event") || fields.hasBelow("QMP");
    if (isRead || isCommon) return;
    this.#others++;
    this.#firstOther ||= record.firstLine;
  }
}
