/** An engine of the caller's own: its fields and each of its actions are checked before anything is done with them. */
import type { StopKind } from "../result/result.js";
import {
  BOOLEAN,
  choiceCheck,
  type FieldCheck,
  fieldIssues,
  functionCheck,
  LIMIT,
  numberCheck,
  objectCheck,
  optional,
  RATE,
  RATIO,
  SENTENCE,
  unknownFieldIssues,
  wholeNumberCheck,
} from "../scenario/check-fields.js";
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import { showValue } from "../scenario/show-value.js";
import type { EngineAction, EngineAnswer, PausePhase } from "./action.js";
import type { Engine, EngineProcess, MigrationFacts } from "./engine.js";

const AMOUNT = numberCheck(0);
const PAGES = wholeNumberCheck(1);

const ENGINE_FIELDS = {
  name: SENTENCE,
  scanOrder: choiceCheck(["ascending", "rotated", "cyclic"]),
  clearPages: optional(PAGES),
  initiallySet: optional(BOOLEAN),
  deltaCachePages: optional(PAGES),
  zeroPageBytes: optional(AMOUNT),
  zeroPageSeconds: optional(AMOUNT),
  deltaPageBytes: optional(AMOUNT),
  contentRatio: optional(RATE),
  contentHeaderBytes: optional(AMOUNT),
  bytesPerSecond: optional(RATE),
  connections: optional(RATE),
  connectionSpeedup: optional(RATE),
  sentFrameSeconds: optional(AMOUNT),
  receivedFrameSeconds: optional(AMOUNT),
  receivedZeroFrameSeconds: optional(AMOUNT),
  senderName: optional(SENTENCE),
  limitName: optional(SENTENCE),
  batchPages: PAGES,
  batchHeaderBytes: AMOUNT,
  entryBytes: AMOUNT,
  batchSeconds: AMOUNT,
  slotSeconds: AMOUNT,
  holeSeconds: AMOUNT,
  listsDeferredPages: BOOLEAN,
  migrate: functionCheck("a generator function (facts) => actions"),
} satisfies Readonly<Record<keyof Engine, FieldCheck>>;

const SUSPEND_AFTER = { seconds: AMOUNT, stop: objectCheck("a stop report { kind, converged, detail }") };
const LIVE = { live: BOOLEAN, limitBytesPerSecond: optional(RATE) };
const STOP = { stop: objectCheck("a stop report { kind, converged, detail }") };

const PAUSE_PHASES = [
  "setupSeconds",
  "liveSeconds",
  "finalSyncSeconds",
  "discardSeconds",
  "stopAndCopySeconds",
  "deviceSeconds",
  "stateSeconds",
] as const satisfies readonly PausePhase[];

/** The fields of each action, besides its kind. */
const ACTION_FIELDS: { readonly [Kind in EngineAction["kind"]]: Readonly<Record<FieldOf<Kind>, FieldCheck>> } = {
  "enable-log": { seconds: AMOUNT, bytes: AMOUNT },
  send: {
    ...LIVE,
    dirtyPageRule: choiceCheck(["send", "skip", "allocate-only"]),
    holes: choiceCheck(["listed", "passed over"]),
    suspendAfter: optional(objectCheck("{ seconds, stop }")),
  },
  "begin-round": LIVE,
  burst: {
    batchPages: PAGES,
    limitBytes: LIMIT,
    sliceSeconds: LIMIT,
    trailerBytes: AMOUNT,
    more: optional(functionCheck("a function (burst) => the byte limit of one more, or undefined")),
  },
  pause: {
    seconds: AMOUNT,
    phase: choiceCheck(PAUSE_PHASES),
    reason: optional(choiceCheck(["rate-limit", "bitmap-sync"])),
  },
  sync: {},
  "end-round": {},
  "drop-free-pages": {},
  reap: {},
  throttle: { ratio: RATIO },
  "list-ranges": {},
  "send-data": { bytes: AMOUNT, seconds: AMOUNT, phase: choiceCheck(PAUSE_PHASES) },
  postcopy: {
    isLocal: optional(BOOLEAN),
    preempt: BOOLEAN,
    hints: optional(BOOLEAN),
    wire: optional(objectCheck("a mapping of fields of the engine")),
    queuedBytes: AMOUNT,
    faultSeconds: AMOUNT,
    placePageSeconds: optional(AMOUNT),
    placeZeroPageSeconds: optional(AMOUNT),
    accessesPerWrite: RATE,
    limitBytesPerSecond: RATE,
  },
  pull: { requestSeconds: AMOUNT, accessesPerWrite: RATE },
  "model-round": { live: BOOLEAN, bytes: AMOUNT, seconds: AMOUNT, dirtiedBytes: optional(AMOUNT) },
  report: { totals: objectCheck("a mapping of totals") },
  clean: {},
  peek: {},
  "leave-channels": {},
  suspend: STOP,
  "await-suspended": {},
  "add-deferred": {},
  state: { bytes: AMOUNT, roundTrips: AMOUNT },
  resume: {},
  cancel: STOP,
};

type FieldOf<Kind> = Exclude<keyof Extract<EngineAction, { readonly kind: Kind }>, "kind">;

const STOP_KINDS: Readonly<Record<StopKind, true>> = {
  "dirty-threshold": true,
  "no-pages-left": true,
  "max-iterations": true,
  "sent-cap": true,
  growth: true,
  policy: true,
  cancelled: true,
  timeout: true,
  "round-limit": true,
  "downtime-met": true,
  forced: true,
  "no-progress": true,
  postcopy: true,
  snapshot: true,
  "suspend-timeout": true,
};
const STOP_FIELDS = { kind: choiceCheck(Object.keys(STOP_KINDS)), converged: BOOLEAN, detail: SENTENCE };
const TOTALS_FIELDS = {
  dirtySyncCount: optional(AMOUNT),
  expectedDowntimeSeconds: optional(AMOUNT),
  downtimeLimitSeconds: optional(AMOUNT),
};

/**
 * Wraps an engine with checks: its properties are checked at once, each step when it is yielded.
 * @throws ConfigError with every fault of its fields.
 */
export function checkedEngine(engine: Engine): Engine {
  if (typeof engine !== "object" || engine === null)
    throw engineError(undefined, [{ path: "", expected: "an engine", received: showValue(engine) }]);
  const issues = fieldIssues(engine, ENGINE_FIELDS);
  if (issues.length > 0) throw engineError(engine, issues);
  const checked = { migrate: (facts: MigrationFacts) => checkedProcess(engine, facts) };
  // Fields are asked for as often as before: one that is a getter stays one.
  for (const name of Object.keys(ENGINE_FIELDS) as (keyof Engine)[]) {
    if (name !== "migrate") Object.defineProperty(checked, name, { enumerable: true, get: () => engine[name] });
  }
  return checked as Engine;
}

function* checkedProcess(engine: Engine, facts: MigrationFacts): EngineProcess {
  const process: EngineProcess = engine.migrate(facts);
  if (typeof process?.next !== "function" || Symbol.asyncIterator in process) {
    const received = typeof process?.next === "function" ? "an asynchronous generator" : showValue(process);
    throw engineError(engine, [{ path: "migrate()", expected: "a generator of actions", received }]);
  }
  let answer: EngineAnswer;
  for (let next = process.next(); next?.done !== true; next = process.next(answer)) {
    const action: unknown = next?.value;
    const issues = actionIssues(action);
    if (issues.length > 0) throw engineError(engine, issues);
    answer = yield checkedCopy(engine, action as EngineAction);
  }
}

/** A copy of an action without faults. What `more` of a burst returns is checked when it is called. */
function checkedCopy(engine: Engine, action: EngineAction): EngineAction {
  if (action.kind !== "burst" || action.more === undefined) return { ...action };
  const { more } = action;
  return {
    ...action,
    more(burst) {
      const limitBytes = more(burst);
      const issues = fieldIssues({ "more()": limitBytes }, { "more()": optional(LIMIT) }, "burst.");
      if (issues.length > 0) throw engineError(engine, issues);
      return limitBytes;
    },
  };
}

function actionIssues(action: unknown): ConfigIssue[] {
  const kinds = Object.keys(ACTION_FIELDS);
  if (typeof action !== "object" || action === null) {
    return [{ path: "action", expected: "an action, as the steps yield them (yield* send({ ... }))", received: showValue(action) }];
  }
  const [kindIssue] = fieldIssues(action, { kind: choiceCheck(kinds) }, "action.");
  if (kindIssue) return [kindIssue];
  const { kind } = action as EngineAction;
  const issues = fieldIssues(action, ACTION_FIELDS[kind], `${kind}.`);
  if (issues.length > 0) return issues;
  if (kind === "send") return suspendAfterIssues((action as { suspendAfter?: object }).suspendAfter);
  if (kind === "suspend" || kind === "cancel") return fieldIssues((action as { stop: object }).stop, STOP_FIELDS, `${kind}.stop.`);
  if (kind !== "report") return [];
  const { totals } = action as { totals: object };
  return [...fieldIssues(totals, TOTALS_FIELDS, "report.totals."), ...unknownFieldIssues(totals, TOTALS_FIELDS, "report.totals.")];
}

function suspendAfterIssues(suspendAfter: object | undefined): ConfigIssue[] {
  if (suspendAfter === undefined) return [];
  const path = "send.suspendAfter.";
  const issues = [...fieldIssues(suspendAfter, SUSPEND_AFTER, path), ...unknownFieldIssues(suspendAfter, SUSPEND_AFTER, path)];
  return issues.length > 0 ? issues : fieldIssues((suspendAfter as { stop: object }).stop, STOP_FIELDS, `${path}stop.`);
}

/** Faults of an engine, with its name if it has one. */
export function engineError(engine: Pick<Engine, "name"> | undefined, issues: readonly ConfigIssue[]): ConfigError {
  return new ConfigError(issues, nameOf(engine));
}

function nameOf(engine: Pick<Engine, "name"> | undefined): string {
  try {
    return typeof engine?.name === "string" ? `the engine ${engine.name}` : "the engine";
  } catch {
    return "the engine";
  }
}
