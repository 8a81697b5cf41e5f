/** QEMU's events of a migration: MIGRATION with a status, MIGRATION_PASS as each read of the dirty log begins a pass. */
import { decimal, whole } from "../figures.js";
import type { Ledger } from "../ledger.js";
import { LogError } from "../log-error.js";
import type { JsonField, JsonRecord } from "./json-scanner.js";
import { endOfStatus } from "./migrate-reply.js";

export class QmpEvents {
  readonly #ledger: Ledger;
  #startSeconds: number | undefined;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** False if the record is no event of a migration. @throws LogError */
  event({ fields, firstLine }: JsonRecord): boolean {
    const event = fields.get("event")?.text;
    if (event !== "MIGRATION" && event !== "MIGRATION_PASS") return false;
    const seconds = secondsOf(fields, firstLine);
    if (event === "MIGRATION_PASS") this.#pass(firstLine, seconds, fields.get("data.pass"));
    else this.#status(firstLine, seconds, fields.get("data.status"));
    return true;
  }

  #pass(line: number, seconds: number | undefined, pass: JsonField | undefined): void {
    const index = whole(pass?.text ?? "", line, "data.pass") - 1;
    if (index < 0) throw new LogError(line, "data.pass: passes are counted from 1");
    const startSeconds = this.#sinceStart(line, seconds);
    this.#ledger.round({ line, index, ...(startSeconds === undefined ? {} : { startSeconds }) });
  }

  #status(line: number, seconds: number | undefined, field: JsonField | undefined): void {
    const status = field?.text ?? "";
    const end = endOfStatus(status, line);
    if (status === "setup") {
      this.#ledger.begin(line);
      this.#startSeconds = seconds;
    }
    if (end === undefined) return;
    const totalSeconds = this.#sinceStart(line, seconds);
    this.#ledger.end(line, end);
    this.#startSeconds = undefined;
    if (totalSeconds !== undefined) this.#ledger.facts(line, { totalSeconds });
  }

  #sinceStart(line: number, seconds: number | undefined): number | undefined {
    if (seconds === undefined || this.#startSeconds === undefined) return undefined;
    if (seconds < this.#startSeconds) throw new LogError(line, "an event before the migration began: lines are out of order");
    return Math.round((seconds - this.#startSeconds) * 1e6) / 1e6;
  }
}

function secondsOf(fields: ReadonlyMap<string, JsonField>, line: number): number | undefined {
  const [whole, micro] = [fields.get("timestamp.seconds"), fields.get("timestamp.microseconds")];
  if (whole === undefined || micro === undefined) return undefined;
  const microseconds = decimal(micro.text, line, "timestamp.microseconds", 999_999);
  return decimal(whole.text, line, "timestamp.seconds") + microseconds / 1e6;
}
