import { isJsonList } from '../../diagnostics/json.ts';
import type { AggregateCheck } from '../check.ts';
import { bracketed } from '../facts/condition.ts';
import type { Fact } from '../facts/fact.ts';
import { readExactJson } from '../facts/read-exact-json.ts';
import {
  boundParameters,
  describeBounds,
  hasBound,
  insideBounds,
  warnOfOrder,
} from '../shapes/bounds.ts';
import { requiredText } from '../shapes/kwargs.ts';
import { renderNumber } from '../shapes/render-scalar.ts';

/** What dbt_expectations says by expression_between, of an aggregate. */
export const aggregationToBeBetween: AggregateCheck = {
  kind: 'aggregate',
  name: 'aggregation_to_be_between',
  fullName: 'expect_table_aggregation_to_be_between',
  scope: 'table',
  parameters: {
    expression: {
      type: 'sql',
      required: true,
      description: 'an aggregate in SQL that is a number, such as sum(amount)',
    },
    ...boundParameters('number'),
  },
  principal: 'expression',
  description: 'an aggregate of the rows lies between two bounds',
  nulls: 'as the aggregate has it; where it is NULL there is nothing to compare, and it fails',
  empty: 'as the aggregate has it',
  observesNumber: true,
  example: `
- model: usage_agg_30d
  table:
    - aggregation_to_be_between:
        expression: avg(skips_7d) filter (where watch_hours_30d > 0)
        history: {last: 6, of: median, within: 20%}`,
  verify: warnOfOrder,
  compile(kwargs, context) {
    const expression = requiredText(kwargs, 'expression');
    // what is no aggregate is refused, and what would answer several rows, whoever shares the statement
    const value = `case when count(*) >= 0 then ${bracketed(expression)} end`;
    const inside = insideBounds(`(${value})`, kwargs, (bound) => renderNumber(String(bound)));
    const found = `json_build_array(${value}, ${inside})`;
    const isOfAll = context.filter === '';
    const fact: Fact = isOfAll
      ? { over: 'rows', sql: found }
      : { over: 'query', sql: `select ${found} ${context.rowsWhere()}` };
    return {
      facts: [fact],
      judge([text]) {
        const pair = readExactJson(text ?? '[null, false]');
        const [observed = null, isInside] = isJsonList(pair) ? pair : [];
        if (isInside === true) return { holds: true, observed };
        const what = observed === null ? 'NULL' : String(observed);
        const message = `${expression} is ${what}, expected ${describeBounds(kwargs)}`;
        return { holds: false, observed, message, isUnbounded: !hasBound(kwargs) };
      },
    };
  },
};
