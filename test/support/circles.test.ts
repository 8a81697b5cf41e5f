import { describe, expect, it } from "vitest";
import { findCircles } from "./circles.js";

describe("findCircles", () => {
  it("finds none in a tree, nor if two paths lead to one file", () => {
    expect(
      findCircles(
        new Map([
          ["a", ["b", "c"]],
          ["b", ["d"]],
          ["c", ["d"]],
          ["d", []],
        ]),
      ),
    ).toEqual([]);
  });

  it("finds each circle once, with all of its files and no other", () => {
    const graph = new Map([
      ["top", ["a", "x"]],
      ["a", ["b"]],
      ["b", ["c", "x"]],
      ["c", ["a"]],
      ["x", ["y"]],
      ["y", ["x", "outside"]],
    ]);
    expect(findCircles(graph)).toEqual([
      ["a", "b", "c"],
      ["x", "y"],
    ]);
  });
});
