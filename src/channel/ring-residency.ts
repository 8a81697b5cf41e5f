/**
 * The residency of a pair whose channel has rings.
 *
 * Leaving (XenVMC's order): the suspend request reaches the module first; it announces that it leaves and stops using the ring;
 * the peer stops when it receives the message; each side's application reads the rest; the mapper unmaps, the granter frees; only
 * then may the kernel suspend. Joining, after the resume: register, grant and connect, then socket by socket.
 */
import type { ResolvedSwitching } from "../scenario/resolved/resolved-channel.js";
import type { ResolvedPeer } from "../scenario/resolved/resolved-peers.js";
import type { Route } from "./flow.js";
import { isDrained } from "./flow-stages.js";
import type { RingOwner } from "./pair-traffic.js";
import {
  advanceFlows,
  nextFlowEventSeconds,
  type PairEnd,
  type Residency,
  type ResidencyEvent,
  type ResidencyMode,
  type ResidencyState,
  type ResidentFlow,
  runEnds,
  type SuspendTimeout,
} from "./residency.js";
import { PAIR_PAGES } from "./sizes.js";

export interface RingResidencyConfig extends Pick<ResolvedPeer, "place"> {
  readonly ringOwner: RingOwner;
  readonly switching: ResolvedSwitching;
  /** Rings and staging of all flows must be empty before the channel is torn down. */
  readonly flows: readonly ResidentFlow[];
  readonly startSeconds: number;
}

/** The step in progress, which ends by time or when the flows are drained. */
type Phase = "idle" | "announcing" | "draining" | "unmapping" | "releasing" | "registering" | "connecting" | "handshaking";

const JOINING: ReadonlySet<Phase> = new Set(["registering", "connecting", "handshaking"]);

export class RingResidency implements Residency {
  readonly events: ResidencyEvent[] = [];
  readonly #place: ResolvedPeer["place"];
  readonly #ringOwner: RingOwner;
  readonly #switching: ResolvedSwitching;
  readonly #flows: readonly ResidentFlow[];
  /** All flows except delivered volumes. */
  #openFlows: readonly ResidentFlow[];
  #state: ResidencyState;
  #phase: Phase = "idle";
  #phaseEndSeconds = Infinity;
  #suspendLimitSeconds = Infinity;
  #nowSeconds: number;
  #tornDownSeconds: number | undefined;
  #suspendTimeout: SuspendTimeout | undefined;
  /** The guest that announced that it leaves. */
  #firstEnd: PairEnd = "migrating";
  /** Guests that were asked to suspend, or are paused, and have not been resumed. */
  readonly #leaving = new Set<PairEnd>();

  /** Starts joined if the peer is on the source host, otherwise not joined. */
  constructor({ place, ringOwner, switching, flows, startSeconds }: RingResidencyConfig) {
    this.#place = place;
    this.#ringOwner = ringOwner;
    this.#switching = switching;
    this.#flows = flows;
    this.#openFlows = flows;
    this.#state = place === "source" ? "connected" : "init";
    this.#nowSeconds = startSeconds;
  }

  get state(): ResidencyState {
    return this.#state;
  }

  get mode(): ResidencyMode {
    if (this.#phase !== "idle") return "switching";
    return this.#state === "connected" ? "local" : "remote";
  }

  get nowSeconds(): number {
    return this.#nowSeconds;
  }

  get nextEventSeconds(): number {
    return Math.min(this.#ownEventSeconds, nextFlowEventSeconds(this.#openFlows));
  }

  get isReadyToSuspend(): boolean {
    return this.#state === "released" || (this.#state === "init" && this.#phase === "idle");
  }

  get tornDownSeconds(): number | undefined {
    return this.#tornDownSeconds;
  }

  get suspendTimeout(): SuspendTimeout | undefined {
    return this.#suspendTimeout;
  }

  advance(toSeconds: number): void {
    while (this.#nowSeconds < toSeconds || this.#ownEventSeconds <= this.#nowSeconds) {
      // While the rings drain, any event of a flow may empty them.
      const flowEventSeconds = this.#phase === "draining" ? nextFlowEventSeconds(this.#openFlows) : Infinity;
      this.#moveTo(Math.max(this.#nowSeconds, Math.min(toSeconds, this.#ownEventSeconds, flowEventSeconds)));
    }
  }

  requestSuspend(end: PairEnd = "migrating"): void {
    this.#leaving.add(end);
    this.#suspendTimeout = undefined;
    if (this.#state === "listen" || JOINING.has(this.#phase)) {
      this.#settle();
      this.#enter("init", "joining given up, as the guest is to suspend");
      return;
    }
    if (this.#state !== "connected" || this.#phase !== "idle") return;
    this.#firstEnd = end;
    this.#routeAll("network", end);
    this.#enter("suspend", "suspend seen before the kernel, VM_DELETE announced");
    this.#suspendLimitSeconds = this.#nowSeconds + this.#switching.suspendLimitSeconds;
    this.#wait("announcing", this.#switching.announceSeconds);
  }

  pause(end: PairEnd = "migrating"): void {
    this.#leaving.add(end);
    runEnds(this.#flows, end, false);
  }

  resume(where: "source" | "destination"): void {
    this.resumeEnd("migrating", this.#place === where);
  }

  resumeEnd(end: PairEnd, areTogether: boolean): void {
    this.#leaving.delete(end);
    runEnds(this.#flows, end, true);
    if (!areTogether || this.#leaving.size > 0 || this.#state === "connected") return;
    this.#enter("init", "REGISTER");
    this.#wait("registering", this.#switching.pollSeconds + this.#switching.registerSeconds);
  }

  get #ownEventSeconds(): number {
    return Math.min(this.#phaseEndSeconds, this.#suspendLimitSeconds);
  }

  #moveTo(seconds: number): void {
    this.#openFlows = advanceFlows(this.#openFlows, seconds);
    this.#nowSeconds = seconds;
    this.#unmapWhenDrained();
    if (this.#suspendLimitSeconds <= seconds && this.#state === "suspend") this.#giveUpSuspend();
    else if (this.#phaseEndSeconds <= seconds) this.#endPhase();
  }

  /** Ends the current phase when its time is over. */
  #endPhase(): void {
    const { releaseSeconds, connectSeconds, handshakeSeconds } = this.#switching;
    switch (this.#phase) {
      case "announcing":
        this.#startDraining();
        break;
      case "unmapping":
        this.#tornDownSeconds = this.#nowSeconds;
        this.#wait("releasing", releaseSeconds);
        break;
      case "releasing":
        this.#settle();
        this.#enter("released", "CHANNEL_RELEASE");
        break;
      case "registering":
        this.#enter(
          "listen",
          this.#ringOwner === "migrating" ? "VM_ADD heard, CHANNEL_CONNECT sent" : "VM_ADD heard, waiting for CHANNEL_CONNECT",
        );
        this.#wait("connecting", connectSeconds);
        break;
      case "connecting":
        this.#wait("handshaking", this.#flows.length * handshakeSeconds);
        break;
      case "handshaking":
        this.#settle();
        this.#routeAll("local");
        this.#enter("connected", "CHANNEL_ACCEPT, all sockets switched");
        break;
      default:
        this.#settle();
    }
  }

  /** The other guest has received the announcement: both sides stop using the rings and read what is in them. */
  #startDraining(): void {
    this.#routeAll("network", this.#firstEnd === "migrating" ? "peer" : "migrating");
    this.#phase = "draining";
    this.#phaseEndSeconds = Infinity;
    this.#unmapWhenDrained();
  }

  #unmapWhenDrained(): void {
    if (this.#phase !== "draining" || !this.#flows.every(({ flow }) => isDrained(flow.localBytes))) return;
    this.#suspendLimitSeconds = Infinity;
    this.#enter(
      "released-1",
      this.#ringOwner === "migrating" ? "rings drained, waiting for the peer to unmap" : "rings drained, unmapping",
    );
    this.#wait("unmapping", PAIR_PAGES * this.#switching.unmapSecondsPerPage);
  }

  /** libxl gave up: the migration fails, and the guest keeps its channel with all unread bytes. */
  #giveUpSuspend(): void {
    const unreadBytes = this.#flows.reduce((sum, { flow }) => sum + flow.localBytes, 0);
    this.#suspendTimeout = { seconds: this.#nowSeconds, limitSeconds: this.#switching.suspendLimitSeconds, unreadBytes };
    this.#settle();
    this.#routeAll("local");
    this.#enter("connected", "suspend request withdrawn after the limit");
  }

  #enter(state: ResidencyState, message: string): void {
    this.#state = state;
    this.events.push({ seconds: this.#nowSeconds, state, message });
  }

  #wait(phase: Phase, seconds: number): void {
    this.#phase = phase;
    this.#phaseEndSeconds = this.#nowSeconds + seconds;
  }

  #settle(): void {
    this.#phase = "idle";
    this.#phaseEndSeconds = Infinity;
    this.#suspendLimitSeconds = Infinity;
  }

  /** Sets the route of all flows, or of those that `sender` sends. */
  #routeAll(route: Route, sender?: ResidentFlow["sender"]): void {
    for (const resident of this.#flows) {
      if (sender === undefined || resident.sender === sender) resident.flow.setRoute(route);
    }
  }
}
