/** Logs in the layouts of the programs' sources, with published or made-up figures: formats of which test/logs/data has none. */
import type { KnownLog } from "./expected.js";

const XL_LEGACY = `xc: detail: xc_domain_save: starting save of domid 3
xc: progress: Saving memory: iter 0 (last sent 0 skipped 0): 0/1050624    0%
xc: progress: Saving memory: iter 0 (last sent 0 skipped 0): 525312/1050624   50%
xc: detail: delta 7826ms, dom0 95%, target 0%, sent 547Mb/s, dirtied 1Mb/s 308 pages
xc: progress: Saving memory: iter 1 (last sent 130785 skipped 287): 0/1050624    0%
xc: detail: delta 28ms, dom0 71%, target 0%, sent 360Mb/s, dirtied 50Mb/s 43 pages
xc: progress: Saving memory: iter 2 (last sent 308 skipped 0): 0/1050624    0%
xc: detail: Start last iteration
xc: detail: SUSPEND shinfo 000e6bff
xc: detail: delta 214ms, dom0 1%, target 0%, sent 6Mb/s, dirtied 37Mb/s 244 pages
xc: progress: Saving memory: iter 3 (last sent 43 skipped 0): 0/1050624    0%
xc: detail: delta 15ms, dom0 0%, target 0%, sent 533Mb/s, dirtied 533Mb/s 244 pages
xc: detail: Total pages sent= 131380 (0.13x)
xc: detail: (of which 0 were fixups)
xc: detail: All memory is saved
xc: detail: Save exit rc=0
Migration successful.
`;

const XL_FRAMES = `xc: info: Saving domain 6, type x86 PV
xc: progress: Frames iteration 0 of 5: 0/131072    0%
xc: progress: Frames iteration 0 of 5: 131072/131072  100%
xc: progress: Frames iteration 1 of 5: 0/2816    0%
xc: progress: Frames iteration 1 of 5: 2816/2816  100%
xc: progress: Frames iteration 2 of 5: 41/41  100%
xc: progress: Domain now suspended
Migration successful.
`;

const XEND = `[2012-03-09 10:14:02 1871] INFO (XendCheckpoint:487) Saving memory pages: iter 1   0%
[2012-03-09 10:14:04 1871] INFO (XendCheckpoint:423) 1: sent 28847, skipped 3921, delta 1702ms, dom0 62%, target 32%, sent 555Mb/s, dirtied 116Mb/s 6036 pages
[2012-03-09 10:14:04 1871] INFO (XendCheckpoint:423) 2: sent 3462, skipped 2574, delta 201ms, dom0 60%, target 44%, sent 564Mb/s, dirtied 613Mb/s 3766 pages
[2012-03-09 10:14:04 1871] INFO (XendCheckpoint:423) 3: sent 2701, skipped 1065, delta 178ms, dom0 48%, target 46%, sent 497Mb/s, dirtied 634Mb/s 3447 pages
[2012-03-09 10:14:06 1871] INFO (XendCheckpoint:423) 12: sent 341, skipped 0, delta 12ms, dom0 100%, target 0%, sent 931Mb/s, dirtied 114Mb/s 42 pages
[2012-03-09 10:14:06 1871] INFO (XendCheckpoint:423) 13: sent 42, skipped 0,
[2012-03-09 10:14:06 1871] INFO (XendCheckpoint:423) Save exit rc=0
`;

const CLOUD_HYPERVISOR = [
  "12.702682s: <vmm> DEBUG:vmm/src/lib.rs:1313 -- Precopy: iter=0 total=6144MiB curr=6144MiB bw=1986.83MiB/s transfer=3.09s overhead=0ms est_downtime=0ms elapsed=3.11s avg_bw=1975.41MiB/s",
  "15.728419s: <vmm> DEBUG:vmm/src/lib.rs:1313 -- Precopy: iter=1 total=11562MiB curr=5418MiB bw=1824.44MiB/s transfer=2.97s overhead=56ms est_downtime=2726ms elapsed=6.14s avg_bw=1884.21MiB/s",
  "18.710428s: <vmm> DEBUG:vmm/src/lib.rs:1313 -- Precopy: iter=2 total=16980MiB curr=5418MiB bw=1854.25MiB/s transfer=2.92s overhead=59ms est_downtime=2969ms elapsed=9.12s avg_bw=1862.17MiB/s",
  "21.783699s: <vmm> DEBUG:vmm/src/lib.rs:1313 -- Precopy: iter=3 total=22407MiB curr=5428MiB bw=1799.43MiB/s transfer=3.02s overhead=56ms est_downtime=2926ms elapsed=12.19s avg_bw=1837.92MiB/s",
  "",
]
  .map((line) => (line === "" ? "" : `cloud-hypervisor:  ${line}`))
  .join("\n");

function kubevirtLine(elapsed: number, processed: number, remaining: number, iteration: number, downtime: string): string {
  const info = `TimeElapsed:${elapsed}ms DataProcessed:${processed}MiB DataRemaining:${remaining}MiB DataTotal:4100MiB MemoryProcessed:${processed}MiB MemoryRemaining:${remaining}MiB MemoryTotal:4100MiB MemoryBandwidth:930Mbps DirtyRate:410Mbps Iteration:${iteration} PostcopyRequests:0 ConstantPages:501200 NormalPages:${processed * 256} NormalData:${processed}MiB ${downtime} DiskMbps:0`;
  return `{"component":"virt-launcher","level":"info","msg":"Migration info for 1f3c: ${info}","pos":"live-migration-source.go:689","timestamp":"2026-02-03T10:00:00.000000Z"}`;
}

const KUBEVIRT = `{"component":"virt-launcher","level":"info","msg":"Starting post-copy fallback","timestamp":"2026-02-03T10:00:00.000000Z"}
${kubevirtLine(5000, 540, 3210, 1, "ExpectedDowntime:0ms")}
${kubevirtLine(10_000, 1090, 2100, 1, "ExpectedDowntime:0ms")}
${kubevirtLine(41_200, 4620, 0, 4, "Downtime:171ms DowntimeNet:12ms")}
`;

function guestperfEntry(status: string, duration: number, transferred: number, remaining: number, iterations: number): object {
  const normal = Math.floor(transferred / 4200);
  return {
    status,
    ram: {
      transferred_bytes: transferred,
      remaining_bytes: remaining,
      total_bytes: 1_091_379_200,
      duplicate_pages: 120_411,
      skipped_pages: 0,
      normal_pages: normal,
      normal_bytes: normal * 4096,
      dirty_rate_pps: 900,
      transfer_rate_mbs: 930.5,
      iterations,
    },
    now: 1_770_000_000 + duration / 1000,
    duration,
    downtime: status === "completed" ? 41 : 0,
    downtime_expected: 300,
    setup_time: 2,
    throttle_pcent: 20,
  };
}

const GUESTPERF = `${JSON.stringify(
  {
    hardware: { src_cpus: 2, mem_mb: 1024 },
    qemu: { binary: "/usr/bin/qemu-system-x86_64" },
    scenario: { name: "iters", downtime: 500 },
    progress_history: [
      guestperfEntry("active", 1002, 116_000_000, 812_000_000, 1),
      guestperfEntry("active", 5010, 582_000_000, 260_000_000, 2),
      guestperfEntry("completed", 8125, 944_000_000, 0, 5),
    ],
    guest_timings: { records: [{ tid: 1, timestamp: 1.5, value: 12 }] },
    qemu_timings: { records: [] },
  },
  undefined,
  4,
)}\n`;

const DIRTY_RATES = `{"return": {"status": "measured", "sample-pages": 512, "dirty-rate": 108, "mode": "page-sampling", "start-time": 3665220, "calc-time": 10}, "id": "1"}
{"return": {"status": "measured", "sample-pages": 0, "dirty-rate": 31, "mode": "dirty-bitmap", "start-time": 3665290, "calc-time": 500, "calc-time-unit": "millisecond"}, "id": "2"}
`;

const DIRTY_CURVE = `{"return": {"page-size": 4096, "periods": [125, 250, 500, 1000], "n-total-pages": 8388608, "n-sampled-pages": 32768, "n-zero-pages": 2014, "n-dirty-pages": [120, 231, 430, 702]}}
`;

const COLUMNS = ["ms", "status", "transferred", "remaining", "normal", "zero", "syncs", "dirtyPagesPerSecond"];
const FINAL = {
  totalMs: 5200,
  downtimeMs: 13,
  setupMs: 1,
  syncs: 3,
  normal: 158_000,
  zero: 400_000,
  transferred: 655_000_000,
  downtimeBytes: 1_000_000,
};
const SAMPLED_RUNS = [1, 2]
  .map((run) => {
    const samples = [
      [200, "active", 27_060_112, 2_000_000_000, 6592, 691, 1, 0],
      [4000, "active", 520_000_000, 80_000_000, 126_000, 390_000, 2, 4100],
    ];
    return `${JSON.stringify({ set: "Made", run, guest: { memoryBytes: 2_164_260_864, vcpus: 2 }, sampleColumns: COLUMNS, samples, final: FINAL })}\n`;
  })
  .join("");

const DOMJOBINFO_COMPLETED = `Job type:         Completed   
Operation:        Outgoing migration
Time elapsed:     12407        ms
Data processed:   1.299 GiB
Memory processed: 1.299 GiB
Memory remaining: 0.000 B
Memory total:     8.005 GiB
Memory bandwidth: 107.210 MiB/s
Dirty rate:       0            pages/s
Page size:        4096         bytes
Iteration:        4           
Constant pages:   1765402     
Normal pages:     334751      
Normal data:      1.277 GiB
Total downtime:   240          ms
Setup time:       44           ms
`;

const HMP_REPEATED = [
  "Status: active\n  Time (ms): total=1200, setup=14, exp_down=300\n  RAM info:\n    Throughput (Mbps): 940.12\n    Sizes: pagesize=4 KiB, total=16 GiB\n    Transfers: transferred=130 MiB, remain=15.5 GiB\n    Page Types: normal=33000, zero=1200\n    Page Rates (pps): transfer=28000, dirty=5210\n    Others: dirty_syncs=1",
]
  .concat(
    "Status: completed\n  Time (ms): total=9300, setup=14, down=41\n  RAM info:\n    Sizes: pagesize=4 KiB, total=16 GiB\n    Transfers: transferred=1 GiB, remain=0 B\n    Page Types: normal=262000, zero=3900000\n    Others: dirty_syncs=4\n",
  )
  .join("\n");

const TRACE = `seconds,page\n${Array.from({ length: 60 }, (_, index) => `${(index * 0.01).toFixed(2)},${(index * 7) % 40}`).join("\n")}\n`;

const POLICY = `Sep 15 13:43:26 host xenguest-1[1]: Checking live policy.  -1 / 143360 for 0
Sep 15 13:44:13 host xenguest-1[1]: Checking live policy.  237432 / 1264640 for 1
Sep 15 13:44:14 host xenguest-1[1]: progress: Frames iteration 1: 115712 of 237432 (48%)
Sep 15 13:44:23 host xenguest-1[1]: Checking live policy.  60112 / 1502072 for 2
`;

const HMP_102 = `(qemu) info migrate
Status: \t\tactive
Time (ms): \t\ttotal=1000, setup=5, exp_down=100
RAM info:
  Throughput (Mbps): \t191.98
  Sizes: \t\tpagesize=4 KiB, total=256 MiB
  Transfers: \t\ttransferred=22.6 MiB, remain=203 MiB
    Channels: \t\tprecopy=22.6 MiB, multifd=0 B, postcopy=0 B
    Page Types: \tnormal=5752, zero=7873
  Page Rates (pps): \ttransfer=5821
  Others: \t\tdirty_syncs=1
CPU Throttle (%): 20
(qemu) info migrate
Status: \t\tcompleted
Time (ms): \t\ttotal=10120, setup=5, down=61
RAM info:
  Throughput (Mbps): \t191.72
  Sizes: \t\tpagesize=4 KiB, total=256 MiB
  Transfers: \t\ttransferred=232 MiB, remain=0 B
    Page Types: \tnormal=59112, zero=7873
  Page Rates (pps): \ttransfer=5825
  Others: \t\tdirty_syncs=4
`;

const CLOUD_HYPERVISOR_END = `cloud-hypervisor:  13.110000s: <vmm> DEBUG:vmm/src/lib.rs:1423 -- Precopy: iter=0 curr=6144MiB total=6144MiB bw=1986.83MiB/s transfer=3.09s overhead=0ms est_downtime=0ms elapsed=3.10s avg_bw=1981.93MiB/s
cloud-hypervisor:  13.220000s: <vmm> DEBUG:vmm/src/lib.rs:1423 -- Precopy: iter=1 curr=200MiB total=6344MiB bw=2000.00MiB/s transfer=0.10s overhead=9ms est_downtime=100ms elapsed=3.21s avg_bw=1976.32MiB/s
cloud-hypervisor:  13.260000s: <vmm> INFO:vmm/src/lib.rs:1577 -- Precopy complete: iter=3 curr=40MiB total=6384MiB bw=2000.00MiB/s transfer=0.02s overhead=9ms est_downtime=20ms elapsed=3.25s avg_bw=1964.30MiB/s
cloud-hypervisor:  13.320000s: <vmm> INFO:vmm/src/lib.rs:1794 -- Migration completed after 3.3s with a downtime of 64ms (goal was 100ms)
`;

const PROXMOX_OLD = `Nov 14 21:47:42 starting online/live migration on tcp:10.0.0.2:60000
Nov 14 21:47:42 migrate_set_downtime: 0.1
Nov 14 21:47:44 migration status: active (transferred 241172480, remaining 3012345856), total 4312137728)
Nov 14 21:47:46 migration status: active (transferred 482344960, remaining 1012345856), total 4312137728)
Nov 14 21:47:52 migration speed: 431.16 MB/s - downtime 53 ms
Nov 14 21:47:52 migration status: completed
`;

export const MADE_LOGS: readonly KnownLog[] = [
  {
    name: "hmp-10.2",
    text: HMP_102,
    format: "hmp",
    expected: {
      end: "completed",
      totalSeconds: 10.12,
      downtimeSeconds: 0.061,
      samples: [{ throttleRatio: 0.2, expectedDowntimeSeconds: 0.1, zeroPages: 7873 }, { sentBytes: 232 * 2 ** 20 }],
      last: { normalPages: 59_112, syncs: 4 },
    },
  },
  {
    name: "cloud-hypervisor-end",
    text: CLOUD_HYPERVISOR_END,
    format: "cloud-hypervisor",
    expected: {
      end: "completed",
      totalSeconds: 3.3,
      downtimeSeconds: 0.064,
      downtimeLimitSeconds: 0.1,
      rounds: [{ index: 0 }, { index: 1, sentBytes: 200 * 2 ** 20 }, { index: 2, sentBytes: 40 * 2 ** 20, expectedDowntimeSeconds: 0.02 }],
      last: { sentBytes: 6384 * 2 ** 20 },
    },
  },
  {
    name: "xl-legacy",
    text: XL_LEGACY,
    format: "xl",
    expected: {
      end: "completed",
      memoryBytes: 131_072 * 4096,
      rounds: [
        { index: 0, pagesSent: 130_785, pagesSkipped: 287, seconds: 7.826, pagesDirtied: 308 },
        { index: 1, pagesSent: 308, pagesSkipped: 0, seconds: 0.028, pagesDirtied: 43 },
        { index: 2, pagesSent: 43, pagesSkipped: 0, seconds: 0.214, pagesDirtied: 244 },
        { index: 3, pagesSent: 244, seconds: 0.015 },
      ],
      last: { sentPages: 131_380 },
    },
  },
  {
    name: "xl-frames",
    text: XL_FRAMES,
    format: "xl",
    expected: { end: "completed", rounds: [{ pagesToSend: 131_072 }, { pagesToSend: 2816 }, { pagesToSend: 41 }] },
  },
  {
    name: "xend",
    text: XEND,
    format: "xend",
    expected: {
      end: "completed",
      memoryBytes: 32_768 * 4096,
      rounds: [
        { pagesSent: 28_847 },
        { pagesSent: 3462 },
        { pagesDirtied: 3447 },
        { index: 11, seconds: 0.012 },
        { index: 12, pagesSent: 42 },
      ],
    },
  },
  {
    name: "cloud-hypervisor",
    text: CLOUD_HYPERVISOR,
    format: "cloud-hypervisor",
    expected: {
      memoryBytes: 6144 * 2 ** 20,
      rounds: [
        { sentBytes: 6144 * 2 ** 20, seconds: 3.09 },
        { sentBytes: 5418 * 2 ** 20, expectedDowntimeSeconds: 2.726 },
        { sentBytes: 5418 * 2 ** 20 },
        { sentBytes: 5428 * 2 ** 20 },
      ],
      last: { seconds: 12.19, sentBytes: 22_407 * 2 ** 20 },
    },
  },
  {
    name: "kubevirt",
    text: KUBEVIRT,
    format: "kubevirt",
    expected: {
      name: "1f3c",
      end: "completed",
      totalSeconds: 41.2,
      downtimeSeconds: 0.171,
      memoryBytes: 4100 * 2 ** 20,
      last: { syncs: 4 },
    },
  },
  {
    name: "guestperf",
    text: GUESTPERF,
    format: "guestperf",
    expected: {
      end: "completed",
      totalSeconds: 8.125,
      downtimeSeconds: 0.041,
      memoryBytes: 1_091_379_200,
      last: { syncs: 5, throttleRatio: 0.2 },
    },
  },
  {
    name: "query-dirty-rate",
    text: DIRTY_RATES,
    format: "qmp",
    expected: {
      dirtyRates: [
        { mode: "page-sampling", seconds: 10, bytesPerSecond: 108 * 2 ** 20 },
        { mode: "dirty-bitmap", seconds: 0.5, bytesPerSecond: 31 * 2 ** 20 },
      ],
    },
  },
  {
    name: "sampled-runs",
    text: SAMPLED_RUNS,
    format: "sampled-ndjson",
    expected: {
      end: "completed",
      totalSeconds: 5.2,
      downtimeSeconds: 0.013,
      memoryBytes: 2_164_260_864,
      last: { syncs: 3, normalPages: 158_000 },
    },
  },
  {
    name: "domjobinfo-completed",
    text: DOMJOBINFO_COMPLETED,
    format: "domjobinfo",
    expected: {
      end: "completed",
      totalSeconds: 12.407,
      downtimeSeconds: 0.24,
      setupSeconds: 0.044,
      last: { syncs: 4, zeroPages: 1_765_402 },
    },
  },
  {
    name: "query-dirty-rate-vector",
    text: DIRTY_CURVE,
    format: "qmp",
    expected: {
      dirtyCurve: {
        pageBytes: 4096,
        totalPages: 8_388_608,
        sampledPages: 32_768,
        zeroPages: 2014,
        windows: [
          { seconds: 0.125, dirtySampledPages: 120 },
          { seconds: 0.25, dirtySampledPages: 231 },
          { seconds: 0.5, dirtySampledPages: 430 },
          { seconds: 1, dirtySampledPages: 702 },
        ],
      },
    },
  },
  {
    name: "hmp-repeated",
    text: HMP_REPEATED,
    format: "hmp",
    expected: {
      end: "completed",
      memoryBytes: 16 * 2 ** 30,
      totalSeconds: 9.3,
      downtimeSeconds: 0.041,
      last: { syncs: 4, normalPages: 262_000 },
    },
  },
  {
    name: "trace-csv",
    text: TRACE,
    format: "trace-csv",
    expected: { writes: { count: 60, distinctPages: 40, lastPage: 39, seconds: 0.59 } },
  },
  {
    name: "xenguest-policy",
    text: POLICY,
    format: "xenguest",
    expected: {
      rounds: [{ index: 0 }, { index: 1, pagesToSend: 237_432 }, { index: 2, pagesToSend: 60_112 }],
      last: { sentPages: 1_502_072 },
    },
  },
  {
    name: "proxmox-old",
    text: PROXMOX_OLD,
    format: "proxmox",
    expected: {
      end: "completed",
      downtimeSeconds: 0.053,
      totalSeconds: 10,
      last: { sentBytes: 482_344_960, remainingBytes: 1_012_345_856 },
    },
  },
];
