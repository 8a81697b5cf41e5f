/** Tables and figures of docs/channels.md: the channel models against message size, with the measured points. */
import { E2012 } from "../src/channel/calibration/e2012.js";
import { E2016 } from "../src/channel/calibration/e2016.js";
import type { ChannelTiming, SizePoint, TimingCalibration } from "../src/channel/calibration/timing.js";
import { createChannel } from "../src/channel/channels.js";
import { type ChannelKind, parseScenario } from "../src/index.js";
import type { ResolvedChannel } from "../src/scenario/resolved/resolved-channel.js";
import { createTraffic } from "../src/traffic/from-scenario.js";
import { type Curve, curveFigure, type Panel } from "./curve-figure.js";

const BEGIN = "<!-- curves: written by scripts/write-channels.js -->";
const END = "<!-- end of curves -->";
const KINDS: readonly ChannelKind[] = ["netfront", "xenvmc", "xenvmc-modified"];
const NAMES: Readonly<Record<ChannelKind, string>> = {
  netfront: "netfront",
  xenvmc: "XenVMC",
  "xenvmc-modified": "XenVMC-M (reconstruction)",
};
const SIZES = [64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768];
const POINTS_PER_OCTAVE = 8;

/** Round trips that the source gives as one range for all sizes from 1 B to 64 KiB instead of points, in seconds. */
const ROUND_TRIP_RANGES: Readonly<Partial<Record<TimingCalibration["name"], Partial<Record<ChannelKind, readonly [number, number]>>>>> = {
  e2016: { netfront: [195e-6, 213e-6], xenvmc: [17e-6, 25e-6] },
};

/** The SVG files of the page, by name. */
export function figures(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [E2012, E2016].map((calibration) => [
      `channels-${calibration.name}.svg`,
      curveFigure(`Channels against message size, calibration ${calibration.name}`, [
        throughputPanel(calibration),
        roundTripPanel(calibration),
      ]),
    ]),
  );
}

/** The page with the text between its markers replaced. @throws Error if a marker is missing */
export function writtenPage(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error("docs/channels.md has lost its markers");
  return `${before}${BEGIN}\n\n${[E2012, E2016].map(calibrationText).join("\n\n")}\n\n${END}${after}`;
}

function calibrationText(calibration: TimingCalibration): string {
  return [
    `### ${calibration.name}`,
    `${calibration.testbed}.`,
    `![Throughput and round trip against message size, ${calibration.name}](channels-${calibration.name}.svg)`,
    `Throughput of a saturating flow, simulated without a migration, Mbit/s:\n\n${throughputTable(calibration)}`,
    `Round trip of request and answer, us:\n\n${roundTripTable(calibration)}`,
  ].join("\n\n");
}

const MACHINE = { version: 1, vm: { memory: "1 GiB" }, link: { bandwidth: "1 Gbit/s" } } as const;

function modelOf(kind: ChannelKind, { name }: TimingCalibration) {
  return createChannel(parseScenario({ ...MACHINE, channel: { kind, calibration: name } }).channel as ResolvedChannel);
}

/** Simulated seconds of a saturating flow, without a migration. */
const FLOW_SECONDS = 0.25;

/** Mbit/s that the reader gets of a flow that sends all it can, on a host with Xen's default Dom0. */
function simulatedMegabits(kind: ChannelKind, { name }: TimingCalibration, bytes: number): number {
  const flows = [{ mode: "volume", message: bytes, send: "1 TB" }] as const;
  const peers = [{ name: "peer", place: "source", flows }] as const;
  const traffic = createTraffic(parseScenario({ ...MACHINE, channel: { kind, calibration: name }, peers }));
  if (traffic === undefined) throw new Error("a scenario with peers has traffic");
  for (let seconds = 0; seconds < FLOW_SECONDS; ) {
    seconds = Math.min(FLOW_SECONDS, traffic.nextChangeSeconds);
    traffic.advance(seconds, seconds);
  }
  return (8 * traffic.books.deliveredBytes) / FLOW_SECONDS / 1e6;
}

function timingOf(kind: ChannelKind, calibration: TimingCalibration): ChannelTiming {
  if (kind === "netfront") return calibration.netfront;
  return kind === "xenvmc" ? calibration.xenvmc : calibration.xenvmcModified;
}

function megabits(kind: ChannelKind, calibration: TimingCalibration, bytes: number): number {
  return (modelOf(kind, calibration).throughputBytesPerSecond(bytes) * 8) / 1e6;
}

function microseconds(kind: ChannelKind, calibration: TimingCalibration, bytes: number): number {
  return modelOf(kind, calibration).roundTripSeconds(bytes) * 1e6;
}

function throughputTable(calibration: TimingCalibration): string {
  const rows = SIZES.map((bytes) => {
    const cells = (["netfront", "xenvmc"] as const).flatMap((kind) => {
      const { stream } = timingOf(kind, calibration);
      const line = (8 * bytes) / (stream.perMessageSeconds + bytes * stream.perByteSeconds) / 1e6;
      return residualCells(valueAt(stream.bitsPerSecond, bytes, 1e-6), simulatedMegabits(kind, calibration, bytes), line);
    });
    const loopback = valueAt(calibration.loopback?.bitsPerSecond, bytes, 1e-6);
    return [
      sizeText(bytes),
      ...cells,
      number(simulatedMegabits("xenvmc-modified", calibration, bytes)),
      loopback === undefined ? "-" : number(loopback),
    ];
  });
  return table([...headers("simulated"), "XenVMC-M (reconstruction) simulated", "loopback measured"], rows);
}

function roundTripTable(calibration: TimingCalibration): string {
  const rows = SIZES.map((bytes) => {
    const cells = (["netfront", "xenvmc"] as const).flatMap((kind) => {
      const { roundTrip } = timingOf(kind, calibration);
      const modelled = microseconds(kind, calibration, bytes);
      const range = ROUND_TRIP_RANGES[calibration.name]?.[kind];
      if (range) return rangeCells(range, modelled);
      return residualCells(valueAt(roundTrip.points, bytes, 1e6), modelled, (roundTrip.seconds + bytes * roundTrip.perByteSeconds) * 1e6);
    });
    return [sizeText(bytes), ...cells, number(microseconds("xenvmc-modified", calibration, bytes))];
  });
  return table([...headers("modelled"), "XenVMC-M (reconstruction) modelled"], rows);
}

function headers(value: "simulated" | "modelled"): string[] {
  return ["Message", ...["netfront", "XenVMC"].flatMap((name) => [`${name} measured`, value, "residual", "residual of the line"])];
}

function residualCells(measured: number | undefined, modelled: number, line: number): string[] {
  if (measured === undefined) return ["-", number(modelled), "-", "-"];
  return [number(measured), number(modelled), percent(modelled / measured - 1), percent(line / measured - 1)];
}

/** Cells of a measured range; the residual is relative to the nearer end, 0 inside. */
function rangeCells([low, high]: readonly [number, number], modelled: number): string[] {
  const nearest = Math.min(Math.max(modelled, low * 1e6), high * 1e6);
  const residual = percent(modelled / nearest - 1);
  return [`${number(low * 1e6)} to ${number(high * 1e6)}`, number(modelled), residual, residual];
}

function throughputPanel(calibration: TimingCalibration): Panel {
  const curves = KINDS.map(
    (kind): Curve => ({
      name: NAMES[kind],
      kind,
      line: sampled((bytes) => megabits(kind, calibration, bytes)),
      points: (timingOf(kind, calibration).stream.bitsPerSecond ?? []).map(([bytes, value]) => [bytes, value / 1e6]),
    }),
  );
  return { title: "Throughput, Mbit/s", curves };
}

function roundTripPanel(calibration: TimingCalibration): Panel {
  const curves = KINDS.map(
    (kind): Curve => ({
      name: NAMES[kind],
      kind,
      line: sampled((bytes) => microseconds(kind, calibration, bytes)),
      points: (timingOf(kind, calibration).roundTrip.points ?? []).map(([bytes, value]) => [bytes, value * 1e6]),
      ...rangeOf(calibration.name, kind),
    }),
  );
  return { title: "Round trip, us", curves };
}

function rangeOf(name: TimingCalibration["name"], kind: ChannelKind): Pick<Curve, "range"> {
  const range = ROUND_TRIP_RANGES[name]?.[kind];
  return range === undefined ? {} : { range: [range[0] * 1e6, range[1] * 1e6] };
}

function sampled(value: (bytes: number) => number): (readonly [number, number])[] {
  const [first, last] = [Math.log2(SIZES[0] as number), Math.log2(SIZES.at(-1) as number)];
  const count = (last - first) * POINTS_PER_OCTAVE;
  return Array.from({ length: count + 1 }, (_, index) => {
    const bytes = 2 ** (first + index / POINTS_PER_OCTAVE);
    return [bytes, value(bytes)];
  });
}

function valueAt(points: readonly SizePoint[] | undefined, bytes: number, factor: number): number | undefined {
  const value = points?.find(([size]) => size === bytes)?.[1];
  return value === undefined ? undefined : value * factor;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  return [titles, titles.map((_, index) => (index === 0 ? "---" : "---:")), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function sizeText(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${bytes / 1024} KiB`;
}

function number(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: value < 1000 ? 1 : 0 });
}

/** A residual in per cent; rounding errors are shown as 0. */
function percent(ratio: number): string {
  const rounded = Math.abs(ratio) < 5e-4 ? 0 : ratio;
  return `${rounded > 0 ? "+" : ""}${(rounded * 100).toFixed(1)} %`;
}
