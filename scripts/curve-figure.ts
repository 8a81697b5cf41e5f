/** SVG panels of curves and points over message size: logarithmic axes, colours for readers with colour vision deficiency. */

export interface Curve {
  readonly name: string;
  readonly kind: "netfront" | "xenvmc" | "xenvmc-modified";
  /** Modelled: ascending message size and value. */
  readonly line: readonly (readonly [bytes: number, value: number])[];
  /** Measured. */
  readonly points: readonly (readonly [bytes: number, value: number])[];
  /** Measured as a range over all sizes. */
  readonly range?: readonly [low: number, high: number];
}

export interface Panel {
  readonly title: string;
  readonly curves: readonly Curve[];
}

const WIDTH = 460;
const HEIGHT = 340;
const MARGIN = { left: 58, right: 14, top: 34, bottom: 70 };
/** Okabe and Ito's palette; dashes distinguish the lines in print and mark curves without measurements. */
const STROKES: Readonly<Record<Curve["kind"], { readonly colour: string; readonly dash: string }>> = {
  netfront: { colour: "#0072b2", dash: "" },
  xenvmc: { colour: "#d55e00", dash: "" },
  "xenvmc-modified": { colour: "#009e73", dash: "6 4" },
};

export function curveFigure(title: string, panels: readonly Panel[]): string {
  const width = WIDTH * panels.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" role="img" font-family="sans-serif" font-size="12">`,
    `<title>${title}</title>`,
    `<desc>Lines are modelled, circles and bands measured. XenVMC-M is a reconstruction without any measurement.</desc>`,
    `<rect width="${width}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...panels.flatMap((panel, index) => [`<g transform="translate(${index * WIDTH} 0)">`, ...panelParts(panel), "</g>"]),
    "</svg>",
    "",
  ].join("\n");
}

interface Axes {
  readonly x: (bytes: number) => number;
  readonly y: (value: number) => number;
  readonly sizes: readonly number[];
  readonly decades: readonly number[];
}

function panelParts({ title, curves }: Panel): string[] {
  const axes = axesOf(curves);
  return [
    `<text x="${MARGIN.left}" y="20" font-weight="bold">${title}</text>`,
    ...gridParts(axes),
    ...curves.flatMap((curve) => curveParts(curve, axes)),
    ...curves.map(legendPart),
  ];
}

function axesOf(curves: readonly Curve[]): Axes {
  const all = curves.flatMap(({ line, points }) => [...line, ...points]);
  const [left, right] = [Math.min(...all.map(([bytes]) => bytes)), Math.max(...all.map(([bytes]) => bytes))].map(Math.log2) as [
    number,
    number,
  ];
  const values = all.map(([, value]) => value);
  const [low, high] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))];
  const [innerWidth, innerHeight] = [WIDTH - MARGIN.left - MARGIN.right, HEIGHT - MARGIN.top - MARGIN.bottom];
  return {
    x: (bytes) => MARGIN.left + ((Math.log2(bytes) - left) / (right - left)) * innerWidth,
    y: (value) => MARGIN.top + ((high - Math.log10(value)) / (high - low)) * innerHeight,
    sizes: Array.from({ length: Math.floor(right - left) + 1 }, (_, index) => 2 ** (left + index)),
    decades: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
  };
}

function gridParts({ x, y, sizes, decades }: Axes): string[] {
  const bottom = HEIGHT - MARGIN.bottom;
  return [
    ...decades.flatMap((value) => [
      `<path d="M${MARGIN.left} ${at(y(value))}H${WIDTH - MARGIN.right}" stroke="#dddddd"/>`,
      `<text x="${MARGIN.left - 6}" y="${at(y(value) + 4)}" text-anchor="end">${value.toLocaleString("en-US")}</text>`,
    ]),
    ...sizes
      .filter((_, index) => index % 2 === 0)
      .flatMap((bytes) => [
        `<path d="M${at(x(bytes))} ${MARGIN.top}V${bottom}" stroke="#eeeeee"/>`,
        `<text x="${at(x(bytes))}" y="${bottom + 16}" text-anchor="middle">${bytes < 1024 ? bytes : `${bytes / 1024} Ki`}</text>`,
      ]),
    `<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${bottom + 34}" text-anchor="middle">message, bytes</text>`,
  ];
}

function curveParts({ kind, line, points, range }: Curve, { x, y }: Axes): string[] {
  const { colour, dash } = STROKES[kind];
  const path = line.map(([bytes, value], index) => `${index === 0 ? "M" : "L"}${at(x(bytes))} ${at(y(value))}`).join("");
  const [first, last] = [line[0]?.[0] ?? 1, line.at(-1)?.[0] ?? 1];
  const band = range
    ? [
        `<rect x="${at(x(first))}" y="${at(y(range[1]))}" width="${at(x(last) - x(first))}" height="${at(y(range[0]) - y(range[1]))}" fill="${colour}" opacity="0.2"/>`,
      ]
    : [];
  return [
    ...band,
    `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"${dash === "" ? "" : ` stroke-dasharray="${dash}"`}/>`,
    ...points.map(
      ([bytes, value]) =>
        `<circle cx="${at(x(bytes))}" cy="${at(y(value))}" r="3.5" fill="#ffffff" stroke="${colour}" stroke-width="1.5"/>`,
    ),
  ];
}

function legendPart({ name, kind }: Curve, index: number): string {
  const { colour, dash } = STROKES[kind];
  const left = MARGIN.left + [0, 90, 176][index % 3]!;
  const y = HEIGHT - 14;
  return `<path d="M${left} ${y - 4}h22" stroke="${colour}" stroke-width="2"${dash === "" ? "" : ` stroke-dasharray="${dash}"`}/><text x="${left + 27}" y="${y}">${name}</text>`;
}

/** A coordinate rounded to visible precision, so that the file has the same bytes on every machine. */
function at(value: number): string {
  return value.toFixed(1);
}
