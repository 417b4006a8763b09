import { fail } from '../diagnostics/diagnostic.ts';
import type { Budget } from './limits.ts';
import { formatNumber, padText } from './number-format.ts';
import { hashKey, reprOf, toText, type Value } from './value.ts';

const CONVERSION = /%(?:\(([^)]*)\))?([-+ 0#]*)(\d*|\*)(?:\.(\d+))?(.?)/gs;
const MAX_WIDTH = 10_000;

/** Python's `'%s-%03d' % ('a', 5)`; a map serves `%(name)s`. */
export function formatPercent(format: string, argument: Value, budget: Budget): string {
  const isTuple = typeof argument === 'object' && argument !== null && argument.kind === 'tuple';
  const values = isTuple ? argument.items : [argument];
  let used = 0;
  let isNamed = false;
  function take(name: string | undefined): Value {
    if (name !== undefined) {
      isNamed = true;
      return namedValue(argument, name);
    }
    const value = values[used];
    used += 1;
    return value ?? (used <= values.length ? null : tooFew());
  }
  const text = format.replace(CONVERSION, (whole, name, flags, width, precision, type) => {
    if (type === '%') return '%';
    if (width === '*' || Number(width) > MAX_WIDTH || Number(precision ?? 0) > 100) {
      return fail(
        'template-unsupported',
        `"${whole}" has a width or precision that is too large or "*"`,
      );
    }
    const conversion = { whole, flags, width: Number(width), precision, type };
    const piece = convert(take(name), conversion);
    budget.spendText(piece.length);
    return piece;
  });
  const isMap = typeof argument === 'object' && argument !== null && argument.kind === 'map';
  if (!isNamed && !isMap && used < values.length) {
    fail('template-type', `the format takes ${used} values, not ${values.length}`);
  }
  return text;
}

function tooFew(): never {
  return fail('template-type', 'the format takes more values than are given');
}

function namedValue(argument: Value, name: string): Value {
  if (typeof argument === 'object' && argument !== null && argument.kind === 'map') {
    const entry = argument.entries.get(hashKey(name));
    return entry === undefined
      ? fail('template-undefined', `the map to format has no "${name}"`)
      : entry[1];
  }
  return fail('template-type', `"%(${name})" needs a map to format`);
}

interface Conversion {
  readonly whole: string;
  readonly flags: string;
  readonly width: number;
  readonly precision: string | undefined;
  readonly type: string;
}

function convert(value: Value, { whole, flags, width, precision, type }: Conversion): string {
  const align = flags.includes('-') ? '<' : '>';
  if (type === 's' || type === 'r') {
    const text = type === 's' ? toText(value) : reprOf(value);
    const cut = precision === undefined ? text : text.slice(0, Number(precision));
    return padText(cut, { width, fill: ' ', align });
  }
  if (!'diuxXofFeE'.includes(type) || type === '') {
    return fail('template-type', `"${whole}" is not a format asof knows`, {
      hint: 'write %s, %d or %f',
    });
  }
  const isZeroPadded = flags.includes('0') && align === '>';
  return formatNumber(value, {
    type: type === 'i' || type === 'u' ? 'd' : type,
    sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '-',
    precision: precision === undefined ? undefined : Number(precision),
    width,
    fill: isZeroPadded ? '0' : ' ',
    align: isZeroPadded ? '=' : align,
    grouping: '',
    truncates: true,
  });
}
