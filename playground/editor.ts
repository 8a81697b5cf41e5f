/** The scenario's side of the page: controls, texts, variants, faults. */
import type { ConfigIssue } from "../src/index.js";
import { byId, element } from "./dom.js";
import { drawForm, showFaults } from "./form.js";
import type { Answer, Edit, FaultyText, ShownVariant, Written } from "./protocol.js";
import { VARIANTS_MOST } from "./protocol.js";

/** Faults in the list: a list of thousands would not help, and take long to lay out. */
const FAULTS_MOST = 30;
/** Typing is over after this pause, in milliseconds. */
const TYPED_MILLISECONDS = 300;

export interface EditorHooks {
  readonly onTyped: (written: Written) => void;
  readonly onEdit: (edit: Edit) => void;
}

export class Editor {
  readonly #hooks: EditorHooks;
  readonly #form = byId<HTMLFormElement>("form");
  readonly #texts = { scenario: byId<HTMLTextAreaElement>("yaml"), variants: byId<HTMLTextAreaElement>("variants") };
  readonly #target = byId<HTMLSelectElement>("target");
  #base: object = {};
  #variants: readonly ShownVariant[] = [];
  /** Chosen in the list when the texts with it are there. */
  #wanted: string | undefined;

  constructor(hooks: EditorHooks) {
    this.#hooks = hooks;
    let typing: ReturnType<typeof setTimeout> | undefined;
    for (const area of Object.values(this.#texts)) {
      area.addEventListener("input", () => {
        clearTimeout(typing);
        typing = setTimeout(() => hooks.onTyped(this.written), TYPED_MILLISECONDS);
      });
    }
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#target.addEventListener("change", () => this.#draw());
    byId("add-variant").addEventListener("click", () => {
      this.#wanted = "last";
      hooks.onEdit({ kind: "add" });
    });
    byId("remove-variant").addEventListener("click", () => hooks.onEdit({ kind: "remove", label: this.#target.value }));
    // On a small screen the migration comes first, and the scenario when it is asked for.
    if (matchMedia("(max-width: 60rem)").matches) for (const id of ["fields", "as-yaml"]) byId<HTMLDetailsElement>(id).open = false;
  }

  get written(): Written {
    return { scenario: this.#texts.scenario.value, variants: this.#texts.variants.value };
  }

  /** Writes the texts, where they are not there already. */
  write({ scenario, variants }: Written): void {
    if (this.#texts.scenario.value !== scenario) this.#texts.scenario.value = scenario;
    if (this.#texts.variants.value !== variants) this.#texts.variants.value = variants;
    byId("variants-part").hidden = variants === "" && document.activeElement !== this.#texts.variants;
  }

  /** Controls for what the texts say. */
  show({ value, variants, leftOut }: Extract<Answer, { readonly kind: "scenario" }>): void {
    this.#base = value;
    this.#variants = variants;
    const chosen = this.#wanted === "last" ? variants.at(-1)?.label : this.#target.value;
    const options = variants.map(({ label }) => element("option", { value: label }, `${label} alone`));
    this.#target.replaceChildren(element("option", { value: "" }, "all variants: the scenario"), ...options);
    this.#target.value = variants.some(({ label }) => label === chosen) ? (chosen as string) : "";
    if (this.#wanted !== undefined && variants.length > 0) this.#wanted = undefined;
    byId("left-out").textContent = leftOut === 0 ? "" : `The first ${VARIANTS_MOST} of ${VARIANTS_MOST + leftOut} variants are shown.`;
    byId<HTMLButtonElement>("add-variant").disabled = variants.length >= VARIANTS_MOST;
    this.#draw();
  }

  #draw(): void {
    const label = this.#target.value;
    const variant = this.#variants.find((each) => each.label === label);
    byId("target-part").hidden = this.#variants.length === 0;
    byId<HTMLButtonElement>("remove-variant").disabled = variant === undefined;
    drawForm(this.#form, variant?.value ?? this.#base, {
      onSet: (path, value) => this.#hooks.onEdit({ kind: "set", label: variant?.label, path, value }),
    });
  }

  /** The faults, in the library's words; a click goes to the line. */
  list(issues: readonly ConfigIssue[], text: FaultyText = "scenario", label = ""): void {
    showFaults(this.#form, issues);
    for (const [name, area] of Object.entries(this.#texts)) area.setAttribute("aria-invalid", String(name === text && issues.length > 0));
    const items = issues.slice(0, FAULTS_MOST).map(({ path, expected, received, line, column }) => {
      const where = [label, path, line === undefined ? "" : `line ${line}, column ${column}`].filter((part) => part !== "").join(", ");
      const words = `${where === "" ? "" : `${where}: `}expected ${expected}, received ${received}`;
      if (line === undefined) return element("li", {}, words);
      const button = element("button", { type: "button" }, `Go to line ${line}`);
      button.addEventListener("click", () => this.#goToLine(text, line));
      return element("li", {}, words, " ", button);
    });
    if (issues.length > FAULTS_MOST) items.push(element("li", {}, `and ${issues.length - FAULTS_MOST} more`));
    const what = text === "variants" ? "The variants have faults:" : "This scenario has faults:";
    byId("faults").replaceChildren(...(items.length === 0 ? [] : [element("p", { class: "fault" }, what), element("ul", {}, ...items)]));
  }

  #goToLine(text: FaultyText, line: number): void {
    const area = this.#texts[text];
    const lines = area.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    area.closest("details")?.setAttribute("open", "");
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  }
}
