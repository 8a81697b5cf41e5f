/**
 * The 441 scenarios of the region map: in which settings does a channel in shared memory change a migration, and by how much. The core is
 * a grid of rates, directions, sizes and links; the rest varies what else may matter around one setting.
 */
const MIB = "MiB";

/** Values of a base scenario that a cell may change. */
const BASE = {
  engine: "xen-4.10",
  memory: `1024 ${MIB}`,
  link: "1 Gbit/s",
  hotSet: 4,
  direction: "both",
  rate: 50,
  message: "4 KiB",
  peers: 1,
  guest: "linux-6.1",
  calibration: "e2016",
  place: "source",
  flow: "open",
};

/** Every combination of the values of each axis, over `BASE`. */
function grid(part, axes) {
  let cells = [{ part }];
  for (const [name, values] of Object.entries(axes)) cells = cells.flatMap((cell) => values.map((value) => ({ ...cell, [name]: value })));
  return cells.map((cell) => ({ ...BASE, ...cell }));
}

/** All cells, in order; each a flat object of settings. */
export function regionCells() {
  return [
    ...grid("core", {
      rate: [1, 5, 20, 50, 200],
      direction: ["send", "receive", "both"],
      message: ["64 B", "4 KiB", "64 KiB"],
      link: ["1 Gbit/s", "10 Gbit/s", "25 Gbit/s"],
    }),
    ...grid("engines", {
      engine: ["xen-3.3", "qemu-10.0"],
      memory: [`256 ${MIB}`, `1024 ${MIB}`, `4096 ${MIB}`],
      rate: [5, 20, 50, 200],
      message: ["4 KiB", "64 KiB"],
      link: ["1 Gbit/s", "10 Gbit/s"],
    }),
    ...grid("old guests", {
      guest: ["linux-2.6"],
      engine: ["xen-3.3", "xen-4.10"],
      memory: [`256 ${MIB}`, `512 ${MIB}`, `1024 ${MIB}`, `4096 ${MIB}`],
      rate: [5, 20, 50],
      link: ["100 Mbit/s", "1 Gbit/s"],
      calibration: ["e2012"],
    }),
    ...grid("hot sets", {
      hotSet: [0, 4, 64, 256],
      rate: [5, 50],
      engine: ["xen-3.3", "xen-4.10"],
      memory: [`1024 ${MIB}`, `4096 ${MIB}`],
    }),
    ...grid("peers", { peers: [2, 5, 10], rate: [1, 5], domid: ["lower", "higher"], link: ["1 Gbit/s", "10 Gbit/s"] }),
    ...grid("closed loops", {
      flow: ["closed"],
      outstanding: [1, 8],
      message: ["64 B", "4 KiB", "64 KiB"],
      calibration: ["e2012", "e2016", "e2024"],
    }),
    ...grid("volumes", {
      flow: ["volume"],
      volume: ["2 GB", "10 GB"],
      message: ["64 B", "4 KiB", "64 KiB"],
      calibration: ["e2012", "e2016", "e2024"],
    }),
    ...grid("places", { place: ["destination", "elsewhere"], rate: [5, 50], link: ["1 Gbit/s", "10 Gbit/s"] }),
    ...grid("candidates", {
      rate: [5, 50, 200],
      modified: [
        { directDelivery: false },
        { rewindingWindow: false },
        { batching: false },
        { fasterExchange: false },
        { rehome: true },
        { shareFrom: "4 KiB" },
        { sharedRing: true },
        { holdBack: true },
        { ringsInDom0: true },
      ],
    }),
    ...grid("Dom0 CPUs", { dom0Cpus: [1, 2, 4], message: ["64 B", "4 KiB"], link: ["10 Gbit/s", "25 Gbit/s"], rate: [50, 200] }),
    ...grid("slow readers", { reader: [5, 10, 25, 40], direction: ["receive", "both"] }),
    ...grid("silent peers", { flow: ["none"], link: ["1 Gbit/s", "10 Gbit/s", "25 Gbit/s"] }),
  ];
}

/** The scenario of a cell, as users write it. */
export function scenarioOf(cell) {
  const hot = cell.hotSet === 0 ? [] : [{ kind: "uniform", size: `${cell.hotSet} ${MIB}`, rate: "4 k/s" }];
  return {
    version: 1,
    vm: { memory: cell.memory },
    workload: hot,
    link: { bandwidth: cell.link },
    engine: cell.engine,
    ...(cell.dom0Cpus === undefined ? {} : { host: { dom0Cpus: cell.dom0Cpus } }),
    peers: Array.from({ length: cell.peers }, (_, index) => ({
      name: `peer-${index}`,
      place: cell.place,
      ...(cell.domid === undefined ? {} : { domid: cell.domid }),
      flows: cell.flow === "none" ? [] : [flowOf(cell)],
    })),
    channel: { kind: "netfront", guest: cell.guest, calibration: cell.calibration },
    seed: 1,
  };
}

function flowOf({ flow, message, direction, rate, volume, outstanding, reader }) {
  const sends = direction !== "receive";
  const receives = direction !== "send";
  if (flow === "closed") return { mode: "closed", message, outstanding };
  const amount = flow === "volume" ? volume : `${rate} MB/s`;
  return {
    message,
    ...(flow === "volume" ? { mode: "volume" } : {}),
    ...(sends ? { send: amount } : {}),
    ...(receives ? { receive: amount } : {}),
    ...(reader === undefined ? {} : { reader: `${reader} MB/s` }),
  };
}

/** The three channels of a cell, for `compare`. */
export function channelsOf({ guest, calibration, modified = {} }) {
  const { rehome, ...switches } = modified;
  return [
    { kind: "netfront", guest, calibration },
    { kind: "xenvmc", guest, calibration },
    { kind: "xenvmc-modified", guest, calibration, ...(rehome === undefined ? {} : { rehome }), modified: switches },
  ];
}
