/** The states of pages with their colours and counts, of all memory or of the marked region, for each variant. */
import { byId, element } from "./dom.js";
import type { PageRange } from "./protocol.js";
import { STATES, type StateCounts } from "./states.js";
import { bytesText, countText } from "./words.js";

export interface Counted {
  readonly label: string;
  readonly counts: StateCounts | undefined;
}

export class Legend {
  readonly #table = byId("legend");
  /** By state and variant. */
  #cells: HTMLElement[][] = [];
  readonly #caption = element("caption", {});

  open(labels: readonly string[]): void {
    this.#caption.textContent = "";
    const heads = ["Pages", ...labels.map((label) => (label === "" ? "count" : label))];
    this.#cells = STATES.map(() => labels.map(() => element("td", {})));
    const rows = STATES.map(([name, words], index) =>
      element("tr", {}, element("th", { scope: "row" }, element("i", { class: name }), words), ...(this.#cells[index] as HTMLElement[])),
    );
    this.#table.replaceChildren(
      this.#caption,
      element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
      element("tbody", {}, ...rows),
    );
  }

  show(range: PageRange, isRegion: boolean, pageBytes: number, counted: readonly Counted[]): void {
    const place = `${countText(range.firstPage)} to ${countText(range.firstPage + range.pages - 1)}`;
    write(this.#caption, `${isRegion ? "Marked" : "All"} pages, ${place}: ${bytesText(range.pages * pageBytes)}`);
    for (const [row, [name]] of STATES.entries()) {
      for (const [column, { counts }] of counted.entries()) {
        const cell = this.#cells[row]?.[column];
        if (cell !== undefined) write(cell, counts === undefined ? "-" : countText(counts[name]));
      }
    }
  }
}

function write(cell: HTMLElement, words: string): void {
  if (cell.textContent !== words) cell.textContent = words;
}
