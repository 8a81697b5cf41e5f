/** Suggests fields for a misspelled one. */

const MOST = 3;
/** One edit is allowed per this many letters of a name. */
const LETTERS_PER_EDIT = 3;

/** The names most similar to `name`; if none is, the paths whose last part is. At most three. */
export function nearestFields(name: string, names: readonly string[], paths: readonly string[]): string[] {
  const here = nearestOf(name, names, (candidate) => candidate);
  return here.length > 0 ? here : nearestOf(name, paths, (path) => path.slice(path.lastIndexOf(".") + 1));
}

function nearestOf(name: string, candidates: readonly string[], nameOf: (candidate: string) => string): string[] {
  const limit = Math.max(1, Math.floor(name.length / LETTERS_PER_EDIT));
  const measured = candidates.map((candidate) => ({ candidate, edits: editsBetween(name.toLowerCase(), nameOf(candidate).toLowerCase()) }));
  const least = Math.min(limit, ...measured.map(({ edits }) => edits));
  return measured
    .filter(({ edits }) => edits === least)
    .slice(0, MOST)
    .map(({ candidate }) => candidate);
}

/** Letters to insert, remove or replace (Levenshtein). */
function editsBetween(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1];
    for (let place = 1; place <= right.length; place++) {
      const replaced = (row[place - 1] as number) + (letter === right[place - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[place] as number) + 1, (next[place - 1] as number) + 1));
    }
    row = next;
  }
  return row.at(-1) as number;
}
