/**
 * Where a pair of guests stands with its channel: joined, leaving, gone, joining. One state machine per peer, stepped by
 * events, with the pair's flows inside it, so that a route changes when the state does and not a moment off.
 *
 * Leaving (XenVMC's order): the suspend request reaches the module first; it announces its leave and stops using the ring;
 * the peer stops when it has heard; each side's application reads what is left; the mapper unmaps, the granter frees; only
 * then may the kernel suspend. Joining, after the resume: register, grant and connect, then socket by socket.
 */
import type { ResolvedSwitching } from "../scenario/resolved/resolved-channel.js";
import type { ResolvedPeer } from "../scenario/resolved/resolved-peers.js";
import { type FlowProcess, isDrained, type Route } from "./flow.js";
import { PAIR_PAGES } from "./sizes.js";

/** XenVMC's states of a peer. `released-1`: the granter waits for the mapper. */
export type ResidencyState = "init" | "listen" | "connected" | "suspend" | "released-1" | "released";

/** What the pair's bytes go through as a whole. */
export type ResidencyMode = "local" | "switching" | "remote";

/** libxl stopped waiting for the guest to suspend. */
export interface SuspendTimeout {
  readonly seconds: number;
  /** How long it had waited. */
  readonly limitSeconds: number;
  /** What was still in the rings and in staging. */
  readonly unreadBytes: number;
}

export interface ResidencyEvent {
  readonly seconds: number;
  readonly state: ResidencyState;
  /** The message or action that led there, in XenVMC's words. */
  readonly message: string;
}

/** A flow of the pair, and which guest sends it. */
export interface ResidentFlow {
  readonly sender: "migrating" | "peer";
  readonly flow: FlowProcess;
}

export interface ResidencyConfig {
  readonly place: ResolvedPeer["place"];
  readonly ringOwner: ResolvedPeer["ringOwner"];
  /** Undefined without rings: the pair then stays on the network, and the guest suspends without delay. */
  readonly switching: ResolvedSwitching | undefined;
  /** Rings and staging of all of them have to be empty before the channel may go. */
  readonly flows: readonly ResidentFlow[];
  readonly startSeconds: number;
}

export interface Residency {
  readonly state: ResidencyState;
  readonly mode: ResidencyMode;
  readonly nowSeconds: number;
  /** The next change of state or of a flow's rates; Infinity if there is none. */
  readonly nextEventSeconds: number;
  /** True when the kernel may suspend as far as this pair is concerned. */
  readonly isReadyToSuspend: boolean;
  /** When the peer unmapped the rings: the moment at which the granter's pages are marked. */
  readonly tornDownSeconds: number | undefined;
  readonly suspendTimeout: SuspendTimeout | undefined;
  readonly events: readonly ResidencyEvent[];
  /** Steps the machine and all its flows. */
  advance(toSeconds: number): void;
  /** The toolstack asks the guest to suspend, now. */
  requestSuspend(): void;
  /** The guest stops: it neither offers nor reads. */
  pause(): void;
  /** The guest runs again: at the destination, or where it was when the migration failed. */
  resume(where: "source" | "destination"): void;
}

/** What the machine waits for besides its flows. */
type Phase = "idle" | "announcing" | "draining" | "unmapping" | "releasing" | "registering" | "connecting" | "handshaking";

const LEAVING: ReadonlySet<Phase> = new Set(["announcing", "draining", "unmapping", "releasing"]);
const JOINING: ReadonlySet<Phase> = new Set(["registering", "connecting", "handshaking"]);

/** Creates the machine: joined where the peer is on the source and the channel has rings, otherwise not. */
export function createResidency(config: ResidencyConfig): Residency {
  return config.switching === undefined ? createNetworkResidency(config) : createRingResidency(config, config.switching);
}

function createNetworkResidency({ flows, startSeconds }: ResidencyConfig): Residency {
  let nowSeconds = startSeconds;
  return {
    state: "init",
    mode: "remote",
    get nowSeconds() {
      return nowSeconds;
    },
    get nextEventSeconds() {
      return nextFlowEventSeconds(flows);
    },
    isReadyToSuspend: true,
    tornDownSeconds: undefined,
    suspendTimeout: undefined,
    events: [],
    advance(toSeconds) {
      for (const { flow } of flows) flow.advance(toSeconds);
      nowSeconds = Math.max(nowSeconds, toSeconds);
    },
    requestSuspend() {},
    pause: () => runMigratingEnds(flows, false),
    resume: () => runMigratingEnds(flows, true),
  };
}

/** The migrating guest's end of each flow stops or runs again. */
function runMigratingEnds(flows: readonly ResidentFlow[], runs: boolean): void {
  for (const { sender, flow } of flows) flow.setRunning(sender === "migrating" ? "sender" : "reader", runs);
}

function nextFlowEventSeconds(flows: readonly ResidentFlow[]): number {
  return flows.reduce((next, { flow }) => Math.min(next, flow.nextEventSeconds), Infinity);
}

function createRingResidency(config: ResidencyConfig, times: ResolvedSwitching): Residency {
  const { flows, ringOwner } = config;
  const startsJoined = config.place === "source";
  const events: ResidencyEvent[] = [];
  let state: ResidencyState = startsJoined ? "connected" : "init";
  let phase: Phase = "idle";
  let nowSeconds = config.startSeconds;
  let phaseEndSeconds = Infinity;
  let suspendLimitSeconds = Infinity;
  let tornDownSeconds: number | undefined;
  let suspendTimeout: SuspendTimeout | undefined;

  const unreadBytes = () => flows.reduce((sum, { flow }) => sum + flow.localBytes, 0);

  function enter(next: ResidencyState, message: string): void {
    state = next;
    events.push({ seconds: nowSeconds, state, message });
  }

  function wait(next: Phase, seconds: number): void {
    phase = next;
    phaseEndSeconds = nowSeconds + seconds;
  }

  function routeAll(route: Route, sender?: "migrating" | "peer"): void {
    for (const resident of flows) {
      if (sender === undefined || resident.sender === sender) resident.flow.setRoute(route);
    }
  }

  function settle(): void {
    phase = "idle";
    phaseEndSeconds = Infinity;
    suspendLimitSeconds = Infinity;
  }

  /** The peer has heard: nobody uses the rings any more, what is in them is read. */
  function startDraining(): void {
    routeAll("network", "peer");
    phase = "draining";
    phaseEndSeconds = Infinity;
    unmapWhenDrained();
  }

  function unmapWhenDrained(): void {
    if (phase !== "draining" || !flows.every(({ flow }) => isDrained(flow.localBytes))) return;
    suspendLimitSeconds = Infinity;
    enter("released-1", ringOwner === "migrating" ? "rings drained, waiting for the peer to unmap" : "rings drained, unmapping");
    wait("unmapping", PAIR_PAGES * times.unmapSecondsPerPage);
  }

  /** libxl gave up: the migration fails, the guest stays, and so does its channel with all that is unread. */
  function giveUpSuspend(): void {
    suspendTimeout = { seconds: nowSeconds, limitSeconds: times.suspendLimitSeconds, unreadBytes: unreadBytes() };
    settle();
    routeAll("local");
    enter("connected", "suspend request withdrawn after the limit");
  }

  /** What happens when the phase's time is over. */
  function endPhase(): void {
    switch (phase) {
      case "announcing":
        startDraining();
        break;
      case "unmapping":
        tornDownSeconds = nowSeconds;
        wait("releasing", times.releaseSeconds);
        break;
      case "releasing":
        settle();
        enter("released", "CHANNEL_RELEASE");
        break;
      case "registering":
        enter("listen", ringOwner === "migrating" ? "VM_ADD heard, CHANNEL_CONNECT sent" : "VM_ADD heard, waiting for CHANNEL_CONNECT");
        wait("connecting", times.connectSeconds);
        break;
      case "connecting":
        wait("handshaking", flows.length * times.handshakeSeconds);
        break;
      case "handshaking":
        settle();
        routeAll("local");
        enter("connected", "CHANNEL_ACCEPT, all sockets switched");
        break;
      default:
        settle();
    }
  }

  /** Registers at the host. No message of the protocol gets lost. */
  function join(): void {
    enter("init", "REGISTER");
    wait("registering", times.pollSeconds + times.registerSeconds);
  }

  const ownEventSeconds = () => Math.min(phaseEndSeconds, suspendLimitSeconds);
  const flowEventSeconds = () => nextFlowEventSeconds(flows);

  function moveTo(seconds: number): void {
    for (const { flow } of flows) flow.advance(seconds);
    nowSeconds = seconds;
    unmapWhenDrained();
    if (suspendLimitSeconds <= nowSeconds && state === "suspend") giveUpSuspend();
    else if (phaseEndSeconds <= nowSeconds) endPhase();
  }

  return {
    get state() {
      return state;
    },
    get mode() {
      if (LEAVING.has(phase) || JOINING.has(phase)) return "switching";
      return state === "connected" ? "local" : "remote";
    },
    get nowSeconds() {
      return nowSeconds;
    },
    get nextEventSeconds() {
      return Math.min(ownEventSeconds(), flowEventSeconds());
    },
    get isReadyToSuspend() {
      return state === "released" || (state === "init" && phase === "idle");
    },
    get tornDownSeconds() {
      return tornDownSeconds;
    },
    get suspendTimeout() {
      return suspendTimeout;
    },
    events,
    advance(toSeconds) {
      while (nowSeconds < toSeconds || ownEventSeconds() <= nowSeconds) {
        moveTo(Math.max(nowSeconds, Math.min(toSeconds, ownEventSeconds(), phase === "draining" ? flowEventSeconds() : Infinity)));
      }
    },
    requestSuspend() {
      if (state === "listen" || JOINING.has(phase)) {
        settle();
        enter("init", "joining given up, as the guest is to suspend");
        return;
      }
      if (state !== "connected" || phase !== "idle") return;
      routeAll("network", "migrating");
      enter("suspend", "suspend seen before the kernel, VM_DELETE announced");
      suspendLimitSeconds = nowSeconds + times.suspendLimitSeconds;
      wait("announcing", times.announceSeconds);
    },
    pause: () => runMigratingEnds(flows, false),
    resume(where) {
      runMigratingEnds(flows, true);
      if (config.place === where && state !== "connected") join();
    },
  };
}
