/** The virtual machine, the link and the hosts, as users write them. */
import * as v from "valibot";
import { DEFAULTS } from "../defaults.js";
import { HOST_PRESETS } from "../presets/hosts.js";
import { TRANSPORT_NAMES } from "../presets/transports.js";
import { BANDWIDTH, FIXED_COST, LATENCY, MEMORY, PAGE_SIZE, SPEED } from "./bare-limits.js";
import { devicesSchema } from "./devices.js";
import { choice, plainNumber, quantity, textOr } from "./fields.js";
import { about, described, meaning } from "./json-schema-only.js";
import { closedObject } from "./mapping.js";

const content = closedObject(
  () => ({
    zero: v.optional(plainNumber({ min: 0, max: 1 }, meaning("Share of pages that are all zero at the start.")), DEFAULTS.zero),
    where: v.optional(
      choice(["anywhere", "outside the workload"], meaning("Which pages may be zero: any, or those that no source writes.")),
      DEFAULTS.zeroWhere,
    ),
    layout: v.optional(
      choice(
        ["spread", "blocks", "low", "high", "linux"],
        meaning(
          "Where data and zero pages lie, among the pages that may be zero. spread: page by page at random. blocks: blocks of memory are all data or all zero, at random. low, high: all data at the low or the high end of memory. linux: data at both ends, zero pages between.",
        ),
      ),
      DEFAULTS.contentLayout,
    ),
    blockSize: v.optional(
      quantity(
        "size",
        { min: 4096, max: 2 ** 40, integer: true, bare: PAGE_SIZE },
        meaning("Under blocks: size of a block, a whole number of pages. Default: 2 MiB, a huge page, or one page if that is larger."),
      ),
    ),
    topShare: v.optional(
      plainNumber(
        { min: 0, max: 1 },
        meaning(
          "Under linux: share of the data that lies at the high end of memory. Default: 1/64 of memory, the array of page descriptors.",
        ),
      ),
    ),
  }),
  about("Page content", "Content of the guest's pages at the start."),
);

export const vmSchema = closedObject(
  () => ({
    memory: quantity("size", { above: 0, bare: MEMORY }, meaning("Memory of the guest: a whole number of pages, at most 2^28 of them.")),
    pageSize: v.optional(
      quantity(
        "size",
        { min: 4096, max: 2 ** 30, integer: true, bare: PAGE_SIZE },
        meaning("Page size of dirty logging: a power of two from 4 KiB to 1 GiB."),
      ),
      DEFAULTS.pageSize,
    ),
    vcpus: v.optional(
      plainNumber(
        { min: 1, max: 4096, integer: true },
        meaning(
          "Virtual CPUs. Each makes at most one page write per nanosecond; the state sent for all of them is the engine's stateBytes or stateSize.",
        ),
      ),
      DEFAULTS.vcpus,
    ),
    slots: v.optional(
      quantity(
        "size",
        { above: 0, bare: MEMORY },
        meaning("Xen: frames scanned by every round, its p2m_size, as a size. Default: the memory."),
      ),
    ),
    content: v.optional(content, {}),
    deferredPages: v.optional(
      quantity("pages", { min: 0, integer: true }, meaning("Xen: pages at the end of memory that cannot be sent while the guest runs.")),
      DEFAULTS.deferredPages,
    ),
    devices: v.optional(devicesSchema),
  }),
  about("Virtual machine", "The guest that migrates."),
);

export const linkSchema = closedObject(
  () => ({
    bandwidth: quantity("bandwidth", { above: 0, max: 1e15, bare: BANDWIDTH }, meaning("Raw bandwidth of the link between the hosts.")),
    efficiency: v.optional(
      plainNumber({ above: 0, max: 1 }, meaning("Goodput divided by bandwidth: what headers of TCP, IP and Ethernet leave.")),
      DEFAULTS.efficiency,
    ),
    transport: v.optional(
      choice(
        TRANSPORT_NAMES,
        meaning(
          "What carries the stream, and so what one connection makes: TCP, a local socket, TLS, ssh, KubeVirt's proxies. Default: the policy's, else tcp.",
        ),
      ),
    ),
    connectionBandwidth: v.optional(
      quantity(
        "flow",
        { above: 0, max: 1e15, bare: SPEED },
        meaning(
          "What one connection of the stream makes; several multiply it. Default: the transport's, which docs/sources/hosts.md lists.",
        ),
      ),
    ),
    latency: v.optional(quantity("time", { min: 0, max: 3600, bare: LATENCY }, meaning("One-way latency.")), DEFAULTS.latency),
  }),
  about("Link", "The link that the migration shares with the guest's traffic."),
);

const HOST_NAMES = HOST_PRESETS.map(({ name }) => name);
const fixedCost = (description: string) => quantity("time", { min: 0, max: 3600, bare: FIXED_COST }, description);

const hostName = choice(HOST_NAMES, meaning("Name of a host preset: fixed costs of the pause with their sources."));

const hostFields = closedObject(
  () => ({
    preset: v.optional(hostName),
    dom0Cpus: v.optional(
      plainNumber(
        { above: 0, max: 4096 },
        meaning("CPUs of Dom0, for the copy and the guest's traffic together; a fraction is a share of one, as xl's cap gives."),
      ),
      DEFAULTS.dom0Cpus,
    ),
    copyCpu: v.optional(
      quantity(
        "time",
        { min: 0, max: 1 },
        meaning(
          "CPU time of Dom0 for each 4 KiB that is copied; 0: the copy costs it nothing. Default: under Xen the preset's or 10.3 us, else 0.",
        ),
      ),
    ),
    suspend: v.optional(
      fixedCost(
        meaning("Time from the call that pauses the guest to the guest being paused; KVM: to stop the vCPUs. Default: the preset's."),
      ),
    ),
    suspendTimeout: v.optional(
      fixedCost(meaning("The guest stays where it is if it has not suspended after this time; 0: no time-out. Default: the preset's.")),
    ),
    resume: v.optional(
      fixedCost(meaning("Time from the last byte of state to the guest running: devices loaded and started. Default: the preset's.")),
    ),
    network: v.optional(
      fixedCost(
        meaning("Time from the guest running to its network reaching it; part of the outage, not of the downtime. Default: the preset's."),
      ),
    ),
    setupDirtyPages: v.optional(
      quantity(
        "pages",
        { min: 0, integer: true },
        meaning("Pages that the guest's kernel dirties when the migration begins. Default: half of suspendDirtyPages."),
      ),
    ),
    suspendDirtyPages: v.optional(
      quantity(
        "pages",
        { min: 0, integer: true },
        meaning("Pages that the guest's kernel dirties on its way into suspend. Default: the preset's."),
      ),
    ),
    liveSpeed: v.optional(
      plainNumber(
        { above: 0, max: 1 },
        meaning("Share of the goodput that the copy reaches while the guest runs and competes for the host's CPUs."),
      ),
      DEFAULTS.liveSpeed,
    ),
    loggedSpeed: v.optional(
      plainNumber(
        { above: 0, max: 1 },
        meaning(
          "The guest's speed at the source while its dirty pages are logged, beside writeFault: huge pages are split for the log, which slows reads too. 0.89 was measured for an all-read database under KVM.",
        ),
      ),
      DEFAULTS.loggedSpeed,
    ),
    writeFault: v.optional(
      quantity("time", { min: 0, max: 1 }, meaning("Guest time lost to the first write to each page after it was write-protected.")),
      DEFAULTS.writeFault,
    ),
  }),
  about("Host", "Costs of the hosts outside the copy loop."),
);

export const hostSchema = described(
  textOr(hostName, hostFields),
  meaning(
    "Hosts: a preset, or { preset, ... } to override its costs. Without a preset it is the policy's, else the engine's: none for measured and old engines.",
  ),
);
/** The mapping alone: where its keys belong. */
export const hostKinds = [hostFields] as const;
