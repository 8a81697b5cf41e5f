import { describe, expect, it } from "vitest";
import { pool, summarise } from "../../../bench/harness/measure.js";
import { measurementTable } from "../../../bench/harness/tables.js";

function measured(competitor: string, milliseconds: number, units: number) {
  const labels = { benchmark: "b", case: "c", competitor, units, figures: {} };
  return summarise(labels, { samples: [milliseconds], processorMilliseconds: milliseconds });
}

describe("measurementTable", () => {
  it("shows the others' cost per unit relative to ours", () => {
    const rows = measurementTable([measured("ours", 2, 100), measured("theirs", 9, 150)], "page", "ours").split("\n");
    const cells = rows.map((row) => row.split("|").map((cell) => cell.trim()));
    expect(cells[0]?.[3]).toBe("x ours, at best");
    expect([cells[2]?.[3], cells[3]?.[3]]).toEqual(["", "3.00, 3.00"]);
  });

  it("compares nothing without a competitor of ours", () => {
    expect(measurementTable([measured("theirs", 9, 150)], "page")).not.toContain("x ours");
  });
});

describe("pool", () => {
  it("weights the processor time of each pass by its samples", () => {
    const pooled = pool([
      { samples: [1, 2, 3], processorMilliseconds: 2 },
      { samples: [8], processorMilliseconds: 6 },
    ]);
    expect(pooled).toEqual({ samples: [1, 2, 3, 8], processorMilliseconds: 3 });
  });
});
