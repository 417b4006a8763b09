import { fail } from '../../diagnostics/diagnostic.ts';
import { type Allowance, createAllowance } from '../limits.ts';
import { floatText } from '../python-text.ts';
import { describeType, hashKey, toText, type Value } from '../value.ts';

/**
 * The value as Jinja's `tojson` writes it: keys sorted, `, ` and `: ` between, and the characters that
 * mean something in HTML written as escapes.
 */
export function jsonText(value: Value, indent: number | undefined): string {
  const text = write(value, { indent, allowance: createAllowance() }, '\n');
  return text.replace(/[<>&']/g, (each) => `\\u00${each.charCodeAt(0).toString(16)}`);
}

interface Style {
  readonly indent: number | undefined;
  readonly allowance: Allowance;
}

function write(value: Value, style: Style, newline: string): string {
  const text = writeWithin(value, style, newline);
  style.allowance.spend(text.length);
  return text;
}

function writeWithin(value: Value, style: Style, newline: string): string {
  const { indent } = style;
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? floatText(value) : notJson(value);
  if (typeof value === 'string') return quote(value);
  const inner = indent === undefined ? newline : newline + ' '.repeat(Math.min(indent, 100));
  const separator = indent === undefined ? ', ' : `,${inner}`;
  switch (value.kind) {
    case 'list':
    case 'tuple': {
      if (value.items.length === 0) return '[]';
      const items = value.items.map((item) => write(item, style, inner)).join(separator);
      return indent === undefined ? `[${items}]` : `[${inner}${items}${newline}]`;
    }
    case 'map': {
      if (value.entries.size === 0) return '{}';
      const items = [...value.entries.values()]
        .map(([key, item]) => [keyText(key), item] as const)
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([key, item]) => `${quote(key)}: ${write(item, style, inner)}`)
        .join(separator);
      return indent === undefined ? `{${items}}` : `{${inner}${items}${newline}}`;
    }
    default:
      return notJson(value);
  }
}

function keyText(key: Value): string {
  if (key === null || typeof key === 'boolean') return key === null ? 'null' : String(key);
  if (typeof key === 'object') return fail('template-type', `JSON has no key ${hashKey(key)}`);
  return toText(key);
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function notJson(value: Value): never {
  return fail('template-type', `${describeType(value)} cannot be written as JSON`, {
    hint: 'add | list, or | string',
  });
}
