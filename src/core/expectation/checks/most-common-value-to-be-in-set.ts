import type { AggregateCheck } from '../check.ts';
import { orderTerm } from '../facts/order-term.ts';
import { readExactJson } from '../facts/read-exact-json.ts';
import { ofDistinctValues } from '../shapes/distinct-values.ts';
import { flagOf, scalarsOf } from '../shapes/kwargs.ts';
import { isMember } from '../shapes/value-set.ts';

/** So many values that are equally common are shown. */
const SHOWN = 20;

const MOST_COMMON = 'from "groups" where "asof count" = (select max("asof count") from "groups")';

export const mostCommonValueToBeInSet: AggregateCheck = {
  kind: 'aggregate',
  name: 'most_common_value_to_be_in_set',
  fullName: 'expect_column_most_common_value_to_be_in_set',
  scope: 'column',
  parameters: {
    value_set: {
      type: 'list',
      required: true,
      nullable: true,
      description: 'the allowed values; null allows any',
    },
    ties_okay: {
      type: 'boolean',
      default: false,
      description:
        'whether several values may be equally common, of which one must be allowed; else one alone must be the most common',
    },
  },
  principal: 'value_set',
  description: 'the most common value of the column is a member of a set',
  nulls: 'NULL is not a value, here and in the set',
  empty: 'it does not hold: there is no most common value',
  example: `
- model: subscriptions
  columns:
    contract_type: [{most_common_value_to_be_in_set: [Month-to-month]}]`,
  compile(kwargs, context) {
    const { column } = context;
    const isAllowed = isMember('"asof value"', scalarsOf(kwargs, 'value_set'), column);
    const order = orderTerm({ ...column, name: 'asof value' });
    const shown = `select coalesce(json_agg("asof value"), '[]') from (select "asof value" ${MOST_COMMON} order by ${order} limit ${SHOWN}) as "shown"`;
    return {
      facts: [
        shown,
        `select count(*) ${MOST_COMMON}`,
        `select count(*) ${MOST_COMMON} and ${isAllowed}`,
      ].map((sql) => ofDistinctValues(context, 'select', sql)),
      judge([list, total, allowedCount]) {
        const observed = readExactJson(list ?? '[]');
        const ties = Number(total);
        const mayTie = flagOf(kwargs, 'ties_okay');
        if (Number(allowedCount) > 0 && (mayTie || ties === 1)) return { holds: true, observed };
        if (ties === 0) return { holds: false, observed, message: 'there is no value' };
        const message =
          ties > 1 && !mayTie
            ? `${ties} values are equally common, expected one alone`
            : 'what is most common is not in the set';
        return { holds: false, observed, message };
      },
    };
  },
};
