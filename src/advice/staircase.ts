/**
 * Which cells of an estimate have to be simulated. A guest that writes steadily, under a rule that stops when the rest fits into the downtime
 * limit, and that does not move over a link under a limit, moves over no slower one under no shorter limit either. So the cells where it moves
 * are a staircase, and of the others, whose migrations last until the time-out, only those along its edge are simulated.
 */
import type { ResolvedScenario, ResolvedSource } from "../scenario/resolved/resolved.js";

/** A cell by its places in the lists of bandwidths and of limits. */
export interface GridCell {
  readonly bandwidth: number;
  readonly limit: number;
}

/** Cells to simulate together: each of these rows with each of these columns. */
export interface GridBlock {
  readonly bandwidths: readonly number[];
  readonly limits: readonly number[];
}

export interface Staircase {
  /** Blocks without a cell in common that hold every cell in which the guest may move. */
  readonly blocks: readonly GridBlock[];
  /** Cells that are in no block, with a faster or more patient cell in which the guest did not move. */
  readonly implied: readonly (GridCell & { readonly by: GridCell })[];
}

/**
 * True if a guest that stays under one link and limit stays under slower links and shorter limits: its workload does not change, nothing
 * slows it down, no policy or switch decides, and no traffic grows with the link.
 */
export function isMonotone({ vm, engine, workload, peers, policy }: ResolvedScenario): boolean {
  if (peers.length > 0 || policy !== undefined || vm.devices !== undefined || !workload.every(isSteady)) return false;
  if (engine.family === "cloud-hypervisor") return engine.memoryMode !== "postcopy" && engine.rule === "downtime";
  if (engine.family !== "qemu" || (engine.mode !== undefined && engine.mode !== "normal")) return false;
  const { autoConverge, dirtyLimit, postcopy, xbzrle, relax, cancelAfterSyncs } = engine;
  return [autoConverge, dirtyLimit, postcopy, xbzrle, relax, cancelAfterSyncs].every((feature) => feature === undefined);
}

function isSteady({ kind }: ResolvedSource): boolean {
  return kind !== "phases" && kind !== "trace";
}

/**
 * Walks along the edge from the fastest link. `speeds` and `patience` are the values of the rows and columns, in any order; `moves` simulates a
 * cell. At most one cell per column and two per row are asked for.
 */
export async function findStaircase(
  speeds: readonly number[],
  patience: readonly number[],
  moves: (cell: GridCell) => Promise<boolean>,
): Promise<Staircase> {
  const rows = descending(speeds);
  const columns = descending(patience);
  const blocks: GridBlock[] = [];
  const implied: (GridCell & { readonly by: GridCell })[] = [];
  /** Of `columns`, how many may still move, the most patient first; and what showed that each other one does not. */
  let open = columns.length;
  const shownBy: GridCell[] = [];
  for (const bandwidth of rows) {
    // The first that does not move may be one of many: then the most patient one shows them all at once.
    for (let isFirst = true; open > 0; isFirst = false) {
      const cell = { bandwidth, limit: columns[open - 1] as number };
      if (await moves(cell)) break;
      shownBy[--open] = cell;
      const patient = { bandwidth, limit: columns[0] as number };
      if (!isFirst || open === 0 || (await moves(patient))) continue;
      while (open > 0) shownBy[--open] = patient;
    }
    for (const [place, limit] of columns.entries()) {
      if (place >= open) implied.push({ bandwidth, limit, by: shownBy[place] as GridCell });
    }
    addRow(blocks, bandwidth, columns.slice(0, open));
  }
  return { blocks, implied };
}

/** Rows with the same columns are one block. */
function addRow(blocks: GridBlock[], bandwidth: number, limits: readonly number[]): void {
  if (limits.length === 0) return;
  const last = blocks.at(-1);
  if (last?.limits.length === limits.length) blocks[blocks.length - 1] = { ...last, bandwidths: [...last.bandwidths, bandwidth] };
  else blocks.push({ bandwidths: [bandwidth], limits });
}

function descending(values: readonly number[]): number[] {
  return values.map((_, index) => index).sort((left, right) => (values[right] as number) - (values[left] as number));
}
