/** A channel without a migration, as text: pages per window, then times and CPU use of each flow's messages. */
import type { ChannelMeasurement, MeasuredChannel } from "../analysis/measure-channel.js";
import { beyondMeasuredText } from "./beyond-measured.js";
import { type FigureRow, figureTable } from "./figure-table.js";
import { formatBytes, formatBytesPerSecond, formatCount, formatSeconds } from "./quantities.js";
import type { TableOptions } from "./table.js";
import { PLAIN_STYLE, printable, type Style, wrap } from "./text.js";

type Flow = MeasuredChannel["flows"][number];

const DEFAULT_WIDTH = 100;
const NARROWEST_WIDTH = 20;

const FLOW_FIGURES: readonly (readonly [label: string, format: (flow: Flow) => string])[] = [
  ["Path", ({ path }) => path],
  ["Sends", ({ sendBytesPerSecond }) => formatBytesPerSecond(sendBytesPerSecond)],
  ["Receives", ({ receiveBytesPerSecond }) => formatBytesPerSecond(receiveBytesPerSecond)],
  ["Time per message", ({ messageSeconds }) => formatSeconds(messageSeconds)],
  ["Maximum throughput", ({ throughputBytesPerSecond }) => formatBytesPerSecond(throughputBytesPerSecond)],
  ["One way", ({ oneWaySeconds }) => formatSeconds(oneWaySeconds)],
  ["Round trip", ({ roundTripSeconds }) => formatSeconds(roundTripSeconds)],
  ["Sender's CPU per message", ({ messageCpu }) => formatSeconds(messageCpu.senderSeconds)],
  ["Dom0's CPU per message", ({ messageCpu }) => formatSeconds(messageCpu.dom0Seconds)],
  ["Receiver's CPU per message", ({ messageCpu }) => formatSeconds(messageCpu.receiverSeconds)],
  ["Dom0 CPUs busy", ({ dom0CpuCount }) => dom0CpuCount.toFixed(3)],
  ["Copies per message", ({ copiesPerMessage }) => formatCount(copiesPerMessage)],
  ["Events per message", ({ eventsPerMessage }) => formatCount(eventsPerMessage)],
];

export function formatChannel(measurement: ChannelMeasurement, options: TableOptions = {}): string {
  const width = Math.max(NARROWEST_WIDTH, options.width ?? DEFAULT_WIDTH);
  const style = options.style ?? PLAIN_STYLE;
  const channels = measurement.channels ?? [measurement];
  const names = channels.map(({ channel }) => channel.label);
  const { name, seed } = measurement.scenario;
  const blocks = [
    [
      ...wrap(name === undefined ? "A channel without a migration" : printable(name), width).map(style.title),
      ...wrap(`Without a migration; seed ${seed}, core ${measurement.generator.core}`, width).map(style.faint),
    ],
    figureTable("Distinct pages in", names, windowRows(channels), width, style),
    ...measurement.flows.map((flow, index) => flowLines(flow, channels, index, names, width, style)),
    notesOf(measurement, channels)
      .flatMap((note) => wrap(note, width))
      .map(style.faint),
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function windowRows(channels: readonly MeasuredChannel[]): FigureRow[] {
  return (channels[0]?.windows ?? []).map(({ seconds }, index) => ({
    label: formatSeconds(seconds),
    cells: channels.map(({ windows }) => {
      const { mean = 0, standardDeviation = 0 } = windows[index]?.distinctPages ?? {};
      return `${mean.toFixed(1)} (deviation ${standardDeviation.toFixed(1)})`;
    }),
  }));
}

function flowLines(
  flow: Flow,
  channels: readonly MeasuredChannel[],
  index: number,
  names: readonly string[],
  width: number,
  style: Style,
): string[] {
  const rows = FLOW_FIGURES.map(([label, format]) => ({ label, cells: channels.map(({ flows }) => format(flows[index] as Flow)) }));
  return figureTable(`${printable(flow.peer)}, messages of ${formatBytes(flow.messageBytes)}`, names, rows, width, style);
}

function notesOf({ counted }: ChannelMeasurement, channels: readonly MeasuredChannel[]): string[] {
  return [
    `Counted: ${counted}. The deviation is that of single windows.`,
    ...(channels.some(({ channel }) => channel.reconstruction)
      ? ["XenVMC-M is a reconstruction, modelled here: neither algorithm nor figures of the modified protocol are public."]
      : []),
    ...channels.flatMap(({ channel, beyondMeasured }) => {
      const text = beyondMeasuredText(beyondMeasured);
      return text === undefined ? [] : [channels.length === 1 ? text : `${channel.label}: ${text}`];
    }),
  ];
}
