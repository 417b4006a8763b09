import { fail } from '../../../diagnostics/diagnostic.ts';
import { entryOf, type LocatedValue } from '../../../diagnostics/located-value.ts';
import { describeValue, oneOf } from '../parse-argument.ts';
import type { Comparison, ConditionLanguage, Literal, RowCondition } from './condition.ts';
import { CONDITION_REPORT, parseCondition } from './parse-condition.ts';

const OPERATORS: Readonly<Record<string, Comparison>> = {
  '==': '=',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};
const OPERATOR_NAMES = [...Object.keys(OPERATORS), 'IN', 'NOT_IN'];
const TYPES = ['comparison', 'nullity', 'and', 'or', 'pass_through'] as const;

/** A condition as the newest Great Expectations writes it: a map, whose shape may stand for its `type`. */
export function readCondition(
  value: LocatedValue,
  language: ConditionLanguage | undefined,
): RowCondition {
  const known = shapeOf(value) ?? TYPES.find((each) => each === textAt(value, 'type').text);
  switch (known) {
    case 'comparison':
      return readComparison(value);
    case 'nullity':
      return readNullity(value);
    case 'and':
    case 'or':
      return { type: known, conditions: readParts(value, language) };
    case 'pass_through': {
      const { text, location } = textAt(value, 'pass_through_filter');
      const source = { path: location.file, text, within: location };
      return parseCondition(source, language ?? 'pandas');
    }
    case undefined: {
      const type = textAt(value, 'type');
      return refuse(`"type" must be ${oneOf(TYPES)}, not "${type.text}"`, type);
    }
  }
}

/** The type of a condition that does not say it; `conditions` alone does not tell `and` from `or`. */
function shapeOf(value: LocatedValue): 'comparison' | 'nullity' | undefined {
  if (entryOf(value, 'type') !== undefined) return undefined;
  if (entryOf(value, 'operator') !== undefined) return 'comparison';
  return entryOf(value, 'is_null') === undefined ? undefined : 'nullity';
}

function readComparison(value: LocatedValue): RowCondition {
  const column = columnOf(value);
  const operator = textAt(value, 'operator');
  const parameter = valueAt(value, 'parameter');
  if (operator.text === 'IN' || operator.text === 'NOT_IN') {
    if (parameter.type !== 'list') return refuse('"parameter" must be a list', parameter);
    const member: RowCondition = {
      type: 'member',
      column,
      values: parameter.items.map(literalOf),
    };
    return operator.text === 'IN' ? member : { type: 'not', condition: member };
  }
  const known = OPERATORS[operator.text];
  if (known === undefined) {
    const message = `"operator" must be ${oneOf(OPERATOR_NAMES)}, not "${operator.text}"`;
    return refuse(message, operator);
  }
  const right = literalOf(parameter);
  return { type: 'comparison', left: { type: 'column', name: column }, operator: known, right };
}

function readNullity(value: LocatedValue): RowCondition {
  const column = columnOf(value);
  const isNull = valueAt(value, 'is_null');
  if (isNull.type !== 'scalar' || typeof isNull.value !== 'boolean') {
    return refuse(`"is_null" must be true or false, not ${describeValue(isNull)}`, isNull);
  }
  const condition: RowCondition = { type: 'null', column };
  return isNull.value ? condition : { type: 'not', condition };
}

function readParts(
  value: LocatedValue,
  language: ConditionLanguage | undefined,
): readonly RowCondition[] {
  const conditions = valueAt(value, 'conditions');
  if (conditions.type !== 'list' || conditions.items.length === 0) {
    return refuse('"conditions" must be a list of conditions', conditions);
  }
  return conditions.items.map((each) => readCondition(each, language));
}

/** `{"name": "x"}`; the name alone is understood too. */
function columnOf(value: LocatedValue): string {
  const column = valueAt(value, 'column');
  return column.type === 'map' ? textAt(column, 'name').text : textAt(value, 'column').text;
}

function literalOf(value: LocatedValue): Literal {
  if (value.type !== 'scalar' || value.value === null) {
    const hint = '"nullity" asks for missing values';
    return refuse(
      `a number, text or a boolean must stand here, not ${describeValue(value)}`,
      value,
      hint,
    );
  }
  switch (typeof value.value) {
    case 'boolean':
      return { type: 'boolean', value: value.value };
    case 'number':
      return { type: 'number', text: numberText(value.text, value.value) };
    case 'string':
      return { type: 'string', text: value.value };
  }
}

/** The digits as written, but for what only YAML writes so: `0x1F`. */
function numberText(text: string, value: number): string {
  return /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? text : String(value);
}

function valueAt(value: LocatedValue, key: string): LocatedValue {
  if (value.type !== 'map') {
    return refuse(`a condition must be a map with "type", not ${describeValue(value)}`, value);
  }
  return entryOf(value, key)?.value ?? refuse(`the condition needs "${key}"`, value);
}

function textAt(value: LocatedValue, key: string): Extract<LocatedValue, { type: 'scalar' }> {
  const found = valueAt(value, key);
  if (found.type === 'scalar' && typeof found.value === 'string') return found;
  return refuse(`"${key}" must be text, not ${describeValue(found)}`, found);
}

function refuse(
  message: string,
  { location }: Pick<LocatedValue, 'location'>,
  hint?: string,
): never {
  return fail(CONDITION_REPORT.code, `in ${CONDITION_REPORT.title}, ${message}`, {
    location,
    hint: hint ?? CONDITION_REPORT.hint,
  });
}
