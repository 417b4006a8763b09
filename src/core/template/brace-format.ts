import { fail } from '../diagnostics/diagnostic.ts';
import type { Budget } from './limits.ts';
import { formatNumber, padText } from './number-format.ts';
import { type CallArguments, reprOf, toText, type Value } from './value.ts';

/** Finds an attribute or an item as the template itself would, so that no more can be reached. */
export interface Reach {
  readonly attribute: (target: Value, name: string) => Value;
  readonly item: (target: Value, key: Value) => Value;
}

const FIELD = /\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::([^{}]*))?\}|[{}]/g;
const STEP = /\.([^.[\]]+)|\[([^\]]+)\]/gy;
const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(0)?(\d*)([,_])?(?:\.(\d+))?([sdxXobfFeE%])?$/su;
const MAX_WIDTH = 10_000;

/** Python's `'{} {name:>5}'.format(…)`. */
export function formatBraces(
  format: string,
  args: CallArguments,
  reach: Reach,
  budget: Budget,
): string {
  let next = 0;
  let usesNext = false;
  let usesIndex = false;
  const text = format.replace(FIELD, (whole, field: string | undefined, conversion, spec) => {
    if (whole === '{{') return '{';
    if (whole === '}}') return '}';
    if (field === undefined)
      return fail('template-type', `a single "${whole}" in a format`, {
        hint: `write ${whole}${whole}`,
      });
    const [name = ''] = /^[^.[]*/.exec(field) ?? [];
    if (name === '') usesNext = true;
    else if (/^\d+$/.test(name)) usesIndex = true;
    if (usesNext && usesIndex) {
      fail('template-type', 'a format has fields with and without a number', {
        hint: 'number all of them, or none',
      });
    }
    let value = argumentNamed(args, name === '' ? String(next++) : name);
    value = follow(value, field.slice(name.length), reach);
    if (conversion !== undefined) value = conversion === 's' ? toText(value) : reprOf(value);
    const piece = spec === undefined || spec === '' ? toText(value) : formatSpec(value, spec);
    budget.spendText(piece.length);
    return piece;
  });
  return text;
}

function argumentNamed(args: CallArguments, name: string): Value {
  const value = /^\d+$/.test(name) ? args.positional[Number(name)] : args.named.get(name);
  if (value !== undefined) return value;
  return fail('template-undefined', `the format names "${name}", which is not given`);
}

function follow(start: Value, path: string, reach: Reach): Value {
  let value = start;
  let end = 0;
  for (const step of path.matchAll(STEP)) {
    const [whole, attribute, item = ''] = step;
    end = step.index + whole.length;
    value =
      attribute === undefined
        ? reach.item(value, /^\d+$/.test(item) ? BigInt(item) : item)
        : reach.attribute(value, attribute);
  }
  return end === path.length ? value : fail('template-type', `"${path}" is not a path in a format`);
}

function formatSpec(value: Value, spec: string): string {
  const match = SPEC.exec(spec);
  if (match === null) {
    return fail('template-type', `"${spec}" is not a format asof knows`, {
      hint: 'write one such as >10, 03d or .2f',
    });
  }
  const [, fill, align, sign, zero, widthText, grouping, precisionText, type] = match;
  const width = Number(widthText ?? 0);
  const precision = precisionText === undefined ? undefined : Number(precisionText);
  if (width > MAX_WIDTH || (precision ?? 0) > 100)
    return fail('template-type', `"${spec}" is too wide`);
  if (typeof value === 'string' || type === 's') {
    const text = precision === undefined ? toText(value) : toText(value).slice(0, precision);
    return padText(text, { width, fill: fill ?? ' ', align: isAlign(align) ? align : '<' });
  }
  const isFloat = typeof value === 'number';
  if (isFloat && type === undefined && precision !== undefined) {
    return fail('template-type', `"${spec}" does not say how to write a float`, {
      hint: `write ${spec}f`,
    });
  }
  if (isFloat && type === undefined) {
    return padText(toText(value), {
      width,
      fill: fill ?? ' ',
      align: isAlign(align) ? align : '>',
    });
  }
  return formatNumber(value, {
    type: type ?? 'd',
    sign: sign === '+' || sign === ' ' ? sign : '-',
    precision,
    width,
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: isAlign(align) ? align : zero === undefined ? '>' : '=',
    grouping: grouping === ',' || grouping === '_' ? grouping : '',
    truncates: false,
  });
}

function isAlign(text: string | undefined): text is '<' | '>' | '^' | '=' {
  return text === '<' || text === '>' || text === '^' || text === '=';
}
