/** Random configurations of Pages and random programs of operations on them. */
import fc from "fast-check";
import type { ContentLayout, Pace, Pages, PagesConfig } from "../../src/pages/pages.js";
import { ALWAYS, type Gate, type Region, type TraceSource, type WriteSource } from "../../src/pages/write-source.js";

const gates: fc.Arbitrary<Gate> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(ALWAYS) },
  fc
    .record({
      period: fc.double({ min: 0.05, max: 2, noNaN: true }),
      on: fc.double({ min: 0, max: 1, noNaN: true }),
      off: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ period, on, off }) => ({
      periodSeconds: period,
      onSeconds: Math.min(on, off) * period,
      offSeconds: Math.max(on, off) * period,
      elapsedSeconds: on * 3,
    })),
  fc
    .double({ min: 0, max: 1, noNaN: true })
    .map((onSeconds) => ({ periodSeconds: Infinity, onSeconds, offSeconds: onSeconds + 0.5, elapsedSeconds: 0 })),
);

function regions(allocatedPages: number): fc.Arbitrary<Region> {
  return fc
    .record({
      first: fc.nat(allocatedPages - 1),
      last: fc.nat(allocatedPages - 1),
      layout: fc.constantFrom("contiguous" as const, "scattered" as const),
    })
    .map(({ first, last, layout }) => ({ firstPage: Math.min(first, last), pages: Math.abs(last - first) + 1, layout }));
}

/** From zero to several writes per page and second. */
const ratios = fc.oneof(fc.constantFrom(0, 1e-6, 0.005, 0.0079, 0.1, 30), fc.double({ min: 0.001, max: 5, noNaN: true }));
const runs = fc.oneof(fc.constant(1), fc.double({ min: 1, max: 40, noNaN: true }));
const exponents = fc.oneof(fc.constantFrom(0, 0.5, 0.99, 1, 2, 8), fc.double({ min: 0, max: 6, noNaN: true }));

/** Half of them repeat, after a silence of up to a second. */
function traces(region: Region): fc.Arbitrary<Pick<TraceSource, "seconds" | "pages" | "periodSeconds">> {
  const writes = fc.array(fc.tuple(fc.double({ min: 0, max: 3, noNaN: true }), fc.nat(region.pages - 1)), { maxLength: 20 });
  const silences = fc.oneof(fc.constant(Infinity), fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }));
  return fc.tuple(writes, silences).map(([unsorted, silenceSeconds]) => {
    const sorted = unsorted.sort((one, other) => one[0] - other[0]);
    const endSeconds = sorted.at(-1)?.[0] ?? 0;
    const periodSeconds = endSeconds > 0.01 ? endSeconds + silenceSeconds : Infinity;
    return {
      seconds: Float64Array.from(sorted, ([second]) => second),
      pages: Uint32Array.from(sorted, ([, page]) => page),
      periodSeconds,
    };
  });
}

function sources(allocatedPages: number, stream: number): fc.Arbitrary<WriteSource> {
  return fc.tuple(regions(allocatedPages), gates, ratios, runs, exponents).chain(([region, gate, ratio, meanRunPages, exponent]) => {
    const base = { stream, region, gate };
    const writesPerSecond = ratio * region.pages;
    return fc.oneof(
      fc.constant({ ...base, kind: "uniform" as const, writesPerSecond, meanRunPages }),
      fc.constant({ ...base, kind: "zipf" as const, writesPerSecond, meanRunPages, exponent }),
      fc.constant({ ...base, kind: "power-law" as const, writesPerSecond, meanRunPages, exponent: exponent + 0.1 }),
      fc
        .record({ stridePages: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 100 })), offsetPages: fc.nat(5000) })
        .map((sweep) => ({ ...base, kind: "sweep" as const, writesPerSecond, ...sweep })),
      fc.double({ min: 0.01, max: 1, noNaN: true }).map((periodSeconds) => ({ ...base, kind: "burst" as const, periodSeconds })),
      traces(region).map((trace) => ({ ...base, kind: "trace" as const, ...trace })),
    );
  });
}

const sizes = fc.oneof(fc.constantFrom(1, 63, 64, 65, 127, 128, 129, 1023, 1024, 1025, 4096), fc.integer({ min: 1, max: 5000 }));

type Base = Omit<PagesConfig, "scanOrder" | "deferredPages">;

function roundScans(base: Base): fc.Arbitrary<PagesConfig> {
  const deferred = fc.oneof(fc.constant(0), fc.nat(Math.min(base.allocatedPages, 70)));
  return fc
    .tuple(deferred, fc.constantFrom("ascending" as const, "rotated" as const))
    .map(([deferredPages, scanOrder]) => ({ ...base, deferredPages, scanOrder }));
}

function cyclicScans(base: Base): fc.Arbitrary<PagesConfig> {
  const kept = { ...base, deferredPages: 0, scanOrder: "cyclic" as const };
  const clearing = fc.constantFrom(
    {},
    { clearPages: 1024 },
    { clearPages: 2048 },
    { clearPages: 2 ** 28 },
    { clearPages: 1024, initiallySet: false },
  );
  const caching = fc.constantFrom({}, {}, { deltaCachePages: 1 }, { deltaCachePages: 256 }, { deltaCachePages: 16384 });
  return fc.tuple(clearing, caching).map(([clear, cache]) => ({ ...kept, ...clear, ...cache }));
}

const layouts: fc.Arbitrary<ContentLayout> = fc.oneof(
  fc.constant({ kind: "spread" as const }),
  fc.record({ kind: fc.constant("blocks" as const), blockPages: fc.constantFrom(1, 2, 100, 512, 8192) }),
  fc.record({ kind: fc.constant("ends" as const), topRatio: fc.constantFrom(0, 0.3, 1) }),
);

/** Configurations of every kind, up to 5000 slots. */
export const configs: fc.Arbitrary<PagesConfig> = fc
  .tuple(sizes, fc.double({ min: 0.3, max: 1, noNaN: true }), fc.boolean())
  .chain(([slots, allocatedRatio, full]) => {
    const allocatedPages = full ? slots : Math.max(1, Math.floor(slots * allocatedRatio));
    return fc
      .record({
        slots: fc.constant(slots),
        allocatedPages: fc.constant(allocatedPages),
        sources: fc.nat(3).chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => sources(allocatedPages, index + 1)))),
        writes: fc.oneof({ weight: 4, arbitrary: fc.constant("masks" as const) }, fc.constant("events" as const)),
        zero: fc.record({
          pages: fc.oneof(fc.constant(0), fc.nat(allocatedPages)),
          where: fc.constant("anywhere" as const),
          layout: layouts,
        }),
        seed: fc.maxSafeNat(),
        run: fc.nat(0xffffffff),
      })
      .chain((base) => fc.oneof(roundScans(base), cyclicScans(base)));
  });

export type Operation =
  | { readonly kind: "transfer"; readonly seconds: number; readonly limitBytes: number; readonly pace: Partial<Pace> }
  | { readonly kind: "clean"; readonly seconds: number }
  | { readonly kind: "clean-again"; readonly seconds: number }
  | { readonly kind: "peek"; readonly seconds: number }
  | { readonly kind: "add-deferred" }
  | { readonly kind: "drop-zero" }
  | { readonly kind: "mark-sent" }
  | { readonly kind: "fill" }
  | { readonly kind: "mark"; readonly first: number; readonly count: number };

const paces: fc.Arbitrary<Partial<Pace>> = fc.record({
  bytesPerSecond: fc.constantFrom(1e6, 4e6, 3e7),
  guestSpeedRatio: fc.constantFrom(0, 0.3, 1),
  batchSeconds: fc.constantFrom(0, 0.001),
  batchPages: fc.constantFrom(1, 7, 64, 100, 1024),
  batchHeaderBytes: fc.constantFrom(0, 4, 20),
  entryBytes: fc.constantFrom(0, 8),
  pageBytes: fc.constantFrom(4096, 0.3),
  zeroPageBytes: fc.constantFrom(1, 4096, 0.1),
  zeroPageSeconds: fc.constantFrom(0, 1e-5),
  deltaPageBytes: fc.constantFrom(100, 33.7),
  dirtyPageRule: fc.constantFrom("send" as const, "skip" as const, "allocate-only" as const),
  live: fc.boolean(),
  listsDeferredPages: fc.boolean(),
});

/** Programs of arbitrary operations. */
const mixtures: fc.Arbitrary<readonly Operation[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("transfer" as const),
        seconds: fc.constantFrom(0, 0.01, 0.3, Infinity),
        limitBytes: fc.constantFrom(0, 1, 30_000, 1e6, Infinity, Infinity),
        pace: paces,
      }),
    },
    {
      weight: 2,
      arbitrary: fc
        .record({
          kind: fc.constantFrom("clean" as const, "clean-again" as const, "peek" as const),
          seconds: fc.constantFrom(0, 0.001, 0.1, 0.7),
        })
        .map((look): Operation => look),
    },
    fc.constantFrom<Operation>({ kind: "add-deferred" }, { kind: "fill" }, { kind: "drop-zero" }, { kind: "mark-sent" }),
    fc.record({ kind: fc.constant("mark" as const), first: fc.double({ min: 0, max: 1, noNaN: true }), count: fc.nat(200) }),
  ),
  { minLength: 1, maxLength: 14 },
);

/** Programs of several passes in which the same pages are written, so that pages are sent more than once. */
const passes: fc.Arbitrary<readonly Operation[]> = fc
  .tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.array(fc.record({ limitBytes: fc.constantFrom(1e4, 1e6, Infinity, Infinity), count: fc.nat(900), pace: paces }), {
      minLength: 3,
      maxLength: 7,
    }),
  )
  .map(([first, rounds]) =>
    rounds.flatMap(({ limitBytes, count, pace }): readonly Operation[] => [
      { kind: "transfer", seconds: Infinity, limitBytes, pace },
      { kind: "mark", first, count },
      { kind: "clean", seconds: 0.001 },
    ]),
  );

/** Programs. Each operation continues where the previous one stopped. */
export const programs: fc.Arbitrary<readonly Operation[]> = fc.oneof({ weight: 3, arbitrary: mixtures }, { weight: 1, arbitrary: passes });

/** Applies a program to one implementation; `after` sees the result of each operation. */
export function runProgram(
  pages: Pages,
  program: readonly Operation[],
  after: (result: number | undefined, operation: number) => void,
): void {
  const { allocatedPages } = pages.config;
  let guestSeconds = 0;
  let round = 0;
  pages.fillToSend();
  pages.beginRound(round, 0.5);
  for (const [index, operation] of program.entries()) {
    let result: number | undefined;
    if (operation.kind === "transfer") {
      const { progress } = pages;
      const start = {
        startSeconds: progress.seconds,
        startGuestSeconds: guestSeconds,
        startBytes: progress.bytes,
        startBatches: progress.batches,
        startZeroPages: progress.zeroPages,
      };
      const pace = { ...start, ...operation.pace } as Pace;
      pages.transfer(pace, progress.seconds + operation.seconds, progress.bytes + operation.limitBytes);
      guestSeconds += (progress.seconds - start.startSeconds) * pace.guestSpeedRatio;
    } else if (operation.kind === "clean") {
      guestSeconds += operation.seconds;
      result = pages.clean(guestSeconds);
      pages.beginRound(++round, pages.progress.seconds + operation.seconds);
    } else if (operation.kind === "clean-again") {
      guestSeconds += operation.seconds;
      result = pages.clean(guestSeconds);
    } else if (operation.kind === "peek") {
      guestSeconds += operation.seconds;
      result = pages.peek(guestSeconds);
    } else if (operation.kind === "add-deferred") result = pages.addDeferred();
    else if (operation.kind === "drop-zero") result = pages.dropZeroPages();
    else if (operation.kind === "mark-sent") pages.markSent(pages.snapshot("log"));
    else if (operation.kind === "fill") result = pages.fillToSend();
    else {
      const first = Math.floor(operation.first * (allocatedPages - 1));
      pages.markWritten(first, Math.min(operation.count, allocatedPages - first));
    }
    after(result, index);
  }
}

/** Everything visible of a Pages. */
export function observe(pages: Pages): Record<string, unknown> {
  const snapshots = (["log", "to-send", "never-sent", "zero"] as const).map((name) => [
    name,
    Buffer.from(pages.snapshot(name)).toString("hex"),
  ]);
  return { ...pages.progress, toSend: pages.countToSend(), neverSent: pages.countNeverSent(), ...Object.fromEntries(snapshots) };
}
