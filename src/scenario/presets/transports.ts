/** What carries the stream of a migration between the hosts, and what one connection of it makes (docs/sources/hosts.md#connections). */

export type TransportName = "tcp" | "local" | "tls" | "ssh" | "kubevirt-proxy";

/** Bytes per second of one connection, served by one sending thread. */
export const CONNECTION_BYTES_PER_SECOND: Readonly<Record<TransportName, number>> = {
  tcp: 1.7 * 2 ** 30,
  local: 22e9 / 8,
  tls: 300e6,
  ssh: 806.6 * 2 ** 20,
  "kubevirt-proxy": 5.6e9 / 8,
};

export const TRANSPORT_NAMES = Object.keys(CONNECTION_BYTES_PER_SECOND) as TransportName[];
