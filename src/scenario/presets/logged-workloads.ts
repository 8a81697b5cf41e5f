/** Workloads from migration logs, mailing lists and papers, with the rates that these give. */
import { pageRateClasses, pages, sweeps, type WorkloadPreset } from "./workload-preset.js";

const IDLE_LINUX = { kind: "uniform", size: pages(400), rate: 60 } as const;

export const idleWorkloads = (): readonly WorkloadPreset[] => [
  {
    name: "idle-linux",
    description: "Idle Linux: 37 to 74 distinct pages per second",
    memory: "4 GiB",
    workload: [IDLE_LINUX],
    belongsWith: { "host.suspendDirtyPages": 200 },
    provenance: {
      class: "published",
      source: "readme of Qemu-DPT, github.com/grivon/yabusame-qemu-dpt; docs/sources/workloads.md#logs",
      interval: "1 s",
      note: "assumed: a set of 400 pages",
    },
  },
  {
    name: "xen-idle-pv512",
    description: "Idle PV guest of 512 MiB: 308 distinct pages in 7.8 s, 43 in 28 ms",
    memory: "512 MiB",
    workload: [pageRateClasses([100, 40], [1, 250], [0.01, 250])],
    belongsWith: { "host.suspendDirtyPages": 200, "host.suspend": "200 ms", engine: "xen-3.3" },
    provenance: {
      class: "published + fitted",
      source: "log of xl -v migrate, Xen 4.1/4.2, public paste AaSpWZdg; docs/sources/workloads.md#logs",
      interval: "rounds of 7.83 s and 28 ms",
      note: "three classes fitted to two counts: expected 308.7 and 44.5",
    },
  },
  {
    name: "memhog",
    description: "Touches 3.5 GiB once, then idle",
    memory: "8 GiB",
    workload: [
      {
        kind: "phases",
        phases: [{ duration: 0.928866, workload: [{ kind: "sweep", size: pages(928_866), rate: 1_000_000 }] }, { workload: [IDLE_LINUX] }],
      },
    ],
    provenance: {
      class: "synthetic",
      source: "D. Hildenbrand, qemu-devel, 2021: 928,866 pages touched; docs/sources/workloads.md#logs",
      interval: "none",
      note: "assumed: 1 M pages/s",
    },
  },
  {
    name: "apache-static",
    description: "Apache with static files: about 6,000 hot pages",
    memory: "800 MiB",
    workload: [{ kind: "uniform", size: pages(6000), rate: 60_000 }],
    provenance: {
      class: "synthetic",
      source:
        "Clark et al., NSDI 2005: 24 MB were dirty already when the first pass reached them; docs/sources/workloads.md#nsdi05-migrations",
      interval: "one pass of 62 s",
      note: "assumed: 10 writes/s per page",
    },
  },
];

export const busyWorkloads = (): readonly WorkloadPreset[] => [
  {
    name: "xen-busy-128",
    description: "Busy PV guest of 128 MiB that calms down after 2.1 s",
    memory: "128 MiB",
    workload: [
      {
        kind: "phases",
        phases: [
          {
            duration: "2.1 s",
            workload: [{ kind: "hot-cold", hot: { size: pages(4200), rate: 35_000 }, cold: { size: pages(30_000), rate: 1000 } }],
          },
          { workload: [{ kind: "uniform", size: pages(60), rate: 3500 }] },
        ],
      },
    ],
    belongsWith: { engine: "xen-3.3" },
    provenance: {
      class: "published + fitted",
      source: "xend log, xen-users mailing list, March 2012; docs/sources/workloads.md#logs",
      interval: "rounds of 1.70, 0.20 and 0.18 s",
      note: "two classes and two phases fitted, every figure of the first three rounds within 22 %",
    },
  },
  {
    name: "java-warehouse-256G",
    description: "Java warehouse on 20 vCPUs: 67,551 distinct pages per second",
    memory: "256 GiB",
    workload: [{ kind: "hot-cold", hot: { size: pages(32_768), rate: 1_000_000 }, cold: { size: pages(4_194_304), rate: 34_928 } }],
    provenance: {
      class: "published, shape assumed",
      source: "C. Vinod, qemu commit 7ca1dfad95 (2013): guest of 256 GB at about 80 % load; docs/sources/workloads.md#logs",
      interval: "at least 1 s",
      note: "assumed: half of the pages from a set of 128 MiB, half from 16 GiB",
    },
  },
  {
    name: "zipf-kv",
    description: "Key-value store with Zipf-distributed keys, exponent 0.99",
    memory: "4 GiB",
    workload: [{ kind: "zipf", size: "1 GiB", rate: 100_000, exponent: 0.99 }],
    provenance: {
      class: "synthetic",
      source: "Cooper et al., SoCC 2010 (YCSB): the exponent; docs/sources/workloads.md#logs",
      interval: "none",
      note: "assumed: size and rate, as no measured rate was found",
    },
  },
  {
    name: "random-800MBs-20G",
    description: "Random writes, 800 MB/s over 20 GiB",
    memory: "24 GiB",
    workload: [{ kind: "uniform", size: "20 GiB", rate: 204_800 }],
    provenance: {
      class: "published",
      source: "P. Xu, KVM: Dirty ring interface, kvm mailing list, 2020: guest of 24 GB; docs/sources/workloads.md#logs",
      interval: "none: the writer's own rate",
    },
  },
];

/** VEE 2009: guest of 2 GiB on a link of 19,500 pages/s. */
const SEQUENTIAL_WRITER_MEBIBYTES = [8, 16, 32, 64, 128, 256, 512];
/** Pause of each of four virtual CPUs after it has written a mebibyte. */
const PAUSES_MICROSECONDS = [1000, 10_000];
const PAUSED_WRITER_MEBIBYTES = [128, 1024, 2048];
const PAGES_PER_MEBIBYTE = 256;
const WRITING_CPUS = 4;

export const sweepingWorkloads = (): readonly WorkloadPreset[] => [
  {
    name: "stress-4x400",
    description: "stress --vm 4 --vm-keep --vm-bytes 400M: every page within 0.34 s",
    memory: "16 GiB",
    workload: sweeps(4, 409_600, 1_200_000),
    provenance: {
      class: "published",
      source: "J. Quintela, qemu-devel, 10 March 2022; docs/sources/workloads.md#logs",
      interval: "at least 1 s",
      note: "1.2 M pages/s, the lowest rate consistent with the log",
    },
  },
  {
    name: "saturating-88pct",
    description: "Writes 88 % of a 6 GiB guest every 3 s",
    memory: "6 GiB",
    workload: [{ kind: "sweep", size: "5418 MiB", rate: (5418 * PAGES_PER_MEBIBYTE) / 3 }],
    provenance: {
      class: "published",
      source: "log in cloud-hypervisor pull request 7799, March 2026; docs/sources/workloads.md#logs",
      interval: "3 s",
      note: "the lowest rate consistent with the log",
    },
  },
  {
    name: "mmuncher-256",
    description: "MMuncher: constant writes to 256 MB of a 512 MB guest",
    memory: "512 MiB",
    workload: [{ kind: "sweep", size: pages(65_536), rate: 30_000 }],
    belongsWith: { engine: "xen-nsdi05", "engine.setupSeconds": 2.2 },
    provenance: {
      class: "published + fitted",
      source: "Clark et al., NSDI 2005, Fig. 12 and text; docs/sources/workloads.md#nsdi05-migrations",
      interval: "rounds",
      note: "the sweep's rate is fitted; log-dirty is enabled at least 2.2 s before the first batch",
    },
  },
  ...SEQUENTIAL_WRITER_MEBIBYTES.map(
    (mebibytes): WorkloadPreset => ({
      name: `seq-writer-${mebibytes}`,
      description: `Sequential writer over ${mebibytes} MiB of a 2 GiB guest`,
      memory: "2 GiB",
      workload: [{ kind: "sweep", size: `${mebibytes} MiB`, rate: 88_000 }],
      belongsWith: { engine: "xen-3.0" },
      provenance: {
        class: "published + fitted",
        source: "Hines and Gopalan, VEE 2009, Figs 4 to 6 (decoded); docs/sources/workloads.md#hines-2009",
        interval: "whole migrations, link of 19,500 pages/s",
        note: "one rate for all sizes, page counts within 4 %",
      },
    }),
  ),
  ...PAUSED_WRITER_MEBIBYTES.flatMap((mebibytes) =>
    PAUSES_MICROSECONDS.map((pause): WorkloadPreset => {
      const rate = (WRITING_CPUS * PAGES_PER_MEBIBYTE * 1e6) / pause;
      return {
        name: `dirty-${mebibytes}-${pause}`,
        description: `Four CPUs update ${mebibytes} MiB, pausing ${pause} us after each mebibyte`,
        memory: "4 GiB",
        workload: sweeps(WRITING_CPUS, mebibytes * PAGES_PER_MEBIBYTE, rate),
        provenance: {
          class: "published",
          source: "Hyman Huang, qemu-devel, 2022 and 2023: the dirty-limit series; docs/sources/workloads.md#logs",
          interval: "none: the writer's own pauses",
          note: "the highest possible rate: the time of the writes themselves is neglected",
        },
      };
    }),
  ),
];
