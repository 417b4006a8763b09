import { fail } from '../../../diagnostics/diagnostic.ts';
import type { LocatedEntry, LocatedValue } from '../../../diagnostics/located-value.ts';
import type { Problems } from '../../../diagnostics/problems.ts';
import { describeValue, isNull } from '../parse-argument.ts';
import type { ConditionLanguage } from './condition.ts';
import { conditionSql } from './condition-sql.ts';
import { CONDITION_REPORT, parseCondition } from './parse-condition.ts';
import { readCondition } from './read-condition.ts';

const LANGUAGES: Readonly<Record<string, ConditionLanguage>> = {
  great_expectations: 'great_expectations',
  great_expectations__experimental__: 'great_expectations',
  sqlalchemy: 'great_expectations',
  pandas: 'pandas',
  spark: 'spark',
};

/** The `row_condition` of Great Expectations as SQL; undefined where none is given, or it is wrong. */
export function parseRowCondition(
  condition: LocatedEntry | undefined,
  parser: LocatedEntry | undefined,
  problems: Problems,
): string | undefined {
  if (condition === undefined || saysNothing(condition.value)) return undefined;
  const { value } = condition;
  return problems.attempt(() => {
    const language = parser === undefined || isNull(parser.value) ? undefined : languageOf(parser);
    if (value.type === 'map') return conditionSql(readCondition(value, language));
    if (value.type !== 'scalar' || typeof value.value !== 'string') {
      const message = `${CONDITION_REPORT.title} must be a condition, not ${describeValue(value)}`;
      return fail(CONDITION_REPORT.code, message, { location: value.location });
    }
    const source = { path: value.location.file, text: value.value, within: value.location };
    return conditionSql(parseCondition(source, language ?? 'great_expectations'));
  });
}

function saysNothing(value: LocatedValue): boolean {
  return value.type === 'scalar' && (value.value === null || value.value === '');
}

function languageOf({ value }: LocatedEntry): ConditionLanguage {
  const language = value.type === 'scalar' ? LANGUAGES[value.text] : undefined;
  if (language !== undefined) return language;
  const message = `"condition_parser" must be great_expectations, pandas or spark, not ${describeValue(value)}`;
  return fail(CONDITION_REPORT.code, message, {
    location: value.location,
    hint: CONDITION_REPORT.hint,
  });
}
