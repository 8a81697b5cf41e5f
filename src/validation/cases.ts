/** The validation cases that the package carries: the files of `validation/`. */
import channelsDerived from "../../validation/channels-derived.json" with { type: "json" };
import channelsMigrations from "../../validation/channels-migrations.json" with { type: "json" };
import channelsWindows from "../../validation/channels-windows.json" with { type: "json" };
import cloudHypervisor from "../../validation/cloud-hypervisor.json" with { type: "json" };
import hines2009 from "../../validation/hines-2009.json" with { type: "json" };
import kvmReports from "../../validation/kvm-reports.json" with { type: "json" };
import kvmSysbench from "../../validation/kvm-sysbench.json" with { type: "json" };
import kvmYcsb from "../../validation/kvm-ycsb.json" with { type: "json" };
import nsdi05Migrations from "../../validation/nsdi05-migrations.json" with { type: "json" };
import nsdi05WorkingSets from "../../validation/nsdi05-working-sets.json" with { type: "json" };
import publicReports from "../../validation/public-reports.json" with { type: "json" };
import qemuMeasured from "../../validation/qemu.json" with { type: "json" };
import qemuAccounting from "../../validation/qemu-accounting.json" with { type: "json" };
import qemuFreePages from "../../validation/qemu-free-pages.json" with { type: "json" };
import qemuPostcopy from "../../validation/qemu-postcopy.json" with { type: "json" };
import qemuReports from "../../validation/qemu-reports.json" with { type: "json" };
import qemuThrottling from "../../validation/qemu-throttling.json" with { type: "json" };
import simgrid from "../../validation/simgrid.json" with { type: "json" };
import xen417 from "../../validation/xen-4.17.json" with { type: "json" };
import xenLogs from "../../validation/xen-logs.json" with { type: "json" };
import { ConfigError } from "../index.js";
import { type CloudHypervisorLog, estimateChecks } from "../logs/cloud-hypervisor-estimates.js";
import { logChecks, type MigrationLog } from "../logs/xen-identities.js";
import { nearestName } from "../scenario/nearest.js";
import { windowFigures } from "./compare-windows.js";
import { measuredKvmCases } from "./measured-kvm.js";
import { type MeasuredQemuFile, measuredQemuCases } from "./measured-qemu.js";
import { simgridCases } from "./measured-simgrid.js";
import { type MeasuredXenFile, measuredXenCases } from "./measured-xen.js";
import type { ValidationCase } from "./validation-case.js";

/** A file of validation cases. Fields that a case does not need are left out. */
interface CaseFile {
  readonly version: 1;
  readonly group: string;
  readonly title: string;
  readonly cases: readonly (Partial<ValidationCase> &
    Pick<ValidationCase, "name" | "evidence" | "tag" | "source" | "note"> & {
      readonly log?: MigrationLog;
      readonly passes?: CloudHypervisorLog;
    })[];
}

const XEN_4_17 = "xen-4.17";
// The compiler types JSON strings as `string`, not as the literal types of a case; a test checks the form of the files.
const FILES = [hines2009, nsdi05Migrations, nsdi05WorkingSets, xenLogs] as unknown as readonly CaseFile[];
const QEMU_FILES = [
  qemuAccounting,
  qemuReports,
  qemuThrottling,
  qemuFreePages,
  qemuPostcopy,
  cloudHypervisor,
  kvmYcsb,
  kvmReports,
  publicReports,
] as unknown as readonly CaseFile[];
const CHANNEL_FILES = [channelsWindows, channelsMigrations, channelsDerived] as unknown as readonly CaseFile[];
const MEASURED = xen417 as unknown as MeasuredXenFile;
const QEMU = "qemu";

/** Titles by group, in the order of the report. */
export const VALIDATION_GROUPS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(FILES.map((file) => [file.group, file.title])),
  [XEN_4_17]: "Live migrations measured under Xen 4.17",
  [QEMU]: "Live migrations measured under QEMU 10.0 and 7.2",
  [kvmSysbench.group]: kvmSysbench.title,
  ...Object.fromEntries(QEMU_FILES.map((file) => [file.group, file.title])),
  [simgrid.group]: simgrid.title,
  ...Object.fromEntries(CHANNEL_FILES.map((file) => [file.group, file.title])),
};

/** Every case, group by group. */
export const VALIDATION_CASES: readonly ValidationCase[] = [
  ...FILES.flatMap(casesOf),
  ...measuredXenCases(MEASURED, XEN_4_17),
  ...measuredQemuCases(qemuMeasured as unknown as MeasuredQemuFile, QEMU),
  ...measuredKvmCases(kvmSysbench, kvmSysbench.group),
  ...QEMU_FILES.flatMap(casesOf),
  ...simgridCases(simgrid),
  ...CHANNEL_FILES.flatMap(casesOf),
];

function casesOf({ group, cases }: CaseFile): ValidationCase[] {
  return cases.map(({ log, passes, ...each }) => ({
    group,
    checks: [...(log === undefined ? [] : logChecks(log)), ...(passes === undefined ? [] : estimateChecks(passes))],
    figures: windowFigures(each.windows ?? []),
    variants: [],
    distributions: [],
    ...each,
  }));
}

/** A set of cases to choose from: those of the package, or a user's own. */
export interface CaseSet {
  readonly cases: readonly ValidationCase[];
  /** Titles by group, in the order of the report. */
  readonly titles: Readonly<Record<string, string>>;
}

const OF_THE_PACKAGE: CaseSet = { cases: VALIDATION_CASES, titles: VALIDATION_GROUPS };

/**
 * The cases selected by `names`, each a case, a group, or a prefix of either. All cases if `names` is empty.
 * @throws ConfigError with every name that selects no case
 */
export function findCases(names: readonly string[], { cases, titles }: CaseSet = OF_THE_PACKAGE): readonly ValidationCase[] {
  if (names.length === 0) return cases;
  // The full name of a group selects only that group, even if it is a prefix of other names.
  const groups = new Set(Object.keys(titles));
  const matches = (name: string, each: ValidationCase): boolean =>
    groups.has(name) ? each.group === name : each.group.startsWith(name) || each.name.startsWith(name);
  const known = [...groups, ...cases.map((each) => each.name)];
  const issues = names
    .filter((name) => name === "" || !cases.some((each) => matches(name, each)))
    .map((name) => {
      const suggestion = nearestName(name, known);
      const expected = `a validation case, or a group of them (${[...groups].join(", ")})`;
      return { path: "", expected, received: JSON.stringify(name), ...(suggestion === undefined ? {} : { suggestion }) };
    });
  if (issues.length > 0) throw new ConfigError(issues, "the list of cases");
  return cases.filter((each) => names.some((name) => matches(name, each)));
}
