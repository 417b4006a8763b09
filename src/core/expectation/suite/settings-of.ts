import {
  entryOf,
  type LocatedEntry,
  type LocatedValue,
  plain,
} from '../../diagnostics/located-value.ts';
import type { Check } from '../check.ts';
import type { DeclaredCheck } from '../declaration/expectation-declaration.ts';
import { isNull } from '../declaration/parse-argument.ts';
import { SETTING_NAMES } from '../declaration/parse-settings.ts';
import { isUnresolved } from '../declaration/suite-parameter/resolve-parameters.ts';
import { entriesOf, locatedText } from './located-parts.ts';
import { notesOf } from './notes-of.ts';

const CONDITION_KEYS = ['where', 'row_condition', 'condition_parser'];

/** What an expectation of a suite says beside the check's own arguments. */
export function settingsOf(
  item: LocatedValue,
  kwargs: readonly LocatedEntry[],
  declared: DeclaredCheck,
  { parameters }: Check,
): readonly LocatedEntry[] {
  const given = [...kwargs, ...entriesOf(item)].filter(
    ({ key, value }) =>
      SETTING_NAMES.includes(key) && !Object.hasOwn(parameters, key) && !isNull(value),
  );
  const meta = entryOf(item, 'meta')?.value;
  return [
    ...given.filter(({ key, value }) => isKept(key, value)),
    ...conditionOf(given, declared),
    ...severityOf(given, declared),
    ...describedBy(item, meta),
    ...['owner', 'tags'].flatMap((key) => {
      if (given.some((entry) => entry.key === key)) return [];
      const entry = meta && entryOf(meta, key);
      return entry !== undefined && isTextOrTexts(entry.value, key) ? [entry] : [];
    }),
  ];
}

/** As SQL; where a var decides it, as it is. */
function conditionOf(
  given: readonly LocatedEntry[],
  { where }: DeclaredCheck,
): readonly LocatedEntry[] {
  const conditions = given.filter(({ key }) => CONDITION_KEYS.includes(key));
  if (conditions.some(({ value }) => isUnresolved(value))) return conditions;
  const [entry] = conditions;
  if (entry === undefined || where === undefined) return [];
  return [{ ...entry, key: 'where', value: locatedText(where, entry) }];
}

/** Settings that are written as they are. */
function isKept(key: string, value: LocatedValue): boolean {
  if (CONDITION_KEYS.includes(key) || key === 'severity' || key === 'description') return false;
  return key !== 'mostly' || plain(value) !== 1;
}

function severityOf(
  given: readonly LocatedEntry[],
  { threshold }: DeclaredCheck,
): readonly LocatedEntry[] {
  const entry = given.find(({ key }) => key === 'severity');
  if (entry === undefined) return [];
  if (threshold.type === 'limits') return [entry];
  return threshold.severity === 'warn' ? [{ ...entry, value: locatedText('warn', entry) }] : [];
}

function describedBy(item: LocatedValue, meta: LocatedValue | undefined): readonly LocatedEntry[] {
  const context = entryOf(item, 'expectation_context')?.value;
  const places = [
    entryOf(item, 'description'),
    context && entryOf(context, 'description'),
    entryOf(item, 'notes'),
    meta && entryOf(meta, 'notes'),
    meta && entryOf(meta, 'description'),
  ];
  for (const entry of places) {
    const text = notesOf(entry?.value);
    if (entry !== undefined && text !== undefined) {
      return [{ ...entry, key: 'description', value: locatedText(text, entry) }];
    }
  }
  return [];
}

function isTextOrTexts(value: LocatedValue, key: string): boolean {
  if (value.type === 'list')
    return key === 'tags' && value.items.every((each) => isTextOrTexts(each, ''));
  return value.type === 'scalar' && typeof value.value === 'string' && value.value !== '';
}
