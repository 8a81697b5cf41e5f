/**
 * Predicts measured migrations of larger guests from those of 2 GiB: `node scripts/predict-cells.js sysbench.csv`, the file of docs/sources/validation.md#kvm-sysbench.
 * Of each campaign and method the 2 GiB runs are written as QEMU's replies and calibrated; of a larger guest only its memory and its zero pages
 * (from its post-copy and hybrid runs, which send each page once) are known.
 */
import { readFileSync } from "node:fs";
import { calibrate } from "../dist/calibrate.js";
import { simulate } from "../dist/index.js";
import { readLog } from "../dist/logs.js";

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("expected sysbench.csv");
const [head, ...lines] = readFileSync(file, "utf8").trim().split("\n");
const names = head.split(",");
const rows = lines.map((line) =>
  Object.fromEntries(line.split(",").map((cell, at) => [names[at], /^[\d.]+$/.test(cell) ? Number(cell) : cell])),
);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const cell = (campaign, method, memoryMiB) =>
  rows.filter((row) => row.campaign === campaign && row.method === method && row.memoryMiB === memoryMiB);
const LINK = { bandwidth: "935 Mbit/s", efficiency: 1 };
const errors = [];
for (const campaign of new Set(rows.map((row) => row.campaign))) {
  for (const method of ["precopy", "postcopy", "hybrid"]) {
    const small = cell(campaign, method, 2048);
    const logs = await Promise.all(small.map(async (row, at) => ({ name: `run ${at + 1}`, reading: await readLog(replyOf(row)) })));
    const modes = { precopy: {}, postcopy: { postcopy: { afterSyncs: 0 } }, hybrid: { postcopy: { afterSeconds: "1 s" } } };
    const engine = { preset: "qemu-7.2", ...modes[method] };
    const { scenario } = await calibrate(logs, { base: { engine, link: LINK, vm: { vcpus: small[0].vcpus } }, runs: 1 });
    for (const memoryMiB of [4096, 6144, 8192]) {
      const measured = mean(cell(campaign, method, memoryMiB).map(({ totalMs }) => totalMs)) / 1000;
      const known = [...cell(campaign, "postcopy", memoryMiB), ...cell(campaign, "hybrid", memoryMiB)];
      const pages = known[0].ramTotalBytes / 4096;
      const content = { ...scenario.vm.content, zero: mean(known.map(({ zeroPages }) => zeroPages)) / pages };
      const { summary } = await simulate({ ...scenario, vm: { ...scenario.vm, memory: `${pages * 4096} B`, content }, runs: 3 });
      const error = summary.totalSeconds.mean / measured - 1;
      errors.push(Math.abs(error));
      console.log(
        `${campaign} ${method} ${memoryMiB} MiB: ${summary.totalSeconds.mean.toFixed(2)} s of ${measured.toFixed(2)}, ${(100 * error).toFixed(1)} %`,
      );
    }
  }
}
errors.sort((left, right) => left - right);
console.log(`mean total time of ${errors.length} cells: P90 ${(100 * errors[Math.ceil(0.9 * errors.length) - 1]).toFixed(1)} %`);

/** A row as QEMU's reply to query-migrate. */
function replyOf({ totalMs, downtimeMs, setupMs, ramTotalBytes, postcopyRequests, syncs, mbps, transferredBytes, zeroPages, normalPages }) {
  const ram = {
    total: ramTotalBytes,
    remaining: 0,
    "page-size": 4096,
    "postcopy-requests": postcopyRequests,
    "dirty-sync-count": syncs,
    mbps,
    transferred: transferredBytes,
    duplicate: zeroPages,
    normal: normalPages,
    "normal-bytes": normalPages * 4096,
  };
  return `${JSON.stringify({ return: { status: "completed", "setup-time": setupMs, downtime: downtimeMs, "total-time": totalMs, ram } })}\n`;
}
