import { fail } from '../../diagnostics/diagnostic.ts';
import { isJsonList, type Json } from '../../diagnostics/json.ts';
import type { AggregateCheck, CheckContext, Kwargs } from '../check.ts';
import { readExactJson } from '../facts/read-exact-json.ts';
import { numberOf, requiredText, textOf } from '../shapes/kwargs.ts';

export const queryResultsToMatchComparison: AggregateCheck = {
  kind: 'aggregate',
  name: 'query_results_to_match_comparison',
  fullName: 'expect_query_results_to_match_comparison',
  scope: 'table',
  parameters: {
    base_query: {
      type: 'query',
      required: true,
      description: 'a select in which {batch} stands for the relation',
    },
    comparison_query: {
      type: 'query',
      required: true,
      description: 'a select that has the same columns; {to} stands for the rows of "to"',
    },
    to: { type: 'node', description: 'the model, seed or source that {to} stands for' },
    comparison_data_source_name: {
      type: 'string',
      description: 'without effect: both selects are of this database',
    },
    mostly: {
      type: 'number',
      default: 1,
      description:
        'the share of rows, of the longer result, that must have their like in the other',
    },
  },
  principal: undefined,
  description: 'two selects give the same rows, in any order, each as often',
  nulls: 'NULLs equal each other',
  empty: 'two results without rows are the same',
  example: `
- model: usage_agg_30d
  table:
    - query_results_to_match_comparison:
        base_query: select user_id from {batch}
        comparison_query: select user_id from {to}
        to: users`,
  verify(kwargs) {
    const share = Number(numberOf(kwargs, 'mostly') ?? 1);
    if (share >= 0 && share <= 1) return [];
    const message = `"mostly" must be a share between 0 and 1, not ${share}`;
    return [{ parameter: 'mostly', message }];
  },
  compile(kwargs, context) {
    const results = resultsSql(kwargs, context);
    const first = (name: string): string =>
      `(select coalesce(json_agg("row"), '[]') from (select to_json("one") as "row" from "${name}" as "one" order by "one"::text collate "C" limit ${context.sample}) as "first")`;
    const sql = [
      results,
      'select json_build_array(',
      '  (select count(*) from "base"), (select count(*) from "comparison"),',
      `  (select count(*) from "extra"), ${first('extra')}, ${first('missing')}`,
      ')',
    ].join('\n');
    return {
      facts: [{ over: 'query', sql }],
      judge([text]) {
        const [base = 0, comparison = 0, extra = 0, unexpected = [], missing = []] = listOf(text);
        const total = Math.max(Number(base), Number(comparison));
        const matches = Number(base) - Number(extra);
        const observed = { matches, base, comparison };
        const holds = total === 0 || matches / total >= Number(numberOf(kwargs, 'mostly') ?? 1);
        if (holds) return { holds, observed };
        const lacking = Number(comparison) - matches;
        return {
          holds,
          observed,
          unexpectedCount: total - matches,
          unexpectedList: isJsonList(unexpected) ? unexpected : [],
          message: `${String(extra)} of ${String(base)} rows are not in the comparison, and ${lacking} of its ${String(comparison)} are missing${exampleOf(missing)}`,
        };
      },
      listing: `${results}\nselect 'unexpected' as "asof side", * from "extra"\nunion all\nselect 'missing', * from "missing"`,
    };
  },
};

function resultsSql(kwargs: Kwargs, context: CheckContext): string {
  const base = requiredText(kwargs, 'base_query').replaceAll('{batch}', '"batch"');
  const comparison = requiredText(kwargs, 'comparison_query');
  if (comparison.includes('{to}') && textOf(kwargs, 'to') === undefined) {
    return fail('expectation-error', '"comparison_query" holds {to}, and no "to" is given', {
      hint: 'name the model, seed or source: to: users',
    });
  }
  const to =
    textOf(kwargs, 'to') === undefined
      ? []
      : [`"to" as not materialized (\nselect *\n${context.otherRows('to', { ofGroup: true })}\n)`];
  const parts = [
    `"batch" as not materialized (\nselect *\n${context.rowsWhere()}\n)`,
    ...to,
    `"base" as materialized (\n${base}\n)`,
    `"comparison" as materialized (\n${comparison.replaceAll('{to}', '"to"')}\n)`,
    '"extra" as materialized (table "base" except all table "comparison")',
    '"missing" as materialized (table "comparison" except all table "base")',
  ];
  return `with ${parts.join(',\n')}`;
}

function exampleOf(missing: Json): string {
  return isJsonList(missing) && missing.length > 0 ? `, such as ${JSON.stringify(missing[0])}` : '';
}

function listOf(text: string | null | undefined): readonly Json[] {
  const value = readExactJson(text ?? '[]');
  return isJsonList(value) ? value : [];
}
