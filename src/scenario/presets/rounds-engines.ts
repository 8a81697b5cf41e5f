/** Presets of strict live rounds over a bare wire. */
import type { EnginePreset } from "./engine-preset.js";

/** Our decision for all of them: the state of a small guest, and one round trip from the last byte to the guest running. */
const ROUNDS = { family: "rounds", stateBytes: 64 * 2 ** 10, roundTrips: 1 } as const;
const MEASURED = "nothing";
const ASSUMED = "no headers, no costs per page or round; 64 KiB of state; one round trip";

export const ROUNDS_ENGINES: readonly EnginePreset[] = [
  {
    name: "propolis",
    description: "Oxide's Propolis: one live push of all memory, a pause, and one push of the pages dirtied since",
    measured: MEASURED,
    assumed: ASSUMED,
    source: "propolis migrate/source.rs ram_push: RamPushPrePause, RamPushPostPause; docs/sources/other-engines.md#propolis",
    parameters: { preset: "propolis", ...ROUNDS, rule: "fixed", maxRounds: 1 },
  },
  {
    name: "bhyve",
    description: "bhyve with live migration, FreeBSD review D30954, not merged: always four live rounds, then stop and copy",
    measured: MEASURED,
    assumed: ASSUMED,
    source: "reviews.freebsd.org/D30954, not merged; docs/sources/other-engines.md#bhyve",
    parameters: { preset: "bhyve", ...ROUNDS, rule: "fixed", maxRounds: 4 },
  },
  {
    name: "lxd",
    description:
      "LXD and Incus containers by CRIU, incremental memory on: up to 10 pre-dumps, the last when over 70 % of pages were skipped",
    measured: MEASURED,
    assumed: `${ASSUMED}; each pre-dump is sent as it is made`,
    source: "lxd migrate_container.go preDumpLoop; docs/sources/other-engines.md#lxd",
    parameters: { preset: "lxd", ...ROUNDS, rule: "pages-skipped", maxRounds: 10, goalRatio: 0.7 },
  },
  {
    name: "p-haul",
    description: "p.haul (OpenVZ, CRIU): at most 9 pre-dumps, until one has at most 64 pages or grows by more than 10 %",
    measured: MEASURED,
    assumed: `${ASSUMED}; no lazy pages`,
    source: "p.haul phaul/iters.py __check_live_iter_progress; docs/sources/other-engines.md#p-haul",
    parameters: { preset: "p-haul", ...ROUNDS, rule: "pages-dumped", maxRounds: 9, fewPages: 64, growthRatio: 0.1 },
  },
  {
    name: "virtualbox",
    description:
      "VirtualBox teleporting: rounds until short and long means of the dirty pages are few or fit into 250 ms; zero pages go without content",
    measured: MEASURED,
    assumed: `${ASSUMED}; a history of 64 rounds; the limit of 250 ms`,
    source: "VirtualBox PGMSavedState.cpp pgmR3LiveVote, pgmR3LiveExec; docs/sources/other-engines.md#virtualbox",
    parameters: { preset: "virtualbox", ...ROUNDS, rule: "vote", maxDowntimeSeconds: 0.25 },
  },
  {
    name: "hyper-v",
    description: "Hyper-V after public descriptions: at most five live passes, then the blackout; fewer passes if little is dirty",
    measured: MEASURED,
    assumed: `${ASSUMED}; no compression; five passes; the threshold of 256 dirty pages`,
    source:
      "after public descriptions: directionsonmicrosoft.com/charts-illustrations/live-migration-switch-over, texts on 2012 R2; docs/sources/other-engines.md#hyper-v",
    parameters: { preset: "hyper-v", ...ROUNDS, rule: "pages-dirty", maxRounds: 5, fewPages: 256 },
  },
];
