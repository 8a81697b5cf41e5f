import { expect, it } from "vitest";
import { resultFixture, roundFixture, runFixture, TWO_ROUNDS } from "../support/result-fixture.js";
import { csvOf } from "../support/result-text.js";

it("has one row per round of each run, with empty cells for values that do not apply", () => {
  expect(csvOf(resultFixture())).toBe(
    [
      "seed,run,round,live,startSeconds,durationSeconds,pagesToSend,pagesSent,pagesSkipped,pagesAllocatedOnly,pagesDeferred,zeroPages,deltaPages,wireBytes,pagesDirtied,throttleRatio,limitBytesPerSecond",
      "1,0,0,true,0,9.21,262144,262144,0,,,0,,1075838976,8192,0,",
      "1,0,1,false,10,9.21,8192,8192,0,,,0,,537919488,,0,",
      "",
    ].join("\n"),
  );
});

it("distinguishes runs", () => {
  const rows = csvOf(resultFixture([runFixture(0, TWO_ROUNDS), runFixture(1, [roundFixture(0)])]))
    .trimEnd()
    .split("\n");
  expect(rows.slice(1).map((row) => row.split(",").slice(0, 3).join())).toEqual(["1,0,0", "1,0,1", "1,1,0"]);
});
