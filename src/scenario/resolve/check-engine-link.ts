/** Refuses what QEMU cannot do over the transport of the scenario's link. */

import { contradiction, type ReportIssue } from "../issues.js";
import type { TransportName } from "../presets/transports.js";
import type { EngineParameters } from "../resolved/engine-parameters.js";

/**
 * zero-copy-send: migrate_caps_check of QEMU's options.c refuses TLS. Tunnels and proxies are reached over a unix socket, for which Linux
 * has no SO_ZEROCOPY (sk_setsockopt of net/core/sock.c), so that QEMU's socket.c refuses to start.
 */
export function checkEngineLink(engine: EngineParameters, transport: TransportName, report: ReportIssue): void {
  if (engine.family === "qemu" && engine.mappedRam && transport === "tls") {
    report(contradiction(["engine", "mappedRam"], "no mappedRam over tls: QEMU writes to the file itself", "true with transport tls"));
  }
  if (engine.family !== "qemu" || !engine.multifd?.zeroCopySend || transport === "tcp" || transport === "local") return;
  const why = transport === "tls" ? "QEMU encrypts a copy of each page" : "its unix socket has no zero-copy";
  report(
    contradiction(["engine", "multifd", "zeroCopySend"], `no zeroCopySend over ${transport}: ${why}`, `true with transport ${transport}`),
  );
}
