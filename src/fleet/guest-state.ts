/** Where a guest of the fleet is, and what its migration does to its traffic. */
import type { Host } from "../traffic/lane.js";

/** A copy under way: it leaves one host and arrives at the other. */
export interface Copy {
  readonly from: string;
  readonly to: string;
  /** Mean rate that the engine cannot exceed. */
  readonly limitBytesPerSecond: number;
}

export class GuestState {
  readonly name: string;
  /** The host that it runs on, or is paused on. */
  host: string;
  /** The hosts of its present or last migration; the same before it has any. */
  from: string;
  to: string;
  isPaused = false;
  /** Share of CPU time that throttling leaves it. */
  timeRatio = 1;
  copy: Copy | undefined;

  constructor(name: string, host: string) {
    this.name = name;
    this.host = host;
    this.from = host;
    this.to = host;
  }

  /** Where a host lies in this guest's migration. */
  placeOf(host: string): Host | "elsewhere" {
    if (host === this.from) return "source";
    return host === this.to ? "destination" : "elsewhere";
  }
}
