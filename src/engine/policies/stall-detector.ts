/** Detects that the bytes left have stopped falling, and a good moment to switch then (KubeVirt's stallDetector; VEP 248, Defining Stall). */
import type { KubevirtVep248Parameters } from "../../scenario/resolved/policy-parameters.js";

/** Bytes left at the start of a pass. */
export interface PassRecord {
  readonly elapsedSeconds: number;
  readonly remainingBytes: number;
}

type StallParameters = Pick<
  KubevirtVep248Parameters,
  "stallProgressTimeoutSeconds" | "stallMarginRatio" | "patienceWindowDecayFactor" | "searchLocalMinima"
>;

export class StallDetector {
  readonly #parameters: StallParameters;
  /** Passes within the window, each with fewer bytes left than those before it. */
  readonly #candidates: PassRecord[] = [];
  #leastBeforeWindowBytes = Infinity;
  #target: RelaxingTarget | undefined;

  constructor(parameters: StallParameters) {
    this.#parameters = parameters;
  }

  /** Adds a pass. Returns whether the migration has stalled and this is a moment to switch. */
  add(record: PassRecord): boolean {
    const { stallMarginRatio, searchLocalMinima } = this.#parameters;
    this.#age(record);
    if (this.#target) this.#target.add(record);
    else if (record.remainingBytes >= Math.floor(this.#leastBeforeWindowBytes * (1 - stallMarginRatio))) {
      const bestBytes = Math.min(this.#leastBeforeWindowBytes, this.#candidates.at(-1)?.remainingBytes ?? Infinity);
      this.#target = new RelaxingTarget(this.#parameters, bestBytes, record.elapsedSeconds);
    }
    if (!this.#target) return false;
    return !searchLocalMinima || record.remainingBytes <= Math.floor(this.#target.bestBytes * (1 + stallMarginRatio));
  }

  /** Drops passes older than the window, and keeps the new one if it can become the minimum before the window. */
  #age(record: PassRecord): void {
    const { stallProgressTimeoutSeconds } = this.#parameters;
    for (;;) {
      const oldest = this.#candidates[0];
      if (oldest === undefined || record.elapsedSeconds - oldest.elapsedSeconds < stallProgressTimeoutSeconds) break;
      this.#leastBeforeWindowBytes = Math.min(this.#leastBeforeWindowBytes, oldest.remainingBytes);
      this.#candidates.shift();
    }
    const { remainingBytes: lastBytes } = this.#candidates.at(-1) ?? { remainingBytes: Infinity };
    const mayBeLeast = record.remainingBytes <= this.#leastBeforeWindowBytes && record.remainingBytes < lastBytes;
    if (mayBeLeast) this.#candidates.push(record);
  }
}

/** The target after a stall: the best pass seen, then, after ever shorter patience, the best since the stall. */
class RelaxingTarget {
  readonly #decayFactor: number;
  readonly #seenBytes: number[] = [];
  bestBytes: number;
  #patienceSeconds: number;
  #deadlineSeconds: number;

  constructor(parameters: StallParameters, bestBytes: number, nowSeconds: number) {
    this.#decayFactor = parameters.patienceWindowDecayFactor;
    this.bestBytes = bestBytes;
    this.#patienceSeconds = parameters.stallProgressTimeoutSeconds;
    this.#deadlineSeconds = nowSeconds + this.#patienceSeconds;
  }

  add({ elapsedSeconds, remainingBytes }: PassRecord): void {
    this.#seenBytes.push(remainingBytes);
    if (elapsedSeconds < this.#deadlineSeconds) return;
    const index = this.#seenBytes.reduce((least, bytes, at, all) => (bytes < (all[least] as number) ? at : least), 0);
    this.bestBytes = this.#seenBytes.splice(index, 1)[0] as number;
    this.#patienceSeconds *= this.#decayFactor;
    this.#deadlineSeconds = elapsedSeconds + this.#patienceSeconds;
  }
}
