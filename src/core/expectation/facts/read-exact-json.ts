import type { Json } from '../../diagnostics/json.ts';

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Reads JSON; a number that JavaScript would not hold with every digit becomes a string. */
export function readExactJson(text: string): Json {
  const exact = text.replace(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') || isExact(token) ? token : JSON.stringify(token),
  );
  return JSON.parse(exact);
}

/** Whether the number comes back from JavaScript with the same digits. */
export function isExact(text: string): boolean {
  const value = Number(text);
  return Number.isFinite(value) && digits(String(value)) === digits(text);
}

/** Sign, significant digits and exponent, the same for `1.50`, `1.5` and `15e-1`. */
function digits(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace(/^[+-]/, '').split('.');
  const all = (whole + fraction).replace(/^0+/, '');
  const significant = all.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(exponent) - fraction.length + (all.length - significant.length);
  return `${text.startsWith('-') ? '-' : ''}${significant}e${power}`;
}
