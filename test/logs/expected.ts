/** Logs with what a reader must find in them: those of test/logs/data as posted, and others made of published figures. */
import { readdirSync, readFileSync } from "node:fs";
import type { ObservedMigration } from "../../src/logs.js";
import { MADE_LOGS } from "./made.js";

type Partially<Type> = { readonly [Key in keyof Type]?: Type[Key] extends object | undefined ? object : Type[Key] };

export interface KnownLog {
  readonly name: string;
  readonly text: string;
  readonly format: string;
  /** Of the first migration. */
  readonly expected: Partially<ObservedMigration>;
}

const GIB = 2 ** 30;
const KIB = 2 ** 10;

const POSTED: Readonly<Record<string, readonly [format: string, expected: Partially<ObservedMigration>]>> = {
  "qmp-sampled-precopy-4threads": [
    "qmp",
    {
      end: "completed",
      memoryBytes: 8_607_571_968,
      totalSeconds: 17.113,
      downtimeSeconds: 0.011,
      downtimeBytes: 27_807_464,
      last: { syncs: 7, normalPages: 566_740, zeroPages: 1_628_930, sentBytes: 2_340_983_838 },
    },
  ],
  "qmp-sampled-postcopy-16threads": [
    "qmp",
    {
      end: "completed",
      totalSeconds: 2.06,
      downtimeSeconds: 0.002,
      last: { syncs: 2, normalPages: 663_074, zeroPages: 1_438_386, postcopyRequests: 4474 },
    },
  ],
  "qmp-completed-direct": [
    "qmp",
    { end: "completed", totalSeconds: 22.004, downtimeSeconds: 0.03, last: { syncs: 5, normalPages: 335_991 } },
  ],
  "qmp-completed-p2p": [
    "qmp",
    { end: "completed", totalSeconds: 13.705, downtimeSeconds: 0.201, last: { syncs: 4, zeroPages: 1_765_324 } },
  ],
  "qmp-active-nan-disk-xbzrle": [
    "qmp",
    { end: "unfinished", memoryBytes: 8_599_183_360, last: { normalPages: 752_490, syncs: 4, remainingBytes: 30_695_424 } },
  ],
  "libvirt-debug-qmp-events": [
    "libvirt-debug",
    {
      end: "completed",
      memoryBytes: 32_213_049_344,
      totalSeconds: 12.815,
      downtimeSeconds: 0.079,
      rounds: [
        { index: 0, startSeconds: 0.121_356 },
        { index: 1, startSeconds: 12.735_456 },
        { index: 2, startSeconds: 12.740_817 },
      ],
    },
  ],
  "hmp-vfio-32gib": [
    "hmp",
    { end: "completed", memoryBytes: 33_571_656 * KIB, totalSeconds: 5.927, downtimeSeconds: 0.483, downtimeBytes: 398_313 * KIB },
  ],
  "hmp-postcopy-completed": [
    "hmp",
    { end: "completed", totalSeconds: 122.952, downtimeSeconds: 0.076, last: { syncs: 10, postcopyRequests: 5835 } },
  ],
  "hmp-10.1-postcopy-active": [
    "hmp",
    { end: "unfinished", last: { status: "postcopy-active", dirtyPagesPerSecond: 278_378, remainingBytes: 2_136_404 * KIB, syncs: 3 } },
  ],
  "hmp-remaining-overflow": ["hmp", { end: "unfinished", memoryBytes: 21_234_188 * KIB, last: { seconds: 43.826, zeroPages: 5_308_454 } }],
  "vmstate-downtime-trace": [
    "vmstate-trace",
    {
      pauseParts: [
        { name: "stop of the vCPUs", seconds: 0.128_208 },
        { name: "ram", seconds: 0.138_005 },
        { name: "0000:00:02.0/vfio", seconds: 0.125_188 },
        { name: "0000:00:03.0/vfio", seconds: 0.224_857 },
      ],
    },
  ],
  "guest-dirty-limit-writer": [
    "writer-rate",
    { dirtyRates: [17_622, 17_617, 17_611, 13_023, 923, 2853, 1963, 180].map((each) => ({ bytesPerSecond: each * 2 ** 20 })) },
  ],
  "hmp-dirty-rate": ["hmp-dirty-rate", { dirtyRates: [{ mode: "dirty-bitmap", seconds: 10, bytesPerSecond: 2 * 2 ** 20 }] }],
  "qmp-polled-script-sawtooth": [
    "polled",
    { end: "unfinished", last: { seconds: 250.7, bytesPerSecond: 995_125_000, remainingBytes: Math.round(18.92 * GIB), syncs: 14 } },
  ],
  "proxmox-task-12.6gib": [
    "proxmox",
    {
      end: "completed",
      // 15 s after the first line of status, 16 s after the command, by stamps of whole seconds.
      totalSeconds: 16,
      downtimeSeconds: 0.059,
      downtimeLimitSeconds: 0.1,
      memoryBytes: Math.round(12.6 * GIB),
      last: { sentBytes: Math.round(11.7 * GIB) },
    },
  ],
  "nova-driver-never-ends": [
    "nova",
    { end: "given up", memoryBytes: 17_184_923_648, totalSeconds: 12_800, last: { seconds: 12_180, sentBytes: 1_463_919_506_985 } },
  ],
  "xcpng-emu-manager": ["xenguest", { end: "unfinished", rounds: [{ index: 0 }, { index: 1, startSeconds: 47, pagesToSend: 237_432 }] }],
  "xl-migrate-progress-old": ["xl", { end: "unfinished", memoryBytes: 524_288 * 4096, rounds: [] }],
  "xl-migrate-quiet-4.9": ["xl", { end: "completed", rounds: [], samples: [] }],
  "virsh-domjobinfo-running": [
    "domjobinfo",
    { end: "unfinished", memoryBytes: 2 * GIB, last: { remainingBytes: GIB / 2, dirtyPagesPerSecond: 1000, syncs: 3 } },
  ],
  "firecracker-result-line": ["firecracker-tool", { end: "completed", downtimeSeconds: 0.012_791, downtimeBytes: 552_960 }],
};

export const POSTED_LOGS: readonly KnownLog[] = readdirSync("test/logs/data")
  .filter((file) => file.endsWith(".txt"))
  .map((file) => {
    const name = file.replace(/\.txt$/, "");
    const [format, expected] = POSTED[name] ?? ["", {}];
    return { name, text: readFileSync(`test/logs/data/${file}`, "utf8"), format, expected };
  });

export const KNOWN_LOGS: readonly KnownLog[] = [...POSTED_LOGS, ...MADE_LOGS];
