/** The fields of a scenario as controls, with what the schema says of each. */
import type { ConfigIssue } from "../src/index.js";
import { FIELDS, type FieldTexts } from "./catalogue.js";
import { element } from "./dom.js";
import type { Path } from "./protocol.js";

export interface FormHooks {
  /** Called with the value written, undefined to leave the field out. */
  readonly onSet: (path: Path, value: unknown) => void;
}

interface Control {
  readonly path: Path;
  readonly value: unknown;
  readonly texts: FieldTexts | undefined;
}

interface Group {
  readonly title: string;
  readonly controls: readonly Control[];
  readonly note?: string;
}

/** Items of a list that have controls: a page of thousands would not answer while it is laid out. */
const ITEMS_MOST = 12;

/** Fields that always have a control, though the text leaves them out. */
const ALWAYS: readonly { readonly title: string; readonly paths: readonly (readonly string[])[] }[] = [
  {
    title: "Guest",
    paths: [
      ["vm", "memory"],
      ["vm", "vcpus"],
      ["vm", "content", "zero"],
    ],
  },
  {
    title: "Link",
    paths: [
      ["link", "bandwidth"],
      ["link", "latency"],
    ],
  },
];
const LAST: readonly (readonly string[])[] = [["policy"], ["seed"], ["runs"], ["fidelity"], ["timeout"]];

/** Draws the controls for what the text says. The control that has the focus keeps it. */
export function drawForm(form: HTMLFormElement, scenario: object, { onSet }: FormHooks): void {
  const focused = document.activeElement instanceof HTMLElement && form.contains(document.activeElement) ? document.activeElement.id : "";
  form.replaceChildren(
    ...groupsOf(scenario)
      .filter(({ controls, note }) => controls.length > 0 || note !== undefined)
      .map(({ title, controls, note }) =>
        element(
          "fieldset",
          {},
          element("legend", {}, title),
          ...controls.map((control) => fieldOf(control, onSet)),
          ...(note === undefined ? [] : [element("p", { class: "note" }, note)]),
        ),
      ),
  );
  if (focused !== "") document.getElementById(focused)?.focus();
}

/** Puts faults at their controls; a fault without one stays in the list alone. */
export function showFaults(form: HTMLFormElement, issues: readonly ConfigIssue[]): void {
  for (const old of Array.from(form.querySelectorAll(".fault"))) old.remove();
  for (const input of Array.from(form.querySelectorAll<HTMLElement>("[data-path]"))) {
    const fault = issues.find(({ path }) => path === input.dataset.path);
    input.setAttribute("aria-invalid", String(fault !== undefined));
    if (fault !== undefined)
      input.closest(".field")?.append(element("p", { class: "fault" }, `expected ${fault.expected}, received ${fault.received}`));
  }
}

function groupsOf(scenario: object): Group[] {
  const control = (path: Path): Control => ({ path, value: valueAt(scenario, path), texts: textsOf(path) });
  const lists = (key: string, title: string): Group[] => {
    const list = valueAt(scenario, [key]);
    if (!Array.isArray(list)) return [];
    const groups: Group[] = list.slice(0, ITEMS_MOST).map((item, index) => ({
      title: `${title} ${index + 1}${kindOf(item)}`,
      controls: leavesOf(item, [key, index]).map(control),
    }));
    const more = list.length - groups.length;
    return more === 0 ? groups : [...groups, { title: `${title} ${groups.length + 1} on`, controls: [], note: `${more} more, as YAML.` }];
  };
  const engine = valueAt(scenario, ["engine"]);
  const ofEngine = isMapping(engine) ? leavesOf(engine, ["engine"]) : [["engine"]];
  const [guest, link] = ALWAYS.map(({ title, paths }): Group => ({ title, controls: paths.map(control) })) as [Group, Group];
  const channel =
    valueAt(scenario, ["peers"]) === undefined ? [] : isMapping(valueAt(scenario, ["channel"])) ? [["channel", "kind"]] : [["channel"]];
  return [
    guest,
    ...lists("workload", "Writes"),
    link,
    { title: "Engine", controls: ofEngine.map(control) },
    ...lists("peers", "Peer"),
    { title: "Channel", controls: channel.map(control) },
    { title: "Run", controls: LAST.map(control) },
  ];
}

/** Single values of a mapping, in lists too, at most a screen of them. */
function leavesOf(value: unknown, path: Path): Path[] {
  if (Array.isArray(value)) return value.slice(0, 4).flatMap((item, index) => leavesOf(item, [...path, index]));
  if (!isMapping(value)) return [path];
  const entries = Object.entries(value).filter(([key]) => !["kind", "events", "file"].includes(key) || path.length === 0);
  return entries.flatMap(([key, item]) => leavesOf(item, [...path, key])).slice(0, 12);
}

function fieldOf({ path, value, texts }: Control, onSet: FormHooks["onSet"]): HTMLElement {
  const id = `field-${path.join("-")}`;
  const label = path.slice(typeof path[1] === "number" ? 2 : path.length > 1 ? 1 : 0).join(" ") || String(path.at(-1));
  const help = `${id}-help`;
  const input = inputOf(value, texts, { id, "aria-describedby": help, "data-path": pathText(path) }, (next) => onSet(path, next));
  const note = [
    texts?.description,
    texts?.range === undefined ? undefined : `Range: ${texts.range}${texts.unit === undefined ? "" : ` ${texts.unit}`}.`,
  ];
  return element(
    "div",
    { class: "field" },
    element("label", { for: id }, label),
    input,
    stepsOf(value, label, (next) => onSet(path, next)),
    element("p", { class: "note", id: help }, grouped(note.filter((part) => part !== undefined).join(" "))),
  );
}

function inputOf(
  value: unknown,
  texts: FieldTexts | undefined,
  attributes: Readonly<Record<string, string>>,
  onChange: (value: unknown) => void,
): HTMLElement {
  if (typeof value === "boolean") {
    const box = element("input", { ...attributes, type: "checkbox" });
    box.checked = value;
    box.addEventListener("change", () => onChange(box.checked));
    return box;
  }
  if (texts?.names !== undefined && (value === undefined || typeof value === "string")) {
    const names = value === undefined || texts.names.includes(value) ? texts.names : [value, ...texts.names];
    const none = element("option", { value: "" }, texts.default === undefined ? "(none given)" : `(${texts.default})`);
    const select = element("select", attributes, none, ...names.map((name) => element("option", { value: name }, name)));
    select.value = value ?? "";
    select.addEventListener("change", () => onChange(select.value === "" ? undefined : select.value));
    return select;
  }
  const input = element("input", {
    ...attributes,
    type: "text",
    autocomplete: "off",
    placeholder: texts?.default === undefined ? undefined : String(texts.default),
  });
  input.value = value === undefined || value === null ? "" : String(value);
  input.addEventListener("change", () => onChange(typed(input.value)));
  return input;
}

/** Buttons that halve and double a value with a number in it. */
function stepsOf(value: unknown, label: string, onChange: (value: unknown) => void): HTMLElement {
  const [, number, unit = ""] = String(value).match(/^\s*(\d+(?:\.\d+)?)\s*([A-Za-zµ/]*)\s*$/) ?? [];
  const made = element("span", { class: "steps" });
  if (number === undefined || Number(number) === 0) return made;
  for (const [sign, factor] of [
    ["÷2", 0.5],
    ["×2", 2],
  ] as const) {
    const button = element("button", { type: "button", "aria-label": `${sign} ${label}` }, sign);
    button.addEventListener("click", () => onChange(typed(`${Number((Number(number) * factor).toPrecision(6))} ${unit}`)));
    made.append(button);
  }
  return made;
}

/** Long numbers with separators. */
function grouped(words: string): string {
  return words.replace(/\d{5,}/g, (digits) => Number(digits).toLocaleString("en-US"));
}

/** As YAML types it: a bare number is a number, nothing leaves the field out. */
function typed(text: string): string | number | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  return Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

function textsOf(path: Path): FieldTexts | undefined {
  const key = path
    .map((step) => (typeof step === "number" ? "[]" : `.${step}`))
    .join("")
    .slice(1);
  return Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
}

export function pathText(path: Path): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .slice(1);
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function kindOf(item: unknown): string {
  const { kind, name } = (isMapping(item) ? item : {}) as { readonly kind?: unknown; readonly name?: unknown };
  return typeof kind === "string" ? `: ${kind}` : typeof name === "string" ? `: ${name}` : "";
}

function isMapping(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
