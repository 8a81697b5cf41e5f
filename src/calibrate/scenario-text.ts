/** A calibrated scenario as YAML text: each field with where it comes from, each fitted one with its interval, at the end what the log cannot tell. */
import type { Calibration, FittedParameter } from "./calibrate.js";
import type { Setting } from "./frame.js";

const LINE = 110;

/** The text of a scenario that `xenvmc-sim run` takes. `command`: what was typed, for the heading. */
export function scenarioText(calibration: Calibration, command?: string): string {
  const { logs, generator, scenario, unknowns } = calibration;
  const sources = logs.map(({ name, title }) => `${name} (${title})`).join(", ");
  const heading = [
    `Calibrated by ${generator.name} ${generator.version} from ${sources}.`,
    ...(command === undefined ? [] : [`Made by: ${command}`]),
    "read: stands in the log. fitted: so that the simulation comes nearest to the log, with its 95 % interval. assumed: the log does not say.",
  ];
  const body = Object.entries(scenario).flatMap(([key, value]) =>
    key === "workload" && calibration.settings.some(({ path }) => path === "workload")
      ? workloadLines(value, calibration)
      : lines(key, value, "", [key], calibration),
  );
  const end = unknowns.flatMap(({ what, command: measure }) =>
    comment(measure === undefined ? what : `${what}. To measure it: ${measure}`, "- "),
  );
  return [
    ...heading.flatMap((text) => comment(text)),
    ...body,
    ...comment("What cannot be known from the log:"),
    ...end,
    ...comment("How near the simulation comes:"),
    ...figureComments(calibration),
    "",
  ].join("\n");
}

function lines(key: string, value: unknown, indent: string, path: readonly string[], calibration: Calibration): string[] {
  if (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length > 0 &&
    !isGivenWhole(path, calibration)
  ) {
    const inside = Object.entries(value).flatMap(([name, each]) => lines(name, each, `${indent}  `, [...path, name], calibration));
    return [`${indent}${scalar(key)}:`, ...inside];
  }
  const written = `${indent}${scalar(key)}: ${flow(value)}`;
  const origin = originOf(calibration, path.join("."));
  return origin === undefined ? [written] : withComment(written, origin, indent);
}

/** A mapping of which nothing was set here is written as it was given. */
function isGivenWhole(path: readonly string[], { settings }: Calibration): boolean {
  const start = path.join(".");
  return !settings.some((setting) => setting.path === start || setting.path.startsWith(`${start}.`));
}

function originOf(calibration: Calibration, path: string): string | undefined {
  if (path === "version") return undefined;
  const setting = calibration.settings.find((each) => each.path === path);
  if (setting === undefined) return "given";
  const parameter = parameterOf(setting, calibration.parameters);
  if (parameter !== undefined) return `fitted: ${intervalWords(parameter)}`;
  return `${setting.origin}: ${setting.reason}`;
}

function parameterOf({ path, origin }: Setting, parameters: readonly FittedParameter[]): FittedParameter | undefined {
  if (origin !== "fitted") return undefined;
  return parameters.find(({ name }) => name === (path === "engine.destinationZeroPageTime" ? "time of a zero page" : `pace (${path})`));
}

/** One population to a line, its interval beside it. */
function workloadLines(workload: unknown, { parameters, pattern }: Calibration): string[] {
  const [source] = workload as readonly {
    readonly kind: string;
    readonly classes?: readonly { readonly size: number; readonly rate: number }[];
  }[];
  const regions = source?.classes ?? [source as unknown as { readonly size: number; readonly rate: number }];
  const words = regions.map((_, at) => {
    const [size, rate] = [parameters[2 * at], parameters[2 * at + 1]] as [FittedParameter, FittedParameter];
    return `size ${intervalWords(size)}; rate ${intervalWords(rate)}`;
  });
  const region = ({ size, rate }: { readonly size: number; readonly rate: number }) => `size: ${size} B, rate: ${rate}/s`;
  if (source?.classes === undefined) {
    const kind = pattern === "sweep" ? "sweep" : "uniform";
    return ["workload:", ...comment(`fitted: ${words[0]}`, "", "  "), `  - { kind: ${kind}, ${region(regions[0] as never)} }`];
  }
  const classes = regions.flatMap((each, at) => [...comment(`fitted: ${words[at]}`, "", "      "), `      - { ${region(each)} }`]);
  return ["workload:", "  - kind: classes", "    classes:", ...classes];
}

/** A parameter with its interval, or that there is none. */
export function intervalWords({ value, unit, isKnown, confidence95 }: FittedParameter): string {
  const shown = (each: number) => quantity(each, unit);
  if (!isKnown || confidence95 === undefined) return `${shown(value)}, not known within a factor of ten`;
  return `${shown(value)} (${shown(confidence95[0])} to ${shown(confidence95[1])})`;
}

const SCALES: Readonly<Record<FittedParameter["unit"], readonly (readonly [symbol: string, size: number])[]>> = {
  bytes: [
    ["GiB", 2 ** 30],
    ["MiB", 2 ** 20],
    ["KiB", 2 ** 10],
    ["B", 1],
  ],
  "bytes/s": [
    ["GB/s", 1e9],
    ["MB/s", 1e6],
    ["kB/s", 1e3],
    ["B/s", 1],
  ],
  "writes/s": [
    ["M/s", 1e6],
    ["k/s", 1e3],
    ["/s", 1],
  ],
  seconds: [
    ["s", 1],
    ["ms", 1e-3],
    ["us", 1e-6],
    ["ns", 1e-9],
  ],
};

function quantity(value: number, unit: FittedParameter["unit"]): string {
  const scales = SCALES[unit];
  const [symbol, size] = scales.find(([, each]) => value >= each) ?? (scales.at(-1) as readonly [string, number]);
  return `${Number((value / size).toPrecision(3))} ${symbol}`.replace(/ \/s$/, "/s");
}

function figureComments({ figures }: Calibration): string[] {
  return figures.slice(0, 60).flatMap(({ label, unit, observed, simulated, error }) => {
    const shown = (value: number) => `${Number(value.toPrecision(6)).toLocaleString("en-US", { maximumFractionDigits: 3 })} ${unit}`;
    const off = error === undefined ? "" : `, ${error >= 0 ? "+" : ""}${(100 * error).toFixed(1)} %`;
    return comment(`${label}: ${shown(observed)} in the log, ${simulated === undefined ? "none" : shown(simulated)} simulated${off}`, "- ");
  });
}

function withComment(written: string, words: string, indent: string): string[] {
  if (written.length + words.length + 4 <= LINE) return [`${written}  # ${words}`];
  return [...comment(words, "", indent), written];
}

/** Comment lines, wrapped. Line breaks of a name become spaces, so that no name leaves the comment. */
function comment(text: string, start = "", indent = ""): string[] {
  const words = text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ").split(" ");
  const wrapped: string[] = [];
  let line = start;
  for (const word of words) {
    if (line.trim() !== "" && line.length + word.length + indent.length + 3 > LINE) {
      wrapped.push(line.trimEnd());
      line = " ".repeat(start.length);
    }
    line += `${word} `;
  }
  return [...wrapped, line.trimEnd()].map((each) => `${indent}# ${each}`);
}

/** A value in YAML's flow style. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, each]) => `${scalar(key)}: ${flow(each)}`)
      .join(", ")} }`;
  return typeof value === "string" ? scalar(value) : JSON.stringify(value);
}

/** Texts that YAML reads as themselves are written plainly, all others in quotes. */
function scalar(text: string): string {
  return /^(?!true$|false$|null$|yes$|no$|on$|off$)[A-Za-z][\w.-]*$|^\d[\d.]* [A-Za-z]+(\/s)?$/i.test(text) ? text : JSON.stringify(text);
}
