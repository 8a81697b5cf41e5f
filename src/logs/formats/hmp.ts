/** HMP's `info migrate`, once or repeated: one figure per line up to QEMU 10.0, several per line from 10.1 (migration/migration-hmp-cmds.c). */
import { decimal, entry, isWrapped, KIB, MEGABIT_BYTES, rate, seconds, size, whole } from "../figures.js";
import type { Findings, LineReader, LogFormat } from "../format.js";
import { endOfStatus } from "../json/migrate-reply.js";
import type { Observation } from "../ledger.js";
import { LogError } from "../log-error.js";

export const HMP: LogFormat = {
  name: "hmp",
  title: "HMP info migrate",
  signature: /^\s*(?:Migration status: |Status:\s+(?:active|setup|completed|failed|cancel|postcopy|none))|^\(qemu\) info migrate/,
  advice: "repeat info migrate while it runs; QMP's query-migrate has the same figures with their full digits",
  read: (findings) => new HmpReader(findings),
};

type Figure = (text: string, line: number, name: string) => Partial<Observation>;

/** A figure without a unit: the last line of a log that is cut could lose digits of it unseen, so older layouts need theirs. */
const BARE = /^$/;
const MILLISECONDS = /^(?:ms|milliseconds)$/;
const PAGES = /^pages$/;

const milliseconds =
  (field: keyof Observation, units = MILLISECONDS): Figure =>
  (text, line, name) => ({ [field]: seconds(unit(text, units, line, name), 0.001, line, name) });
const pages =
  (field: keyof Observation, units = PAGES): Figure =>
  (text, line, name) => ({ [field]: whole(unit(text, units, line, name), line, name) });
const bytes =
  (field: keyof Observation): Figure =>
  (text, line, name) => ({ [field]: kibibytes(text, line, name) });
const ignored: Figure = () => ({});

/** Layout up to 10.0, by the words before the colon. */
const LINES: Readonly<Record<string, Figure>> = {
  "total time": milliseconds("seconds"),
  downtime: milliseconds("downtimeSeconds"),
  "expected downtime": milliseconds("expectedDowntimeSeconds"),
  setup: milliseconds("setupSeconds"),
  "transferred ram": bytes("sentBytes"),
  "remaining ram": bytes("remainingBytes"),
  "total ram": bytes("memoryBytes"),
  "page size": bytes("pageBytes"),
  "normal bytes": bytes("normalBytes"),
  "downtime ram": bytes("downtimeBytes"),
  duplicate: pages("zeroPages"),
  normal: pages("normalPages"),
  "dirty sync count": pages("syncs", BARE),
  "postcopy request count": pages("postcopyRequests", BARE),
  "dirty pages rate": (text, line, name) => ({ dirtyPagesPerSecond: rate(unit(text, /^(?:pages)?$/, line, name), 1, line, name) }),
  "cpu throttle percentage": (text, line, name) => ({ throttleRatio: decimal(unit(text, /^%?$/, line, name), line, name, 99) / 100 }),
  throughput: (text, line, name) => ({ bytesPerSecond: rate(unit(text, /^mbps$/, line, name), MEGABIT_BYTES, line, name) }),
  skipped: ignored,
  "precopy ram": ignored,
  "postcopy ram": ignored,
  "multifd bytes": ignored,
  "pages-per-second": ignored,
};

/** Layout from 10.1: `key=value` after the words that open a part. */
const PAIRS: Readonly<Record<string, Figure>> = {
  "time.total": milliseconds("seconds", BARE),
  "time.setup": milliseconds("setupSeconds", BARE),
  "time.down": milliseconds("downtimeSeconds", BARE),
  "time.exp_down": milliseconds("expectedDowntimeSeconds", BARE),
  psize: bytes("pageBytes"),
  pagesize: bytes("pageBytes"),
  total: bytes("memoryBytes"),
  transferred: bytes("sentBytes"),
  remain: bytes("remainingBytes"),
  normal: pages("normalPages", BARE),
  zero: pages("zeroPages", BARE),
  dirty_syncs: pages("syncs", BARE),
  dirty_pages_rate: (text, line, name) => ({ dirtyPagesPerSecond: rate(text, 1, line, name) }),
  dirty: (text, line, name) => ({ dirtyPagesPerSecond: rate(text, 1, line, name) }),
  postcopy_req: pages("postcopyRequests", BARE),
};

/** Lines of HMP that are known and not used. */
const ASIDE = /^\s*(?:RAM info:|xbzrle |vfio |dirty-limit |compression |cache size|socket address|(?:transferred|remaining|total) disk)/;
const STATUS = /^\s*(?:Migration status|Status):\s+(\S+)/;
/** What stands above the status where the command is repeated: prompt and globals. */
const NEXT_HEAD = /^\s*(?:\(qemu\)|globals:|[a-z]+(?:-[a-z]+)+: (?:on|off|\d+)\s*$)/;
/** From 10.1 on. */
const THROTTLE = /^\s*CPU Throttle \(%\):\s*(\S+)\s*$/;
const BANDWIDTH = /^\s*(?:Bandwidth|Throughput) \(mbps\):\s*(\S+)/i;
const NAMED = /^\s*([a-z][a-z -]*): (.+?)\s*$/;

class HmpReader implements LineReader {
  readonly #findings: Findings;
  #status: { readonly text: string; readonly line: number } | undefined;
  #found: Partial<Observation> = {};
  readonly #names = new Set<string>();
  #lastLine = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  line(text: string, number: number): boolean {
    const [, status] = STATUS.exec(text) ?? [];
    if (status !== undefined) {
      this.#flush();
      this.#status = { text: status, line: number };
      this.#lastLine = number;
      endOfStatus(status, number);
      return true;
    }
    if (this.#status === undefined) return /^\s*\(qemu\)|^\s*[a-z-]+: |^\s*globals:/.test(text);
    const isRead = this.#pairs(text, number) || this.#named(text, number);
    if (isRead) this.#lastLine = number;
    return isRead || NEXT_HEAD.test(text);
  }

  end(): void {
    this.#flush();
  }

  #named(text: string, line: number): boolean {
    const [, bandwidth] = BANDWIDTH.exec(text) ?? [];
    if (bandwidth !== undefined) {
      this.#take("throughput", line, { bytesPerSecond: rate(bandwidth, MEGABIT_BYTES, line, "bandwidth") });
      return true;
    }
    const [, throttle] = THROTTLE.exec(text) ?? [];
    if (throttle !== undefined) {
      this.#take("throttle", line, { throttleRatio: decimal(throttle, line, "CPU Throttle", 99) / 100 });
      return true;
    }
    const [, name = "", value = ""] = NAMED.exec(text) ?? [];
    const figure = entry(LINES, name);
    if (figure === undefined) return ASIDE.test(text);
    this.#take(name, line, this.#figure(figure, value, line, name));
    return true;
  }

  #pairs(text: string, line: number): boolean {
    const [, label = "", pairs = ""] = /^\s*(?:([A-Z][\w ()]*):\s*)?([a-z_]+=.*?),?\s*$/.exec(text) ?? [];
    if (pairs === "") return false;
    for (const pair of pairs.split(/,\s+/)) {
      const [, key, value = ""] = /^([a-z_]+)=(.*)$/.exec(pair) ?? [];
      if (key === undefined) throw new LogError(line, `expected NAME=NUMBER, received ${pair}`);
      const name = label === "Time (ms)" ? `time.${key}` : key;
      const figure = entry(PAIRS, name);
      if (figure !== undefined) this.#take(name, line, this.#figure(figure, value, line, name));
    }
    return true;
  }

  #figure(figure: Figure, value: string, line: number, name: string): Partial<Observation> {
    if (!isWrapped(value.split(" ")[0] ?? "") || !/^remain/.test(name)) return figure(value, line, name);
    this.#findings.warn(line, `${name} is ${value}, which is a number below zero in 64 bits: left out`);
    return {};
  }

  #take(name: string, line: number, found: Partial<Observation>): void {
    if (this.#names.has(name)) throw new LogError(line, `${name} is given twice for one status`);
    this.#names.add(name);
    this.#found = { ...this.#found, ...found };
  }

  #flush(): void {
    if (this.#status === undefined) return;
    const { text: status, line } = this.#status;
    const end = endOfStatus(status, line);
    const totalSeconds = end === undefined || this.#found.seconds === undefined ? {} : { totalSeconds: this.#found.seconds };
    // From 10.1 on every reply with times ends with the count of syncs.
    if (this.#names.has("time.total") && !this.#names.has("dirty_syncs"))
      this.#findings.warn(this.#lastLine, `the figures of status ${status} end before dirty_syncs: is the log whole?`);
    if (status !== "none") {
      this.#findings
        .ledger()
        .observe({ ...this.#found, ...totalSeconds, line: this.#lastLine, firstLine: line, status, ...(end === undefined ? {} : { end }) });
    }
    this.#status = undefined;
    this.#found = {};
    this.#names.clear();
  }
}

/** The number of a figure with its unit, which has to be one that HMP prints. */
function unit(text: string, units: RegExp, line: number, name: string): string {
  const [number = "", word = "", ...rest] = text.split(" ");
  if (units.test(word) && rest.length === 0) return number;
  throw new LogError(line, `${name}: expected a number and its unit, received ${text}`);
}

/** A size in KiB without a unit (10.1), in `kbytes`, or in a unit of its own (10.2). */
function kibibytes(text: string, line: number, name: string): number {
  if (!text.includes(" ")) return whole(text, line, name) * KIB;
  return size(text, line, name);
}
