import { equalVersions, nearestVersion } from "./nearest-version.js";

/**
 * The candidate closest to a mistyped name, or undefined if none is close. First the same version (`qemu-10.0` for `qemu-10`),
 * then the same letters and digits (`xen-3.3` for `XEN33`); then the nearest version of the same family; then at most one edit per
 * three letters (at least one), where an edit inserts, removes, replaces or swaps a letter. Case is ignored.
 * Among candidates found by edits, those that begin with the name come first.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  if (wanted.length > LONGEST_NAME) return undefined;
  const letters = lettersOf(name);
  const [alike] = [
    ...equalVersions(name, candidates),
    ...candidates.filter((candidate) => letters !== "" && lettersOf(candidate) === letters),
  ];
  if (alike !== undefined) return alike;
  const version = nearestVersion(name, candidates);
  if (version !== undefined) return version;
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const beginning = candidates.filter((candidate) => candidate.toLowerCase().startsWith(wanted));
  return closest(wanted, beginning, limit) ?? closest(wanted, candidates, limit) ?? extended(wanted, candidates);
}

/** Only the letters and digits, in lower case. */
function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** The first candidate at the smallest distance, which must not exceed the limit. */
function closest(wanted: string, candidates: readonly string[], limit: number): string | undefined {
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(wanted.length - candidate.length) > limit) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

const LONGEST_NAME = 100;
const SHORTEST_PREFIX = 4;

/** The only candidate of which the name is a prefix or vice versa: `bandwidthBytes` for `bandwidth`, or `qemu` for `qemu-8`. */
function extended(wanted: string, candidates: readonly string[]): string | undefined {
  if (wanted.length < SHORTEST_PREFIX) return undefined;
  const matching = candidates.filter((candidate) => {
    const lower = candidate.toLowerCase();
    return lower.startsWith(wanted) || (lower.length >= SHORTEST_PREFIX && wanted.startsWith(lower));
  });
  return matching.length === 1 ? matching[0] : undefined;
}

/** Optimal string alignment: insertions, removals, replacements and swaps of neighbours. */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const replace = at(last, j - 1) + (left[i - 1] === right[j - 1] ? 0 : 1);
      let distance = Math.min(replace, at(last, j) + 1, at(row, j - 1) + 1);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        distance = Math.min(distance, at(beforeLast, j - 2) + 1);
      }
      row.push(distance);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, right.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

/** More names than this are counted in a fault, not listed: only presets are so many. */
const NAMES_LISTED = 30;

/** What a fault expects where one of these names is: all of them, or where to read them. */
export function oneOf(names: readonly string[]): string {
  return names.length <= NAMES_LISTED ? `one of ${names.join(", ")}` : `one of ${names.length} names (xenvmc-sim presets lists them)`;
}
