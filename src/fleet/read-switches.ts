/** The switches of a fleet file, and what they leave of the way between two hosts. */
import type { FabricSwitch } from "../fabric/fabric.js";
import type { Path } from "../scenario/origin.js";
import { showValue } from "../scenario/show-value.js";
import { type FleetFaults, isMapping } from "./fleet-faults.js";

/** A limit as written, and as goodput. */
export interface WrittenLimit {
  readonly bandwidth: unknown;
  readonly goodputBytesPerSecond: number;
}

export interface WrittenSwitch {
  readonly name: string;
  readonly capacity: WrittenLimit | undefined;
  readonly uplink: WrittenLimit | undefined;
}

/** In the order of their names. `goodputOf`: of a link with a bandwidth; undefined, and a fault, for one that is none. */
export function readSwitches(
  given: unknown,
  faults: FleetFaults,
  goodputOf: (bandwidth: unknown, steps: Path) => number | undefined,
): WrittenSwitch[] {
  if (given === undefined) return [];
  if (!isMapping(given)) {
    faults.add(["switches"], "a mapping from names to switches { capacity, uplink }", showValue(given));
    return [];
  }
  const limit = (bandwidth: unknown, steps: Path): WrittenLimit | undefined => {
    if (bandwidth === undefined) return undefined;
    return { bandwidth, goodputBytesPerSecond: goodputOf(bandwidth, steps) ?? Infinity };
  };
  return Object.keys(given)
    .sort()
    .flatMap((name) => {
      const steps = ["switches", name];
      const written = faults.mapping(given[name], steps, ["capacity", "uplink"], "a switch { capacity, uplink }");
      if (written === undefined) return [];
      const { capacity, uplink } = written;
      if (capacity === undefined && uplink === undefined) faults.add(steps, "a capacity, an uplink or both", "neither");
      return [{ name, capacity: limit(capacity, [...steps, "capacity"]), uplink: limit(uplink, [...steps, "uplink"]) }];
    });
}

export function fabricSwitch({ name, capacity, uplink }: WrittenSwitch): FabricSwitch {
  return {
    name,
    capacityBytesPerSecond: capacity?.goodputBytesPerSecond ?? Infinity,
    uplinkBytesPerSecond: uplink?.goodputBytesPerSecond ?? Infinity,
  };
}

/** The tightest limit of the switches between hosts on two of them; undefined for none. */
export function limitBetween(from: WrittenSwitch | undefined, to: WrittenSwitch | undefined): WrittenLimit | undefined {
  const passed = from === to ? [from?.capacity] : [from?.capacity, from?.uplink, to?.capacity, to?.uplink];
  return passed.reduce(
    (least, limit) => (limit && limit.goodputBytesPerSecond < (least?.goodputBytesPerSecond ?? Infinity) ? limit : least),
    undefined,
  );
}
