/**
 * exp, log and pow as one fixed sequence of f64 operations, so that every JavaScript engine and the core agree in every
 * bit (`assembly/math.ts` has the same operations in the same order). Errors stay below one unit in the last place for
 * exp and log. Argument reduction and minimax coefficients: FDLIBM 5.3 (Sun Microsystems), e_exp.c and e_log.c.
 */
const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const INVERSE_LN2 = 1.442695040888963387;

/** e^x. 0 below -708, where results would lose precision; Infinity above 709. */
export function exp(x: number): number {
  if (x < -708) return 0;
  if (x > 709) return Infinity;
  const power = Math.floor(x * INVERSE_LN2 + 0.5);
  const high = x - power * LN2_HIGH;
  const low = power * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const odd =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 + t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
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
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd = z * (6.66666666666673513e-1 + w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  return s * (halfSquare + (even + odd)) + power * LN2_LOW - halfSquare + f + power * LN2_HIGH;
}

/** x^y for x > 0. The relative error grows with |y log x|: about 1e-16 times it. */
export function pow(x: number, y: number): number {
  return exp(y * log(x));
}
