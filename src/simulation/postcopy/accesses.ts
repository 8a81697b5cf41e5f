/** The guest's page accesses at the destination: those of all sources, in guest-time order. */
import { activeSeconds, guestSecondsAtActive } from "../../pages/gate.js";
import type { PagesConfig } from "../../pages/pages.js";
import { createRegionPages } from "../../pages/placement.js";
import { accessKey } from "../../pages/streams.js";
import type { WriteSource } from "../../pages/write-source.js";
import { type ThreadGroup, Threads } from "../threads.js";
import type { AccessSetting, AccessStream, IsMissing } from "./access-stream.js";
import { DrawnAccesses } from "./drawn-accesses.js";
import { createBurstAccesses, createSweepAccesses, createTraceAccesses } from "./ordered-accesses.js";

interface TimedStream {
  readonly source: WriteSource;
  readonly stream: AccessStream;
  readonly threads: ThreadGroup | undefined;
  guestSeconds: number;
}

export class Accesses {
  readonly #streams: readonly TimedStream[];
  readonly #haveThreads: boolean;
  #next: TimedStream | undefined;

  /** Accesses from guest second `fromGuestSeconds` on: `accessesPerWrite` for each write of a source without reads of its own. */
  constructor(
    config: PagesConfig,
    fromGuestSeconds: number,
    accessesPerWrite: number,
    isMissing: IsMissing,
    threads = new Threads({ sources: [] }),
  ) {
    const reads = (config.reads ?? []).map((source) => ({ ...source, hasReads: true }));
    this.#streams = [...config.sources, ...reads].map((source) => {
      const stream = createStream(source, config, {
        fromActiveSeconds: activeSeconds(source.gate, fromGuestSeconds),
        accessesPerWrite: source.hasReads ? 1 : accessesPerWrite,
        isMissing,
        pageOf: createRegionPages(source.region, config.allocatedPages, config.seed),
      });
      return { source, stream, threads: threads.of(source), guestSeconds: Infinity };
    });
    this.#haveThreads = this.#streams.some((stream) => stream.threads !== undefined);
    this.retime();
  }

  /** Guest second of the next access to a page that may be missing; Infinity if there is none. */
  get guestSeconds(): number {
    return this.#next ? this.#next.guestSeconds : Infinity;
  }

  /** The page accessed. */
  get page(): number {
    return this.#next ? this.#next.stream.page : 0;
  }

  /** The threads of which one makes the access; undefined for a vCPU. */
  get threads(): ThreadGroup | undefined {
    return this.#next?.threads;
  }

  /** Advances past the next access. */
  moveOn(): void {
    if (!this.#next) return;
    this.#next.stream.moveOn();
    time(this.#next);
    this.#choose();
  }

  /** Called when the sources' clocks may have changed speed. */
  retime(): void {
    for (const stream of this.#streams) time(stream);
    this.#choose();
  }

  /** Called when threads have stopped or resumed. */
  retimeThreads(): void {
    if (!this.#haveThreads) return;
    for (const stream of this.#streams) if (stream.threads) time(stream);
    this.#choose();
  }

  #choose(): void {
    let next: TimedStream | undefined;
    for (const stream of this.#streams) if (stream.guestSeconds < (next?.guestSeconds ?? Infinity)) next = stream;
    this.#next = next;
  }
}

function time(timed: TimedStream): void {
  const { activeSeconds } = timed.stream;
  const ownSeconds = activeSeconds < Infinity ? guestSecondsAtActive(timed.source.gate, activeSeconds) : Infinity;
  timed.guestSeconds = timed.threads && ownSeconds < Infinity ? timed.threads.guestSecondsAt(ownSeconds) : ownSeconds;
}

function createStream(source: WriteSource, config: PagesConfig, setting: AccessSetting): AccessStream {
  switch (source.kind) {
    case "sweep":
      return createSweepAccesses(source, setting);
    case "burst":
      return createBurstAccesses(source, setting);
    case "trace":
      return createTraceAccesses(source, setting);
    default:
      return new DrawnAccesses(source, accessKey(config.seed, config.run, source.stream), setting);
  }
}
