/** Rows of figures with several values each: in columns if they fit into the width, otherwise one value per line. */
import { layOutTable, type Style, type TableColumn, wrap } from "./text.js";

export interface FigureRow {
  readonly label: string;
  /** One value per column. */
  readonly cells: readonly string[];
}

const INDENT = "  ";

export function figureTable(corner: string, columns: readonly string[], rows: readonly FigureRow[], width: number, style: Style): string[] {
  const layout: TableColumn<FigureRow>[] = [
    { title: corner, align: "left", rank: 0, value: (row) => row.label },
    ...columns.map((title, index): TableColumn<FigureRow> => ({ title, align: "right", rank: 0, value: (row) => row.cells[index] ?? "" })),
  ];
  const [header = "", ...lines] = layOutTable(layout, rows, width);
  if ([header, ...lines].every((line) => line.length <= width)) return [style.title(header), ...lines];
  const stacked = rows.flatMap(({ label, cells }) => [
    ...wrap(label, width),
    ...columns.flatMap((title, index) => wrap(`${title}: ${cells[index] ?? ""}`, width - INDENT.length).map((line) => INDENT + line)),
  ]);
  return [...(corner === "" ? [] : wrap(corner, width).map(style.title)), ...stacked];
}
