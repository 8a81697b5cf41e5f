/** What a migration costs the guest. */

/** Figures of a run, as in rows of a study. */
type Figures = Readonly<Record<string, number>>;

/** What the guest and its applications lose during a migration. */
export interface GuestPrice {
  readonly guestTimeTakenSeconds: number;
  /** Guest time taken by the total time, 0 to 1. */
  readonly guestShareRatio: number;
  /** Post-copy: pages that a vCPU waited for. */
  readonly faults?: number;
  /** Post-copy: mean time from a fault to the vCPU running again; absent without faults. */
  readonly meanFaultSeconds?: number;
  /** Of the guest's flows to its peers; absent without flows. */
  readonly application?: ApplicationPrice;
}

/** What the flows of an application carry. */
export interface ApplicationPrice {
  readonly beforeBytesPerSecond: number;
  /** Mean from the request to the end, the pause left out. */
  readonly duringBytesPerSecond: number;
  /** The latter by the former. */
  readonly throughputRatio: number;
}

export function priceOf(figures: Figures): GuestPrice {
  const { totalSeconds = 0, guestTimeTakenSeconds = 0, postcopyFaults, meanFaultSeconds } = figures;
  const application = applicationOf(figures);
  return {
    guestTimeTakenSeconds,
    guestShareRatio: totalSeconds > 0 ? Math.min(1, guestTimeTakenSeconds / totalSeconds) : 0,
    ...(postcopyFaults === undefined ? {} : { faults: postcopyFaults }),
    ...(meanFaultSeconds === undefined ? {} : { meanFaultSeconds }),
    ...(application === undefined ? {} : { application }),
  };
}

function applicationOf(figures: Figures): ApplicationPrice | undefined {
  const before = figures["channel.before.throughputBytesPerSecond"];
  const during = figures["channel.during.throughputBytesPerSecond"];
  if (before === undefined || during === undefined || before === 0) return undefined;
  return { beforeBytesPerSecond: before, duringBytesPerSecond: during, throughputRatio: during / before };
}
