/** Assigns each template its pages in guest memory and its random stream. */
import { ALWAYS, type Gate, type WriteSource } from "../../pages/write-source.js";
import type { WriteTemplate } from "./write-template.js";

export interface PlacedWrites {
  readonly sources: readonly WriteSource[];
  /** Total pages of the templates, laid out consecutively. */
  readonly pages: number;
}

function placeTemplate(template: WriteTemplate, firstPage: number, stream: number, gate: Gate): WriteSource {
  const { pattern, pages } = template;
  const base = { stream, region: { firstPage, pages, layout: "contiguous" as const }, gate };
  if (pattern.kind === "burst") return { ...base, kind: "burst", periodSeconds: pattern.periodSeconds };
  if (pattern.kind === "uniform") return { ...base, kind: "uniform", writesPerSecond: pattern.writesPerSecond, meanRunPages: 1 };
  return { ...base, kind: "sweep", writesPerSecond: pattern.writesPerSecond, stridePages: 1, offsetPages: 0 };
}

/** Source k belongs to template k, has stream `firstStream` + k, and its pages follow those of template k - 1. */
export function placeWrites(
  templates: readonly WriteTemplate[],
  firstPage: number,
  firstStream: number,
  gate: Gate = ALWAYS,
): PlacedWrites {
  let pages = 0;
  const sources = templates.map((template, index) => {
    const source = placeTemplate(template, firstPage + pages, firstStream + index, gate);
    pages += template.pages;
    return source;
  });
  return { sources, pages };
}
