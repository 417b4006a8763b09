/**
 * ln and exp from + - * / alone. ECMAScript leaves Math.log and Math.exp to the engine, so their last bit may differ
 * between two versions of Node; these give the same bits everywhere, which the committed CSV files rely on.
 */

/** The natural logarithm of a positive number, to about 1e-15. */
export function ln(x: number): number {
  let mantissa = x;
  let exponent = 0;
  while (mantissa > 1.5) {
    mantissa /= 2;
    exponent += 1;
  }
  while (mantissa < 0.75) {
    mantissa *= 2;
    exponent -= 1;
  }
  // ln m = 2 artanh z, whose series in z² shrinks by at least 25 a term, since |z| ≤ 1/5 here.
  const z = (mantissa - 1) / (mantissa + 1);
  let power = z;
  let sum = 0;
  for (let n = 1; n <= 25; n += 2) {
    sum += power / n;
    power *= z * z;
  }
  return 2 * sum + exponent * Math.LN2;
}

/** e to the power of x, for |x| below about 700. */
export function exp(x: number): number {
  let reduced = x;
  let halvings = 0;
  while (reduced > 0.5 || reduced < -0.5) {
    reduced /= 2;
    halvings += 1;
  }
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 15; n += 1) {
    term *= reduced / n;
    sum += term;
  }
  for (; halvings > 0; halvings -= 1) sum *= sum;
  return sum;
}
