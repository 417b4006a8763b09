import type { LocatedValue } from '../../diagnostics/located-value.ts';

const PLAIN = /^[\p{L}_$][\p{L}\p{N}_./@-]*(?: [\p{L}\p{N}_./@-]+)*$/u;
const DATE = /^\d{4}-\d\d-\d\d$/;
const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
/** What YAML, or an older YAML, reads as something else than text. */
const WORDS = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
/** Everything that is printed as itself in quotes. */
const PRINTABLE =
  /^[\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A value on one line of YAML, with no more quotes than it needs. */
export function flowYaml(value: LocatedValue): string {
  switch (value.type) {
    case 'list':
      return `[${value.items.map(flowYaml).join(', ')}]`;
    case 'map':
      return `{${value.entries.map((entry) => `${yamlText(entry.key)}: ${flowYaml(entry.value)}`).join(', ')}}`;
    case 'scalar':
      if (typeof value.value === 'string') return yamlText(value.value);
      // a number with the digits that it is written with
      if (typeof value.value === 'number' && NUMBER.test(value.text)) return value.text;
      return String(value.value);
  }
}

/** A text as a plain scalar where YAML reads it so, else in the quotes that need fewer escapes. */
export function yamlText(text: string): string {
  if ((PLAIN.test(text) && !WORDS.test(text)) || DATE.test(text)) return text;
  const isRough = /["\\]/.test(text);
  if (isRough && PRINTABLE.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replace(
    UNPRINTABLE,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
