/** Simulates in a thread of its own: reads the texts, runs every variant to its end, then follows their first runs frame by frame. */
import {
  ConfigError,
  type ConfigIssue,
  createSimulation,
  type MigrationResult,
  parseScenario,
  type ResolvedScenario,
  type RunResult,
  simulate,
} from "../src/index.js";
import { EXAMPLE_FILES } from "./catalogue.js";
import { buffersOf } from "./cells.js";
import { framesOf } from "./frames.js";
import { batchesAround, detailOf, type Known } from "./look.js";
import { type Answer, type FaultyText, type Request, type ShownVariant, VARIANTS_MOST, type Written } from "./protocol.js";
import { shown } from "./shown.js";
import type { WrittenVariant } from "./texts.js";

interface WorkerScope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(message: Answer, transfer?: Transferable[]): void;
}
const scope = globalThis as unknown as WorkerScope;

/** A variant that has been simulated. */
interface Variant extends Known {
  readonly label: string;
  readonly overrides: readonly string[];
  readonly result: MigrationResult;
}

type FilesModule = typeof import("./files.js");

/** Once it has been loaded. */
let files: FilesModule | undefined;
let current = new AbortController();
/** Those of the last texts opened. */
let variants: readonly Variant[] = [];

/** Faults, and where they were found. */
class TextFault extends Error {
  constructor(
    readonly issues: readonly ConfigIssue[],
    readonly text: FaultyText,
    readonly label: string,
  ) {
    super("a text has faults");
  }
}

/** @throws TextFault for a ConfigError of `work` */
function reading<Made>(text: FaultyText, label: string, work: () => Made): Made {
  try {
    return work();
  } catch (error) {
    throw error instanceof ConfigError ? new TextFault(error.issues, text, label) : error;
  }
}

scope.onmessage = ({ data }) => {
  if (data.kind === "open" || data.kind === "calibrate") {
    current.abort();
    current = new AbortController();
  }
  void answerTo(data, current.signal);
};

/** Answers with faults or the failure in place of what is thrown. */
async function answerTo(request: Request, signal: AbortSignal): Promise<void> {
  const id = "id" in request ? request.id : 0;
  try {
    await deal(request, signal);
  } catch (error) {
    if (error instanceof TextFault) scope.postMessage({ kind: "faults", id, text: error.text, label: error.label, issues: error.issues });
    else if (!(error instanceof DOMException && error.name === "AbortError")) {
      const what = request.kind === "calibrate" ? "No scenario comes from this log" : "The simulation failed";
      scope.postMessage({ kind: "failed", id, message: `${what}: ${error instanceof Error ? error.message : String(error)}` });
    }
  }
}

async function deal(request: Request, signal: AbortSignal): Promise<void> {
  switch (request.kind) {
    case "open":
      return await open(request.written, request.value, request.id, signal);
    case "calibrate": {
      const { id, logs } = request;
      const { scenarioFrom } = await import("./logs.js");
      const onTried = (tried: number) =>
        scope.postMessage({ kind: "running", id, words: `Fitting a scenario to the log… ${tried} simulations` });
      const scenario = await scenarioFrom(logs, { signal, onTried });
      return scope.postMessage({ kind: "written", id, written: { scenario, variants: "" } });
    }
    case "edit": {
      const { id, written, edit } = request;
      const { edited } = await import("./texts.js");
      const text = edit.kind === "set" && edit.label === undefined ? "scenario" : "variants";
      return scope.postMessage({ kind: "written", id, written: reading(text, "", () => edited(written, edit)) });
    }
    case "batches": {
      const { id, seconds, fromSeconds } = request;
      const batches = await eachInTurn(variants, (known) => batchesAround(known, seconds, fromSeconds));
      return scope.postMessage({ kind: "batches", id, batches }, batches.flat().flatMap(buffersOf));
    }
    case "detail": {
      const { id, seconds, range } = request;
      return scope.postMessage({ kind: "detail", id, details: await eachInTurn(variants, (known) => detailOf(known, seconds, range)) });
    }
    case "load":
      for (const file of request.files) await import(new URL(file, import.meta.url).href);
      return scope.postMessage({ kind: "loaded", id: 0 });
  }
}

async function eachInTurn<Item, Made>(items: readonly Item[], make: (item: Item) => Promise<Made>): Promise<Made[]> {
  const made: Made[] = [];
  for (const item of items) made.push(await make(item));
  return made;
}

async function open(written: Written, value: object | undefined, id: number, signal: AbortSignal): Promise<void> {
  const scenarios = await read(written, value, id);
  signal.throwIfAborted();
  const simulated: Variant[] = [];
  for (const { label, overrides, scenario } of scenarios) {
    const of = label === "" ? "" : ` ${label}:`;
    scope.postMessage({ kind: "running", id, words: `Simulating…${of}` });
    const result = await simulate(scenario, {
      signal,
      onProgress: (run, round) => scope.postMessage({ kind: "running", id, words: `Simulating…${of} run ${run + 1}, round ${round + 1}` }),
    });
    simulated.push({ label, overrides, scenario, result, run: result.runs[0] as RunResult });
  }
  signal.throwIfAborted();
  variants = simulated;
  scope.postMessage({ kind: "results", id, results: simulated.map(({ label, result }) => shown(label, result)) });
  // The first picture does not wait for the module that makes files to be loaded.
  if (files === undefined) await Promise.all([follow(simulated, id, signal), sayFiles(simulated, id, signal)]);
  else {
    await sayFiles(simulated, id, signal);
    await follow(simulated, id, signal);
  }
}

async function sayFiles(simulated: readonly Variant[], id: number, signal: AbortSignal): Promise<void> {
  files ??= await import("./files.js");
  signal.throwIfAborted();
  const { commandOf, figuresOf, jsonOf } = files;
  scope.postMessage({
    kind: "files",
    id,
    json: simulated.map(({ result }) => jsonOf(result)),
    commands: simulated.map(({ overrides }, index) => commandOf(overrides, jsonName(index, simulated.length))),
    figures: figuresOf(simulated),
  });
}

function jsonName(index: number, count: number): string {
  return count === 1 ? "result.json" : `result-${index + 1}.json`;
}

/** Frames of all variants, by turns, so that all can be played from their first ones on. */
async function follow(simulated: readonly Variant[], id: number, signal: AbortSignal): Promise<void> {
  const frames = await eachInTurn(simulated, async ({ scenario, run }) =>
    framesOf(await createSimulation(scenario), run, simulated.length),
  );
  const open = new Set(frames.keys());
  let hasPages = false;
  while (open.size > 0) {
    for (const variant of open) {
      const next = await frames[variant]?.next();
      signal.throwIfAborted();
      if (next === undefined || next.done === true) {
        open.delete(variant);
        continue;
      }
      const { ground, frame } = next.value;
      hasPages = true;
      if (ground) scope.postMessage({ kind: "ground", id, variant, ground });
      scope.postMessage({ kind: "frame", id, variant, frame }, buffersOf(frame));
    }
  }
  scope.postMessage({ kind: "done", id, hasPages });
}

interface Read extends WrittenVariant {
  readonly scenario: ResolvedScenario;
}

const ALONE: WrittenVariant = { label: "", overrides: [] };

/** Reads the texts and says what they hold, faulty or not, before their faults are thrown. @throws TextFault */
async function read(written: Written, value: object | undefined, id: number): Promise<Read[]> {
  const options = { loadText: fileOf };
  const say = (base: object, named: readonly ShownVariant[] = [], leftOut = 0): void => {
    if (typeof base === "object" && base !== null) scope.postMessage({ kind: "scenario", id, value: base, variants: named, leftOut });
  };
  // The scenario's value is known: the parser need not be loaded for it.
  if (value !== undefined && written.variants === "") {
    say(value);
    return [{ ...ALONE, scenario: reading("scenario", "", () => parseScenario(value, options)) }];
  }
  const texts = await import("./texts.js");
  const { value: base } = reading("scenario", "", () => texts.openScenarioText(written.scenario));
  if (written.variants === "") {
    say(base);
    return [{ ...ALONE, scenario: reading("scenario", "", () => texts.parseScenario(written.scenario, options)) }];
  }
  return variantsOf(written, base, texts, say).map(({ label, overrides }) => ({
    label,
    overrides,
    scenario: reading("scenario", label, () => texts.parseScenario(written.scenario, { ...options, overrides })),
  }));
}

/** The variants that are shown. Says what they hold, or what the scenario holds if they have faults. */
function variantsOf(
  { variants: text }: Written,
  base: object,
  texts: typeof import("./texts.js"),
  say: (base: object, named?: readonly ShownVariant[], leftOut?: number) => void,
): WrittenVariant[] {
  try {
    const all = reading("variants", "", () => texts.parseVariants(text));
    const of = all.slice(0, VARIANTS_MOST);
    const named = of.map(({ label, overrides }) => ({
      label,
      value: reading("variants", label, () => texts.applyOverrides(base, overrides)) as object,
    }));
    say(base, named, all.length - of.length);
    return of;
  } catch (error) {
    say(base);
    throw error;
  }
}

/** Files that scenarios may name: those beside the examples. */
function fileOf(name: string): string {
  const text = EXAMPLE_FILES[name];
  if (text === undefined) throw new Error(`this page has only the files ${Object.keys(EXAMPLE_FILES).join(", ")}`);
  return text;
}
