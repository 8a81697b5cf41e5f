import { expect, it } from "vitest";
import * as absent from "../../src/scenario/schema/json-schema-absent.js";
import * as present from "../../src/scenario/schema/json-schema-only.js";

it("the library's bundle has the names that only the JSON Schema needs, and what is described stays what it is", () => {
  expect(Object.keys(absent).sort()).toEqual(Object.keys(present).sort());
  const schema = {};
  expect([absent.described(schema), absent.withDefault(schema)]).toEqual([schema, schema]);
  expect(absent.described(schema)).toBe(schema);
});
