/** exp and log (natural logarithm): the operations of src/pages/math.ts in the same order. Coefficients: FDLIBM 5.3. */
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;

/** e^x. 0 below -708; Infinity above 709. */
export function exp(x: f64): f64 {
  if (x < -708) return 0;
  if (x > 709) return Infinity;
  const power = floor<f64>(x * Math.LOG2E + 0.5);
  const high = x - power * LN2_HIGH;
  const low = power * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const odd =
    r -
    t *
      (0.16666666666666602 +
        t * (-0.0027777777777015593 + t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  const value: f64 = 1 - (low - (r * odd) / (2 - odd) - high);
  return value * reinterpret<f64>((<u64>(<i32>power + 1023)) << 52);
}

/** Natural logarithm of a normal number > 0; -Infinity for 0. */
export function log(x: f64): f64 {
  if (x == 0) return -Infinity;
  if (x == Infinity) return x;
  const bits = reinterpret<u64>(x);
  const shifted = <u32>(bits >> 32) + (0x3ff00000 - 0x3fe6a09e);
  const power = <f64>(<i32>(shifted >> 20) - 0x3ff);
  const mantissa = (shifted & 0x000fffff) + 0x3fe6a09e;
  const f = reinterpret<f64>(((<u64>mantissa) << 32) | (bits & 0xffffffff)) - 1;
  const halfSquare = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  return s * (halfSquare + (even + odd)) + power * LN2_LOW - halfSquare + f + power * LN2_HIGH;
}
