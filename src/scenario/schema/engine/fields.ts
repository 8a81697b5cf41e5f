/** Fields shared by the engines' schemas. All are optional; the default is the preset's value. */
import * as v from "valibot";
import { DOWNTIME, SPEED } from "../bare-limits.js";
import { plainNumber, quantity, yesOrNo } from "../fields.js";
import { meaning } from "../json-schema-only.js";
import type { Limits } from "../limits.js";

const COUNT_LIMIT = 2 ** 31;
/** A petabyte per second: beyond any link. */
const RATE_LIMIT = 1e15;

export const count = (min: number, description: string, max = COUNT_LIMIT) =>
  v.optional(plainNumber({ min, max, integer: true }, description));
export const bytes = (description: string, min = 0) => v.optional(quantity("size", { min, max: 2 ** 40, integer: true }, description));
export const seconds = (description: string) => v.optional(quantity("time", { min: 0, max: 3600 }, description));
/** Time of one page or slot. */
export const pageTime = (description: string) => v.optional(quantity("time", { min: 0, max: 1 }, description));
export const ratio = (limits: Limits, description: string) => v.optional(plainNumber(limits, description));
/** Bytes per second; the description says what 0 stands for. */
export const limit = (description: string) => v.optional(quantity("flow", { min: 0, max: RATE_LIMIT, bare: SPEED }, description));
export const speed = (description: string) => v.optional(quantity("flow", { above: 0, max: RATE_LIMIT, bare: SPEED }, description));
export const downtime = (description: string) => v.optional(quantity("time", { min: 0, max: 3600, bare: DOWNTIME }, description));
export const flag = (description: string) => v.optional(yesOrNo(description));

export const PRESET = meaning("Name of the preset whose parameters are overridden.");
export const STATE = meaning("Size of vCPU, device and platform state sent after the last page, for all vCPUs together.");
export const ROUND_TRIPS = meaning("Round trips of the link between the last byte and the guest running.");
