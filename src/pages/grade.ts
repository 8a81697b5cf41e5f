/**
 * Shares of a source's write rate among its pages, by Zipf's law or a power law. Both are monotone in the page's index, so the rates at
 * the ends of a range bound all rates in it. Mirrored by `assembly/write/graded.ts`.
 */
import { exp, log, pow } from "./math.js";

/** Terms summed directly before the Euler-Maclaurin formula takes over. Its first omitted term is then below 1e-16 of the sum. */
const SUMMED_TERMS = 4096;

/** Sum of i^-exponent for i = 1 .. count: the first terms directly, the rest by Euler-Maclaurin with two correction terms. */
export function zipfSum(count: number, exponent: number): number {
  const summed = Math.min(count, SUMMED_TERMS);
  let sum = 0;
  for (let i = summed; i >= 1; i--) sum += pow(i, -exponent);
  if (count === summed) return sum;
  const first = pow(summed, -exponent);
  const last = pow(count, -exponent);
  const integral = exponent === 1 ? log(count / summed) : (count * last - summed * first) / (1 - exponent);
  return sum + integral + (last - first) / 2 + (exponent * (first / summed - last / count)) / 12;
}

/** Share of page `index` (0-based) under Zipf's law; `sum` = zipfSum(pages, exponent). */
export function zipfShare(index: number, exponent: number, sum: number): number {
  return exp(-exponent * log(index + 1)) / sum;
}

/** Share of page `index` if each write goes to page floor(pages u^(1 / inverseExponent)), u uniform: a difference of two powers. */
export function powerLawShare(index: number, inverseExponent: number, pages: number): number {
  const below = index === 0 ? 0 : exp(inverseExponent * log(index / pages));
  return exp(inverseExponent * log((index + 1) / pages)) - below;
}
