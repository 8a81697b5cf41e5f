/** libvirtd's debug log: QEMU's replies and events, one line each, as qemuMonitorJSONIOProcessLine writes them. */
import { type Findings, LINE_LENGTH_MAX, type LineReader, type LogFormat } from "../format.js";
import { JsonFields } from "../json/json-fields.js";
import { type JsonRecord, JsonScanner } from "../json/json-scanner.js";
import { observeMigrateReply } from "../json/migrate-reply.js";
import { QmpEvents } from "../json/qmp-events.js";
import { LogError } from "../log-error.js";

const MESSAGE = /QEMU_MONITOR_RECV_(?:EVENT|REPLY): .*?(?:event|reply)=(\{.*)$/;

export const LIBVIRT_DEBUG: LogFormat = {
  name: "libvirt-debug",
  title: "libvirt debug log",
  lineLengthMax: LINE_LENGTH_MAX,
  signature: /QEMU_MONITOR_RECV_(?:EVENT|REPLY)/,
  advice: 'log the monitor: virt-admin daemon-log-filters "1:qemu.qemu_monitor", then virsh domjobinfo --rawstats while it runs',
  read: (findings) => new LibvirtReader(findings),
};

class LibvirtReader implements LineReader {
  readonly #findings: Findings;
  readonly #events: QmpEvents;

  constructor(findings: Findings) {
    this.#findings = findings;
    this.#events = new QmpEvents(findings.ledger());
  }

  line(text: string, number: number): boolean {
    if (!LIBVIRT_DEBUG.signature.test(text)) return false;
    const [, json] = MESSAGE.exec(text) ?? [];
    if (json === undefined) throw new LogError(number, "expected event={…} or reply={…} after QEMU_MONITOR_RECV");
    const records: JsonRecord[] = [];
    const scanner = new JsonScanner((record) => records.push(record));
    scanner.line(json, number);
    if (scanner.isOpen) throw new LogError(number, "the JSON of this line is cut off");
    for (const record of records) this.#record(record);
    return true;
  }

  #record(record: JsonRecord): void {
    if (this.#events.event(record) || record.fields.has("event")) return;
    const fields = new JsonFields(record, "return.", this.#findings.warn);
    // Other replies have a status too, as those of query-status.
    if (fields.has("total-time") || fields.hasBelow("ram")) observeMigrateReply(fields, this.#findings.ledger());
  }
}
