import { describe, expect, it } from "vitest";
import { createProgressLine, progressText } from "../../../src/cli/actions/progress-line.js";

/** A terminal that records its output, and a clock set by hand. */
function terminal(isTerminal = true) {
  const written: string[] = [];
  const clock = { seconds: 0 };
  const stream = { write: (text: string) => void written.push(text), isTerminal, columns: 50, hasColour: false };
  return { written, clock, stream, now: () => clock.seconds };
}

describe("the progress line", () => {
  it("shows the share done and the time left", () => {
    expect(progressText({ doneRatio: 0.4, words: "40 of 100 runs" }, 8)).toBe("[########............] 40 of 100 runs, about 12.0 s left");
    expect(progressText({ doneRatio: 0, words: "round 0" }, 3)).toBe("[....................] round 0, 3.00 s so far");
    expect(progressText({ doneRatio: 1, words: "all" }, 3)).toBe("[####################] all, about 0 s left");
  });

  it("appears after a second, is redrawn at most ten times per second, fits the terminal, and is removed at the end", () => {
    const { written, clock, stream, now } = terminal();
    const line = createProgressLine(stream, false, now);
    for (const seconds of [0.5, 0.99, 1.1, 1.15, 1.25]) {
      clock.seconds = seconds;
      line.update({ doneRatio: 0.5, words: "a very long description of the work that is being done" });
    }
    expect(written).toHaveLength(2);
    expect(written.every((text) => text.length <= "\r\u001b[K".length + 49)).toBe(true);
    line.clear();
    expect(written.at(-1)).toBe("\r\u001b[K");
  });

  it.each([
    { what: "no terminal", isTerminal: false, isQuiet: false },
    { what: "--quiet", isTerminal: true, isQuiet: true },
  ])("is not drawn with $what", ({ isTerminal, isQuiet }) => {
    const { written, clock, stream, now } = terminal(isTerminal);
    const line = createProgressLine(stream, isQuiet, now);
    clock.seconds = 5;
    line.update({ doneRatio: 0.5, words: "half" });
    line.clear();
    expect(written).toEqual([]);
  });

  it("writes nothing to a terminal on which it was never drawn", () => {
    const { written, stream, now } = terminal();
    createProgressLine(stream, false, now).clear();
    expect(written).toEqual([]);
  });
});
