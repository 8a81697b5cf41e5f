/** What came out: words, totals beside those kept, figures, files to take along. */
import { byId, element } from "./dom.js";
import type { ShownFigure, ShownResult, ShownTotal } from "./protocol.js";
import { totalLabel, totalText } from "./words.js";

/** Totals in the table, the others are in the JSON. */
const SHOWN = new Set([
  "totalSeconds",
  "downtimeSeconds",
  "guestTimeTakenSeconds",
  "rounds",
  "pagesSent",
  "pagesResent",
  "pagesSkipped",
  "pagesDirtied",
  "wireBytes",
  "resendRatio",
]);

export class ResultView {
  #kept: ReadonlyMap<string, number> | undefined;
  #totals: readonly ShownTotal[] = [];
  #addresses: string[] = [];

  constructor() {
    byId("keep").addEventListener("click", () => {
      this.#kept = new Map(this.#totals.map(({ name, value }) => [name, value]));
      this.#drawTotals();
    });
  }

  show(result: ShownResult, text: string): void {
    for (const address of this.#addresses) URL.revokeObjectURL(address);
    this.#addresses = [];
    this.#totals = result.totals.filter(({ name }) => SHOWN.has(name));
    byId<HTMLButtonElement>("keep").disabled = false;
    byId("words").replaceChildren(
      element("h3", {}, "What ruled it"),
      ...[result.ending, ...result.ruledBy].map((words) => element("p", {}, words)),
      ...result.warnings.map((words) => element("p", { class: "fault" }, words)),
      ...(result.runs > 1
        ? [element("p", {}, `Of ${result.runs} runs: the map and the figures show the first, the totals are means.`)]
        : []),
    );
    this.#drawTotals();
    byId("figures").replaceChildren(...result.figures.map((figure) => this.#figure(figure)));
    byId("exports").replaceChildren(
      this.#file("scenario.yaml", "application/yaml", text, "Scenario (YAML)"),
      this.#file("result.json", "application/json", result.json, "Result (JSON)"),
      ...result.figures.map(({ id, title, svg }) => this.#file(`${id}.svg`, "image/svg+xml", svg, `${title} (SVG)`)),
    );
    byId("command").textContent = "npx xenvmc-sim run scenario.yaml --json result.json";
  }

  #drawTotals(): void {
    const kept = this.#kept;
    const heads = kept === undefined ? ["Total", "Value"] : ["Total", "Kept", "Now", "Difference"];
    const rows = this.#totals.map(({ name, value }) => {
      const before = kept?.get(name);
      const cells =
        kept === undefined
          ? [totalText(name, value)]
          : [
              before === undefined ? "-" : totalText(name, before),
              totalText(name, value),
              before === undefined ? "-" : difference(name, before, value),
            ];
      return element("tr", {}, element("th", { scope: "row" }, totalLabel(name)), ...cells.map((cell) => element("td", {}, cell)));
    });
    byId("totals").replaceChildren(
      element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
      element("tbody", {}, ...rows),
    );
  }

  /** As an image, in which no script runs. */
  #figure({ title, description, svg }: ShownFigure): HTMLElement {
    const image = element("img", { src: this.#address(svg, "image/svg+xml"), alt: title });
    return element("figure", {}, image, element("figcaption", {}, description));
  }

  #file(name: string, type: string, content: string, words: string): HTMLElement {
    return element("a", { href: this.#address(content, type), download: name }, words);
  }

  #address(content: string, type: string): string {
    const address = URL.createObjectURL(new Blob([content], { type }));
    this.#addresses.push(address);
    return address;
  }
}

function difference(name: string, before: number, now: number): string {
  const change = now - before;
  if (change === 0) return "none";
  return `${change < 0 ? "−" : "+"}${totalText(name, Math.abs(change))}`;
}
