import type { CellCheck } from './bytes.ts';

const ONE = 0x31;

/** Zeros and ones as they are printed: a `b` or an `x` before them would be lost. */
export function bitCheck({ min, max }: { readonly min: number; readonly max: number }): CellCheck {
  return (bytes, start, end) => {
    if (end - start < min || end - start > max) return false;
    for (let at = start; at < end; at += 1) if (((bytes[at] ?? 0) | 1) !== ONE) return false;
    return true;
  };
}
