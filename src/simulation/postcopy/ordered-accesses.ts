/** Accesses of sources with a fixed order: sweeps, bursts and traces. */
import { secondsOfWrite, writesBefore } from "../../pages/trace-order.js";
import type { BurstSource, SweepSource, TraceSource } from "../../pages/write-source.js";
import type { AccessSetting, AccessStream } from "./access-stream.js";

/** A sweep continues from its position, `accessesPerWrite` times as fast. */
export function createSweepAccesses(source: SweepSource, setting: AccessSetting): AccessStream {
  const { fromActiveSeconds, accessesPerWrite, isMissing, pageOf } = setting;
  const { writesPerSecond, region, stridePages, offsetPages } = source;
  const first = Math.ceil(fromActiveSeconds * writesPerSecond);
  const stride = stridePages % region.pages;
  let index = Number((BigInt(first) * BigInt(stride) + BigInt(offsetPages)) % BigInt(region.pages));
  let accesses = 0;
  const stream = { activeSeconds: Infinity, page: 0, moveOn };

  function moveOn(): void {
    for (let looked = 0; looked < region.pages; looked++) {
      stream.page = pageOf(index);
      stream.activeSeconds = (first + accesses / accessesPerWrite) / writesPerSecond;
      accesses++;
      index = (index + stride) % region.pages;
      if (isMissing(stream.page)) return;
    }
    stream.activeSeconds = Infinity;
  }
  moveOn();
  return stream;
}

/** A burst accesses its region in address order, all at one moment of guest time. */
export function createBurstAccesses(source: BurstSource, setting: AccessSetting): AccessStream {
  const { fromActiveSeconds, isMissing, pageOf } = setting;
  const { periodSeconds, region } = source;
  let burst = Math.ceil(fromActiveSeconds / periodSeconds);
  let index = 0;
  const stream = { activeSeconds: Infinity, page: 0, moveOn };

  function moveOn(): void {
    for (let looked = 0; looked < region.pages; looked++) {
      stream.page = pageOf(index);
      stream.activeSeconds = burst * periodSeconds;
      index++;
      if (index === region.pages) {
        index = 0;
        burst++;
      }
      if (isMissing(stream.page)) return;
    }
    stream.activeSeconds = Infinity;
  }
  moveOn();
  return stream;
}

/** A trace continues with its next write. Arrived pages stay, so a whole repetition without a missing page ends the stream. */
export function createTraceAccesses(source: TraceSource, setting: AccessSetting): AccessStream {
  const { fromActiveSeconds, isMissing, pageOf } = setting;
  const { pages, periodSeconds } = source;
  let next = writesBefore(source, fromActiveSeconds);
  const stream = { activeSeconds: Infinity, page: 0, moveOn };

  function moveOn(): void {
    const end = periodSeconds === Infinity ? pages.length : next + pages.length;
    while (next < end) {
      const write = next++;
      stream.page = pageOf(pages[write % pages.length] as number);
      stream.activeSeconds = secondsOfWrite(source, write);
      if (isMissing(stream.page)) return;
    }
    stream.activeSeconds = Infinity;
  }
  moveOn();
  return stream;
}
