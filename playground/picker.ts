/** The lists of stories and of shipped scenarios. */
import { EXAMPLES, STORY_VALUES } from "./catalogue.js";
import { byId, element } from "./dom.js";
import { pathText } from "./form.js";
import type { Settings, Written } from "./protocol.js";
import { STORIES, type Story } from "./stories.js";

export interface PickerHooks {
  /** `value`: what the scenario says, if that is known without reading it. */
  readonly onOpen: (written: Written, value?: object) => void;
  readonly onVariants: (variants: Readonly<Record<string, Settings>>) => void;
}

/** The first variant where a story's change is tried. */
const AS_TOLD = "as told";

export class Picker {
  readonly #hooks: PickerHooks;
  readonly #story = byId<HTMLSelectElement>("story");
  readonly #example = byId<HTMLSelectElement>("example");

  constructor(hooks: PickerHooks) {
    this.#hooks = hooks;
    const titles = STORIES.map(({ title }, index) => element("option", { value: String(index) }, title));
    this.#story.replaceChildren(element("option", { value: "" }, "choose one of eight"), ...titles);
    this.#story.addEventListener("change", () => {
      if (this.#story.value !== "") this.openStory(Number(this.#story.value));
    });
    const listed = new Map<string, HTMLElement>();
    for (const [index, { group, name }] of EXAMPLES.entries()) {
      const part = listed.get(group) ?? element("optgroup", { label: group });
      part.append(element("option", { value: String(index) }, name));
      listed.set(group, part);
    }
    this.#example.replaceChildren(element("option", { value: "" }, "choose a scenario"), ...listed.values());
    this.#example.addEventListener("change", () => {
      const example = EXAMPLES[Number(this.#example.value)];
      if (this.#example.value === "" || example === undefined) return;
      this.forgetStory();
      hooks.onOpen({ scenario: example.scenario, variants: example.variants });
    });
  }

  openStory(index: number): void {
    const story = STORIES[index] as Story;
    this.#story.value = String(index);
    this.#example.value = "";
    const { title, sentences, text, tryThis } = story;
    const button = element("button", { type: "button" }, `Try: ${tryThis.words}`);
    button.addEventListener("click", () =>
      this.#hooks.onVariants({ [AS_TOLD]: {}, [tryThis.words]: { [pathText(tryThis.path)]: tryThis.value } }),
    );
    const told = byId("story-text");
    told.replaceChildren(
      element("h2", {}, title),
      ...sentences.map((sentence) => element("p", {}, sentence)),
      element("p", {}, button, ` It sets ${pathText(tryThis.path)} to ${tryThis.value}, side by side with the story.`),
    );
    told.hidden = false;
    this.#hooks.onOpen({ scenario: text, variants: "" }, STORY_VALUES[index]);
  }

  /** Another scenario than a story's is open. */
  forgetStory(): void {
    this.#story.value = "";
    byId("story-text").hidden = true;
  }

  /** Another scenario than a shipped one is open. */
  forgetAll(): void {
    this.forgetStory();
    this.#example.value = "";
  }
}
