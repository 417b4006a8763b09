import { type CellCheck, countCharacters } from './bytes.ts';

const WHOLE = '(?:0|[1-9]\\d*)';
const UNITS = 'years?|months?|mons?|weeks?|days?|hours?|minutes?|mins?';
const LONGEST = 200;

/**
 * A span of time in PostgreSQL's words or in ISO 8601, in whole years to minutes: of half a month it
 * would make days. Whether it is in range only PostgreSQL knows.
 */
export function intervalCheck(fractionDigits: number | undefined): CellCheck {
  const keeps = fractionDigits ?? 6;
  // further zeros say nothing that is lost
  const fraction = keeps === 0 ? '(?:\\.0+)?' : `(?:\\.\\d{1,${keeps}}0*)?`;
  const amount = `[-+]?${WHOLE} ?(?:${UNITS})`;
  const seconds = `[-+]?${WHOLE}${fraction} ?(?:seconds?|secs?)`;
  const clock = `[-+]?\\d+:\\d\\d(?::\\d\\d${fraction})?`;
  const words = `(?=.)(?:${amount}(?: |$))*(?:${seconds}|${clock})?`;
  const part = (unit: string): string => `(?:-?${WHOLE}${unit})?`;
  const iso = `P(?=.)${part('Y')}${part('M')}${part('W')}${part('D')}(?:T(?=.)${part('H')}${part('M')}(?:-?${WHOLE}${fraction}S)?)?`;
  const form = new RegExp(`^(?:${words}|${iso})$`, 'i');
  return (bytes, start, end) => {
    if (end - start > LONGEST || countCharacters(bytes, start, end) !== end - start) return false;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString(
      'latin1',
    );
    return !text.endsWith(' ') && form.test(text);
  };
}
