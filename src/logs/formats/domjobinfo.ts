/** `virsh domjobinfo`, of a running or a completed job, once or repeated (tools/virsh-domain.c: cmdDomjobinfo). */
import { decimal, entry, MIB, rate, seconds, size, whole } from "../figures.js";
import type { Findings, LineReader, LogFormat } from "../format.js";
import type { Observation } from "../ledger.js";
import { LogError } from "../log-error.js";
import type { MigrationEnd } from "../observed.js";

export const DOMJOBINFO: LogFormat = {
  name: "domjobinfo",
  title: "virsh domjobinfo",
  signature: /^Job type: +\w|^Memory (?:processed|remaining|total): +\S+ +\w/,
  advice: "virsh domjobinfo GUEST while it runs, virsh domjobinfo GUEST --completed after it",
  read: (findings) => new DomjobinfoReader(findings),
};

type Figure = (text: string, line: number, name: string) => Partial<Observation>;

const milliseconds =
  (field: keyof Observation): Figure =>
  (text, line, name) => ({ [field]: seconds(withUnit(text, "ms", line, name), 0.001, line, name) });
const bytes =
  (field: keyof Observation): Figure =>
  (text, line, name) => ({ [field]: size(text.replace(/ +/, " "), line, name) });
const count =
  (field: keyof Observation): Figure =>
  (text, line, name) => ({ [field]: whole(text, line, name) });

const FIGURES: Readonly<Record<string, Figure>> = {
  "Time elapsed": milliseconds("seconds"),
  "Memory processed": bytes("sentBytes"),
  "Memory remaining": bytes("remainingBytes"),
  "Memory total": bytes("memoryBytes"),
  "Memory bandwidth": (text, line, name) => ({ bytesPerSecond: bandwidth(text, line, name) }),
  "Dirty rate": (text, line, name) => ({ dirtyPagesPerSecond: rate(withUnit(text, "pages/s", line, name), 1, line, name) }),
  "Page size": bytes("pageBytes"),
  Iteration: count("syncs"),
  "Postcopy requests": count("postcopyRequests"),
  "Constant pages": count("zeroPages"),
  "Normal pages": count("normalPages"),
  "Expected downtime": milliseconds("expectedDowntimeSeconds"),
  "Total downtime": milliseconds("downtimeSeconds"),
  "Setup time": milliseconds("setupSeconds"),
  "Auto converge throttle": (text, line, name) => ({ throttleRatio: decimal(text.replace(/ *%$/, ""), line, name, 99) / 100 }),
};

const ENDS: Readonly<Record<string, MigrationEnd | undefined>> = { Completed: "completed", Failed: "failed", Cancelled: "cancelled" };
const TYPES = ["None", "Bounded", "Unbounded", ...Object.keys(ENDS)];

class DomjobinfoReader implements LineReader {
  readonly #findings: Findings;
  readonly #names = new Set<string>();
  #found: Partial<Observation> = {};
  #type: string | undefined;
  #firstLine = 0;
  #lastLine = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  line(text: string, number: number): boolean {
    const [, name = "", value = ""] = /^([A-Z][\w /]*?): +(\S.*?)\s*$/.exec(text) ?? [];
    if (name === "Job type") {
      this.#flush();
      if (!TYPES.includes(value)) throw new LogError(number, `Job type: expected one of ${TYPES.join(", ")}, received ${value}`);
      this.#type = value;
    }
    const figure = entry(FIGURES, name);
    if (figure === undefined) return name !== "";
    if (this.#names.has(name)) throw new LogError(number, `${name} is given twice for one job`);
    if (this.#names.size === 0) this.#firstLine = number;
    this.#names.add(name);
    this.#found = { ...this.#found, ...figure(value, number, name) };
    this.#lastLine = number;
    return true;
  }

  end(): void {
    this.#flush();
  }

  #flush(): void {
    if (this.#names.size === 0) return;
    const end = entry(ENDS, this.#type ?? "");
    const { seconds: elapsed } = this.#found;
    const total = end === undefined || elapsed === undefined ? {} : { totalSeconds: elapsed };
    this.#findings
      .ledger()
      .observe({ ...this.#found, ...total, line: this.#lastLine, firstLine: this.#firstLine, ...(end === undefined ? {} : { end }) });
    this.#found = {};
    this.#names.clear();
    this.#type = undefined;
  }
}

function withUnit(text: string, unit: string, line: number, name: string): string {
  const [number = "", word] = text.split(/ +/);
  if (word === unit) return number;
  throw new LogError(line, `${name}: expected a number of ${unit}, received ${text}`);
}

function bandwidth(text: string, line: number, name: string): number {
  const [number = "", unit = ""] = text.split(/ +/);
  const units: Readonly<Record<string, number>> = { "B/s": 1, "KiB/s": 1024, "MiB/s": MIB, "GiB/s": 2 ** 30 };
  const unitBytes = entry(units, unit);
  if (unitBytes === undefined) throw new LogError(line, `${name}: expected a number of MiB/s, received ${text}`);
  return rate(number, unitBytes, line, name);
}
