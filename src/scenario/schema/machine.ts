/** The virtual machine, the link and the hosts, as users write them. */
import * as v from "valibot";
import { DEFAULTS } from "../defaults.js";
import { BANDWIDTH, FIXED_COST, LATENCY, MEMORY, PAGE_SIZE } from "./bare-limits.js";
import { choice, plainNumber, quantity } from "./fields.js";
import { meaning } from "./json-schema-only.js";
import { closedObject } from "./mapping.js";

const content = closedObject(() => ({
  zero: v.optional(plainNumber({ min: 0, max: 1 }, meaning("Share of the pages that are all zero at the start.")), DEFAULTS.zero),
  where: v.optional(choice(["anywhere", "outside the workload"], meaning("Which pages may be zero.")), DEFAULTS.zeroWhere),
}));

export const vmSchema = closedObject(() => ({
  memory: quantity("size", { above: 0, bare: MEMORY }, meaning("Memory of the virtual machine, a whole number of pages.")),
  pageSize: v.optional(
    quantity(
      "size",
      { min: 4096, max: 2 ** 30, integer: true, bare: PAGE_SIZE },
      meaning("Granule of dirty logging: a power of two from 4 KiB to 1 GiB."),
    ),
    DEFAULTS.pageSize,
  ),
  vcpus: v.optional(
    plainNumber(
      { min: 1, max: 4096, integer: true },
      meaning(
        "Virtual CPUs. They bound the workload, one page write per nanosecond each, and nothing else: the state sent for them is engine.stateBytes.",
      ),
    ),
    DEFAULTS.vcpus,
  ),
  slots: v.optional(
    quantity("size", { above: 0, bare: MEMORY }, meaning("Frame slots scanned by every round (Xen: p2m_size); default: the memory.")),
  ),
  content: v.optional(content, {}),
  deferredPages: v.optional(
    quantity("pages", { min: 0, integer: true }, meaning("Pages at the end of memory that cannot be sent while the guest runs.")),
    DEFAULTS.deferredPages,
  ),
}));

export const linkSchema = closedObject(() => ({
  bandwidth: quantity("bandwidth", { above: 0, max: 1e15, bare: BANDWIDTH }, meaning("Raw bandwidth; a number counts bits per second.")),
  efficiency: v.optional(plainNumber({ above: 0, max: 1 }, meaning("Goodput / bandwidth.")), DEFAULTS.efficiency),
  latency: v.optional(quantity("time", { min: 0, max: 3600, bare: LATENCY }, meaning("One way.")), DEFAULTS.latency),
}));

const fixedCost = (description: string) => quantity("time", { min: 0, max: 3600, bare: FIXED_COST }, description);

export const hostSchema = closedObject(() => ({
  dom0Cpus: v.optional(plainNumber({ min: 1, max: 4096, integer: true }, meaning("CPUs of the control domain.")), DEFAULTS.dom0Cpus),
  suspend: v.optional(fixedCost(meaning("From the call that pauses the guest to the guest being paused.")), DEFAULTS.suspend),
  resume: v.optional(fixedCost(meaning("From the last byte being loaded to the guest running.")), DEFAULTS.resume),
  setupDirtyPages: v.optional(
    quantity(
      "pages",
      { min: 0, integer: true },
      meaning("Pages the guest's kernel writes when the migration begins; default: half of suspendDirtyPages."),
    ),
  ),
  suspendDirtyPages: v.optional(
    quantity("pages", { min: 0, integer: true }, meaning("Pages the guest writes on its way into suspension.")),
    DEFAULTS.suspendDirtyPages,
  ),
  liveSpeed: v.optional(
    plainNumber(
      { above: 0, max: 1 },
      meaning("Share of the link's goodput that the copy reaches while the guest runs and competes for the processors."),
    ),
    DEFAULTS.liveSpeed,
  ),
  writeFault: v.optional(
    quantity("time", { min: 0, max: 1 }, meaning("Guest time lost to the first write of each page after its protection was renewed.")),
    DEFAULTS.writeFault,
  ),
}));
