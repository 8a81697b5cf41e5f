/** What the page and its worker say to each other. */
import type { ConfigIssue, GuestSpeedSample, Round } from "../src/index.js";

/** A scenario, and variants of it as `compare --variants` takes them; an empty text for none. */
export interface Written {
  readonly scenario: string;
  readonly variants: string;
}

export type Path = readonly (string | number)[];

/** Fields of a variant by their paths, as in --set. */
export type Settings = Readonly<Record<string, unknown>>;

/** A change of the texts. Comments and layout stay. */
export type Edit =
  /** Sets a field of the scenario, or of the variant `label`; undefined leaves it out. */
  | { readonly kind: "set"; readonly label?: string | undefined; readonly path: Path; readonly value: unknown }
  /** Adds a variant that sets nothing yet. */
  | { readonly kind: "add" }
  | { readonly kind: "remove"; readonly label: string }
  /** Writes these variants in place of all. */
  | { readonly kind: "variants"; readonly variants: Readonly<Record<string, Settings>> };

export type Request =
  /** Asks for texts to be simulated, in place of any that are under way. `value`: what the scenario's text says, if that is known. */
  | { readonly kind: "open"; readonly id: number; readonly written: Written; readonly value?: object | undefined }
  | { readonly kind: "edit"; readonly id: number; readonly written: Written; readonly edit: Edit }
  /** Asks for the scenario that comes nearest to logs, in place of texts that are under way. */
  | { readonly kind: "calibrate"; readonly id: number; readonly logs: readonly File[] }
  /** The batches around a second, of each variant: `fromSeconds` is well before it. */
  | { readonly kind: "batches"; readonly id: number; readonly seconds: number; readonly fromSeconds: number }
  /** A range of pages at a second, in finer cells than those of frames. */
  | { readonly kind: "detail"; readonly id: number; readonly seconds: number; readonly range: PageRange }
  /** Modules to load ahead, so that the page does without a network from then on. */
  | { readonly kind: "load"; readonly files: readonly string[] };

export interface PageRange {
  readonly firstPage: number;
  readonly pages: number;
}

export interface ShownFigure {
  readonly id: string;
  /** Figures of the same kind, of several variants, stand beside each other. */
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  readonly svg: string;
}

export interface ShownTotal {
  readonly name: string;
  readonly value: number;
}

/** Both directions of the guest's traffic together, from a second on. */
export interface TrafficSample {
  readonly seconds: number;
  readonly bytesPerSecond: number;
}

/** What the page shows of a variant's result. */
export interface ShownResult {
  readonly label: string;
  readonly endSeconds: number;
  readonly pageBytes: number;
  readonly rounds: readonly Round[];
  readonly downtimeSeconds: number;
  readonly ending: string;
  readonly ruledBy: readonly string[];
  readonly warnings: readonly string[];
  /** Means over the runs. */
  readonly totals: readonly ShownTotal[];
  readonly runs: number;
  /** Of the first run. */
  readonly speed: readonly GuestSpeedSample[];
  /** Empty for a guest without peers. */
  readonly traffic: readonly TrafficSample[];
}

/** Pages of each cell, in the narrowest type that holds them. */
export type CellCounts = Uint8Array | Uint16Array | Uint32Array;

/** Memory at one simulated second, by cells. */
export interface Frame {
  readonly seconds: number;
  /** Rounds that have ended. */
  readonly rounds: number;
  /** Pages never sent, of which the round has to send. */
  readonly first: CellCounts;
  /** Pages to be sent again. */
  readonly again: CellCounts;
  /** Pages that were to be sent again and no longer are: per cell at least these. */
  readonly resent: CellCounts;
  /** Pages whose content was sent at least once. */
  readonly sent: CellCounts;
  /** Pages in the dirty log. */
  readonly dirty: CellCounts;
}

/** What does not change from frame to frame. */
export interface Ground extends PageRange {
  readonly pageBytes: number;
  readonly pagesPerCell: number;
  readonly zero: CellCounts;
  readonly channel: CellCounts;
}

/** A range of pages, in finer cells. */
export interface Detail {
  readonly ground: Ground;
  readonly frame: Frame;
}

/** A variant as the controls show it: its scenario with the variant's fields set. */
export interface ShownVariant {
  readonly label: string;
  readonly value: object;
}

/** Text that has the faults. */
export type FaultyText = keyof Written;

export type Answer = { readonly id: number } & (
  | { readonly kind: "faults"; readonly text: FaultyText; readonly label: string; readonly issues: readonly ConfigIssue[] }
  | {
      readonly kind: "scenario";
      readonly value: object;
      readonly variants: readonly ShownVariant[];
      /** Variants beyond those that are shown. */
      readonly leftOut: number;
    }
  | { readonly kind: "running"; readonly words: string }
  | { readonly kind: "results"; readonly results: readonly ShownResult[] }
  | { readonly kind: "ground"; readonly variant: number; readonly ground: Ground }
  | { readonly kind: "frame"; readonly variant: number; readonly frame: Frame }
  | { readonly kind: "done"; readonly hasPages: boolean }
  /** What there is to take along: of each variant the bytes of `xenvmc-sim run --json`, and its command line. */
  | {
      readonly kind: "files";
      readonly json: readonly string[];
      readonly commands: readonly string[];
      readonly figures: readonly ShownFigure[];
    }
  | { readonly kind: "written"; readonly written: Written }
  | { readonly kind: "batches"; readonly batches: readonly (readonly Frame[])[] }
  | { readonly kind: "detail"; readonly details: readonly (Detail | undefined)[] }
  | { readonly kind: "loaded" }
  | { readonly kind: "failed"; readonly message: string }
);

/** Variants that are shown side by side. */
export const VARIANTS_MOST = 3;
