/** Compares names with a version, such as `qemu-10.0-tcg`: a family, numbers, and optionally a variant. */

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

/** The candidates of exactly the requested version in another spelling: `qemu-10.0` for `qemu-10`. */
export function equalVersions(name: string, candidates: readonly string[]): readonly string[] {
  const asked = readVersionedName(name);
  if (asked === undefined) return [];
  return candidates.filter((candidate) => {
    const { family, variant, version } = readVersionedName(candidate) ?? { version: [] };
    return family === asked.family && variant === asked.variant && compareVersions(version, asked.version) === 0;
  });
}

/** Other names of engine families. */
const FAMILY_WORDS: Readonly<Record<string, string>> = { kvm: "qemu", "qemu-kvm": "qemu" };

/**
 * The candidate for a family alone (`qemu` or `kvm`), a variant alone (`tcg`) or an unknown version
 * (`qemu-12`): the newest, or the newest not above the requested version, as a preset covers its version and all up to the
 * next preset. Without a variant, or with an unknown one, the plain versions are searched. Undefined if the name's family has fewer
 * than two candidates.
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

/** The name of the newest version not above `limit`, or of the oldest if all are above it. */
function atOrBefore(candidates: readonly VersionedName[], limit?: readonly number[]): string | undefined {
  const sorted = [...candidates].sort((left, right) => compareVersions(left.version, right.version));
  const best = limit === undefined ? sorted.at(-1) : (sorted.findLast(({ version }) => compareVersions(version, limit) <= 0) ?? sorted[0]);
  return best?.name;
}

/** Negative if `left` is older. Missing numbers count as 0. */
function compareVersions(left: readonly number[], right: readonly number[]): number {
  for (let place = 0; place < Math.max(left.length, right.length); place++) {
    const difference = (left[place] ?? 0) - (right[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
