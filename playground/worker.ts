/** Simulates in a thread of its own: parses the text, runs it to the end, then follows its first run frame by frame. */
import { parseDocument } from "yaml";
import { ConfigError, createSimulation, type MigrationResult, type ResolvedScenario, type RunResult, simulate } from "../src/index.js";
import { downtimeFigure, guestSpeedFigure, phasesFigure, ratesFigure, remainingFigure, resultJson, roundsFigure } from "../src/report.js";
import { openScenarioText, parseScenario } from "../src/text.js";
import { EXAMPLE_FILES } from "./catalogue.js";
import { framesOf } from "./frames.js";
import type { Answer, Path, Request, ShownFigure, ShownResult } from "./protocol.js";

interface WorkerScope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(message: Answer, transfer?: Transferable[]): void;
}
const scope = globalThis as unknown as WorkerScope;

let current = new AbortController();

scope.onmessage = ({ data }) => {
  if (data.kind === "set") {
    answerTo(data.id, () => scope.postMessage({ kind: "text", id: data.id, text: withField(data.text, data.path, data.value) }));
    return;
  }
  current.abort();
  current = new AbortController();
  const { signal } = current;
  void answerTo(data.id, () => open(data.text, data.id, signal));
};

/** Answers with faults or the failure in place of what `work` throws. */
async function answerTo(id: number, work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ConfigError) scope.postMessage({ kind: "faults", id, issues: error.issues });
    else if (!(error instanceof DOMException && error.name === "AbortError")) {
      scope.postMessage({ kind: "failed", id, message: error instanceof Error ? error.message : String(error) });
    }
  }
}

async function open(text: string, id: number, signal: AbortSignal): Promise<void> {
  const { value } = openScenarioText(text);
  // Controls show what is written, faulty or not.
  if (typeof value === "object" && value !== null) {
    const { name } = value as { readonly name?: unknown };
    scope.postMessage({ kind: "scenario", id, value, name: typeof name === "string" ? name : undefined });
  }
  const scenario = parseScenario(text, { loadText: fileOf });
  scope.postMessage({ kind: "running", id, words: "Simulating…" });
  const result = await simulate(scenario, {
    signal,
    onProgress: (run, round) => scope.postMessage({ kind: "running", id, words: `Simulating run ${run + 1}, round ${round + 1}…` }),
  });
  signal.throwIfAborted();
  scope.postMessage({ kind: "result", id, result: shown(result) });
  let hasPages = false;
  const simulation = await createSimulation(scenario);
  const run = result.runs[0] as RunResult;
  for await (const { ground, frame } of framesOf(simulation, run)) {
    signal.throwIfAborted();
    hasPages = true;
    if (ground) scope.postMessage({ kind: "ground", id, ground });
    scope.postMessage({ kind: "frame", id, frame }, [frame.first.buffer, frame.again.buffer, frame.dirty.buffer] as ArrayBuffer[]);
  }
  scope.postMessage({ kind: "done", id, hasPages });
}

/** Files that scenarios may name: those beside the examples. */
function fileOf(name: string): string {
  const text = EXAMPLE_FILES[name];
  if (text === undefined) throw new Error(`this page has only the files ${Object.keys(EXAMPLE_FILES).join(", ")}`);
  return text;
}

/** The text with one field set; undefined takes it out. Comments and layout stay. */
function withField(text: string, path: Path, value: unknown): string {
  openScenarioText(text);
  const document = parseDocument(text);
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, value);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function shown(result: MigrationResult): ShownResult {
  const { scenario, runs, summary } = result;
  const first = runs[0] as RunResult;
  return {
    json: [...resultJson(result)].join(""),
    endSeconds: first.totals.totalSeconds,
    rounds: first.rounds,
    downtimeSeconds: first.totals.downtimeSeconds,
    ending: first.stop.detail,
    ruledBy: first.ruledBy.map(({ detail }) => detail),
    warnings: [first.channel?.fault, first.channel?.whatIf].filter((words) => words !== undefined),
    totals: Object.entries(summary).map(([name, { mean }]) => ({ name, value: mean })),
    figures: figuresOf(first, scenario),
    runs: runs.length,
  };
}

function figuresOf({ rounds, guest, totals, phases }: RunResult, { vm }: ResolvedScenario): ShownFigure[] {
  const bars = [{ name: "the run", phases }];
  const figures = [
    ...(rounds.length === 0
      ? []
      : [
          roundsFigure("rounds", rounds),
          remainingFigure("remaining", [{ name: "remaining", rounds }], vm.pageBytes),
          ratesFigure("rates", rounds, vm.pageBytes),
        ]),
    ...(guest.speed.length === 0 ? [] : [guestSpeedFigure("guest-speed", guest.speed, rounds, totals.totalSeconds)]),
    phasesFigure("phases", bars),
    ...(totals.downtimeSeconds > 0 ? [downtimeFigure("downtime", bars)] : []),
  ];
  return figures.map(({ id, title, description, svg }) => ({ id, title, description, svg }));
}
