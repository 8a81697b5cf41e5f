/** Chooses the implementation that keeps a migration's pages. */
import { createReferencePages } from "../reference/pages.js";
import type { Fidelity } from "../scenario/resolved.js";
import type { PagesImplementation } from "./options.js";
import type { Pages, PagesConfig } from "./pages.js";

export interface OpenedPages {
  readonly pages: Pages;
  /** The core's build id, or the name of what ran in its place. */
  readonly core: string;
}

export async function openPages(config: PagesConfig, fidelity: Fidelity, implementation?: PagesImplementation): Promise<OpenedPages> {
  if (fidelity === "expected" || (implementation && implementation !== "reference")) throw new Error(`${fidelity} ${implementation} has not landed yet`);
  return { pages: createReferencePages(config), core: "reference" };
}
