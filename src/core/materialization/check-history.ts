import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { HISTORY_COLUMNS, historyOf, VALID_FROM, validityType } from './history-columns.ts';
import type { ModelBuild } from './model-build.ts';

/** What keeps the rows of a select from becoming versions. */
export function historyProblems(build: ModelBuild, location: Location): readonly Diagnostic[] {
  const { change } = historyOf(build);
  const names = build.columns.map((column) => column.name);
  const taken = names.filter((name) => HISTORY_COLUMNS.some((each) => each === name));
  const named = change.strategy === 'timestamp' ? [change.updatedAt] : change.columns;
  const setting = change.strategy === 'timestamp' ? 'updated_at' : 'check_cols';
  const lacking = named === 'all' ? [] : named.filter((name) => !names.includes(name));
  const problems = [
    ...taken.map((name) =>
      diagnostic('model-column-repeated', `"${name}" is a column that a history adds itself`, {
        location,
        hint: `give the select's another name: ${name} as ${name}_there`,
      }),
    ),
    ...lacking.map((name) =>
      diagnostic(
        'config-value',
        `"${setting}" names the column "${name}", which the select does not give`,
        { location, hint: didYouMean(name, names) },
      ),
    ),
  ];
  return problems.length > 0 ? problems : typeProblems(build, location);
}

const TIMES = /^(?:date|timestamp(?:\(\d\))? with(?:out)? time zone)$/;

function typeProblems(build: ModelBuild, location: Location): readonly Diagnostic[] {
  const type = validityType(build);
  if (!TIMES.test(type)) {
    return [
      diagnostic('config-value', `"updated_at" must be a date or a timestamp, not ${type}`, {
        location,
        hint: 'cast it in the select, or use the strategy check',
      }),
    ];
  }
  const held = build.existing?.columns.find((column) => column.name === VALID_FROM)?.type;
  if (build.existing === undefined || held === type) return [];
  const what =
    held === undefined
      ? 'the table that stands there is no history'
      : `the versions of the history begin at a ${held}, and would at a ${type}`;
  return [
    diagnostic('model-columns-changed', what, {
      location,
      hint: 'keep its strategy, or move the table away: its versions cannot be told otherwise',
    }),
  ];
}
