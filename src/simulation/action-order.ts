/** Actions that make sense only before or after others: an own engine may yield them otherwise. */
import type { EngineAction } from "../engine/action.js";
import { engineError } from "../engine/check-engine.js";
import type { ActionSetting } from "./action-setting.js";

/** Actions that open a round of their own. */
const OPENING: ReadonlySet<EngineAction["kind"]> = new Set<EngineAction["kind"]>(["send", "begin-round", "model-round"]);

/** Actions for which a suspend beside the copy has to be over. */
const AFTER_SUSPEND: ReadonlySet<EngineAction["kind"]> = new Set<EngineAction["kind"]>(["leave-channels", "suspend", "state", "resume"]);

type OrderSetting = Pick<ActionSetting, "engine" | "course" | "record">;

interface Misplaced {
  readonly path: string;
  readonly expected: string;
  readonly received: string;
}

/** `isRoundOpen`: whether a round of bursts is open. @throws ConfigError for an action out of its order. */
export function checkOrder(action: EngineAction, setting: OrderSetting, isRoundOpen: boolean): void {
  const fault = suspendFault(action, setting) ?? roundFault(action, isRoundOpen) ?? guestFault(action, setting);
  if (fault) throw engineError(setting.engine, [fault]);
}

function suspendFault(action: EngineAction, { course, record }: OrderSetting): Misplaced | undefined {
  const { kind } = action;
  const { guest } = course;
  if (kind === "await-suspended" && !record.suspendTimes)
    return misplaced(kind, "a guest that was asked to suspend: suspendAfter of a send before", "one that was not");
  if (kind === "send" && action.suspendAfter && guest !== "running")
    return misplaced("send.suspendAfter", "a guest that runs", `one that is ${guest}`);
  if (guest === "suspending" && AFTER_SUSPEND.has(kind))
    return misplaced(kind, "no suspend under way: await-suspended before", "one under way");
  return undefined;
}

function roundFault({ kind }: EngineAction, isRoundOpen: boolean): Misplaced | undefined {
  if (kind === "burst" && !isRoundOpen) return misplaced(kind, "an open round: begin-round before", "none");
  if (OPENING.has(kind) && isRoundOpen) return misplaced(kind, "no open round: sync or end-round before", "one");
  return undefined;
}

function guestFault({ kind }: EngineAction, { record }: OrderSetting): Misplaced | undefined {
  const { pauseCallSeconds, resumedSeconds } = record;
  if (kind === "resume" && pauseCallSeconds === undefined) return misplaced(kind, "a suspended guest: suspend before", "a running one");
  if ((kind === "postcopy" || kind === "pull") && resumedSeconds === undefined)
    return misplaced(kind, "a guest that runs at the destination: resume before", "one at the source");
  return undefined;
}

function misplaced(path: string, expected: string, received: string): Misplaced {
  return { path, expected, received };
}
