/** What the page and its worker say to each other. */
import type { ConfigIssue, Round } from "../src/index.js";

/** Asks for a scenario to be simulated, in place of any that is under way, or for one field of a text to be set. */
export type Request =
  | { readonly kind: "open"; readonly id: number; readonly text: string }
  | { readonly kind: "set"; readonly id: number; readonly text: string; readonly path: Path; readonly value: unknown };

export type Path = readonly (string | number)[];

export interface ShownFigure {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly svg: string;
}

export interface ShownTotal {
  readonly name: string;
  readonly value: number;
}

/** What the page shows of a result. */
export interface ShownResult {
  /** The bytes of `xenvmc-sim run --json`. */
  readonly json: string;
  readonly endSeconds: number;
  readonly rounds: readonly Round[];
  readonly downtimeSeconds: number;
  readonly ending: string;
  readonly ruledBy: readonly string[];
  readonly warnings: readonly string[];
  readonly totals: readonly ShownTotal[];
  readonly figures: readonly ShownFigure[];
  readonly runs: number;
}

/** Memory at one simulated second: for each cell the share of its pages, 0 to 255. */
export interface Frame {
  readonly seconds: number;
  /** Rounds that have ended. */
  readonly rounds: number;
  /** Pages never sent, of which the round has to send. */
  readonly first: Uint8Array;
  /** Pages to be sent again. */
  readonly again: Uint8Array;
  /** Pages in the dirty log. */
  readonly dirty: Uint8Array;
}

/** What does not change from frame to frame. */
export interface Ground {
  readonly pages: number;
  readonly pageBytes: number;
  readonly pagesPerCell: number;
  readonly zero: Uint8Array;
  readonly channel: Uint8Array;
}

export type Answer = { readonly id: number } & (
  | { readonly kind: "faults"; readonly issues: readonly ConfigIssue[] }
  | { readonly kind: "scenario"; readonly value: object; readonly name: string | undefined }
  | { readonly kind: "running"; readonly words: string }
  | { readonly kind: "result"; readonly result: ShownResult }
  | { readonly kind: "ground"; readonly ground: Ground }
  | { readonly kind: "frame"; readonly frame: Frame }
  | { readonly kind: "done"; readonly hasPages: boolean }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "failed"; readonly message: string }
);
