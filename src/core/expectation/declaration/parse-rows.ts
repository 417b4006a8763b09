import type { LocatedValue } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import type { DeclaredCheck } from './expectation-declaration.ts';
import { describeValue } from './parse-argument.ts';
import { parseChecks } from './parse-check.ts';
import type { Terms } from './terms.ts';

/** `rows:`: conditions in SQL, each a map with `sql`, or the SQL alone. */
export function parseRows(
  value: LocatedValue,
  terms: Terms,
  problems: Problems,
): readonly DeclaredCheck[] {
  if (value.type !== 'list') {
    const message = `"rows" must be a list of conditions, not ${describeValue(value)}`;
    problems.error('config-value', message, { location: value.location });
    return [];
  }
  return value.items.flatMap((item) =>
    parseChecks(
      {
        type: 'map',
        entries: [{ key: 'rows', keyLocation: item.location, value: item }],
        location: item.location,
      },
      { place: 'rows', column: undefined, spelling: 'asof', ...terms },
      problems,
    ),
  );
}
