/**
 * The types of a scenario as users write it. Written by scripts/write-scenario.js from the schema; a test holds the two together.
 */

/** A source of page writes. */
export type Source =
  | UniformSource
  | HotColdSource
  | ClassesSource
  | ZipfSource
  | PowerLawSource
  | SweepSource
  | BurstSource
  | PhasesSource
  | TraceSource
  | PresetSource;

/** Names of engine presets. */
export type EnginePresetName =
  | "xen-nsdi05"
  | "xen-2.0"
  | "xen-3.0"
  | "xen-3.3"
  | "xen-4.2"
  | "xen-4.6"
  | "xen-4.10"
  | "xcp-ng"
  | "xcp-ng-8.2"
  | "qemu-0.12"
  | "qemu-1.0"
  | "qemu-2.1"
  | "qemu-2.5"
  | "qemu-4.1"
  | "qemu-5.1"
  | "qemu-5.2"
  | "qemu-7.2"
  | "qemu-8.2"
  | "qemu-9.0"
  | "qemu-9.2"
  | "qemu-10.0"
  | "qemu-10.1"
  | "qemu-10.2"
  | "qemu-11.0"
  | "qemu-11.1"
  | "qemu-postcopy"
  | "qemu-hybrid"
  | "qemu-7.2-tcg"
  | "qemu-8.2-tcg"
  | "qemu-9.2-tcg"
  | "qemu-10.0-tcg"
  | "cloud-hypervisor"
  | "cloud-hypervisor-40"
  | "cloud-hypervisor-52"
  | "cloud-hypervisor-53"
  | "cloud-hypervisor-master"
  | "firecracker"
  | "simgrid"
  | "propolis"
  | "bhyve"
  | "lxd"
  | "p-haul"
  | "virtualbox"
  | "hyper-v"
  | "qemu-4.2"
  | "qemu-7.2-kvm"
  | "qemu-8.2-kvm"
  | "qemu-9.2-kvm"
  | "qemu-10.0-kvm";

/** Names of host presets. */
export type HostPresetName =
  | "none"
  | "xl-pv"
  | "xl-hvm"
  | "xcp-ng"
  | "libvirt-kvm"
  | "kvm-local"
  | "kubevirt"
  | "nova"
  | "cloud-hypervisor";

/** Traffic with a peer. */
export type Flow = OpenFlow | VolumeFlow | ClosedFlow;

/** A source that a phase can have. */
export type SimpleSource =
  | UniformSource
  | HotColdSource
  | ClassesSource
  | ZipfSource
  | PowerLawSource
  | SweepSource
  | BurstSource
  | PresetSource;

/** A live migration: the guest, its workload and traffic, the link, the engine. Version 1. */
export interface Scenario {
  /** Version of the scenario format. */
  readonly version: number;
  /** What the scenario shows; the title of its results. */
  readonly name?: string | undefined;
  /** The guest that migrates. */
  readonly vm: VirtualMachine;
  /** Sources of page writes; their writes add up. */
  readonly workload?: readonly Source[] | undefined;
  /** The link that the migration shares with the guest's traffic. */
  readonly link: Link;
  /**
   * Migration engine: a preset, or { preset, ... } to override parameters of its family.
   * @defaultValue "xen-4.10"
   */
  readonly engine?:
    | EnginePresetName
    | (string & {})
    | XenClassicEngine
    | XenStreamEngine
    | QemuEngine
    | CloudHypervisorEngine
    | FirecrackerEngine
    | SimGridEngine
    | EngineOfRounds
    | undefined;
  /**
   * Stop policy on top of the engine: a name, or { name, ... } to override its parameters.
   * @defaultValue none, the engine's own rule alone
   */
  readonly policy?:
    | "kubevirt"
    | "kubevirt-vep248"
    | "kubevirt-vep291"
    | "nova"
    | "proxmox"
    | "libvirt"
    | "cloud-hypervisor"
    | KubeVirtPolicy
    | KubeVirtVep248Policy
    | KubeVirtVep291Policy
    | NovaPolicy
    | ProxmoxVEPolicy
    | LibvirtPolicy
    | CloudHypervisorPolicy
    | undefined;
  /**
   * Hosts: a preset, or { preset, ... } to override its costs. Without a preset it is the policy's, else the engine's: none for measured
   * and old engines.
   */
  readonly host?: HostPresetName | (string & {}) | Host | undefined;
  /** VMs that the migrating guest talks to. */
  readonly peers?: readonly Peer[] | undefined;
  /**
   * Channel between guests of one host: a kind, or { kind, ... } to override its parameters.
   * @defaultValue netfront if there are peers
   */
  readonly channel?: "netfront" | "xenvmc" | "xenvmc-modified" | NetfrontChannel | XenVMCChannel | ModifiedXenVMCChannel | undefined;
  /**
   * Seed of all random draws, 53 bits. Range: >= 0 and <= 9007199254740991.
   * @defaultValue 1
   */
  readonly seed?: number | undefined;
  /**
   * Replications; run k draws from (seed, k). Range: >= 1 and <= 1000000.
   * @defaultValue 1
   */
  readonly runs?: number | undefined;
  /**
   * pages: every page; expected: expected counts in closed form; events: every page and one draw per write, slow.
   * @defaultValue "pages"
   */
  readonly fidelity?: "pages" | "expected" | "events" | undefined;
  /**
   * Simulated time after which an unfinished migration is given up. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s,
   * min, h. Range: > 0 and <= 1000000000.
   * @defaultValue "1 h"
   */
  readonly timeout?: number | string | undefined;
  /** Axes, variants and runs: what `xenvmc-sim study` computes. Other commands take the scenario alone. */
  readonly study?: Study | undefined;
}

/** The guest that migrates. */
export interface VirtualMachine {
  /**
   * Memory of the guest: a whole number of pages, at most 2^28 of them. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB,
   * KiB, MiB, GiB, TiB. Range: > 0.
   */
  readonly memory: number | string;
  /**
   * Page size of dirty logging: a power of two from 4 KiB to 1 GiB. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB,
   * KiB, MiB, GiB, TiB. Range: >= 4096 and <= 1073741824.
   * @defaultValue "4 KiB"
   */
  readonly pageSize?: number | string | undefined;
  /**
   * Virtual CPUs. Each makes at most one page write per nanosecond; the state sent for all of them is the engine's stateBytes or stateSize.
   * Range: >= 1 and <= 4096.
   * @defaultValue 1
   */
  readonly vcpus?: number | undefined;
  /**
   * Xen: frames scanned by every round, its p2m_size, as a size. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB,
   * MiB, GiB, TiB. Range: > 0.
   * @defaultValue the memory
   */
  readonly slots?: number | string | undefined;
  /** Content of the guest's pages at the start. */
  readonly content?: PageContent | undefined;
  /**
   * Xen: pages at the end of memory that cannot be sent while the guest runs. A number counts pages; a text has a unit, one of pages, page.
   * Range: >= 0.
   * @defaultValue 0
   */
  readonly deferredPages?: number | string | undefined;
  /**
   * Devices with state of their own: vfio (QEMU from 8.1 on, with KVM), vhost-user (QEMU and Cloud Hypervisor).
   * @defaultValue none
   */
  readonly devices?: readonly (VfioDevice | VhostUserDevice)[] | undefined;
}

/** The link that the migration shares with the guest's traffic. */
export interface Link {
  /**
   * Raw bandwidth of the link between the hosts. A number counts bits/s; a text has a unit, one of bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s,
   * B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s. Range: > 0 and <= 1000000000000000.
   */
  readonly bandwidth: number | string;
  /**
   * Goodput divided by bandwidth: what headers of TCP, IP and Ethernet leave. Range: > 0 and <= 1.
   * @defaultValue 0.94
   */
  readonly efficiency?: number | undefined;
  /**
   * What carries the stream, and so what one connection makes: TCP, a local socket, TLS, ssh, KubeVirt's proxies.
   * @defaultValue the policy's, else tcp
   */
  readonly transport?: "tcp" | "local" | "tls" | "ssh" | "kubevirt-proxy" | undefined;
  /**
   * What one connection of the stream makes; several multiply it. A number counts bytes/s; a text has a unit, one of B/s, kB/s, MB/s, GB/s,
   * TB/s, KiB/s, MiB/s, GiB/s, TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s. Range: > 0 and <= 1000000000000000.
   * @defaultValue the transport's, which docs/sources/hosts.md lists
   */
  readonly connectionBandwidth?: number | string | undefined;
  /**
   * One-way latency. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 3600.
   * @defaultValue "0.1 ms"
   */
  readonly latency?: number | string | undefined;
}

/** Axes, variants and runs: what `xenvmc-sim study` computes. Other commands take the scenario alone. */
export interface Study {
  /** What the study is to answer; the title of its report. */
  readonly question?: string | undefined;
  /**
   * Axes, of which every combination is a point. The key is a field's path as in --set, the value a list of its values, or { from, to,
   * steps, scale: lin or log }. An axis of several fields has a name of its own and a list of { label, set: { path: value } }.
   */
  readonly vary?: Readonly<Record<string, unknown>> | undefined;
  /** Variants compared at every point on the same seeds: a name, and the fields it sets, { path: value }; the first is the base. */
  readonly variants?: Readonly<Record<string, unknown>> | undefined;
  /**
   * Runs of each variant at each point. Range: >= 1 and <= 1000000.
   * @defaultValue the scenario's runs if above 1, else 10; under the fidelity expected 1
   */
  readonly runs?: number | undefined;
  /**
   * Instead of runs: runs are added until the half width of the mean's 95 % interval is at most this, as a share of the mean or in the
   * figure's unit: { totalSeconds: 1 %, atMost: 200 }.
   */
  readonly until?: Readonly<Record<string, unknown>> | undefined;
  /** Goals: a figure and its bound, { downtimeSeconds: "< 1 s" }. Each run meets them or not. */
  readonly goals?: Readonly<Record<string, unknown>> | undefined;
  /**
   * Figures of the report.
   * @defaultValue chosen from the axes
   */
  readonly figures?: readonly StudyFigure[] | undefined;
}

/** Content of the guest's pages at the start. */
export interface PageContent {
  /**
   * Share of pages that are all zero at the start. Range: >= 0 and <= 1.
   * @defaultValue 0
   */
  readonly zero?: number | undefined;
  /**
   * Which pages may be zero: any, or those that no source writes.
   * @defaultValue "anywhere"
   */
  readonly where?: "anywhere" | "outside the workload" | undefined;
  /**
   * Where data and zero pages lie, among the pages that may be zero. spread: page by page at random. blocks: blocks of memory are all data
   * or all zero, at random. low, high: all data at the low or the high end of memory. linux: data at both ends, zero pages between.
   * @defaultValue "spread"
   */
  readonly layout?: "spread" | "blocks" | "low" | "high" | "linux" | undefined;
  /**
   * Under blocks: size of a block, a whole number of pages. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB,
   * GiB, TiB. Range: >= 4096 and <= 1099511627776.
   * @defaultValue 2 MiB, a huge page, or one page if that is larger
   */
  readonly blockSize?: number | string | undefined;
  /**
   * Under linux: share of the data that lies at the high end of memory. Range: >= 0 and <= 1.
   * @defaultValue 1/64 of memory, the array of page descriptors
   */
  readonly topShare?: number | undefined;
}

/** Xen up to 4.5: xc_domain_save. */
export interface XenClassicEngine {
  /** Name of the preset whose parameters are overridden. */
  readonly preset: "xen-nsdi05" | "xen-2.0" | "xen-3.0" | "xen-3.3" | "xen-4.2";
  /** Pages per batch. Range: >= 1 and <= 1048576. */
  readonly batchPages?: number | undefined;
  /**
   * Size of a batch's header. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range: >= 0 and <=
   * 1099511627776.
   */
  readonly batchHeaderBytes?: number | string | undefined;
  /**
   * Size of a page's entry in its batch. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range: >=
   * 0 and <= 1099511627776.
   */
  readonly entryBytes?: number | string | undefined;
  /**
   * Size of the stream before the first batch. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB.
   * Range: >= 0 and <= 1099511627776.
   */
  readonly streamHeaderBytes?: number | string | undefined;
  /**
   * Size of vCPU, device and platform state sent after the last page, for all vCPUs together. A number counts bytes; a text has a unit, one
   * of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range: >= 0 and <= 1099511627776.
   */
  readonly stateBytes?: number | string | undefined;
  /** Round trips of the link between the last byte and the guest running. Range: >= 0 and <= 2147483648. */
  readonly roundTrips?: number | undefined;
  /** Fixed time per batch. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 3600. */
  readonly batchSeconds?: number | string | undefined;
  /**
   * Time per frame slot scanned in each round. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0
   * and <= 1.
   */
  readonly slotSeconds?: number | string | undefined;
  /**
   * Time from enabling log-dirty to the first batch; the guest runs. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s,
   * min, h. Range: >= 0 and <= 3600.
   */
  readonly setupSeconds?: number | string | undefined;
  /** Live rounds at most (max_iters). Range: >= 1 and <= 2147483648. */
  readonly maxIterations?: number | undefined;
  /** Stop after sending more than this multiple of the scanned slots (max_factor). Range: > 0 and <= 1000000000. */
  readonly maxFactor?: number | undefined;
  /** Stop when the last round had fewer dirty pages than this. Range: >= 0 and <= 2147483648. */
  readonly minDirtyPages?: number | undefined;
  /** Order in which a round visits the frame slots. */
  readonly scanOrder?: "ascending" | "rotated" | undefined;
  /** Skip a page that was dirtied again before its turn (to_skip); the next round sends it. */
  readonly skipDirtyPages?: boolean | undefined;
  /** Round 1 lists pages dirtied before their turn without content. */
  readonly allocateOnlyFirstRound?: boolean | undefined;
  /** Stop when a round at the highest rate sent more than the round before. */
  readonly growthRule?: boolean | undefined;
  /** Rate limiter. ratchet: never lowered, as in the code; paper: set anew each round. */
  readonly rateControl?: "none" | "ratchet" | "paper" | undefined;
  /** First rate of the limiter, in Mbit/s of 2^20 bits. Range: >= 0 and <= 781250. */
  readonly rateStartMbit?: number | undefined;
  /** Highest rate of the limiter, in Mbit/s of 2^20 bits. Range: >= 0 and <= 781250. */
  readonly rateMaxMbit?: number | undefined;
  /** Increment over the dirty rate of the last round, in Mbit/s of 2^20 bits. Range: >= 0 and <= 781250. */
  readonly rateIncrementMbit?: number | undefined;
  /** Slow the copy down to the rate; without it the rate only decides when to stop. */
  readonly rateLimitsLink?: boolean | undefined;
  /** Send the last round at full speed. */
  readonly finalRoundUnlimited?: boolean | undefined;
}

/** Xen 4.6 and later: migration v2. */
export interface XenStreamEngine {
  /** Name of the preset whose parameters are overridden. */
  readonly preset: "xen-4.6" | "xen-4.10" | "xcp-ng" | "xcp-ng-8.2";
  /** Pages per batch. Range: >= 1 and <= 1048576. */
  readonly batchPages?: number | undefined;
  /**
   * Size of a batch's header. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range: >= 0 and <=
   * 1099511627776.
   */
  readonly batchHeaderBytes?: number | string | undefined;
  /**
   * Size of a page's entry in its batch. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range: >=
   * 0 and <= 1099511627776.
   */
  readonly entryBytes?: number | string | undefined;
  /**
   * Size of the stream before the first batch. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB.
   * Range: >= 0 and <= 1099511627776.
   */
  readonly streamHeaderBytes?: number | string | undefined;
  /**
   * Size of vCPU, device and platform state sent after the last page, for all vCPUs together. A number counts bytes; a text has a unit, one
   * of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range: >= 0 and <= 1099511627776.
   */
  readonly stateBytes?: number | string | undefined;
  /** Round trips of the link between the last byte and the guest running. Range: >= 0 and <= 2147483648. */
  readonly roundTrips?: number | undefined;
  /** Fixed time per batch. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 3600. */
  readonly batchSeconds?: number | string | undefined;
  /**
   * Time per frame slot scanned in each round. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0
   * and <= 1.
   */
  readonly slotSeconds?: number | string | undefined;
  /**
   * Time from enabling log-dirty to the first batch; the guest runs. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s,
   * min, h. Range: >= 0 and <= 3600.
   */
  readonly setupSeconds?: number | string | undefined;
  /**
   * Time to list a frame slot without a page. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and
   * <= 1.
   */
  readonly holeSeconds?: number | string | undefined;
  /**
   * Live rounds at most; with suspendsDuringRound the iteration, from 0, in which the guest is suspended at the latest. 0: no limit. Range:
   * >= 0 and <= 2147483648.
   */
  readonly maxIterations?: number | undefined;
  /** The live phase ends when a round finds fewer dirty pages than this. Range: >= 0 and <= 2147483648. */
  readonly minDirtyPages?: number | undefined;
  /** Exactly minDirtyPages end it too. */
  readonly minDirtyInclusive?: boolean | undefined;
  /** The stop-and-copy lists the slots without a page again (ballooned PV guests). */
  readonly relistsHoles?: boolean | undefined;
  /** The guest is suspended while the last live round is sent, not after it (XCP-ng). */
  readonly suspendsDuringRound?: boolean | undefined;
  /** With suspendsDuringRound: live rounds go on until the guest is suspended (XCP-ng's emu-manager before 1.2.1). */
  readonly roundsWhileSuspending?: boolean | undefined;
  /**
   * With suspendsDuringRound: the guest is suspended so long into any iteration but the first, whatever is dirty. 0: never. A number counts
   * seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 3600.
   */
  readonly progressSeconds?: number | string | undefined;
}

/** QEMU: the migration thread. */
export interface QemuEngine {
  /** Name of the preset whose parameters are overridden. */
  readonly preset:
    | "qemu-0.12"
    | "qemu-1.0"
    | "qemu-2.1"
    | "qemu-2.5"
    | "qemu-4.1"
    | "qemu-5.1"
    | "qemu-5.2"
    | "qemu-7.2"
    | "qemu-8.2"
    | "qemu-9.0"
    | "qemu-9.2"
    | "qemu-10.0"
    | "qemu-10.1"
    | "qemu-10.2"
    | "qemu-11.0"
    | "qemu-11.1"
    | "qemu-postcopy"
    | "qemu-hybrid"
    | "qemu-7.2-tcg"
    | "qemu-8.2-tcg"
    | "qemu-9.2-tcg"
    | "qemu-10.0-tcg"
    | "qemu-4.2"
    | "qemu-7.2-kvm"
    | "qemu-8.2-kvm"
    | "qemu-9.2-kvm"
    | "qemu-10.0-kvm";
  /**
   * Bandwidth limit of the stream while the guest runs (max-bandwidth); 0: none. A number counts bytes/s; a text has a unit, one of B/s,
   * kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s. Range: >= 0 and <= 1000000000000000.
   */
  readonly maxBandwidth?: number | string | undefined;
  /**
   * Bandwidth limit of background pages in post-copy, requested pages exempt (max-postcopy-bandwidth); 0: none. A number counts bytes/s; a
   * text has a unit, one of B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s. Range: >= 0 and
   * <= 1000000000000000.
   */
  readonly maxPostcopyBandwidth?: number | string | undefined;
  /**
   * Downtime limit: the guest is stopped when the remaining data can be sent in this time (downtime-limit). A number counts seconds; a text
   * has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 2000.
   */
  readonly downtimeLimit?: number | string | undefined;
  /**
   * Bandwidth assumed for the stop-and-copy (avail-switchover-bandwidth); 0: that measured in the last window. A number counts bytes/s; a
   * text has a unit, one of B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s. Range: >= 0 and
   * <= 1000000000000000.
   */
  readonly availSwitchoverBandwidth?: number | string | undefined;
  /** continuous: sync as soon as little remains; strict: finish every pass, as QEMU 0.12 does. */
  readonly passes?: "continuous" | "strict" | undefined;
  /** Read the dirty bitmap if what is left equals what fits into the downtime limit; false: only if it is less. */
  readonly syncAtThreshold?: boolean | undefined;
  /** Stop the guest if what is left equals what fits into the downtime limit; false: only if it is less. */
  readonly completeAtThreshold?: boolean | undefined;
  /** expected-downtime counts what was left at the last sync, or what is left when it is asked for. */
  readonly expectedDowntime?: "last-sync" | "on-demand" | undefined;
  /**
   * Actual length of a rate-limit window of 100 ms. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >=
   * 0.1 and <= 3600.
   */
  readonly window?: number | string | undefined;
  /**
   * Longest call of the RAM iterator (MAX_WAIT). A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: > 0
   * and <= 3600.
   */
  readonly slice?: number | string | undefined;
  /** The byte quota is checked once per this many pages. Range: >= 1 and <= 1048576. */
  readonly flushPages?: number | undefined;
  /**
   * normal: migrate. background-snapshot (QEMU 6.0): pause, write-protect memory, then save each page once while the guest runs on.
   * cpr-reboot (8.2), cpr-transfer (10.0): start a new QEMU on the same host around memory that stays in place, so that only device state
   * is saved.
   * @defaultValue normal
   */
  readonly mode?: "normal" | "background-snapshot" | "cpr-reboot" | "cpr-transfer" | undefined;
  /**
   * Pages have fixed places in a file, which stays as large as memory (mapped-ram, QEMU 9.0); the link stands for the file.
   * @defaultValue false
   */
  readonly mappedRam?: boolean | undefined;
  /**
   * Cancel at this bitmap sync, set-up not counted. Range: >= 1 and <= 2147483648.
   * @defaultValue never
   */
  readonly cancelAfterSyncs?: number | undefined;
  /** Dirty log. legacy: cleared by each sync; manual-protect: re-protected before sending; dirty-ring: a ring per vCPU. */
  readonly log?: "legacy" | "manual-protect" | "dirty-ring" | undefined;
  /**
   * manual-protect: memory re-protected at once, a power of two. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB,
   * MiB, GiB, TiB. Range: >= 4194304 and <= 1099511627776.
   */
  readonly clearChunk?: number | string | undefined;
  /** manual-protect: the log starts with every page set (KVM_DIRTY_LOG_INITIALLY_SET); false: empty, so the first pass clears nothing. */
  readonly initiallySet?: boolean | undefined;
  /** dirty-ring: entries of each vCPU's ring, a power of two. Range: >= 1024 and <= 65536. */
  readonly dirtyRingEntries?: number | undefined;
  /** Skip free pages reported by the guest: those that are all zero at the start. */
  readonly freePageHints?: boolean | undefined;
  /**
   * Time of the source to detect a zero page. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and
   * <= 1.
   */
  readonly zeroPageTime?: number | string | undefined;
  /**
   * Time of the destination to receive a page, for each connection. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s,
   * min, h. Range: >= 0 and <= 1.
   */
  readonly destinationPageTime?: number | string | undefined;
  /**
   * Time of the destination to see that a page told to be zero is so: a page fault where it was never touched, 0.2 us with huge pages. A
   * number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   */
  readonly destinationZeroPageTime?: number | string | undefined;
  /**
   * Time of a bitmap sync to read the log, per page of memory. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min,
   * h. Range: >= 0 and <= 1.
   */
  readonly syncPageTime?: number | string | undefined;
  /**
   * Time of a bitmap sync to read the log of one vhost device, per page of memory. A number counts seconds; a text has a unit, one of ns,
   * us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   */
  readonly syncDevicePageTime?: number | string | undefined;
  /** Number of vhost devices: network cards and disks served by the kernel or another process. Range: >= 0 and <= 4096. */
  readonly vhostDevices?: number | undefined;
  /**
   * Time to write-protect a dirty page again: part of the sync, or with manual-protect of the sending of the page. A number counts seconds;
   * a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   */
  readonly clearPageTime?: number | string | undefined;
  /**
   * Time from the request to the first bitmap sync per page of memory, in addition to setup. A number counts seconds; a text has a unit,
   * one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   */
  readonly setupPageTime?: number | string | undefined;
  /**
   * Time from the request to the first bitmap sync. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >=
   * 0 and <= 3600.
   */
  readonly setup?: number | string | undefined;
  /**
   * Fixed time of the stop-and-copy in addition to its data. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h.
   * Range: >= 0 and <= 3600.
   */
  readonly completion?: number | string | undefined;
  /**
   * Time of the destination to load a page it never had; delays the stop-and-copy where it exceeds the page's transfer time. A number
   * counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   */
  readonly firstTouchTime?: number | string | undefined;
  /**
   * Size of vCPU, device and platform state sent after the last page, for all vCPUs together. A number counts bytes; a text has a unit, one
   * of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range: >= 0 and <= 1099511627776.
   */
  readonly stateSize?: number | string | undefined;
  /** Round trips of the link between the last byte and the guest running. Range: >= 0 and <= 2147483648. */
  readonly roundTrips?: number | undefined;
  /** Throttle a guest that does not converge: true, false, or parameters. */
  readonly autoConverge?: boolean | AutoConverge | undefined;
  /** Limit the dirty rate of each vCPU once the guest does not converge; requires log: dirty-ring. */
  readonly dirtyLimit?: boolean | DirtyLimit | undefined;
  /** Send pages again as the difference to what was sent before. */
  readonly xbzrle?: boolean | Xbzrle | undefined;
  /** Send pages over several connections, optionally compressed. */
  readonly multifd?: boolean | Multifd | undefined;
  /** Move the guest before all of its pages, which follow on demand. */
  readonly postcopy?: boolean | PostCopy | undefined;
  /**
   * A higher downtime limit from a given bitmap sync on.
   * @defaultValue none
   */
  readonly relax?: RelaxedDowntimeLimit | undefined;
}

/** Cloud Hypervisor. */
export interface CloudHypervisorEngine {
  /** Name of the preset whose parameters are overridden. */
  readonly preset: "cloud-hypervisor" | "cloud-hypervisor-40" | "cloud-hypervisor-52" | "cloud-hypervisor-53" | "cloud-hypervisor-master";
  /** Stop rule: when the remaining data fits into the downtime, or after maxPasses dirty passes. */
  readonly rule?: "downtime" | "passes" | undefined;
  /**
   * rule downtime: the downtime to meet. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <=
   * 3600.
   */
  readonly downtime?: number | string | undefined;
  /**
   * rule downtime: longest live phase. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: > 0 and <=
   * 1000000000.
   */
  readonly timeout?: number | string | undefined;
  /** rule downtime, after timeout. cancel: give up; ignore: pause the guest and send the rest. */
  readonly timeoutStrategy?: "cancel" | "ignore" | undefined;
  /** rule passes: dirty passes at most, the first pass over all memory not counted. Range: >= 0 and <= 2147483648. */
  readonly maxPasses?: number | undefined;
  /** The first pass sends populated memory alone: pages that are not all zero when it begins. In no release up to 53. */
  readonly sparseFirstPass?: boolean | undefined;
  /** Connections that share a pass in slices of 64 MiB. From release 52; post-copy has one. Range: >= 1 and <= 128. */
  readonly connections?: number | undefined;
  /**
   * What one connection carries at most; 0: what link.connectionBandwidth says alone. A number counts bytes/s; a text has a unit, one of
   * B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s. Range: >= 0 and <= 1000000000000000.
   */
  readonly connectionBandwidth?: number | string | undefined;
  /**
   * Time to start the dirty log, per 4 KiB of memory. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range:
   * >= 0 and <= 1.
   */
  readonly startLogPageTime?: number | string | undefined;
  /**
   * Time to read the dirty log, per 4 KiB of memory, before each pass but the first. A number counts seconds; a text has a unit, one of ns,
   * us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   */
  readonly logPageTime?: number | string | undefined;
  /**
   * Time to read the dirty log, per 4 KiB that are dirty. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h.
   * Range: >= 0 and <= 1.
   */
  readonly logDirtyPageTime?: number | string | undefined;
  /**
   * Readings of the dirty log in the pause. 2: one before the last pass, one after the state has been captured (release 53). Range: >= 1
   * and <= 2.
   */
  readonly finalLogReads?: number | undefined;
  /** Pre-copy, or post-copy of all memory (release 53). */
  readonly memoryMode?: "precopy" | "postcopy" | undefined;
  /**
   * memoryMode postcopy: time of one page request at both ends, beside latency and bytes. A number counts seconds; a text has a unit, one
   * of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   */
  readonly requestTime?: number | string | undefined;
  /** memoryMode postcopy: page accesses per page write, since reads fault too. Range: >= 1 and <= 1000000. */
  readonly accessesPerWrite?: number | undefined;
  /**
   * Time to capture the state of vCPUs and devices, with the guest paused. A number counts seconds; a text has a unit, one of ns, us, µs,
   * ms, s, min, h. Range: >= 0 and <= 3600.
   */
  readonly snapshotTime?: number | string | undefined;
  /**
   * Time to write the state, restore it and start the guest, beside its bytes and round trips. A number counts seconds; a text has a unit,
   * one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 3600.
   */
  readonly restoreTime?: number | string | undefined;
  /**
   * Time from the request to the first pass. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and
   * <= 3600.
   */
  readonly setup?: number | string | undefined;
  /**
   * Size of vCPU, device and platform state sent after the last page, for all vCPUs together. A number counts bytes; a text has a unit, one
   * of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range: >= 0 and <= 1099511627776.
   */
  readonly stateSize?: number | string | undefined;
  /** Round trips of the link between the last byte and the guest running. Range: >= 0 and <= 2147483648. */
  readonly roundTrips?: number | undefined;
}

/** Firecracker: snapshots, no live migration. */
export interface FirecrackerEngine {
  /** Name of the preset whose parameters are overridden. */
  readonly preset: "firecracker";
  /** Take a full snapshot first and a diff snapshot of the pages dirtied since. */
  readonly diffSnapshot?: boolean | undefined;
  /**
   * diffSnapshot: whether writes are tracked (track_dirty_pages); false: the diff snapshot has all resident pages again, those not all
   * zero.
   * @defaultValue true
   */
  readonly trackDirtyPages?: boolean | undefined;
  /**
   * diffSnapshot: guest time between two snapshots. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >=
   * 0 and <= 3600.
   */
  readonly between?: number | string | undefined;
  /** diffSnapshot: diff snapshots at most, by a tool of one's own; the guest stays paused after the last. Range: >= 1 and <= 65536. */
  readonly rounds?: number | undefined;
  /**
   * rounds above 1: a diff snapshot of this size or less is the last. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB,
   * KiB, MiB, GiB, TiB. Range: >= 0 and <= 1099511627776.
   */
  readonly stopBelow?: number | string | undefined;
  /** diffSnapshot: whether the guest stands still while a snapshot before the last is copied, or runs on. */
  readonly copy?: "paused" | "running" | undefined;
  /**
   * Size of vCPU, device and platform state sent after the last page, for all vCPUs together. A number counts bytes; a text has a unit, one
   * of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range: >= 0 and <= 1099511627776.
   */
  readonly stateSize?: number | string | undefined;
  /** Round trips of the link between the last byte and the guest running. Range: >= 0 and <= 2147483648. */
  readonly roundTrips?: number | undefined;
}

/** SimGrid's live-migration model, without pages. */
export interface SimGridEngine {
  /** Name of the preset whose parameters are overridden. */
  readonly preset: "simgrid";
  /** Bytes dirtied per byte of speed, whatever the workload. Range: >= 0 and <= 1000. */
  readonly intensity?: number | undefined;
  /**
   * Configured speed of the migration. A number counts bytes/s; a text has a unit, one of B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s,
   * TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s. Range: > 0 and <= 1000000000000000.
   * @defaultValue link.bandwidth in whole MiB/s
   */
  readonly speed?: number | string | undefined;
  /**
   * Downtime limit: the guest is stopped when the remaining data can be sent in this time. A number counts seconds; a text has a unit, one
   * of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 3600.
   */
  readonly downtimeLimit?: number | string | undefined;
  /** Largest share of memory that is dirty at once. Range: >= 0 and <= 1. */
  readonly workingSet?: number | undefined;
  /** Share of link.bandwidth that SimGrid's network model reaches, instead of link.efficiency. Range: > 0 and <= 1. */
  readonly bandwidthShare?: number | undefined;
  /** Multiple of link.latency per transfer. Range: >= 0 and <= 1000000. */
  readonly latencyFactor?: number | undefined;
}

/** Strict live rounds: Propolis, bhyve, LXD, p.haul, VirtualBox and, after public descriptions, Hyper-V. */
export interface EngineOfRounds {
  /** Name of the preset whose parameters are overridden. */
  readonly preset: "propolis" | "bhyve" | "lxd" | "p-haul" | "virtualbox" | "hyper-v";
  /** Most live rounds, the first one included; all but virtualbox. Range: >= 1 and <= 2147483648. */
  readonly maxRounds?: number | undefined;
  /**
   * The guest is stopped when a round of p-haul sent no more pages, or no more are dirty after one of hyper-v. Range: >= 0 and <=
   * 2147483648.
   */
  readonly fewPages?: number | undefined;
  /** lxd: the guest is stopped when a round skipped a larger share of the pages. Range: >= 0 and <= 1. */
  readonly goal?: number | undefined;
  /** p-haul: the guest is stopped when a round sent more than the last one by a larger share. Range: >= 0 and <= 1000. */
  readonly growth?: number | undefined;
  /**
   * virtualbox: the guest is stopped when the remaining pages can be sent in this time; at least 32 ms. A number counts seconds; a text has
   * a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 3600.
   */
  readonly downtimeLimit?: number | string | undefined;
  /**
   * Size of vCPU, device and platform state sent after the last page, for all vCPUs together. A number counts bytes; a text has a unit, one
   * of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range: >= 0 and <= 1099511627776.
   */
  readonly stateSize?: number | string | undefined;
  /** Round trips of the link between the last byte and the guest running. Range: >= 0 and <= 2147483648. */
  readonly roundTrips?: number | undefined;
}

/** KubeVirt's time-outs for completion and progress. */
export interface KubeVirtPolicy {
  /** Name of the policy. */
  readonly name: "kubevirt";
  /**
   * Time to complete per GB (10^9 bytes) of memory, rounded up; 0: no limit. A number counts seconds; a text has a unit, one of ns, us, µs,
   * ms, s, min, h. Range: >= 0 and <= 86400.
   */
  readonly completionTimeoutPerGiB?: number | string | undefined;
  /**
   * Cancelled if the remaining data has not fallen for this time; 0: never. A number counts seconds; a text has a unit, one of ns, us, µs,
   * ms, s, min, h. Range: >= 0 and <= 86400.
   */
  readonly progressTimeout?: number | string | undefined;
  /** Switch to post-copy when the time to complete is over. */
  readonly allowPostCopy?: boolean | undefined;
  /**
   * Pause the guest and finish when the time to complete is over, instead of cancelling.
   * @defaultValue allowPostCopy
   */
  readonly allowWorkloadDisruption?: boolean | undefined;
  /** The guest has VFIO devices: when the time to complete is over the downtime limit rises to twice that time. */
  readonly vfio?: boolean | undefined;
}

/** KubeVirt with stall detection. */
export interface KubeVirtVep248Policy {
  /** Name of the policy. */
  readonly name: "kubevirt-vep248";
  /**
   * Time to complete per GB (10^9 bytes) of memory, rounded up; 0: no limit. A number counts seconds; a text has a unit, one of ns, us, µs,
   * ms, s, min, h. Range: >= 0 and <= 86400.
   */
  readonly completionTimeoutPerGiB?: number | string | undefined;
  /** Multiplier of the time to complete for a forced completion. Range: >= 1 and <= 1000. */
  readonly completionTimeoutFactor?: number | undefined;
  /**
   * A pass counts as stalled if it leaves no less than the best pass this long ago. A number counts seconds; a text has a unit, one of ns,
   * us, µs, ms, s, min, h. Range: >= 0 and <= 86400.
   */
  readonly stallProgressTimeout?: number | string | undefined;
  /**
   * Cancelled if the switchover takes longer than this. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h.
   * Range: >= 0 and <= 86400.
   */
  readonly switchoverTimeout?: number | string | undefined;
  /**
   * Longest pause without allowWorkloadDisruption. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >=
   * 0.001 and <= 2000.
   */
  readonly maxDowntime?: number | string | undefined;
  /** Relative change of the remaining data that counts as none. Range: >= 0 and <= 1. */
  readonly stallMargin?: number | undefined;
  /** Weight of a new bandwidth sample in the moving average. Range: > 0 and <= 1. */
  readonly ewmaAlpha?: number | undefined;
  /** Pre-copy is abandoned if it needs more than this multiple of maxDowntime. Range: >= 1 and <= 1000. */
  readonly precopyPossibleFactor?: number | undefined;
  /** Factor by which the patience window shrinks after each miss. Range: >= 0 and <= 1. */
  readonly patienceWindowDecayFactor?: number | undefined;
  /** Wait for a local minimum of the remaining data before the switchover. */
  readonly searchLocalMinima?: boolean | undefined;
  /** Switch to post-copy instead of a long pause. */
  readonly allowPostCopy?: boolean | undefined;
  /**
   * Allow a pause of any length instead of cancelling.
   * @defaultValue allowPostCopy
   */
  readonly allowWorkloadDisruption?: boolean | undefined;
}

/** KubeVirt with a downtime limit that rises in steps. */
export interface KubeVirtVep291Policy {
  /** Name of the policy. */
  readonly name: "kubevirt-vep291";
  /**
   * Time to complete per GB (10^9 bytes) of memory, rounded up; 0: no limit. A number counts seconds; a text has a unit, one of ns, us, µs,
   * ms, s, min, h. Range: >= 0 and <= 86400.
   */
  readonly completionTimeoutPerGiB?: number | string | undefined;
  /**
   * Cancelled if the remaining data has not fallen for this time; 0: never. A number counts seconds; a text has a unit, one of ns, us, µs,
   * ms, s, min, h. Range: >= 0 and <= 86400.
   */
  readonly progressTimeout?: number | string | undefined;
  /** Switch to post-copy when the time to complete is over. */
  readonly allowPostCopy?: boolean | undefined;
  /**
   * Pause the guest and finish when the time to complete is over, instead of cancelling.
   * @defaultValue allowPostCopy
   */
  readonly allowWorkloadDisruption?: boolean | undefined;
  /** The guest has VFIO devices: when the time to complete is over the downtime limit rises to twice that time. */
  readonly vfio?: boolean | undefined;
  /** First downtime limit. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0.001 and <= 2000. */
  readonly initialDowntime?: number | string | undefined;
  /** Highest downtime limit. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0.001 and <= 2000. */
  readonly maxDowntime?: number | string | undefined;
  /** Number of steps from the first limit to the highest. Range: >= 1 and <= 1000000. */
  readonly steps?: number | undefined;
  /** QEMU's iteration count, 1 during the first pass, from which the limit rises. Range: >= 0 and <= 1000000. */
  readonly startAfterIteration?: number | undefined;
  /** Time between two steps. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 1 and <= 86400. */
  readonly cooldown?: number | string | undefined;
}

/** OpenStack Nova's libvirt driver: a downtime limit that rises in steps. */
export interface NovaPolicy {
  /** Name of the policy. */
  readonly name: "nova";
  /**
   * Highest downtime limit (live_migration_downtime). A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range:
   * >= 0.1 and <= 2000.
   */
  readonly downtime?: number | string | undefined;
  /** Number of steps to the highest limit (live_migration_downtime_steps). Range: >= 3 and <= 1000000. */
  readonly steps?: number | undefined;
  /**
   * Time between steps per GiB of memory, at least 2 GiB (live_migration_downtime_delay). A number counts seconds; a text has a unit, one
   * of ns, us, µs, ms, s, min, h. Range: >= 3 and <= 86400.
   */
  readonly delayPerGiB?: number | string | undefined;
  /**
   * Time to complete per GiB of memory, at least 2 GiB; 0: no limit (live_migration_completion_timeout). A number counts seconds; a text
   * has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 86400.
   */
  readonly completionTimeoutPerGiB?: number | string | undefined;
  /** Action when the time to complete is over (live_migration_timeout_action). */
  readonly timeoutAction?: "abort" | "force-complete" | undefined;
  /** force-complete switches to post-copy instead of pausing (live_migration_permit_post_copy). */
  readonly permitPostCopy?: boolean | undefined;
  /**
   * Connections of the stream; above 1 the engine has multifd with that number of channels (live_migration_parallel_connections). Range: >=
   * 1 and <= 255.
   */
  readonly parallelConnections?: number | undefined;
}

/** Proxmox VE: the downtime limit doubles while the remaining data does not fall. */
export interface ProxmoxVEPolicy {
  /** Name of the policy. */
  readonly name: "proxmox";
}

/** libvirt without a management layer, as under virsh migrate: QEMU's own rule. */
export interface LibvirtPolicy {
  /** Name of the policy. */
  readonly name: "libvirt";
  /**
   * Time after which timeoutAction ends the live phase (--timeout); 0: never. A number counts seconds; a text has a unit, one of ns, us,
   * µs, ms, s, min, h. Range: >= 0 and <= 86400.
   */
  readonly timeout?: number | string | undefined;
  /** suspend: pause the guest and send the rest; postcopy: switch to post-copy. */
  readonly timeoutAction?: "suspend" | "postcopy" | undefined;
}

/** Cloud Hypervisor's stop rule on another engine. */
export interface CloudHypervisorPolicy {
  /** Name of the policy. */
  readonly name: "cloud-hypervisor";
  /**
   * Stops when the remaining data fits into this time at the bandwidth of the last pass. A number counts seconds; a text has a unit, one of
   * ns, us, µs, ms, s, min, h. Range: >= 0.001 and <= 2000.
   */
  readonly downtime?: number | string | undefined;
  /**
   * Time after which timeoutStrategy applies. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and
   * <= 86400.
   */
  readonly timeout?: number | string | undefined;
  /** cancel: give up; ignore: pause the guest and send the rest. */
  readonly timeoutStrategy?: "cancel" | "ignore" | undefined;
}

/** Costs of the hosts outside the copy loop. */
export interface Host {
  /** Name of a host preset: fixed costs of the pause with their sources. */
  readonly preset?:
    | "none"
    | "xl-pv"
    | "xl-hvm"
    | "xcp-ng"
    | "libvirt-kvm"
    | "kvm-local"
    | "kubevirt"
    | "nova"
    | "cloud-hypervisor"
    | undefined;
  /**
   * CPUs of Dom0, for the copy and the guest's traffic together; a fraction is a share of one, as xl's cap gives. Range: > 0 and <= 4096.
   * @defaultValue 1
   */
  readonly dom0Cpus?: number | undefined;
  /**
   * CPU time of Dom0 for each 4 KiB that is copied; 0: the copy costs it nothing. A number counts seconds; a text has a unit, one of ns,
   * us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   * @defaultValue under Xen the preset's or 10.3 us, else 0
   */
  readonly copyCpu?: number | string | undefined;
  /**
   * Time from the call that pauses the guest to the guest being paused; KVM: to stop the vCPUs. A number counts seconds; a text has a unit,
   * one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 3600.
   * @defaultValue the preset's
   */
  readonly suspend?: number | string | undefined;
  /**
   * The guest stays where it is if it has not suspended after this time; 0: no time-out. A number counts seconds; a text has a unit, one of
   * ns, us, µs, ms, s, min, h. Range: >= 0 and <= 3600.
   * @defaultValue the preset's
   */
  readonly suspendTimeout?: number | string | undefined;
  /**
   * Time from the last byte of state to the guest running: devices loaded and started. A number counts seconds; a text has a unit, one of
   * ns, us, µs, ms, s, min, h. Range: >= 0 and <= 3600.
   * @defaultValue the preset's
   */
  readonly resume?: number | string | undefined;
  /**
   * Time from the guest running to its network reaching it; part of the outage, not of the downtime. A number counts seconds; a text has a
   * unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 3600.
   * @defaultValue the preset's
   */
  readonly network?: number | string | undefined;
  /**
   * Pages that the guest's kernel dirties when the migration begins. A number counts pages; a text has a unit, one of pages, page. Range:
   * >= 0.
   * @defaultValue half of suspendDirtyPages
   */
  readonly setupDirtyPages?: number | string | undefined;
  /**
   * Pages that the guest's kernel dirties on its way into suspend. A number counts pages; a text has a unit, one of pages, page. Range: >=
   * 0.
   * @defaultValue the preset's
   */
  readonly suspendDirtyPages?: number | string | undefined;
  /**
   * Share of the goodput that the copy reaches while the guest runs and competes for the host's CPUs. Range: > 0 and <= 1.
   * @defaultValue 1
   */
  readonly liveSpeed?: number | undefined;
  /**
   * The guest's speed at the source while its dirty pages are logged, beside writeFault: huge pages are split for the log, which slows
   * reads too. 0.89 was measured for an all-read database under KVM. Range: > 0 and <= 1.
   * @defaultValue 1
   */
  readonly loggedSpeed?: number | undefined;
  /**
   * Guest time lost to the first write to each page after it was write-protected. A number counts seconds; a text has a unit, one of ns,
   * us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   * @defaultValue "0 s"
   */
  readonly writeFault?: number | string | undefined;
}

/** A VM that the migrating guest talks to. */
export interface Peer {
  /** Name of the peer, unique among the peers. */
  readonly name: string;
  /** Host of the peer: the one the guest leaves, the one it moves to, or another. */
  readonly place: "source" | "destination" | "elsewhere";
  /**
   * The peer's domid compared with the migrating guest's: the lower one owns XenVMC's rings.
   * @defaultValue "higher"
   */
  readonly domid?: "lower" | "higher" | undefined;
  /** Traffic with the peer: open (fixed rate), volume (fixed amount) or closed (requests and responses). Empty: connected, silent. */
  readonly flows?: readonly Flow[] | undefined;
}

/** Xen's standard network path: netfront and netback. */
export interface NetfrontChannel {
  /**
   * The standard network path of Xen.
   * @defaultValue "netfront"
   */
  readonly kind?: "netfront" | undefined;
  /**
   * Measured machine that the times per message come from: one of those known, or points of one's own.
   * @defaultValue "e2016"
   */
  readonly calibration?: "e2012" | "e2016" | "e2024" | OwnCalibration | undefined;
  /**
   * Guest kernel: determines the pages that communication dirties.
   * @defaultValue "linux-6.1"
   */
  readonly guest?: "linux-6.1" | "linux-2.6" | undefined;
  /**
   * Virtualization mode of the guest.
   * @defaultValue "pv"
   */
  readonly guestMode?: "pv" | "pvh" | undefined;
  /**
   * Where the pages of communication lie: at the end of the guest's memory, or in blocks at equal distances over all of it.
   * @defaultValue "end"
   */
  readonly placement?: "end" | "scattered" | undefined;
  /**
   * Pages that communication dirties.
   * @defaultValue the guest calibration's, for every figure that is not given
   */
  readonly dirtying?: Dirtying | undefined;
  /** CPU time per message and page; times per message are the calibration's. */
  readonly costs?: ChannelCosts | undefined;
  /** The standard network path, also for calls that the channel does not intercept. */
  readonly netfront?: Netfront | undefined;
}

/** XenVMC: shared-memory rings between guests of one host. */
export interface XenVMCChannel {
  /** Shared-memory rings between guests of one host. */
  readonly kind: "xenvmc";
  /**
   * Measured machine that the times per message come from: one of those known, or points of one's own.
   * @defaultValue "e2016"
   */
  readonly calibration?: "e2012" | "e2016" | "e2024" | OwnCalibration | undefined;
  /**
   * Guest kernel: determines the pages that communication dirties.
   * @defaultValue "linux-6.1"
   */
  readonly guest?: "linux-6.1" | "linux-2.6" | undefined;
  /**
   * Virtualization mode of the guest.
   * @defaultValue "pv"
   */
  readonly guestMode?: "pv" | "pvh" | undefined;
  /**
   * Where the pages of communication lie: at the end of the guest's memory, or in blocks at equal distances over all of it.
   * @defaultValue "end"
   */
  readonly placement?: "end" | "scattered" | undefined;
  /**
   * Pages that communication dirties.
   * @defaultValue the guest calibration's, for every figure that is not given
   */
  readonly dirtying?: Dirtying | undefined;
  /** CPU time per message and page; times per message are the calibration's. */
  readonly costs?: ChannelCosts | undefined;
  /** The standard network path, also for calls that the channel does not intercept. */
  readonly netfront?: Netfront | undefined;
  /** The shared-memory rings of XenVMC. */
  readonly xenvmc?: Rings | undefined;
  /** Times to leave a channel and to join one. */
  readonly switching?: Switching | undefined;
  /**
   * When the rings are torn down; after the pause is an error of the protocol.
   * @defaultValue "before-pause"
   */
  readonly teardown?: "before-pause" | "after-resume" | "never" | undefined;
}

/** The modified XenVMC: a reconstruction. */
export interface ModifiedXenVMCChannel {
  /** XenVMC with the modified protocol: a reconstruction. */
  readonly kind: "xenvmc-modified";
  /**
   * Measured machine that the times per message come from: one of those known, or points of one's own.
   * @defaultValue "e2016"
   */
  readonly calibration?: "e2012" | "e2016" | "e2024" | OwnCalibration | undefined;
  /**
   * Guest kernel: determines the pages that communication dirties.
   * @defaultValue "linux-6.1"
   */
  readonly guest?: "linux-6.1" | "linux-2.6" | undefined;
  /**
   * Virtualization mode of the guest.
   * @defaultValue "pv"
   */
  readonly guestMode?: "pv" | "pvh" | undefined;
  /**
   * Where the pages of communication lie: at the end of the guest's memory, or in blocks at equal distances over all of it.
   * @defaultValue "end"
   */
  readonly placement?: "end" | "scattered" | undefined;
  /**
   * Pages that communication dirties.
   * @defaultValue the guest calibration's, for every figure that is not given
   */
  readonly dirtying?: Dirtying | undefined;
  /** CPU time per message and page; times per message are the calibration's. */
  readonly costs?: ChannelCosts | undefined;
  /** The standard network path, also for calls that the channel does not intercept. */
  readonly netfront?: Netfront | undefined;
  /** The shared-memory rings of XenVMC. */
  readonly xenvmc?: Rings | undefined;
  /** Times to leave a channel and to join one. */
  readonly switching?: Switching | undefined;
  /**
   * When the rings are torn down; after the pause is an error of the protocol.
   * @defaultValue "before-pause"
   */
  readonly teardown?: "before-pause" | "after-resume" | "never" | undefined;
  /**
   * M2: move the rings to the peer that stays when the migration begins.
   * @defaultValue false
   */
  readonly rehome?: boolean | undefined;
  /** Parts of the modified protocol: a reconstruction. */
  readonly modified?: Modification | undefined;
}

/** Writes to pages drawn uniformly from a region. */
export interface UniformSource {
  /** Each page of the region is equally likely. */
  readonly kind: "uniform";
  /**
   * Size of the region, rounded up to whole pages. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB.
   * Range: > 0.
   */
  readonly size: number | string;
  /**
   * First page of the region. Range: >= 0.
   * @defaultValue after the previous region without a start; page 0 if it does not fit there
   */
  readonly start?: number | undefined;
  /**
   * contiguous: in a row; scattered: spread over memory by a permutation fixed by the seed, or with a start over its own pages.
   * @defaultValue "contiguous"
   */
  readonly layout?: "contiguous" | "scattered" | undefined;
  /**
   * Pages that a scattered region with a start is spread over, its own included.
   * @defaultValue its own; those of all its classes
   */
  readonly spread?: "memory" | Block | undefined;
  /**
   * Page writes per second of guest time, rewrites of a page included; with a unit of bytes, bytes of pages written. A number counts page
   * writes/s; a text has a unit, one of /s, k/s, M/s, G/s, B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s. Range: >= 0.
   * @defaultValue none; rate, dirtyRate, perMessage or perByte is required
   */
  readonly rate?: number | string | undefined;
  /**
   * Instead of rate: the dirty rate of this source alone, as QEMU's query-dirty-rate counts it: distinct pages per second, or bytes of
   * them. The write rate is computed from it and is in the result. A number counts pages/s; a text has a unit, one of /s, k/s, M/s, G/s,
   * B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s. Range: >= 0.
   */
  readonly dirtyRate?: number | string | DirtyRate | undefined;
  /**
   * Instead of rate, with while: page writes per message that the flow delivers, in either direction. Range: >= 0 and <= 1000000.
   * @defaultValue none
   */
  readonly perMessage?: number | undefined;
  /**
   * Instead of rate, with while: bytes of pages written per byte that the flow delivers, in either direction; 1 writes a page for each page
   * of data. Range: >= 0 and <= 1000.
   * @defaultValue none
   */
  readonly perByte?: number | undefined;
  /**
   * Mean number of pages written in a row, geometrically distributed. Contiguous regions only; a run stays within 1024 aligned pages.
   * Range: >= 1 and <= 1024.
   * @defaultValue 1
   */
  readonly run?: number | undefined;
  /**
   * Page reads beside the writes. In post-copy the guest waits for them too; they take the place of accessesPerWrite.
   * @defaultValue none
   */
  readonly reads?: Reads | undefined;
  /**
   * Share of the guest's processor time that the source needs to keep its rate, as a writer paced by a clock does: less time left slows it
   * in proportion. 1 slows down with the guest. Range: > 0 and <= 1.
   * @defaultValue 1
   */
  readonly cpu?: number | undefined;
  /**
   * Threads that share the source's rate: in post-copy one that waits for a page stops its own share, and the others go on. Range: >= 1 and
   * <= 65536.
   * @defaultValue an access that waits stops a virtual CPU, and with it that share of the whole guest
   */
  readonly threads?: number | Threads | undefined;
  /**
   * Traffic that causes the writes: perMessage or perByte pages for what is delivered, or a rate until flows of a fixed volume are done. A
   * faster exchange ends the writing sooner.
   * @defaultValue none
   */
  readonly while?: string | FlowOfAPeer | undefined;
}

/** A hot and a cold region, each written uniformly at its own rate. */
export interface HotColdSource {
  /** Two uniform regions, one after the other. */
  readonly kind: "hot-cold";
  /** The hot pages: few, written often. */
  readonly hot: RatedRegion;
  /** The cold pages: many, written rarely. */
  readonly cold: RatedRegion;
  /**
   * First page of the region. Range: >= 0.
   * @defaultValue after the previous region without a start; page 0 if it does not fit there
   */
  readonly start?: number | undefined;
  /**
   * contiguous: in a row; scattered: spread over memory by a permutation fixed by the seed, or with a start over its own pages.
   * @defaultValue "contiguous"
   */
  readonly layout?: "contiguous" | "scattered" | undefined;
  /**
   * Pages that a scattered region with a start is spread over, its own included.
   * @defaultValue its own; those of all its classes
   */
  readonly spread?: "memory" | Block | undefined;
  /**
   * Mean number of pages written in a row, geometrically distributed. Contiguous regions only; a run stays within 1024 aligned pages.
   * Range: >= 1 and <= 1024.
   * @defaultValue 1
   */
  readonly run?: number | undefined;
  /**
   * Share of the guest's processor time that the source needs to keep its rate, as a writer paced by a clock does: less time left slows it
   * in proportion. 1 slows down with the guest. Range: > 0 and <= 1.
   * @defaultValue 1
   */
  readonly cpu?: number | undefined;
  /**
   * Threads that share the source's rate: in post-copy one that waits for a page stops its own share, and the others go on. Range: >= 1 and
   * <= 65536.
   * @defaultValue an access that waits stops a virtual CPU, and with it that share of the whole guest
   */
  readonly threads?: number | Threads | undefined;
  /**
   * Traffic that causes the writes: perMessage or perByte pages for what is delivered, or a rate until flows of a fixed volume are done. A
   * faster exchange ends the writing sooner.
   * @defaultValue none
   */
  readonly while?: string | FlowOfAPeer | undefined;
}

/** Regions of several temperatures, each written uniformly at its own rate. */
export interface ClassesSource {
  /** Any number of uniform regions, one after the other. */
  readonly kind: "classes";
  /** The regions in order; at least one. */
  readonly classes: readonly RatedRegion[];
  /**
   * First page of the region. Range: >= 0.
   * @defaultValue after the previous region without a start; page 0 if it does not fit there
   */
  readonly start?: number | undefined;
  /**
   * contiguous: in a row; scattered: spread over memory by a permutation fixed by the seed, or with a start over its own pages.
   * @defaultValue "contiguous"
   */
  readonly layout?: "contiguous" | "scattered" | undefined;
  /**
   * Pages that a scattered region with a start is spread over, its own included.
   * @defaultValue its own; those of all its classes
   */
  readonly spread?: "memory" | Block | undefined;
  /**
   * Mean number of pages written in a row, geometrically distributed. Contiguous regions only; a run stays within 1024 aligned pages.
   * Range: >= 1 and <= 1024.
   * @defaultValue 1
   */
  readonly run?: number | undefined;
  /**
   * Share of the guest's processor time that the source needs to keep its rate, as a writer paced by a clock does: less time left slows it
   * in proportion. 1 slows down with the guest. Range: > 0 and <= 1.
   * @defaultValue 1
   */
  readonly cpu?: number | undefined;
  /**
   * Threads that share the source's rate: in post-copy one that waits for a page stops its own share, and the others go on. Range: >= 1 and
   * <= 65536.
   * @defaultValue an access that waits stops a virtual CPU, and with it that share of the whole guest
   */
  readonly threads?: number | Threads | undefined;
  /**
   * Traffic that causes the writes: perMessage or perByte pages for what is delivered, or a rate until flows of a fixed volume are done. A
   * faster exchange ends the writing sooner.
   * @defaultValue none
   */
  readonly while?: string | FlowOfAPeer | undefined;
}

/** Writes whose popularity falls off as in key-value stores. */
export interface ZipfSource {
  /** Page i of the region, from 1, with probability proportional to i^-exponent. */
  readonly kind: "zipf";
  /**
   * Size of the region, rounded up to whole pages. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB.
   * Range: > 0.
   */
  readonly size: number | string;
  /**
   * First page of the region. Range: >= 0.
   * @defaultValue after the previous region without a start; page 0 if it does not fit there
   */
  readonly start?: number | undefined;
  /**
   * contiguous: in a row; scattered: spread over memory by a permutation fixed by the seed, or with a start over its own pages.
   * @defaultValue "contiguous"
   */
  readonly layout?: "contiguous" | "scattered" | undefined;
  /**
   * Pages that a scattered region with a start is spread over, its own included.
   * @defaultValue its own; those of all its classes
   */
  readonly spread?: "memory" | Block | undefined;
  /**
   * Page writes per second of guest time, rewrites of a page included; with a unit of bytes, bytes of pages written. A number counts page
   * writes/s; a text has a unit, one of /s, k/s, M/s, G/s, B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s. Range: >= 0.
   * @defaultValue none; rate, dirtyRate, perMessage or perByte is required
   */
  readonly rate?: number | string | undefined;
  /**
   * Instead of rate: the dirty rate of this source alone, as QEMU's query-dirty-rate counts it: distinct pages per second, or bytes of
   * them. The write rate is computed from it and is in the result. A number counts pages/s; a text has a unit, one of /s, k/s, M/s, G/s,
   * B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s. Range: >= 0.
   */
  readonly dirtyRate?: number | string | DirtyRate | undefined;
  /**
   * Instead of rate, with while: page writes per message that the flow delivers, in either direction. Range: >= 0 and <= 1000000.
   * @defaultValue none
   */
  readonly perMessage?: number | undefined;
  /**
   * Instead of rate, with while: bytes of pages written per byte that the flow delivers, in either direction; 1 writes a page for each page
   * of data. Range: >= 0 and <= 1000.
   * @defaultValue none
   */
  readonly perByte?: number | undefined;
  /**
   * Mean number of pages written in a row, geometrically distributed. Contiguous regions only; a run stays within 1024 aligned pages.
   * Range: >= 1 and <= 1024.
   * @defaultValue 1
   */
  readonly run?: number | undefined;
  /**
   * Page reads beside the writes. In post-copy the guest waits for them too; they take the place of accessesPerWrite.
   * @defaultValue none
   */
  readonly reads?: Reads | undefined;
  /**
   * Share of the guest's processor time that the source needs to keep its rate, as a writer paced by a clock does: less time left slows it
   * in proportion. 1 slows down with the guest. Range: > 0 and <= 1.
   * @defaultValue 1
   */
  readonly cpu?: number | undefined;
  /**
   * Threads that share the source's rate: in post-copy one that waits for a page stops its own share, and the others go on. Range: >= 1 and
   * <= 65536.
   * @defaultValue an access that waits stops a virtual CPU, and with it that share of the whole guest
   */
  readonly threads?: number | Threads | undefined;
  /**
   * Traffic that causes the writes: perMessage or perByte pages for what is delivered, or a rate until flows of a fixed volume are done. A
   * faster exchange ends the writing sooner.
   * @defaultValue none
   */
  readonly while?: string | FlowOfAPeer | undefined;
  /**
   * Exponent of the Zipf distribution; 0 is uniform. Range: >= 0 and <= 10.
   * @defaultValue 0.99
   */
  readonly exponent?: number | undefined;
}

/** Writes that favour the first pages of a region. */
export interface PowerLawSource {
  /** Page floor(pages x u^exponent) of the region, u uniform in [0, 1). */
  readonly kind: "power-law";
  /**
   * Size of the region, rounded up to whole pages. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB.
   * Range: > 0.
   */
  readonly size: number | string;
  /**
   * First page of the region. Range: >= 0.
   * @defaultValue after the previous region without a start; page 0 if it does not fit there
   */
  readonly start?: number | undefined;
  /**
   * contiguous: in a row; scattered: spread over memory by a permutation fixed by the seed, or with a start over its own pages.
   * @defaultValue "contiguous"
   */
  readonly layout?: "contiguous" | "scattered" | undefined;
  /**
   * Pages that a scattered region with a start is spread over, its own included.
   * @defaultValue its own; those of all its classes
   */
  readonly spread?: "memory" | Block | undefined;
  /**
   * Page writes per second of guest time, rewrites of a page included; with a unit of bytes, bytes of pages written. A number counts page
   * writes/s; a text has a unit, one of /s, k/s, M/s, G/s, B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s. Range: >= 0.
   * @defaultValue none; rate, dirtyRate, perMessage or perByte is required
   */
  readonly rate?: number | string | undefined;
  /**
   * Instead of rate: the dirty rate of this source alone, as QEMU's query-dirty-rate counts it: distinct pages per second, or bytes of
   * them. The write rate is computed from it and is in the result. A number counts pages/s; a text has a unit, one of /s, k/s, M/s, G/s,
   * B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s. Range: >= 0.
   */
  readonly dirtyRate?: number | string | DirtyRate | undefined;
  /**
   * Instead of rate, with while: page writes per message that the flow delivers, in either direction. Range: >= 0 and <= 1000000.
   * @defaultValue none
   */
  readonly perMessage?: number | undefined;
  /**
   * Instead of rate, with while: bytes of pages written per byte that the flow delivers, in either direction; 1 writes a page for each page
   * of data. Range: >= 0 and <= 1000.
   * @defaultValue none
   */
  readonly perByte?: number | undefined;
  /**
   * Mean number of pages written in a row, geometrically distributed. Contiguous regions only; a run stays within 1024 aligned pages.
   * Range: >= 1 and <= 1024.
   * @defaultValue 1
   */
  readonly run?: number | undefined;
  /**
   * Page reads beside the writes. In post-copy the guest waits for them too; they take the place of accessesPerWrite.
   * @defaultValue none
   */
  readonly reads?: Reads | undefined;
  /**
   * Share of the guest's processor time that the source needs to keep its rate, as a writer paced by a clock does: less time left slows it
   * in proportion. 1 slows down with the guest. Range: > 0 and <= 1.
   * @defaultValue 1
   */
  readonly cpu?: number | undefined;
  /**
   * Threads that share the source's rate: in post-copy one that waits for a page stops its own share, and the others go on. Range: >= 1 and
   * <= 65536.
   * @defaultValue an access that waits stops a virtual CPU, and with it that share of the whole guest
   */
  readonly threads?: number | Threads | undefined;
  /**
   * Traffic that causes the writes: perMessage or perByte pages for what is delivered, or a rate until flows of a fixed volume are done. A
   * faster exchange ends the writing sooner.
   * @defaultValue none
   */
  readonly while?: string | FlowOfAPeer | undefined;
  /** Exponent; 1 is uniform, larger values favour the first pages. Range: >= 1 and <= 100. */
  readonly exponent: number;
}

/** Cyclic writes in address order, as stress tools make them. */
export interface SweepSource {
  /** Cyclic writes in address order, evenly spaced in time. */
  readonly kind: "sweep";
  /**
   * Size of the region, rounded up to whole pages. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB.
   * Range: > 0.
   */
  readonly size: number | string;
  /**
   * First page of the region. Range: >= 0.
   * @defaultValue after the previous region without a start; page 0 if it does not fit there
   */
  readonly start?: number | undefined;
  /**
   * contiguous: in a row; scattered: spread over memory by a permutation fixed by the seed, or with a start over its own pages.
   * @defaultValue "contiguous"
   */
  readonly layout?: "contiguous" | "scattered" | undefined;
  /**
   * Pages that a scattered region with a start is spread over, its own included.
   * @defaultValue its own; those of all its classes
   */
  readonly spread?: "memory" | Block | undefined;
  /**
   * Page writes per second of guest time, rewrites of a page included; with a unit of bytes, bytes of pages written. A number counts page
   * writes/s; a text has a unit, one of /s, k/s, M/s, G/s, B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s. Range: >= 0.
   * @defaultValue none; rate, dirtyRate, perMessage or perByte is required
   */
  readonly rate?: number | string | undefined;
  /**
   * Instead of rate: the dirty rate of this source alone, as QEMU's query-dirty-rate counts it: distinct pages per second, or bytes of
   * them. The write rate is computed from it and is in the result. A number counts pages/s; a text has a unit, one of /s, k/s, M/s, G/s,
   * B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s. Range: >= 0.
   */
  readonly dirtyRate?: number | string | DirtyRate | undefined;
  /**
   * Instead of rate, with while: page writes per message that the flow delivers, in either direction. Range: >= 0 and <= 1000000.
   * @defaultValue none
   */
  readonly perMessage?: number | undefined;
  /**
   * Instead of rate, with while: bytes of pages written per byte that the flow delivers, in either direction; 1 writes a page for each page
   * of data. Range: >= 0 and <= 1000.
   * @defaultValue none
   */
  readonly perByte?: number | undefined;
  /**
   * Pages from one write to the next. Range: >= 1.
   * @defaultValue 1
   */
  readonly stride?: number | undefined;
  /**
   * Page of the region that is written first. Range: >= 0.
   * @defaultValue 0
   */
  readonly offset?: number | undefined;
  /**
   * Share of the guest's processor time that the source needs to keep its rate, as a writer paced by a clock does: less time left slows it
   * in proportion. 1 slows down with the guest. Range: > 0 and <= 1.
   * @defaultValue 1
   */
  readonly cpu?: number | undefined;
  /**
   * Threads that share the source's rate: in post-copy one that waits for a page stops its own share, and the others go on. Range: >= 1 and
   * <= 65536.
   * @defaultValue an access that waits stops a virtual CPU, and with it that share of the whole guest
   */
  readonly threads?: number | Threads | undefined;
  /**
   * Traffic that causes the writes: perMessage or perByte pages for what is delivered, or a rate until flows of a fixed volume are done. A
   * faster exchange ends the writing sooner.
   * @defaultValue none
   */
  readonly while?: string | FlowOfAPeer | undefined;
}

/** The whole region is written once per period, as a game server does per frame. */
export interface BurstSource {
  /** The whole region at once, periodically. */
  readonly kind: "burst";
  /**
   * Size of the region, rounded up to whole pages. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB.
   * Range: > 0.
   */
  readonly size: number | string;
  /**
   * First page of the region. Range: >= 0.
   * @defaultValue after the previous region without a start; page 0 if it does not fit there
   */
  readonly start?: number | undefined;
  /**
   * contiguous: in a row; scattered: spread over memory by a permutation fixed by the seed, or with a start over its own pages.
   * @defaultValue "contiguous"
   */
  readonly layout?: "contiguous" | "scattered" | undefined;
  /**
   * Pages that a scattered region with a start is spread over, its own included.
   * @defaultValue its own; those of all its classes
   */
  readonly spread?: "memory" | Block | undefined;
  /**
   * Guest time between bursts; the first is at guest second 0. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min,
   * h. Range: > 0.
   */
  readonly period: number | string;
  /**
   * Share of the guest's processor time that the source needs to keep its rate, as a writer paced by a clock does: less time left slows it
   * in proportion. 1 slows down with the guest. Range: > 0 and <= 1.
   * @defaultValue 1
   */
  readonly cpu?: number | undefined;
  /**
   * Threads that share the source's rate: in post-copy one that waits for a page stops its own share, and the others go on. Range: >= 1 and
   * <= 65536.
   * @defaultValue an access that waits stops a virtual CPU, and with it that share of the whole guest
   */
  readonly threads?: number | Threads | undefined;
  /**
   * Traffic that causes the writes: perMessage or perByte pages for what is delivered, or a rate until flows of a fixed volume are done. A
   * faster exchange ends the writing sooner.
   * @defaultValue none
   */
  readonly while?: string | FlowOfAPeer | undefined;
}

/** Phases of guest time, one after the other, each with its own sources. */
export interface PhasesSource {
  /** Sources that change over time. */
  readonly kind: "phases";
  /**
   * Start again after the last phase.
   * @defaultValue false
   */
  readonly repeat?: boolean | undefined;
  /**
   * Guest time into the phases at which the migration starts. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h.
   * Range: >= 0.
   * @defaultValue "0 s"
   */
  readonly offset?: number | string | undefined;
  /** The phases in order; at least one. */
  readonly phases: readonly Phase[];
  /**
   * Share of the guest's processor time that the source needs to keep its rate, as a writer paced by a clock does: less time left slows it
   * in proportion. 1 slows down with the guest. Range: > 0 and <= 1.
   * @defaultValue 1
   */
  readonly cpu?: number | undefined;
  /**
   * Threads that share the source's rate: in post-copy one that waits for a page stops its own share, and the others go on. Range: >= 1 and
   * <= 65536.
   * @defaultValue an access that waits stops a virtual CPU, and with it that share of the whole guest
   */
  readonly threads?: number | Threads | undefined;
  /**
   * Traffic that causes the writes: perMessage or perByte pages for what is delivered, or a rate until flows of a fixed volume are done. A
   * faster exchange ends the writing sooner.
   * @defaultValue none
   */
  readonly while?: string | FlowOfAPeer | undefined;
}

/** Page writes as recorded. */
export interface TraceSource {
  /** Recorded page writes. */
  readonly kind: "trace";
  /**
   * CSV file with one write per line: seconds,page[,count], count pages in a row from page on. May have a heading and be packed by gzip.
   * @defaultValue none; file or events is required
   */
  readonly file?: string | undefined;
  /** The writes in the scenario itself instead of a file: rows, or two columns; seconds never decrease. */
  readonly events?: readonly (readonly number[])[] | TraceColumns | undefined;
  /**
   * Start again after the duration.
   * @defaultValue false
   */
  readonly repeat?: boolean | undefined;
  /**
   * Guest time that the recording covers. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0.
   * @defaultValue up to its last write, which is then made at the end
   */
  readonly duration?: number | string | undefined;
  /**
   * Merge writes within bins of guest time: of the writes to one page in a bin the first and the last are kept, so that every longer window
   * has the same dirty pages. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: > 0.
   * @defaultValue none up to 67108864 writes, or 4 per page; beyond, 1 ms, doubled until half of that are left
   */
  readonly bin?: number | string | undefined;
  /**
   * Share of the guest's processor time that the source needs to keep its rate, as a writer paced by a clock does: less time left slows it
   * in proportion. 1 slows down with the guest. Range: > 0 and <= 1.
   * @defaultValue 1
   */
  readonly cpu?: number | undefined;
  /**
   * Threads that share the source's rate: in post-copy one that waits for a page stops its own share, and the others go on. Range: >= 1 and
   * <= 65536.
   * @defaultValue an access that waits stops a virtual CPU, and with it that share of the whole guest
   */
  readonly threads?: number | Threads | undefined;
  /**
   * Traffic that causes the writes: perMessage or perByte pages for what is delivered, or a rate until flows of a fixed volume are done. A
   * faster exchange ends the writing sooner.
   * @defaultValue none
   */
  readonly while?: string | FlowOfAPeer | undefined;
}

/** The sources of a workload preset. */
export interface PresetSource {
  /** Sources with published or fitted figures. */
  readonly kind: "preset";
  /** Name of a workload preset; `xenvmc-sim presets` lists them. */
  readonly name: string;
  /**
   * Share of the guest's processor time that the source needs to keep its rate, as a writer paced by a clock does: less time left slows it
   * in proportion. 1 slows down with the guest. Range: > 0 and <= 1.
   * @defaultValue 1
   */
  readonly cpu?: number | undefined;
  /**
   * Threads that share the source's rate: in post-copy one that waits for a page stops its own share, and the others go on. Range: >= 1 and
   * <= 65536.
   * @defaultValue an access that waits stops a virtual CPU, and with it that share of the whole guest
   */
  readonly threads?: number | Threads | undefined;
  /**
   * Traffic that causes the writes: perMessage or perByte pages for what is delivered, or a rate until flows of a fixed volume are done. A
   * faster exchange ends the writing sooner.
   * @defaultValue none
   */
  readonly while?: string | FlowOfAPeer | undefined;
}

/** A higher downtime limit from a given bitmap sync on. Default: none. */
export interface RelaxedDowntimeLimit {
  /** Bitmap sync from which the limit holds, set-up not counted. Range: >= 1 and <= 2147483648. */
  readonly afterSyncs: number;
  /** Downtime limit from then on. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 2000. */
  readonly downtimeLimit: number | string;
}

/** Pages that communication dirties. Default: the guest calibration's, for every figure that is not given. */
export interface Dirtying {
  /**
   * Time from one burst of a sender to the next. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: > 0
   * and <= 3600.
   */
  readonly pacing?: number | string | undefined;
  /** Pages that the guest's kernel dirties with or without traffic. */
  readonly base?: KernelDirtying | undefined;
  /** Pages dirtied by netfront. */
  readonly netfront?: NetfrontDirtying | undefined;
  /** Pages dirtied by shared-memory rings. */
  readonly sharedMemory?: RingDirtying | undefined;
  /** Pages that readers falling behind add. */
  readonly peak?: PeakDirtying | undefined;
}

/** CPU time per message and page; times per message are the calibration's. */
export interface ChannelCosts {
  /**
   * CPU time of a guest to copy one byte; not part of the calibrated time per message. A number counts seconds; a text has a unit, one of
   * ns, us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   * @defaultValue 1e-10
   */
  readonly copy?: number | string | undefined;
  /**
   * CPU time of a system call and its socket look-up; not part of the calibrated time per message. A number counts seconds; a text has a
   * unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   * @defaultValue 3e-7
   */
  readonly systemCall?: number | string | undefined;
  /**
   * CPU time of a hypercall such as sending an event; part of the time per message only if messages are shared by mapping. A number counts
   * seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   * @defaultValue 4e-7
   */
  readonly hypercall?: number | string | undefined;
  /**
   * CPU time of the receiver to wake up; not part of the calibrated time per message. A number counts seconds; a text has a unit, one of
   * ns, us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   * @defaultValue 0.0000035
   */
  readonly wake?: number | string | undefined;
  /**
   * CPU time of a guest's network stack per netfront segment; not part of the calibrated time per message. A number counts seconds; a text
   * has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   * @defaultValue 0.000001
   */
  readonly segment?: number | string | undefined;
  /**
   * CPU time of netback per packet. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   * @defaultValue 0.0000015
   */
  readonly netbackPacket?: number | string | undefined;
  /**
   * CPU time of netback to map, copy and unmap one granted page. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min,
   * h. Range: >= 0 and <= 1.
   * @defaultValue 0.0000015
   */
  readonly netbackPage?: number | string | undefined;
}

/** The standard network path, also for calls that the channel does not intercept. */
export interface Netfront {
  /**
   * Segmentation offload (TSO); without it no packet exceeds the MTU.
   * @defaultValue true
   */
  readonly segmentationOffload?: boolean | undefined;
  /**
   * Segment size between guests of one host with segmentation offload. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB,
   * KiB, MiB, GiB, TiB. Range: >= 1 and <= 2147483648.
   * @defaultValue 65160
   */
  readonly localSegment?: number | string | undefined;
  /**
   * Segment size without offload, and of segments from another host. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB,
   * KiB, MiB, GiB, TiB. Range: >= 1 and <= 2147483648.
   * @defaultValue 1448
   */
  readonly wireSegment?: number | string | undefined;
}

/** The shared-memory rings of XenVMC. */
export interface Rings {
  /**
   * Data pages of a ring; a pair of guests has one ring per direction. A number counts pages; a text has a unit, one of pages, page. Range:
   * >= 1 and <= 65536.
   * @defaultValue 128
   */
  readonly ringPages?: number | string | undefined;
  /**
   * Largest message in one record. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range: >= 1 and
   * <= 2147483648.
   * @defaultValue the ring less a record's header
   */
  readonly largestMessage?: number | string | undefined;
  /**
   * Split larger messages into records; without it they are refused.
   * @defaultValue true
   */
  readonly splitsLargeMessages?: boolean | undefined;
  /**
   * Share of calls that the channel intercepts; the rest use netfront. Range: >= 0 and <= 1.
   * @defaultValue 1
   */
  readonly intercepted?: number | undefined;
  /**
   * Unread bytes at which the sender blocks. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range:
   * >= 1 and <= 2147483648.
   * @defaultValue 4194304
   */
  readonly stagingLimit?: number | string | undefined;
  /**
   * Rounding of staging buffers: to kmalloc's size classes, or none.
   * @defaultValue "kmalloc"
   */
  readonly stagingAllocator?: "kmalloc" | "exact" | undefined;
  /**
   * Time that data occupies the ring before it is staged. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h.
   * Range: > 0 and <= 1.
   * @defaultValue 0.00003
   */
  readonly ringHold?: number | string | undefined;
}

/** Times to leave a channel and to join one. */
export interface Switching {
  /**
   * Time from a guest's announcement until its last peer has heard it. A number counts seconds; a text has a unit, one of ns, us, µs, ms,
   * s, min, h. Range: >= 0 and <= 3600.
   * @defaultValue 0.005
   */
  readonly announce?: number | string | undefined;
  /**
   * Time to unmap one shared page. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 1.
   * @defaultValue 0.000001
   */
  readonly unmap?: number | string | undefined;
  /**
   * Time to release the channel once the peer has unmapped it. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min,
   * h. Range: >= 0 and <= 3600.
   * @defaultValue 0.001
   */
  readonly release?: number | string | undefined;
  /**
   * Time from registering at a host to receiving its list of members. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s,
   * min, h. Range: >= 0 and <= 3600.
   * @defaultValue 0.012
   */
  readonly register?: number | string | undefined;
  /**
   * Time to grant and map the pages of both rings. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >=
   * 0 and <= 3600.
   * @defaultValue 0.001
   */
  readonly connect?: number | string | undefined;
  /**
   * Time to agree on the switch, per socket. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and
   * <= 3600.
   * @defaultValue 0.001
   */
  readonly handshake?: number | string | undefined;
  /**
   * Polling interval for new members; 0: members are announced at once. A number counts seconds; a text has a unit, one of ns, us, µs, ms,
   * s, min, h. Range: >= 0 and <= 3600.
   * @defaultValue 0
   */
  readonly poll?: number | string | undefined;
  /**
   * Time after which the toolstack gives up waiting for a guest to suspend. A number counts seconds; a text has a unit, one of ns, us, µs,
   * ms, s, min, h. Range: > 0 and <= 3600.
   * @defaultValue 60
   */
  readonly suspendLimit?: number | string | undefined;
}

/** Parts of the modified protocol: a reconstruction. */
export interface Modification {
  /**
   * M1: deliver from the ring to the user's buffer, without staging.
   * @defaultValue true
   */
  readonly directDelivery?: boolean | undefined;
  /**
   * M1: reset the ring's index to its beginning whenever the ring is empty.
   * @defaultValue true
   */
  readonly rewindingWindow?: boolean | undefined;
  /**
   * M1: one event for several messages: fewer events and less CPU time, the same calibrated time per message.
   * @defaultValue true
   */
  readonly batching?: boolean | undefined;
  /**
   * M1: use the modified protocol's times per message instead of XenVMC's.
   * @defaultValue true
   */
  readonly fasterExchange?: boolean | undefined;
  /**
   * M4: one ring per guest for all its peers, as XenVMC's thesis plans.
   * @defaultValue false
   */
  readonly sharedRing?: boolean | undefined;
  /**
   * M3: message size from which messages are shared by mapping instead of copied. A number counts bytes; a text has a unit, one of B, kB,
   * MB, GB, TB, KiB, MiB, GiB, TiB. Range: >= 1 and <= 2147483648.
   * @defaultValue none
   */
  readonly shareFrom?: number | string | undefined;
  /**
   * M5: the copy knows the channel's pages, and leaves them out until the last round; Xen's engines only.
   * @defaultValue false
   */
  readonly holdBack?: boolean | undefined;
  /**
   * M6: the rings are pages of Dom0, mapped by both guests.
   * @defaultValue false
   */
  readonly ringsInDom0?: boolean | undefined;
  /**
   * Messages per event at most; affects events and CPU time only. Range: >= 1 and <= 1000000.
   * @defaultValue 4
   */
  readonly batchMessages?: number | undefined;
  /**
   * Longest wait for a batch to fill; affects events and CPU time only, no message is delivered later. A number counts seconds; a text has
   * a unit, one of ns, us, µs, ms, s, min, h. Range: > 0 and <= 1.
   * @defaultValue 0.00005
   */
  readonly batchWait?: number | string | undefined;
  /**
   * Time that data waits in the ring for its reader. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >
   * 0 and <= 1.
   * @defaultValue 0.00005
   */
  readonly directHold?: number | string | undefined;
}

/** One figure of the report of a study. */
export interface StudyFigure {
  /** Axis of the study to plot along: its name, or the last part of its path. */
  readonly x: string;
  /** Figure to plot: totalSeconds, downtimeSeconds, or any other total. */
  readonly y: string;
  /** Axis with one line per value, or variant. */
  readonly lines?: string | undefined;
  /** Axis with one panel per value, or variant. */
  readonly panels?: string | undefined;
}

/** A passed-through device. */
export interface VfioDevice {
  /** A passed-through device whose driver supports migration. */
  readonly kind: "vfio";
  /**
   * State that the device gives only when it is stopped: sent within the pause. A number counts bytes; a text has a unit, one of B, kB, MB,
   * GB, TB, KiB, MiB, GiB, TiB. Range: >= 0 and <= 107374182400.
   */
  readonly stopCopy: number | string;
  /**
   * Rate at which the device gives its state and takes it at the destination; a slower link or connection rules instead. A number counts
   * bytes/s; a text has a unit, one of B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s.
   * Range: > 0 and <= 1000000000000000.
   */
  readonly bandwidth: number | string;
  /**
   * State that the device gives while it runs (VFIO pre-copy), once. Absent: it gives none before it is stopped. A number counts bytes; a
   * text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range: >= 0 and <= 107374182400.
   */
  readonly pending?: number | string | undefined;
}

/** A device served by another process. */
export interface VhostUserDevice {
  /** A device served by another process over vhost-user. */
  readonly kind: "vhost-user";
  /**
   * Time of the destination, within the pause, until that process serves the device. A number counts seconds; a text has a unit, one of ns,
   * us, µs, ms, s, min, h. Range: >= 0 and <= 3600.
   */
  readonly reconnect: number | string;
}

/** Page reads beside the writes. In post-copy the guest waits for them too; they take the place of accessesPerWrite. Default: none. */
export interface Reads {
  /**
   * Page reads per second of guest time; with a unit of bytes, bytes of pages read. A number counts page writes/s; a text has a unit, one
   * of /s, k/s, M/s, G/s, B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s. Range: >= 0.
   */
  readonly rate: number | string;
  /**
   * Size of the region that is read, rounded up to whole pages. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB,
   * MiB, GiB, TiB. Range: > 0.
   * @defaultValue the source's
   */
  readonly size?: number | string | undefined;
  /**
   * First page of the region that is read. Range: >= 0.
   * @defaultValue the source's
   */
  readonly start?: number | undefined;
}

/** The hot pages: few, written often. */
export interface RatedRegion {
  /**
   * Size of the region, rounded up to whole pages. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB.
   * Range: > 0.
   */
  readonly size: number | string;
  /**
   * Page writes per second of guest time, rewrites of a page included; with a unit of bytes, bytes of pages written. A number counts page
   * writes/s; a text has a unit, one of /s, k/s, M/s, G/s, B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s. Range: >= 0.
   * @defaultValue none; rate, dirtyRate, perMessage or perByte is required
   */
  readonly rate?: number | string | undefined;
  /**
   * Instead of rate: the dirty rate of this source alone, as QEMU's query-dirty-rate counts it: distinct pages per second, or bytes of
   * them. The write rate is computed from it and is in the result. A number counts pages/s; a text has a unit, one of /s, k/s, M/s, G/s,
   * B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s. Range: >= 0.
   */
  readonly dirtyRate?: number | string | DirtyRate | undefined;
  /**
   * Instead of rate, with while: page writes per message that the flow delivers, in either direction. Range: >= 0 and <= 1000000.
   * @defaultValue none
   */
  readonly perMessage?: number | undefined;
  /**
   * Instead of rate, with while: bytes of pages written per byte that the flow delivers, in either direction; 1 writes a page for each page
   * of data. Range: >= 0 and <= 1000.
   * @defaultValue none
   */
  readonly perByte?: number | undefined;
}

/** Parameters of auto-converge. */
export interface AutoConverge {
  /**
   * First throttle: share of CPU time withheld from the guest. Range: >= 0.01 and <= 0.99.
   * @defaultValue 0.2
   */
  readonly initial?: number | undefined;
  /**
   * Increase of the throttle at each further step. Range: >= 0.01 and <= 0.99.
   * @defaultValue 0.1
   */
  readonly increment?: number | undefined;
  /**
   * Highest throttle. Range: >= 0.01 and <= 0.99.
   * @defaultValue 0.99
   */
  readonly max?: number | undefined;
  /**
   * A period counts as not converging if more than this share of the bytes sent in it was dirtied. Range: >= 0.01 and <= 1.
   * @defaultValue 0.5
   */
  readonly trigger?: number | undefined;
  /**
   * Bitmap sync forced after this time without one; 0: never. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h.
   * Range: >= 0 and <= 3600.
   * @defaultValue 5 s from QEMU 9.2 on, 0 before
   */
  readonly forcedSync?: number | string | undefined;
  /**
   * Let a step take no more than brings the dirty rate to the trigger (cpu-throttle-tailslow, QEMU 5.1).
   * @defaultValue false
   */
  readonly tailslow?: boolean | undefined;
}

/** Parameters of dirty-limit. */
export interface DirtyLimit {
  /**
   * Quota of each vCPU: bytes of pages that it may dirty per second (vcpu-dirty-limit). A number counts bytes/s; a text has a unit, one of
   * B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s. Range: > 0 and <= 1000000000000000.
   * @defaultValue 1 MiB/s
   */
  readonly rate?: number | string | undefined;
  /**
   * Time between adjustments. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0.01 and <= 3600.
   * @defaultValue 1 s
   */
  readonly period?: number | string | undefined;
}

/** Parameters of XBZRLE. */
export interface Xbzrle {
  /**
   * Size of the page cache, a power of two. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range:
   * >= 4096 and <= 1099511627776.
   * @defaultValue 64 MiB
   */
  readonly cacheSize?: number | string | undefined;
  /**
   * Bytes of a page that change between two sends. Range: >= 1 and <= 1073741824.
   * @defaultValue 64
   */
  readonly changedBytes?: number | undefined;
  /**
   * Bytes that change in a row; the runs are spread evenly over the page. Range: >= 1 and <= 1073741824.
   * @defaultValue 64
   */
  readonly changedRun?: number | undefined;
}

/** Parameters of multifd. */
export interface Multifd {
  /**
   * Number of connections. Range: >= 1 and <= 255.
   * @defaultValue 2
   */
  readonly channels?: number | undefined;
  /**
   * Compression of page content: zlib and zstd by the channels' threads; qpl (Intel IAA, QEMU 9.1), uadk (HiSilicon, 9.1) and qatzip (Intel
   * QAT, 9.2) by accelerators.
   * @defaultValue none
   */
  readonly compression?: "none" | "zlib" | "zstd" | "qpl" | "uadk" | "qatzip" | undefined;
  /**
   * Bytes of content per byte on the wire. Range: >= 1 and <= 4096.
   * @defaultValue 2.743 for zlib, 2.887 for zstd, 1.98 for qpl, 2.88 for qatzip, 1.48 for uadk
   */
  readonly compressionRatio?: number | undefined;
  /**
   * Who looks for zero pages: the migration thread, or the channels' threads.
   * @defaultValue channels from QEMU 9.0 on, main before
   */
  readonly zeroPages?: "main" | "channels" | undefined;
  /**
   * Content compressed per second and connection. A number counts bytes/s; a text has a unit, one of B/s, kB/s, MB/s, GB/s, TB/s, KiB/s,
   * MiB/s, GiB/s, TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s. Range: > 0 and <= 1000000000000000.
   * @defaultValue 95 MB/s for zlib, 510 MB/s for zstd, 4.22 GB/s for qpl, 740 MB/s for qatzip; uadk has none and needs it
   */
  readonly compressionSpeed?: number | string | undefined;
  /**
   * Content that the host's accelerators compress per second for all connections together; 0: no limit. A number counts bytes/s; a text has
   * a unit, one of B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s. Range: >= 0 and <=
   * 1000000000000000.
   * @defaultValue 11.8 GB/s for qpl (four IAA devices), 4.03 GB/s for qatzip (four QAT devices), 0 for uadk
   */
  readonly acceleratorSpeed?: number | string | undefined;
  /**
   * Send pages without copying them into the kernel (zero-copy-send, QEMU 7.1); without compression and TLS.
   * @defaultValue false
   */
  readonly zeroCopySend?: boolean | undefined;
  /**
   * With zeroCopySend: speed of a connection relative to sending with a copy. Range: >= 1 and <= 100.
   * @defaultValue 1.18, that of idle hosts
   */
  readonly zeroCopySpeedup?: number | undefined;
}

/** Parameters of post-copy. */
export interface PostCopy {
  /**
   * Switch to post-copy at this bitmap sync; 0: after set-up. A stop policy decides instead if there is one. Range: >= 0 and <= 2147483648.
   * @defaultValue 1, the end of the first pass, unless afterSeconds is given
   */
  readonly afterSyncs?: number | undefined;
  /**
   * Switch to post-copy at this time after the request. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h.
   * Range: >= 0 and <= 1000000000.
   * @defaultValue none
   */
  readonly afterSeconds?: number | string | undefined;
  /**
   * Send requested pages over a connection of their own (postcopy-preempt).
   * @defaultValue false
   */
  readonly preempt?: boolean | undefined;
  /**
   * With preempt: the background pages go on behind a requested one.
   * @defaultValue true from QEMU 10.1 on, false before
   */
  readonly hints?: boolean | undefined;
  /**
   * Switch to post-copy even if what is left fits into the downtime limit; false: complete in pre-copy.
   * @defaultValue true from QEMU 10.1 on, false before
   */
  readonly beforeCompletion?: boolean | undefined;
  /**
   * Without preempt: bytes queued ahead of a requested page. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB,
   * GiB, TiB. Range: >= 0 and <= 1099511627776.
   * @defaultValue 212,992 B, a socket's buffer
   */
  readonly queued?: number | string | undefined;
  /**
   * Cost of a page fault in addition to the transfer of its page. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s,
   * min, h. Range: >= 0 and <= 3600.
   * @defaultValue 0.1 ms
   */
  readonly faultTime?: number | string | undefined;
  /**
   * Time of the destination to place a page. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and
   * <= 3600.
   * @defaultValue 1.51 us
   */
  readonly placePageTime?: number | string | undefined;
  /**
   * Time of the destination to place a zero page. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0
   * and <= 3600.
   * @defaultValue 0.53 us
   */
  readonly placeZeroPageTime?: number | string | undefined;
  /**
   * Time of the destination, within the pause, to drop one range of pages that will be sent again. A number counts seconds; a text has a
   * unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 3600.
   * @defaultValue 1.2 us
   */
  readonly discardRangeTime?: number | string | undefined;
  /**
   * Time of the destination to drop a page of such a range that had been sent before. A number counts seconds; a text has a unit, one of
   * ns, us, µs, ms, s, min, h. Range: >= 0 and <= 3600.
   * @defaultValue 0.2 us
   */
  readonly discardPageTime?: number | string | undefined;
  /**
   * Page accesses per page write of the workload, since reads fault too. Range: >= 1 and <= 1000000.
   * @defaultValue 3
   */
  readonly accessesPerWrite?: number | undefined;
}

/** Times per message measured on a machine of one's own. */
export interface OwnCalibration {
  /**
   * Calibration for all that the points do not say.
   * @defaultValue "e2016"
   */
  readonly from?: "e2012" | "e2016" | "e2024" | undefined;
  /** Points measured on a machine of one's own, in any order. */
  readonly points: readonly CalibrationPoint[];
}

/** Pages that the guest's kernel dirties with or without traffic. */
export interface KernelDirtying {
  /** Pages dirtied at every wake-up. A number counts pages; a text has a unit, one of pages, page. Range: >= 0 and <= 16777216. */
  readonly hotPages?: number | string | undefined;
  /**
   * Time between wake-ups of a guest without traffic. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range:
   * > 0 and <= 3600.
   */
  readonly idleWake?: number | string | undefined;
  /**
   * Count what the guest dirties without traffic, too: hotPages every idleWake, and all of coldRate.
   * @defaultValue false; host.setupDirtyPages has what an idle guest adds
   */
  readonly idle?: boolean | undefined;
  /** Pages dirtied occasionally, at random. A number counts pages; a text has a unit, one of pages, page. Range: >= 0 and <= 16777216. */
  readonly coldPages?: number | string | undefined;
  /**
   * Page writes to all cold pages together. A number counts page writes/s; a text has a unit, one of /s, k/s, M/s, G/s, B/s, kB/s, MB/s,
   * GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s. Range: >= 0 and <= 1000000000.
   */
  readonly coldRate?: number | string | undefined;
}

/** Pages dirtied by netfront. */
export interface NetfrontDirtying {
  /** Pages in the pool of netfront's buffers. A number counts pages; a text has a unit, one of pages, page. Range: >= 1 and <= 16777216. */
  readonly poolPages?: number | string | undefined;
  /**
   * linux-6.1: slab pages of socket-buffer heads. A number counts pages; a text has a unit, one of pages, page. Range: >= 1 and <=
   * 16777216.
   */
  readonly headPages?: number | string | undefined;
  /** linux-6.1: heads written per receive slot. Range: >= 0 and <= 1000000. */
  readonly headWritesPerSlot?: number | undefined;
  /** linux-6.1: receive slots per packet in addition to those of its bytes. Range: >= 0 and <= 1000000. */
  readonly slotsPerReceivedPacket?: number | undefined;
  /**
   * linux-6.1: largest packet of a burst. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range: >=
   * 1 and <= 2147483648.
   */
  readonly largestSegment?: number | string | undefined;
  /**
   * linux-6.1: time per message within which bursts merge. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h.
   * Range: >= 0 and <= 3600.
   */
  readonly busyPerMessage?: number | string | undefined;
  /**
   * linux-6.1: pages rewritten at every burst. A number counts pages; a text has a unit, one of pages, page. Range: >= 0 and <= 16777216.
   */
  readonly hotPages?: number | string | undefined;
  /** linux-6.1: hot pages per page in flight, sent and not acknowledged. Range: >= 0 and <= 1000000. */
  readonly sentPagesPerPage?: number | undefined;
  /** linux-6.1: hot pages per page received and not read. Range: >= 0 and <= 1000000. */
  readonly receivedPagesPerPage?: number | undefined;
  /** linux-6.1: hot pages per packet with its own head. Range: >= 0 and <= 1000000. */
  readonly pagesPerSmallPacket?: number | undefined;
  /** linux-2.6: pages of one socket-buffer head. Range: >= 0 and <= 1000000. */
  readonly headPagesPerPacket?: number | undefined;
  /** linux-2.6: ACK packets per segment. Range: >= 0 and <= 1000000. */
  readonly acknowledgementsPerSegment?: number | undefined;
}

/** Pages dirtied by shared-memory rings. */
export interface RingDirtying {
  /**
   * Pages dirtied at every burst by any guest that uses rings. A number counts pages; a text has a unit, one of pages, page. Range: >= 0
   * and <= 16777216.
   */
  readonly constantPages?: number | string | undefined;
  /**
   * Pages dirtied at every burst by a receiver. A number counts pages; a text has a unit, one of pages, page. Range: >= 0 and <= 16777216.
   */
  readonly receiverPages?: number | string | undefined;
  /**
   * Pages of the allocator that staging keeps busy. A number counts pages; a text has a unit, one of pages, page. Range: >= 0 and <=
   * 16777216.
   */
  readonly allocatorPages?: number | string | undefined;
  /** Count the buffer that a receiver reads into. */
  readonly countsUserBuffer?: boolean | undefined;
}

/** Pages that readers falling behind add. */
export interface PeakDirtying {
  /**
   * linux-6.1: delay of a reader. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and <= 3600.
   */
  readonly readerLag?: number | string | undefined;
  /**
   * linux-2.6: unread bytes in staging. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range: >= 0
   * and <= 1099511627776.
   */
  readonly unread?: number | string | undefined;
  /**
   * linux-2.6: staging pages in addition to the unread bytes. A number counts pages; a text has a unit, one of pages, page. Range: >= 0 and
   * <= 16777216.
   */
  readonly spareStagingPages?: number | string | undefined;
  /** linux-2.6: minimum of pages written per staged message. Range: >= 0 and <= 1000000. */
  readonly leastPagesPerMessage?: number | undefined;
  /** linux-2.6: pages of the ring's window. A number counts pages; a text has a unit, one of pages, page. Range: >= 1 and <= 16777216. */
  readonly windowPages?: number | string | undefined;
  /**
   * linux-2.6: pages of the window that every burst writes. A number counts pages; a text has a unit, one of pages, page. Range: >= 0 and
   * <= 16777216.
   */
  readonly rewoundPages?: number | string | undefined;
}

/** A block of pages around the region. */
export interface Block {
  /** First page of the block. Range: >= 0. */
  readonly start: number;
  /**
   * Size of the block, rounded up to whole pages. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB.
   * Range: > 0.
   */
  readonly size: number | string;
}

/** A dirty rate and the window it is counted in. */
export interface DirtyRate {
  /**
   * Distinct pages dirtied per second, or bytes of these pages. A number counts pages/s; a text has a unit, one of /s, k/s, M/s, G/s, B/s,
   * kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s. Range: >= 0.
   */
  readonly rate: number | string;
  /**
   * Window of guest time in which distinct pages are counted. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h.
   * Range: > 0 and <= 86400.
   * @defaultValue 1
   */
  readonly window?: number | string | undefined;
}

/** The threads that make a source's accesses. */
export interface Threads {
  /** Number of threads. Range: >= 1 and <= 65536. */
  readonly count: number;
  /**
   * Name of the threads: sources with the same name share them.
   * @defaultValue the source's own, shared by all its regions
   */
  readonly group?: string | undefined;
  /**
   * A thread that waits keeps its virtual CPU, as in an access of the guest's kernel or without asynchronous page faults. Otherwise others
   * run on it.
   * @defaultValue false
   */
  readonly holdVcpu?: boolean | undefined;
}

/** The traffic that a source is tied to. */
export interface FlowOfAPeer {
  /** Name of a peer. */
  readonly peer: string;
  /**
   * Index of a flow in the peer's list, from 0. Range: >= 0.
   * @defaultValue all of them
   */
  readonly flow?: number | undefined;
}

/** A span of guest time with its own sources. */
export interface Phase {
  /**
   * Guest time that the phase lasts. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: > 0.
   * @defaultValue for ever; allowed for the last phase of a workload that does not repeat
   */
  readonly duration?: number | string | undefined;
  /** Sources that write during the phase; empty for an idle phase. */
  readonly workload: readonly SimpleSource[];
}

/** One number per write in each column, as in results. */
export interface TraceColumns {
  /** Guest second of each write, never decreasing. */
  readonly seconds: readonly number[] | Float64Array | Uint32Array;
  /** Page of each write. */
  readonly pages: readonly number[] | Float64Array | Uint32Array;
  /**
   * Writes that these were merged from. Range: >= 0.
   * @defaultValue with a bin, those given
   */
  readonly recorded?: number | undefined;
}

/** Traffic at a fixed offered rate in each direction. */
export interface OpenFlow {
  /**
   * A fixed offered rate.
   * @defaultValue "open"
   */
  readonly mode?: "open" | undefined;
  /**
   * Size of a message, in both directions. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range:
   * >= 1 and <= 2147483648.
   */
  readonly message: number | string;
  /**
   * Transport protocol. UDP writes fewer pages, as nothing is acknowledged; its delivery is modelled like that of TCP.
   * @defaultValue "tcp"
   */
  readonly protocol?: "tcp" | "udp" | undefined;
  /**
   * Time between bursts of the sender. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: > 0 and <=
   * 3600.
   * @defaultValue that of the guest calibration
   */
  readonly pacing?: number | string | undefined;
  /**
   * Rate at which the application at each receiving end reads; 0: never. A number counts bytes/s; a text has a unit, one of B/s, kB/s,
   * MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s. Range: >= 0 and <= 100000000000.
   * @defaultValue as fast as bytes arrive
   */
  readonly reader?: number | string | undefined;
  /**
   * Weight in sharing a saturated link with other flows; the migration has 1. Range: > 0 and <= 1000000.
   * @defaultValue 1
   */
  readonly weight?: number | undefined;
  /**
   * Rate offered by the migrating guest. A number counts bytes/s; a text has a unit, one of B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s,
   * GiB/s, TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s. Range: >= 0 and <= 100000000000.
   * @defaultValue 0
   */
  readonly send?: number | string | undefined;
  /**
   * Rate offered to the migrating guest. A number counts bytes/s; a text has a unit, one of B/s, kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s,
   * GiB/s, TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s. Range: >= 0 and <= 100000000000.
   * @defaultValue 0
   */
  readonly receive?: number | string | undefined;
}

/** A fixed amount of data in each direction, as fast as possible. */
export interface VolumeFlow {
  /** A fixed amount, then nothing. */
  readonly mode: "volume";
  /**
   * Size of a message, in both directions. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range:
   * >= 1 and <= 2147483648.
   */
  readonly message: number | string;
  /**
   * Transport protocol. UDP writes fewer pages, as nothing is acknowledged; its delivery is modelled like that of TCP.
   * @defaultValue "tcp"
   */
  readonly protocol?: "tcp" | "udp" | undefined;
  /**
   * Time between bursts of the sender. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: > 0 and <=
   * 3600.
   * @defaultValue that of the guest calibration
   */
  readonly pacing?: number | string | undefined;
  /**
   * Rate at which the application at each receiving end reads; 0: never. A number counts bytes/s; a text has a unit, one of B/s, kB/s,
   * MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s. Range: >= 0 and <= 100000000000.
   * @defaultValue as fast as bytes arrive
   */
  readonly reader?: number | string | undefined;
  /**
   * Weight in sharing a saturated link with other flows; the migration has 1. Range: > 0 and <= 1000000.
   * @defaultValue 1
   */
  readonly weight?: number | undefined;
  /**
   * Amount that the migrating guest sends. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range:
   * >= 0 and <= 1125899906842624.
   * @defaultValue 0
   */
  readonly send?: number | string | undefined;
  /**
   * Amount that the migrating guest receives. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB.
   * Range: >= 0 and <= 1125899906842624.
   * @defaultValue 0
   */
  readonly receive?: number | string | undefined;
}

/** Requests and responses of the same size, as fast as the channel allows. */
export interface ClosedFlow {
  /** Requests and responses, each waiting for the one before. */
  readonly mode: "closed";
  /**
   * Size of a message, in both directions. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range:
   * >= 1 and <= 2147483648.
   */
  readonly message: number | string;
  /**
   * Transport protocol. UDP writes fewer pages, as nothing is acknowledged; its delivery is modelled like that of TCP.
   * @defaultValue "tcp"
   */
  readonly protocol?: "tcp" | "udp" | undefined;
  /**
   * Time between bursts of the sender. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: > 0 and <=
   * 3600.
   * @defaultValue that of the guest calibration
   */
  readonly pacing?: number | string | undefined;
  /**
   * Rate at which the application at each receiving end reads; 0: never. A number counts bytes/s; a text has a unit, one of B/s, kB/s,
   * MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s, bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s. Range: >= 0 and <= 100000000000.
   * @defaultValue as fast as bytes arrive
   */
  readonly reader?: number | string | undefined;
  /**
   * Weight in sharing a saturated link with other flows; the migration has 1. Range: > 0 and <= 1000000.
   * @defaultValue 1
   */
  readonly weight?: number | undefined;
  /**
   * Requests in flight at once. Range: >= 1 and <= 1000000.
   * @defaultValue 1
   */
  readonly outstanding?: number | undefined;
  /**
   * Time from a response to the next request. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h. Range: >= 0 and
   * <= 3600.
   * @defaultValue 0
   */
  readonly think?: number | string | undefined;
}

/** One message size measured on a machine of one's own. */
export interface CalibrationPoint {
  /** Channel that was measured. */
  readonly channel: "netfront" | "xenvmc" | "xenvmc-modified";
  /**
   * Message size. A number counts bytes; a text has a unit, one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB. Range: >= 1 and <= 2147483648.
   */
  readonly message: number | string;
  /**
   * Throughput of a stream of such messages. A number counts bits/s; a text has a unit, one of bit/s, kbit/s, Mbit/s, Gbit/s, Tbit/s, B/s,
   * kB/s, MB/s, GB/s, TB/s, KiB/s, MiB/s, GiB/s, TiB/s. Range: > 0 and <= 800000000000.
   */
  readonly throughput: number | string;
  /**
   * Time of a request and its answer, both of this size. A number counts seconds; a text has a unit, one of ns, us, µs, ms, s, min, h.
   * Range: > 0 and <= 3600.
   * @defaultValue calculated
   */
  readonly roundTrip?: number | string | undefined;
}
