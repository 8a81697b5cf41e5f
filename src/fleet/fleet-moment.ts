/** A moment of a plan: what follows its links is told of each event. */
import type { FlowRate } from "./fleet-traffic.js";

/** What the links carry from one event to the next. */
export interface FleetMoment {
  readonly seconds: number;
  /** Of each copy under way: its share while it sends, and the mean rate that its engine keeps to. */
  readonly copies: readonly (FlowRate & { readonly guest: string; readonly limitBytesPerSecond: number })[];
  readonly flows: readonly FlowRate[];
  /** Every migration under way. */
  readonly migrations: readonly { readonly guest: string; readonly from: string; readonly to: string }[];
}
