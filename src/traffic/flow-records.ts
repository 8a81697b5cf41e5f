/** What each flow delivered in each stage of the migration, and when volumes were done. */
import { isDrained } from "../channel/flow-stages.js";
import type { FlowReport, FlowStage, FlowThroughput } from "../result/result.js";
import type { Lane } from "./lane.js";
import type { Pair } from "./pair.js";

interface Flow {
  readonly identity: Pick<FlowReport, "peer" | "flow" | "mode" | "messageBytes">;
  readonly lanes: readonly Lane[];
  readonly throughput: Partial<Record<FlowStage, FlowThroughput>>;
  completedSeconds: number | undefined;
  /** Delivered before the present stage. */
  earlierBytes: number;
}

export class FlowRecords {
  readonly #flows: readonly Flow[];
  #stage: FlowStage | undefined;
  #sinceSeconds = 0;

  constructor(pairs: readonly Pair[]) {
    this.#flows = pairs.flatMap(({ peer, lanes }) =>
      peer.flows.map(({ mode, messageBytes }, flow) => ({
        identity: { peer: peer.name, flow, mode, messageBytes },
        lanes: lanes.slice(2 * flow, 2 * flow + 2),
        throughput: {},
        completedSeconds: undefined,
        earlierBytes: 0,
      })),
    );
  }

  /** Notes the rates before the copy begins. */
  noteBefore(): void {
    for (const flow of this.#flows) flow.throughput.before = throughputOf(flow, presentRate(flow));
  }

  /** Begins a stage at a simulated second; undefined while the guest is paused. */
  enter(stage: FlowStage | undefined, seconds: number): void {
    this.#close(seconds);
    this.#stage = stage;
    this.#sinceSeconds = seconds;
  }

  /** Notes the volumes that are done by now. */
  noticeCompleted(seconds: number): void {
    for (const flow of this.#flows) {
      if (flow.identity.mode !== "volume" || flow.completedSeconds !== undefined) continue;
      if (flow.lanes.every(({ process }) => isDrained(process.inFlightBytes))) flow.completedSeconds = seconds;
    }
  }

  /** When the last volume was done; undefined if there is none, or one is under way. */
  get completedSeconds(): number | undefined {
    const volumes = this.#flows.filter(({ identity }) => identity.mode === "volume");
    const seconds = volumes.flatMap(({ completedSeconds }) => completedSeconds ?? []);
    return volumes.length > 0 && seconds.length === volumes.length ? Math.max(...seconds) : undefined;
  }

  /** Bytes of each flow up to now. */
  get deliveredBytes(): readonly number[] {
    return this.#flows.map(deliveredOf);
  }

  /** The flows with what they had delivered by the end of the migration, when the traffic has been followed up to `seconds`. */
  report(deliveredBytes: readonly number[], seconds: number, isTied: (peer: string, flow: number) => boolean): FlowReport[] {
    this.#close(seconds);
    return this.#flows.map(({ identity, completedSeconds, throughput, lanes }, index) => ({
      ...identity,
      ...(isTied(identity.peer, identity.flow) ? { tied: true } : {}),
      deliveredBytes: deliveredBytes[index] as number,
      ...(completedSeconds === undefined ? {} : { completedSeconds }),
      throughput: this.#isEndless(identity) ? { ...throughput, after: throughputOf({ identity }, presentRate({ lanes })) } : throughput,
    }));
  }

  /** True for a flow that goes on after the migration. */
  #isEndless({ mode }: Flow["identity"]): boolean {
    return mode !== "volume" && this.#stage === "after";
  }

  /** Means of the stage that ends: of a volume over the part in which it was under way. */
  #close(seconds: number): void {
    for (const flow of this.#flows) {
      const bytes = deliveredOf(flow) - flow.earlierBytes;
      const lengthSeconds = Math.min(seconds, flow.completedSeconds ?? Infinity) - this.#sinceSeconds;
      if (this.#stage && lengthSeconds > 0) flow.throughput[this.#stage] = throughputOf(flow, bytes / lengthSeconds);
      flow.earlierBytes += bytes;
    }
  }
}

function deliveredOf({ lanes }: Pick<Flow, "lanes">): number {
  return lanes.reduce((sum, { process }) => sum + process.deliveredBytes, 0);
}

function presentRate({ lanes }: Pick<Flow, "lanes">): number {
  return lanes.reduce((sum, { process }) => sum + process.deliveredBytesPerSecond, 0);
}

function throughputOf({ identity }: Pick<Flow, "identity">, bytesPerSecond: number): FlowThroughput {
  return { bytesPerSecond, messagesPerSecond: bytesPerSecond / identity.messageBytes };
}
