import type { z } from 'zod';
import type { LocatedValue } from '../diagnostics/located-value.ts';

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'nothing',
};

/** What a definition expects where it found something else, to stand after "must be". */
export function expectedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return listChoices(issue.values.map(String));
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `at least ${issue.minimum}`
        : `${KINDS[issue.origin] ?? 'a value'} that is not empty`;
    case 'too_big':
      return `at most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'invalid_union':
      return listChoices(choicesOf(issue));
    default:
      return issue.message;
  }
}

/** The values that would have been right, where there is a list of them. */
export function choicesOf(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}

/** `view, table or snapshot` */
export function listChoices(choices: readonly string[]): string {
  const last = choices.at(-1) ?? '';
  return choices.length < 2 ? last : `${choices.slice(0, -1).join(', ')} or ${last}`;
}

/** What was found, to stand after "not". */
export function foundAs(value: LocatedValue): string {
  if (value.type === 'map') return 'a map';
  if (value.type === 'list') return 'a list';
  if (value.value === null && value.text === '') return 'nothing';
  return typeof value.value === 'string' ? `"${shorten(value.value)}"` : value.text;
}

function shorten(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length <= 40 && line === text ? line : `${line.slice(0, 39)}…`;
}
