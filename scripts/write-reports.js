/** Writes the figures that docs/reports.md shows, from the built package; run it when the simulated figures of their examples change. */
import { readFileSync, writeFileSync } from "node:fs";

const [{ compare, simulate }, { parseScenario }, { cdfFigure, remainingFigure, roundsFigure }] = await Promise.all(
  ["index", "text", "report"].map((entry) => import(new URL(`../dist/${entry}.js`, import.meta.url).href)),
);
const read = (name) => parseScenario(readFileSync(new URL(`../examples/${name}.yaml`, import.meta.url), "utf8"));

const guest = read("web-server");
const [{ rounds }] = (await simulate(guest)).runs;
const { variants } = await compare(read("web-vm-leaves-database"));
const downtimes = variants.map(({ label, reconstruction, runs }) => ({
  name: reconstruction ? `${label} (reconstruction)` : label,
  values: runs.map(({ totals }) => totals.downtimeSeconds),
}));
const figures = [
  roundsFigure("rounds", rounds),
  remainingFigure("remaining", [{ name: "remaining", rounds }], guest.vm.pageBytes),
  cdfFigure("downtime", "downtimeSeconds", "Downtime", downtimes),
];
for (const { id, svg } of figures) writeFileSync(new URL(`../docs/report-${id}.svg`, import.meta.url), `${svg}\n`);
