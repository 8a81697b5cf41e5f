/** Names that end in a version, such as `qemu-10.0-tcg`: a family, numbers, and perhaps a variant. */

interface VersionedName {
  readonly name: string;
  readonly family: string;
  readonly version: readonly number[];
  readonly variant: string;
}

const PATTERN = /^(.*?[a-z])-?(\d+(?:\.\d+)*)(-[a-z]+)?$/;

function readVersionedName(name: string): VersionedName | undefined {
  const [, family, version, variant = ""] = PATTERN.exec(name.toLowerCase()) ?? [];
  if (family === undefined || version === undefined) return undefined;
  return { name, family, version: version.split(".").map(Number), variant };
}

/** The candidates of the very version that is asked for, written otherwise: `qemu-10.0` for `qemu-10`. */
export function equalVersions(name: string, candidates: readonly string[]): readonly string[] {
  const asked = readVersionedName(name);
  if (asked === undefined) return [];
  return candidates.filter((candidate) => {
    const { family, variant, version } = readVersionedName(candidate) ?? { version: [] };
    return family === asked.family && variant === asked.variant && compareVersions(version, asked.version) === 0;
  });
}

/** What people call a family besides its name. */
const FAMILY_WORDS: Readonly<Record<string, string>> = { kvm: "qemu", "qemu-kvm": "qemu" };

/**
 * The candidate meant by a family alone (`qemu`, or `kvm`), by a variant alone (`tcg`) or by a version that is none of them
 * (`qemu-12`): the newest, or the one whose version comes before the asked one, as a preset stands for its version and those up to the
 * next. A variant that the family does not have, or none, means the plain versions. Undefined where the name is of no family with
 * at least two candidates.
 */
export function nearestVersion(name: string, candidates: readonly string[]): string | undefined {
  const versioned = candidates.map(readVersionedName).filter((candidate) => candidate !== undefined);
  const wanted = name.toLowerCase();
  const asked = readVersionedName(name);
  const familyName = FAMILY_WORDS[asked?.family ?? wanted] ?? asked?.family ?? wanted;
  const family = versioned.filter((candidate) => candidate.family === familyName);
  const isOfVariant = ({ variant }: VersionedName) => variant === asked?.variant;
  const ofVariant = family.some(isOfVariant) ? family.filter(isOfVariant) : family.filter(({ variant }) => variant === "");
  if (ofVariant.length > 1) return atOrBefore(ofVariant, asked?.version);
  const variant = versioned.filter((candidate) => candidate.variant === `-${wanted}`);
  return variant.length > 1 ? atOrBefore(variant) : undefined;
}

/** The name of the newest version that is not above `limit`, or of the oldest where all are above it. */
function atOrBefore(candidates: readonly VersionedName[], limit?: readonly number[]): string | undefined {
  const sorted = [...candidates].sort((left, right) => compareVersions(left.version, right.version));
  const best = limit === undefined ? sorted.at(-1) : (sorted.findLast(({ version }) => compareVersions(version, limit) <= 0) ?? sorted[0]);
  return best?.name;
}

/** Negative where `left` is older. Numbers that are missing count as 0. */
function compareVersions(left: readonly number[], right: readonly number[]): number {
  for (let place = 0; place < Math.max(left.length, right.length); place++) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
