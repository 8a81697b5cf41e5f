/** What readers take along: texts, results, figures as SVG and PNG, the commands that give the same numbers. */
import { byId, element } from "./dom.js";
import { pngOfMap, pngOfSvg } from "./png.js";
import type { Answer, ShownFigure, Written } from "./protocol.js";

type Files = Extract<Answer, { readonly kind: "files" }>;

export interface Shown {
  readonly written: Written;
  readonly labels: readonly string[];
  readonly maps: readonly HTMLCanvasElement[];
  readonly onFailure: (words: string) => void;
}

export class TakeAlong {
  #addresses: string[] = [];

  /** Takes away what was there, until the next results have their files. */
  clear(): void {
    for (const address of this.#addresses) URL.revokeObjectURL(address);
    this.#addresses = [];
    for (const id of ["figures", "exports", "command"]) byId(id).replaceChildren();
  }

  show({ json, commands, figures }: Files, shown: Shown): void {
    this.clear();
    const { written, labels, maps } = shown;
    const rows = [...new Set(figures.map(({ kind }) => kind))].map((kind) => figures.filter((figure) => figure.kind === kind));
    byId("figures").replaceChildren(
      ...rows.map((row) => element("div", { class: "figures" }, ...row.map((figure) => this.#figure(figure, shown)))),
    );
    const of = (index: number, words: string) => (labels[index] ? `${words}: ${labels[index]}` : words);
    const number = (index: number) => (labels.length === 1 ? "" : `-${index + 1}`);
    byId("exports").replaceChildren(
      this.#file("scenario.yaml", "application/yaml", written.scenario, "Scenario (YAML)"),
      ...(written.variants === "" ? [] : [this.#file("variants.yaml", "application/yaml", written.variants, "Variants (YAML)")]),
      ...json.map((text, index) => this.#file(`result${number(index)}.json`, "application/json", text, `${of(index, "Result")} (JSON)`)),
      ...maps
        .filter(({ hidden }) => !hidden)
        .map((map, index) => this.#made(`map${number(index)}.png`, `${of(index, "Map")} (PNG)`, () => pngOfMap(map), shown)),
    );
    const compare = written.variants === "" ? [] : ["npx xenvmc-sim compare scenario.yaml --variants variants.yaml"];
    byId("command").textContent = [...commands, ...compare].join("\n");
  }

  /** As an image, in which no script runs. */
  #figure({ id, title, description, svg }: ShownFigure, shown: Shown): HTMLElement {
    const image = element("img", { src: this.#address(svg, "image/svg+xml"), alt: title });
    return element(
      "figure",
      {},
      image,
      element("figcaption", {}, `${title}. ${description}`),
      element(
        "p",
        { class: "takes" },
        this.#file(`${id}.svg`, "image/svg+xml", svg, "SVG", title),
        this.#made(`${id}.png`, "PNG", () => pngOfSvg(svg), shown, title),
      ),
    );
  }

  #file(name: string, type: string, content: string, words: string, of?: string): HTMLElement {
    return element("a", { href: this.#address(content, type), download: name, "aria-label": of && `${words}: ${of}` }, words);
  }

  /** A file that is made when it is asked for. */
  #made(name: string, words: string, make: () => Promise<Blob>, { onFailure }: Shown, of?: string): HTMLElement {
    const button = element("button", { type: "button", "data-file": name, "aria-label": of && `${words}: ${of}` }, words);
    button.addEventListener("click", async () => {
      try {
        const address = URL.createObjectURL(await make());
        this.#addresses.push(address);
        element("a", { href: address, download: name }).click();
      } catch (error) {
        onFailure(`${name} could not be made: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
    return button;
  }

  #address(content: string, type: string): string {
    const address = URL.createObjectURL(new Blob([content], { type }));
    this.#addresses.push(address);
    return address;
  }
}
