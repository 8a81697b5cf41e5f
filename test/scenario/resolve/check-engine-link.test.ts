/** What QEMU cannot do over the scenario's transport. */
import { describe, expect, it } from "vitest";
import { engineFaults } from "../../support/engine-faults.js";

const head = (transport: string) =>
  `version: 1\nvm: { memory: 1 GiB }\nlink: { bandwidth: 1 Gbit/s${transport === "" ? "" : `, transport: ${transport}`} }\n`;
const ZERO_COPY = "{ preset: qemu-10.0, multifd: { zeroCopySend: true } }";
const PATH = "engine.multifd.zeroCopySend: expected no zeroCopySend over";

describe("zero-copy-send", () => {
  it.each(["", "tcp", "local"])("goes over plain sockets (%s)", (transport) => {
    expect(engineFaults(ZERO_COPY, head(transport))).toEqual([]);
  });

  it("is refused with TLS, and over the unix socket of a tunnel or proxy", () => {
    expect(engineFaults(ZERO_COPY, head("tls"))).toEqual([
      `${PATH} tls: QEMU encrypts a copy of each page, received true with transport tls`,
    ]);
    for (const transport of ["ssh", "kubevirt-proxy"]) {
      expect(engineFaults(ZERO_COPY, head(transport))).toEqual([
        `${PATH} ${transport}: its unix socket has no zero-copy, received true with transport ${transport}`,
      ]);
    }
  });

  it("is refused over the transport that a policy brings", () => {
    expect(engineFaults(ZERO_COPY, `${head("")}policy: kubevirt\n`)[0]).toContain("kubevirt-proxy");
    expect(engineFaults(ZERO_COPY, `${head("tcp")}policy: kubevirt\n`)).toEqual([]);
  });

  it("has no effect where multifd is off or it is false", () => {
    expect(engineFaults("qemu-10.0", head("tls"))).toEqual([]);
    expect(engineFaults("{ preset: qemu-10.0, multifd: { zeroCopySend: false } }", head("tls"))).toEqual([]);
  });
});

describe("what has no effect or no default in multifd", () => {
  it.each([
    [
      "multifd: { zeroCopySpeedup: 2 }",
      "engine.multifd.zeroCopySpeedup: expected no such parameter where zeroCopySend is false, received 2",
    ],
    [
      "multifd: { compression: zstd, acceleratorSpeed: 1e9 }",
      "engine.multifd.acceleratorSpeed: expected no such parameter where compression is zstd, received 1000000000",
    ],
    [
      "multifd: { acceleratorSpeed: 1e9 }",
      "engine.multifd.acceleratorSpeed: expected no such parameter where compression is none, received 1000000000",
    ],
    [
      "multifd: { compression: uadk }",
      "engine.multifd.compressionSpeed: expected the speed of one connection: none is published for UADK, received none",
    ],
  ])("{ preset: qemu-10.0, %s }", (fields, fault) => {
    expect(engineFaults(`{ preset: qemu-10.0, ${fields} }`)).toEqual([fault]);
  });

  it("is not the speed of UADK where it is given", () => {
    expect(engineFaults("{ preset: qemu-10.0, multifd: { compression: uadk, compressionSpeed: 2 GB/s } }")).toEqual([]);
  });
});
