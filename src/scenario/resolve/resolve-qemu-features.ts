/** Resolves the parameters of QEMU's enabled features. */

import { contradiction, type ReportIssue, reportUnused } from "../issues.js";
import type { QemuFeatures } from "../presets/engine-preset.js";
import { COMPRESSORS, ZERO_COPY_SPEEDUP } from "../presets/qemu-features.js";
import type {
  AutoConvergeParameters,
  DirtyLimitParameters,
  MultifdParameters,
  PostcopyParameters,
  QemuParameters,
  XbzrleParameters,
} from "../resolved/engine-parameters.js";
import type { GivenQemu } from "../schema/engine/qemu.js";
import { overrideParameters, type ParameterNames } from "./override-parameters.js";
import { checkPowerOfTwo } from "./power-of-two.js";
import { suffixed } from "./suffixed.js";

/** The mapping given for a feature. */
type Given<Feature extends keyof QemuFeatures> = Exclude<GivenQemu[Feature], boolean | undefined>;

const AUTO_CONVERGE: ParameterNames<Given<"autoConverge">, AutoConvergeParameters> = {
  ...suffixed("Ratio", "initial", "increment", "max", "trigger"),
  ...suffixed("Seconds", "forcedSync"),
  ...suffixed("", "tailslow"),
};
const DIRTY_LIMIT: ParameterNames<Given<"dirtyLimit">, DirtyLimitParameters> = { rate: "bytesPerSecond", period: "periodSeconds" };
const XBZRLE: ParameterNames<Given<"xbzrle">, XbzrleParameters> = {
  cacheSize: "cacheBytes",
  changedBytes: "changedBytes",
  changedRun: "changedRunBytes",
};
const MULTIFD: ParameterNames<Given<"multifd">, MultifdParameters> = {
  channels: "channels",
  compression: "compression",
  compressionRatio: "compressionRatio",
  compressionSpeed: "compressionBytesPerSecond",
  acceleratorSpeed: "acceleratorBytesPerSecond",
  zeroPages: "zeroPages",
  zeroCopySend: "zeroCopySend",
  zeroCopySpeedup: "zeroCopySpeedup",
};
const POSTCOPY: ParameterNames<Given<"postcopy">, PostcopyParameters> = {
  afterSyncs: "afterSyncs",
  afterSeconds: "afterSeconds",
  preempt: "preempt",
  hints: "hints",
  beforeCompletion: "beforeCompletion",
  queued: "queuedBytes",
  faultTime: "faultSeconds",
  placePageTime: "placePageSeconds",
  placeZeroPageTime: "placeZeroPageSeconds",
  discardRangeTime: "discardRangeSeconds",
  discardPageTime: "discardPageSeconds",
  accessesPerWrite: "accessesPerWrite",
};

/** Resolved names by the names in scenarios, for each feature. */
export const FEATURE_NAMES = {
  autoConverge: AUTO_CONVERGE,
  dirtyLimit: DIRTY_LIMIT,
  xbzrle: XBZRLE,
  multifd: MULTIFD,
  postcopy: POSTCOPY,
} satisfies Record<keyof QemuFeatures, Readonly<Record<string, string>>>;

type ResolvedFeatures = Pick<QemuParameters, keyof QemuFeatures>;

/** The enabled features: those of the preset that are not switched off, and those switched on. */
export function resolveQemuFeatures(
  preset: ResolvedFeatures,
  features: QemuFeatures,
  given: GivenQemu,
  pageBytes: number,
  report: ReportIssue,
): ResolvedFeatures {
  /** The defaults of a feature and its overrides; undefined if the feature is off. */
  function switchedOn<Feature extends keyof QemuFeatures>(feature: Feature) {
    const value: GivenQemu[Feature] | undefined = given[feature];
    if (value === false || (value === undefined && preset[feature] === undefined)) return undefined;
    const changes = (typeof value === "object" ? value : {}) as Given<Feature>;
    return { base: preset[feature] ?? features[feature], changes };
  }
  const autoConverge = switchedOn("autoConverge");
  const dirtyLimit = switchedOn("dirtyLimit");
  const xbzrle = switchedOn("xbzrle");
  const multifd = switchedOn("multifd");
  const postcopy = switchedOn("postcopy");
  return {
    ...(autoConverge && { autoConverge: resolveAutoConverge(autoConverge.base, autoConverge.changes, report) }),
    ...(dirtyLimit && { dirtyLimit: overrideParameters(dirtyLimit.base, dirtyLimit.changes, DIRTY_LIMIT) }),
    ...(xbzrle && { xbzrle: resolveXbzrle(xbzrle.base, xbzrle.changes, pageBytes, report) }),
    ...(multifd && { multifd: resolveMultifd(multifd.base, multifd.changes, report) }),
    ...(postcopy && { postcopy: resolvePostcopy(postcopy.base, postcopy.changes, report) }),
  };
}

function resolveAutoConverge(base: AutoConvergeParameters, given: Given<"autoConverge">, report: ReportIssue): AutoConvergeParameters {
  const parameters = overrideParameters(base, given, AUTO_CONVERGE);
  const { initialRatio, maxRatio } = parameters;
  if (initialRatio > maxRatio) {
    const key = given.initial === undefined ? "max" : "initial";
    const received = `initial ${initialRatio}, max ${maxRatio}`;
    report(contradiction(["engine", "autoConverge", key], "a first share no larger than the highest", received));
  }
  if (initialRatio === maxRatio) reportUnused(["engine", "autoConverge"], { increment: given.increment }, "initial is max", report);
  return parameters;
}

function resolveXbzrle(base: XbzrleParameters, given: Given<"xbzrle">, pageBytes: number, report: ReportIssue): XbzrleParameters {
  const path = ["engine", "xbzrle"];
  const parameters = overrideParameters(base, given, XBZRLE);
  const { cacheBytes, changedBytes, changedRunBytes } = parameters;
  const cacheKey = given.cacheSize === undefined ? [] : ["cacheSize"];
  checkPowerOfTwo([...path, ...cacheKey], cacheBytes, report);
  if (cacheBytes < pageBytes) {
    report(contradiction([...path, ...cacheKey], `a cache of at least a page, ${pageBytes} bytes`, `${cacheBytes} bytes`));
  }
  if (changedBytes > pageBytes) {
    report(contradiction([...path, "changedBytes"], `at most a page, ${pageBytes} bytes`, `${changedBytes} bytes`));
  }
  if (given.changedRun !== undefined && changedRunBytes > Math.max(changedBytes, 1)) {
    report(contradiction([...path, "changedRun"], `at most the changedBytes, ${changedBytes}`, String(changedRunBytes)));
  }
  return { ...parameters, changedRunBytes: Math.min(changedRunBytes, Math.max(changedBytes, 1)) };
}

function resolveMultifd(base: MultifdParameters, given: Given<"multifd">, report: ReportIssue): MultifdParameters {
  const path = ["engine", "multifd"];
  const { compressionRatio, compressionSpeed, acceleratorSpeed, zeroCopySend, zeroCopySpeedup, ...rest } = given;
  if (!zeroCopySend) reportUnused(path, { zeroCopySpeedup }, "zeroCopySend is false", report);
  const sent = zeroCopySend ? { zeroCopySend, zeroCopySpeedup: zeroCopySpeedup ?? ZERO_COPY_SPEEDUP } : {};
  const compression = given.compression ?? base.compression;
  if (compression === "none") {
    reportUnused(path, { compressionRatio, compressionSpeed, acceleratorSpeed }, "compression is none", report);
    return overrideParameters({ ...base, ...sent }, rest, MULTIFD);
  }
  const compressor = COMPRESSORS[compression];
  if (!("acceleratorBytesPerSecond" in compressor)) reportUnused(path, { acceleratorSpeed }, `compression is ${compression}`, report);
  if (compression === "uadk" && compressionSpeed === undefined) {
    const expected = "the speed of one connection: none is published for UADK";
    report(contradiction([...path, "compressionSpeed"], expected, "none"));
  }
  const own = "acceleratorBytesPerSecond" in compressor ? { acceleratorSpeed } : {};
  return overrideParameters({ ...base, ...compressor, ...sent }, { ...rest, compressionRatio, compressionSpeed, ...own }, MULTIFD);
}

/** Resolves post-copy. A time without a sync number replaces the default `afterSyncs`. */
function resolvePostcopy(base: PostcopyParameters, given: Given<"postcopy">, report: ReportIssue): PostcopyParameters {
  const path = ["engine", "postcopy"];
  const { afterSyncs: _replaced, ...timed } = base;
  const byTime = given.afterSeconds !== undefined && given.afterSyncs === undefined;
  const parameters = overrideParameters<PostcopyParameters, Given<"postcopy">>(byTime ? timed : base, given, POSTCOPY);
  if (parameters.afterSyncs === 0) reportUnused(path, { afterSeconds: given.afterSeconds }, "afterSyncs is 0", report);
  if (parameters.afterSyncs === 0) reportUnused(path, { beforeCompletion: given.beforeCompletion }, "afterSyncs is 0", report);
  if (!parameters.preempt) {
    reportUnused(path, { hints: given.hints }, "preempt is false", report);
    return parameters;
  }
  reportUnused(path, { queued: given.queued }, "preempt is true", report);
  return { ...parameters, queuedBytes: 0 };
}
