/** What came out: totals of the variants with their differences to the first, and what ruled each. */
import { byId, element } from "./dom.js";
import type { ShownResult } from "./protocol.js";
import { totalLabel, totalText } from "./words.js";

/** Totals in the table, the others are in the JSON. */
const SHOWN: readonly string[] = [
  "totalSeconds",
  "downtimeSeconds",
  "guestTimeTakenSeconds",
  "rounds",
  "pagesSent",
  "pagesResent",
  "pagesSkipped",
  "pagesDirtied",
  "wireBytes",
  "resendRatio",
];

export function showTotals(results: readonly ShownResult[]): void {
  const values = results.map(({ totals }) => new Map(totals.map(({ name, value }) => [name, value])));
  const heads = results.flatMap(({ label }, index) => [label === "" ? "Value" : label, ...(index === 0 ? [] : ["Difference"])]);
  const rows = SHOWN.filter((name) => values[0]?.has(name)).map((name) => {
    const base = values[0]?.get(name) as number;
    const cells = values.flatMap((of, index) => {
      const value = of.get(name);
      if (value === undefined) return index === 0 ? ["-"] : ["-", "-"];
      return index === 0 ? [totalText(name, value)] : [totalText(name, value), difference(name, base, value)];
    });
    return element("tr", {}, element("th", { scope: "row" }, totalLabel(name)), ...cells.map((cell) => element("td", {}, cell)));
  });
  byId("totals").replaceChildren(
    element("caption", {}, results.length === 1 ? "Totals" : `Totals, with differences to ${results[0]?.label}`),
    element("thead", {}, element("tr", {}, ...["Total", ...heads].map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, ...rows),
  );
  byId("words").replaceChildren(...results.map(rulingOf));
}

/** Why it ended as it did. */
function rulingOf({ label, ending, ruledBy, warnings, runs }: ShownResult): HTMLElement {
  return element(
    "div",
    { class: "ruling" },
    ...(label === "" ? [] : [element("h4", {}, label)]),
    ...[ending, ...ruledBy].map((words) => element("p", {}, words)),
    ...warnings.map((words) => element("p", { class: "fault" }, words)),
    ...(runs > 1 ? [element("p", {}, `Of ${runs} runs: the map and the figures show the first, the totals are means.`)] : []),
  );
}

function difference(name: string, before: number, now: number): string {
  const change = now - before;
  if (change === 0) return "none";
  const share =
    before === 0
      ? ""
      : ` (${change < 0 ? "−" : "+"}${Math.abs((change / before) * 100).toLocaleString("en-US", { maximumSignificantDigits: 2 })} %)`;
  return `${change < 0 ? "−" : "+"}${totalText(name, Math.abs(change))}${share}`;
}
