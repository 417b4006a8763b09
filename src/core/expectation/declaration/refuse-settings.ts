import type { LocatedEntry } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import type { Check } from '../check.ts';
import { isNull } from './parse-argument.ts';
import type { Spelling } from './spelling.ts';

/** What settings are given to: a check, or a select of the user's own. */
export interface Settled {
  readonly name: string;
  readonly kind: Check['kind'] | 'select';
  /** Whether what it observes of all rows is a number. */
  readonly observesNumber?: true;
}

/** Would change the outcome, so they are refused rather than passed over. */
export const NOT_TAKEN: Readonly<Record<string, string>> = {
  windows: '"windows" is not taken: give the bounds themselves',
};

/** Reports a setting that has no meaning for what it is given to. */
export function refuseWhatHasNoMeaning(
  entry: LocatedEntry,
  check: Settled,
  spelling: Spelling,
  problems: Problems,
): void {
  const { key, keyLocation: location } = entry;
  if (isNull(entry.value)) return;
  if (check.kind === 'select') {
    refuseForSelects(entry, check, problems);
    return;
  }
  const refusal = NOT_TAKEN[key] ?? refusalOfCheck(key, check, spelling);
  if (refusal !== undefined) {
    problems.error('expectation-argument', refusal, { location });
    return;
  }
  const countsRows = key === 'mostly' || key === 'warn_if' || key === 'error_if';
  if (countsRows && check.kind !== 'rows') {
    problems.error('expectation-argument', `"${key}" counts rows, and ${check.name} has none`, {
      location,
      hint: key === 'mostly' ? undefined : 'use "severity"',
    });
  }
  if (key === 'context_columns' && check.kind !== 'rows') {
    const message = `"context_columns" shows rows, and ${check.name} has none`;
    problems.error('expectation-argument', message, { location });
  }
  const choosesRows = key === 'where' || key === 'row_condition' || key === 'group_by';
  if (choosesRows && check.kind === 'catalog') {
    const message = `"${key}" is about rows, and ${check.name} looks at none`;
    problems.error('expectation-argument', message, { location });
  }
  const hasNumber = check.kind === 'rows' || check.observesNumber === true;
  if (key === 'history' && !hasNumber) {
    const message = `"history" compares a number, and ${check.name} observes none`;
    problems.error('expectation-argument', message, {
      location,
      hint: 'use aggregation_to_be_between, with an aggregate of your own',
    });
  }
}

/** What only a select of the user's own, or only dbt's spelling, gives a meaning to. */
function refusalOfCheck(key: string, { name, kind }: Settled, spelling: Spelling) {
  if (key === 'fail_calc') {
    return `"fail_calc" is computed over the rows of a test, and ${name} is none: it counts rows`;
  }
  if (key !== 'limit') return undefined;
  if (kind !== 'rows') return `"limit" counts rows, and ${name} has none`;
  return spelling === 'dbt'
    ? undefined
    : '"limit" is taken under data_tests: only: unexpected rows are counted in full';
}

/** Of a select nobody knows from how many rows it took its own. */
function refuseForSelects(entry: LocatedEntry, { name }: Settled, problems: Problems): void {
  const { key, keyLocation: location, value } = entry;
  const refusal = NOT_TAKEN[key];
  const isLimit = key === 'warn_if' || key === 'error_if';
  const isShare = isLimit && value.type === 'scalar' && value.text.includes('%');
  if (refusal !== undefined) {
    problems.error('expectation-argument', refusal, { location });
  } else if (key === 'history') {
    const message = `"history" compares what a check counts, and "${name}" is a select of its own`;
    problems.error('expectation-argument', message, {
      location,
      hint: 'use aggregation_to_be_between, with an aggregate of your own',
    });
  } else if (key === 'context_columns') {
    const message = `"context_columns" is not needed: all that "${name}" returns is shown`;
    problems.error('expectation-argument', message, { location });
  } else if (key === 'group_by') {
    const message = `"group_by" is of the rows looked at, and "${name}" returns the wrong ones only`;
    problems.error('expectation-argument', message, {
      location,
      hint: 'write the group by into its select',
    });
  } else if (key === 'mostly' || isShare) {
    const what = key === 'mostly' ? '"mostly"' : `a percentage in "${key}"`;
    const message = `${what} is a share of the rows looked at, and "${name}" returns the wrong ones only`;
    problems.error('expectation-argument', message, {
      location,
      hint: `write error_if: "> 10"`,
    });
  }
}
