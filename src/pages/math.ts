/**
 * exp, log (natural logarithm) and pow as a fixed sequence of f64 operations, so that every JavaScript engine and the core agree in every
 * bit (`assembly/math.ts` has the same operations in the same order). Errors of exp and log are below one unit in the last place.
 * Argument reduction and minimax coefficients: FDLIBM 5.3 (Sun Microsystems), e_exp.c and e_log.c.
 */
const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** e^x. 0 below -708, where results would lose precision; Infinity above 709. */
export function exp(x: number): number {
  if (x < -708) return 0;
  if (x > 709) return Infinity;
  const power = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - power * LN2_HIGH;
  const low = power * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const odd =
    r -
    t *
      (0.16666666666666602 +
        t * (-0.0027777777777015593 + t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  const value = 1 - (low - (r * odd) / (2 - odd) - high);
  halves[0] = 0;
  halves[1] = (power + 1023) << 20;
  return value * (float[0] as number);
}

/** Natural logarithm of a normal number > 0; -Infinity for 0. */
export function log(x: number): number {
  if (x === 0) return -Infinity;
  if (x === Infinity) return x;
  float[0] = x;
  const shifted = (halves[1] as number) + (0x3ff00000 - 0x3fe6a09e);
  const power = (shifted >>> 20) - 0x3ff;
  halves[1] = (shifted & 0x000fffff) + 0x3fe6a09e;
  const f = (float[0] as number) - 1;
  const halfSquare = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  return s * (halfSquare + (even + odd)) + power * LN2_LOW - halfSquare + f + power * LN2_HIGH;
}

/** x^y for x > 0. The relative error is about 1e-16 x |y log x|. */
export function pow(x: number, y: number): number {
  return exp(y * log(x));
}
