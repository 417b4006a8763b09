import type { Json } from '../../diagnostics/json.ts';
import type { Check } from '../check.ts';
import type { Expectation } from '../expectation.ts';
import { checkNamed } from '../registry.ts';
import type { CountedValues, Season } from './history-rule.ts';

/** Which of the results that the journal holds an expectation is held against. */
export interface AskedHistory {
  readonly id: string;
  readonly last: number;
  readonly same: Season | undefined;
  readonly values: CountedValues;
  /** Great Expectations' full name: what else had the id is no history of this. */
  readonly expectation: string;
  /** What the value is of; of others under the same id it is no history. */
  readonly kwargs: Readonly<Record<string, Json>>;
  /** Arguments that may change without making another value of it. */
  readonly ignored: readonly string[];
  readonly where: string | undefined;
  readonly isOfRows: boolean;
  readonly isGrouped: boolean;
}

/** What is to be asked of the journal; none where no expectation is held against its history. */
export function askedHistories(expectations: readonly Expectation[]): readonly AskedHistory[] {
  return expectations.flatMap((expectation) => {
    const { id, check: name, history, column, kwargs, late, where, groupBy } = expectation;
    const check = checkNamed(name);
    if (history === undefined || check === undefined) return [];
    const ignored = [...limitsOf(check), ...Object.keys(late?.args ?? {}), 'mostly', 'history'];
    const own = Object.entries({ ...(column !== undefined && { column }), ...kwargs });
    return [
      {
        id,
        last: history.last,
        same: history.same,
        values: history.values,
        expectation: check.fullName,
        kwargs: Object.fromEntries(own.filter(([key]) => !ignored.includes(key))),
        ignored,
        where,
        isOfRows: check.kind === 'rows',
        isGrouped: groupBy.length > 0,
      },
    ];
  });
}

/** Of a check of rows the bounds say which rows are unexpected; else they only judge the value. */
function limitsOf({ kind }: Check): readonly string[] {
  return kind === 'rows' ? [] : ['min_value', 'max_value', 'strict_min', 'strict_max'];
}
