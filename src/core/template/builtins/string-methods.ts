import { fail } from '../../diagnostics/diagnostic.ts';
import { formatBraces } from '../brace-format.ts';
import { centerText, padText } from '../number-format.ts';
import { charactersOf, lengthOf } from '../python-text.ts';
import { describeType, listOf, tupleOf, type Value } from '../value.ts';
import { type Builtin, type BuiltinCall, integerOf, itemsOf, textOf } from './builtin.ts';

type StringMethod = Builtin<string>;

const SPACE = String.raw`[\s\x1c-\x1f\x85]`;
const LEADING_SPACE = new RegExp(`^${SPACE}+`);
const SPACES = new RegExp(`${SPACE}+`);

/** Python's methods of strings. */
export const STRING_METHODS: Readonly<Record<string, StringMethod>> = {
  upper: plain((text) => text.toUpperCase()),
  lower: plain((text) => text.toLowerCase()),
  title: plain((text) => text.replace(/\p{L}+/gu, capitalize)),
  capitalize: plain(capitalize),
  swapcase: plain((text) =>
    text.replace(/\p{L}/gu, (each) =>
      each === each.toUpperCase() ? each.toLowerCase() : each.toUpperCase(),
    ),
  ),
  strip: { parameters: ['chars?'], apply: (text, { args }) => stripText(text, args[0], 'both') },
  lstrip: { parameters: ['chars?'], apply: (text, { args }) => stripText(text, args[0], 'start') },
  rstrip: { parameters: ['chars?'], apply: (text, { args }) => stripText(text, args[0], 'end') },
  replace: {
    parameters: ['old', 'new', 'count?'],
    apply: (text, call) => replaceText(text, call.args[0], call.args[1], call.args[2], call),
  },
  split: { parameters: ['sep?', 'maxsplit?'], apply: (text, { args }) => split(text, args) },
  rsplit: {
    parameters: ['sep?', 'maxsplit?'],
    apply: (text, { args }) => splitFromEnd(text, args),
  },
  splitlines: plain((text) => {
    const lines = text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/);
    return listOf(lines.at(-1) === '' ? lines.slice(0, -1) : lines);
  }),
  partition: { parameters: ['sep'], apply: (text, { args }) => partition(text, args[0], false) },
  rpartition: { parameters: ['sep'], apply: (text, { args }) => partition(text, args[0], true) },
  join: {
    parameters: ['items'],
    apply: (separator, { args: [items = null], engine }) =>
      joinTexts(itemsOf(items, engine), separator, engine.budget.spendText),
  },
  startswith: {
    parameters: ['prefix'],
    apply: (text, { args }) => some(args[0], (each) => text.startsWith(each)),
  },
  endswith: {
    parameters: ['suffix'],
    apply: (text, { args }) => some(args[0], (each) => text.endsWith(each)),
  },
  removeprefix: {
    parameters: ['prefix'],
    apply: (text, { args }) => {
      const prefix = textOf(args[0], 'the prefix');
      return text.startsWith(prefix) ? text.slice(prefix.length) : text;
    },
  },
  removesuffix: {
    parameters: ['suffix'],
    apply: (text, { args }) => {
      const suffix = textOf(args[0], 'the suffix');
      return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
    },
  },
  find: { parameters: ['sub'], apply: (text, { args }) => indexIn(text, args[0], false) },
  rfind: { parameters: ['sub'], apply: (text, { args }) => indexIn(text, args[0], true) },
  index: {
    parameters: ['sub'],
    apply: (text, { args }) => {
      const index = indexIn(text, args[0], false);
      return index >= 0n ? index : fail('template-type', `the string has no "${args[0]}" in it`);
    },
  },
  count: {
    parameters: ['sub'],
    apply: (text, { args }) => {
      const sub = textOf(args[0], 'what to count');
      return BigInt(sub === '' ? lengthOf(text) + 1 : text.split(sub).length - 1);
    },
  },
  zfill: {
    parameters: ['width'],
    apply: (text, call) => {
      const sign = /^[-+]/.exec(text)?.[0] ?? '';
      return (
        sign +
        pad(
          text.slice(sign.length),
          integerOf(call.args[0], 'the width') - sign.length,
          '0',
          '>',
          call,
        )
      );
    },
  },
  ljust: padding('<'),
  rjust: padding('>'),
  center: padding('^'),
  format: {
    parameters: 'any',
    apply: (text, { given, engine }) => formatBraces(text, given, engine, engine.budget),
  },
  isdigit: plain((text) => /^\p{Nd}+$/u.test(text)),
  isdecimal: plain((text) => /^\p{Nd}+$/u.test(text)),
  isnumeric: plain((text) => /^\p{N}+$/u.test(text)),
  isalpha: plain((text) => /^\p{L}+$/u.test(text)),
  isalnum: plain((text) => /^[\p{L}\p{N}]+$/u.test(text)),
  isspace: plain((text) => text !== '' && stripText(text, null, 'both') === ''),
  isupper: plain((text) => text !== text.toLowerCase() && text === text.toUpperCase()),
  islower: plain((text) => text !== text.toUpperCase() && text === text.toLowerCase()),
};

function plain(apply: (text: string) => Value): StringMethod {
  return { parameters: [], apply };
}

function padding(align: '<' | '>' | '^'): StringMethod {
  return {
    parameters: ['width', 'fillchar?'],
    apply: (text, call) => {
      const [width, fill = ' '] = call.args;
      return pad(text, integerOf(width, 'the width'), textOf(fill, 'the filling'), align, call);
    },
  };
}

function pad(
  text: string,
  width: number,
  fill: string,
  align: '<' | '>' | '^',
  { engine }: BuiltinCall,
): string {
  if (lengthOf(fill) !== 1) return fail('template-type', 'the filling must be one character');
  engine.budget.spendText(width);
  return align === '^' ? centerText(text, width, fill) : padText(text, { width, fill, align });
}

export function capitalize(text: string): string {
  const [first = ''] = charactersOf(text);
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}

export function stripText(
  text: string,
  chars: Value | undefined,
  side: 'both' | 'start' | 'end',
): string {
  const isStripped =
    chars === undefined || chars === null
      ? (character: string) => LEADING_SPACE.test(character)
      : isOneOf(textOf(chars, 'the characters to strip'));
  const characters = charactersOf(text);
  let start = 0;
  let end = characters.length;
  if (side !== 'end') while (start < end && isStripped(characters[start] ?? '')) start += 1;
  if (side !== 'start') while (end > start && isStripped(characters[end - 1] ?? '')) end -= 1;
  return characters.slice(start, end).join('');
}

function isOneOf(characters: string): (character: string) => boolean {
  const set = new Set(characters);
  return (character) => set.has(character);
}

export function replaceText(
  text: string,
  oldValue: Value | undefined,
  newValue: Value | undefined,
  count: Value | undefined,
  { engine }: BuiltinCall,
): string {
  const old = textOf(oldValue, 'what to replace');
  const replacement = textOf(newValue, 'the replacement');
  const most = count === undefined || count === null ? -1 : integerOf(count, 'the count');
  const parts = old === '' ? ['', ...charactersOf(text), ''] : text.split(old);
  const replaced = most < 0 ? parts.length - 1 : Math.min(most, parts.length - 1);
  engine.budget.spendText(text.length + replaced * replacement.length);
  const head = parts.slice(0, replaced + 1).join(replacement);
  return [head, ...parts.slice(replaced + 1)].join(old);
}

function split(text: string, [separator, most]: readonly (Value | undefined)[]): Value {
  const limit = most === undefined ? -1 : integerOf(most, '"maxsplit"');
  if (separator === undefined || separator === null) return listOf(splitAtSpace(text, limit));
  const by = separatorOf(separator);
  const parts = text.split(by);
  if (limit < 0 || parts.length <= limit + 1) return listOf(parts);
  return listOf([...parts.slice(0, limit), parts.slice(limit).join(by)]);
}

function splitAtSpace(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = text.replace(LEADING_SPACE, '');
  while (rest !== '') {
    const space = SPACES.exec(rest);
    if (space === null || (limit >= 0 && parts.length === limit)) {
      parts.push(rest);
      break;
    }
    parts.push(rest.slice(0, space.index));
    rest = rest.slice(space.index + space[0].length);
  }
  return parts;
}

function splitFromEnd(text: string, [separator, most]: readonly (Value | undefined)[]): Value {
  const limit = most === undefined ? -1 : integerOf(most, '"maxsplit"');
  if (limit < 0) return split(text, [separator]);
  const by = separator === undefined || separator === null ? undefined : separatorOf(separator);
  if (by === undefined) {
    return fail('template-unsupported', '"rsplit" with a limit needs a separator', {
      hint: 'give one',
    });
  }
  const parts = text.split(by);
  const kept = Math.max(1, parts.length - limit);
  return listOf([parts.slice(0, kept).join(by), ...parts.slice(kept)]);
}

function partition(text: string, separator: Value | undefined, fromEnd: boolean): Value {
  const by = separatorOf(separator);
  const index = fromEnd ? text.lastIndexOf(by) : text.indexOf(by);
  if (index === -1) return tupleOf(fromEnd ? ['', '', text] : [text, '', '']);
  return tupleOf([text.slice(0, index), by, text.slice(index + by.length)]);
}

function separatorOf(separator: Value | undefined): string {
  const by = textOf(separator, 'the separator');
  return by === '' ? fail('template-type', 'the separator is empty') : by;
}

function some(candidates: Value | undefined, test: (text: string) => boolean): boolean {
  if (typeof candidates === 'object' && candidates !== null && candidates.kind === 'tuple') {
    return candidates.items.some((each) => test(textOf(each, 'each of the texts')));
  }
  return test(textOf(candidates, 'the text'));
}

function indexIn(text: string, sub: Value | undefined, fromEnd: boolean): bigint {
  const wanted = textOf(sub, 'what to find');
  const index = fromEnd ? text.lastIndexOf(wanted) : text.indexOf(wanted);
  return index === -1 ? -1n : BigInt(lengthOf(text.slice(0, index)));
}

function joinTexts(
  items: readonly Value[],
  separator: string,
  spendText: (length: number) => void,
): string {
  const texts = items.map((item) =>
    typeof item === 'string'
      ? item
      : fail('template-type', `"join" of a string takes strings, not ${describeType(item)}`, {
          hint: "write it as a filter: items | join(', ')",
        }),
  );
  spendText(texts.reduce((sum, text) => sum + text.length + separator.length, 0));
  return texts.join(separator);
}
