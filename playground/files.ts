/** What there is to take along of results: loaded once the page shows something. */
import type { MigrationResult, RunResult } from "../src/index.js";
import {
  downtimeFigure,
  guestSpeedFigure,
  phasesFigure,
  ratesFigure,
  remainingFigure,
  resultJson,
  roundsFigure,
  throughputFigure,
} from "../src/report.js";
import type { ShownFigure } from "./protocol.js";

export interface Named {
  readonly label: string;
  readonly result: MigrationResult;
}

/** The bytes of `xenvmc-sim run --json`. */
export function jsonOf(result: MigrationResult): string {
  return [...resultJson(result)].join("");
}

/** Figures of the first run of each: of all together where one figure can show them, else one after another. */
export function figuresOf(variants: readonly Named[]): ShownFigure[] {
  const isOne = variants.length === 1;
  const runs = variants.map(({ label, result }) => ({ name: isOne ? "the run" : label, run: result.runs[0] as RunResult }));
  const bars = runs.map(({ name, run: { phases } }) => ({ name, phases }));
  const stepped = runs.filter(({ run: { rounds } }) => rounds.length > 0).map(({ name, run: { rounds } }) => ({ name, rounds }));
  const pageBytes = variants[0]?.result.scenario.vm.pageBytes ?? 0;
  const figures = [
    ...(stepped.length === 0 ? [] : [remainingFigure("remaining", stepped, pageBytes)]),
    phasesFigure("phases", bars),
    ...(runs.some(({ run }) => run.totals.downtimeSeconds > 0) ? [downtimeFigure("downtime", bars)] : []),
  ];
  const own = variants.map((variant, index) =>
    ownFigures(variant, isOne ? "" : `-${index + 1}`).map((figure) => ({
      ...figure,
      kind: isOne ? ALONE : figure.kind,
      title: isOne ? figure.title : `${variant.label}: ${figure.title.charAt(0).toLowerCase()}${figure.title.slice(1)}`,
    })),
  );
  const kinds = Math.max(...own.map(({ length }) => length));
  const byKind = Array.from({ length: kinds }, (_, kind) => own.flatMap((of) => of[kind] ?? [])).flat();
  return [...figures.map((figure) => ({ ...figure, kind: ALONE })), ...byKind].map(({ id, kind, title, description, svg }) => ({
    id,
    kind,
    title,
    description,
    svg,
  }));
}

/** Figures that are no counterparts of others. */
const ALONE = "";

function ownFigures({ result }: Named, suffix: string): ShownFigure[] {
  const { rounds, guest, totals, channel } = result.runs[0] as RunResult;
  return [
    ...(rounds.length === 0
      ? []
      : [
          { kind: "rounds", ...roundsFigure(`rounds${suffix}`, rounds) },
          { kind: "rates", ...ratesFigure(`rates${suffix}`, rounds, result.scenario.vm.pageBytes) },
        ]),
    ...(guest.speed.length === 0
      ? []
      : [{ kind: "speed", ...guestSpeedFigure(`guest-speed${suffix}`, guest.speed, rounds, totals.totalSeconds) }]),
    ...(channel === undefined ? [] : [{ kind: "traffic", ...throughputFigure(`traffic${suffix}`, channel) }]),
  ];
}

/** The command that gives a variant's numbers, for the shell of Unix. */
export function commandOf(overrides: readonly string[], jsonFile: string): string {
  const sets = overrides.map((override) => ` --set '${override.replaceAll("'", `'\\''`)}'`);
  return `npx xenvmc-sim run scenario.yaml${sets.join("")} --json ${jsonFile}`;
}
