import type { Json } from '../../src/core/diagnostics/json.ts';
import type { Check, Parameter, ParameterType } from '../../src/core/expectation/check.ts';
import {
  CHECK_ALIASES,
  CHECKS,
  type CheckAlias,
  type CheckPlace,
  findCheck,
  namesAt,
} from '../../src/core/expectation/registry.ts';
import { CHECK_SETTINGS, HISTORY_SETTINGS } from '../../src/core/project/check-schemas.ts';
import { code, fence, indent, sentence, table } from './markdown.ts';

/** docs/reference/expectations.md: every check, as the registry and its own file define it. */
export function expectationsPage(): string {
  return [
    ...INTRODUCTION,
    ...STATEMENTS,
    ...settings(),
    ...history(),
    ...DBT,
    ...overview(),
    ...CHECKS.flatMap(checkSection),
  ].join('\n');
}

const INTRODUCTION = [
  '# Expectations',
  '',
  'An expectation is a statement about the rows of one model, seed or source. It becomes SQL that finds',
  'the *unexpected rows*; all expectations on a relation share as few passes over it as their checks allow.',
  'They are declared in `expectations/**/*.yml`, or in the same words under `expectations:` of a model, a',
  'seed, a source or one of their columns (dbt’s `data_tests:` and `tests:` are read too). What no check',
  'says is a `select` in `expectations/**/*.sql` that must return no row, or a',
  '[test in `macros/`](templates.md#tests-in-macros) that any model can be given.',
  '',
  ...fence(
    'yaml',
    `expectations:
  - model: usage_agg_30d              # or seed:, or source: with source.table; one name or a list
    table:
      - row_count_to_be_between: {min_value: 1}
    columns:
      user_id: [not_null, unique]
    rows:
      - {name: light_users_skip_little, sql: watch_hours_30d > 5 or skips_7d < 10, severity: warn}`,
  ),
  '',
  'Names are those of Great Expectations with one rule: under `columns:` without `expect_column_` and a',
  'leading `values_to_`, under `table:` without `expect_` and `table_`. The full name is understood in both',
  'places; under `table:` a check of a column then takes the argument `column`. A scalar or a list in place',
  'of the arguments stands for the one that is marked *principal* below.',
  '',
  'A model’s expectations of severity `error` are its gate: they are checked on exactly the rows that are',
  'about to be published, and the model is not published where one does not hold. An expectation that',
  'cannot be carried out (no such column, another type, SQL that PostgreSQL refuses) is an `error`, never a pass.',
  'With `on_fail: quarantine` the rows that fail are set aside and the others published:',
  'see [quarantine.md](../quarantine.md). How unexpected rows are shown, masked and kept:',
  '[evidence.md](../evidence.md). Without rows to look at, a check that looks at rows one by one holds.',
  '',
  'In place of any value may stand `{$PARAMETER: name}`, the var of that name, or an expression over vars',
  'and times. [../from-great-expectations.md](../from-great-expectations.md) says more of it, of',
  '`row_condition`, and of what differs from Great Expectations.',
  '',
] as const;

const STATEMENTS = [
  '## What is sent',
  '',
  'Of all expectations on a relation together, whatever their `where`, `mostly` and severity:',
  '',
  '| what they ask | statements, each of which reads the relation once |',
  '| --- | --- |',
  '| conditions on rows, counts, plain aggregates | one for all |',
  '| whether values of a column occur twice; quantiles, medians | one for all: each column is sorted by itself. Where a value does occur twice, one more for its column |',
  '| `relationships`, `compound_relationships` | one for all, with a join to each other side; seven at most. Columns whose type may equal several values of another (`real`, `double precision`, times, types of your own) have one each |',
  '| different values, most common values, distributions; keys of several columns | one for each column or key, whose groups serve all checks of it |',
  '| what compares a row with others (order, ranges, z-scores, outliers), other relations, queries of your own, tests of macros | one each |',
  '| the first unexpected rows | one for all that have any |',
  '',
  '`run test --plan` prints them as a script for psql, each with the expectations that it answers and',
  'their places in the files, and checks nothing; with `--json` as one object.',
  '',
  'Expectations with the same `group_by` share statements with each other. One that PostgreSQL refuses, or whose',
  '`where`s together make too many groups, is asked in halves, until the expectation at fault stands alone and',
  'all others have their answers.',
  '',
] as const;

function settingRows(settings: Json): readonly (readonly string[])[] {
  return Object.entries(mapOf(settings)).map(([name, schema]) => {
    const { default: initial, description, enum: choices, type } = mapOf(schema);
    const kind = Array.isArray(choices) ? choices.map(String).map(code).join(' or ') : typeOf(type);
    return [code(name), kind, shownValue(initial), String(description)];
  });
}

function settings(): readonly string[] {
  const rows = settingRows(CHECK_SETTINGS);
  return [
    '## Settings of every check',
    '',
    'Beside its own arguments. `mostly`, `warn_if` and `error_if` count rows: only checks of rows take',
    'them. `where` chooses rows: checks of the catalog do not take it.',
    '',
    ...table(['setting', 'type', 'default', 'meaning'], rows),
    '',
    '`group_by` divides the rows in scope by the values of columns, NULL among them, and checks each group as if',
    'its rows were all there are: what is unique is unique in its group, `mostly` and limits count its rows, and an',
    'order, a mean or a quantile is its own. A check that reads another relation as a whole (its number of rows, an',
    'aggregate, its rows by key) compares a group with the rows there that have the same values in columns of the',
    'same names. A result holds when all groups do; `groups` lists what was found of each, the worst first. A group',
    'exists where a row of it does: one that is gone altogether is found by `distinct_values_to_contain_set` or',
    '`no_missing_buckets`. More than 10,000 groups are an `error`.',
    '',
  ];
}

function history(): readonly string[] {
  return [
    '## Values against history',
    '',
    'With `history` the value of a check is held against those that the journal holds of the same expectation: of a check',
    'of rows the percentage of unexpected rows (so a number in `within` is percentage points), of a check that computes a',
    'number, that number. What no check computes is an aggregate of your own, by `aggregation_to_be_between`.',
    '',
    ...fence(
      'yaml',
      `expectations:
  - model: usage_agg_30d
    table:
      - row_count_to_be_between:
          history: {last: 6, of: median, within: 20%}     # of the last 6 as_ofs
      - aggregation_to_be_between:
          expression: sum(watch_hours_30d)
          history: {last: 12, of: mean, within: [3 sd, 1%], at_least: 6}
    columns:
      watch_hours_30d:
        - not_null:
            history: {max_rise: 1}                        # 1 point above the last as_of's share`,
    ),
    '',
    ...table(['key', 'type', 'default', 'meaning'], settingRows(HISTORY_SETTINGS)),
    '',
    'Which values these are:',
    '',
    '- Of each as_of the last that was recorded, and only as_ofs *before* the one that is tested: it is never part of',
    '  what it is held against, however often it is tested, and an as_of that is built again after later ones sees none',
    '  of those. Only what earlier runs recorded counts: the as_ofs that one `run seed` loads do not see each other, and',
    '  of two runs at once neither sees what the other has not committed.',
    '- Of a node that knows no as_of: of each build of it the last, and not of the one that stands while it is tested',
    '  again. A source without as_ofs is not built: there each run that checked it counts.',
    '- Of rows that were *published*. What a shut gate rolled back is no history. What was published all the same',
    '  (severity `warn`, `gate: false`, `--no-gate`, a source) is: so a lasting change is told of, and heals once enough',
    '  as_ofs have it. `values: passed` leaves out all that did not pass: then a change lasts until the declaration says',
    '  otherwise.',
    '- Of the same question: where the arguments or `where` change, history begins anew; limits may change freely.',
    '- NULL, NaN and infinity are no values. As long as there are fewer than `at_least`, nothing is compared: the result',
    '  passes, and says `no history yet: 0 of 1 value`; the last lines of a run count such results.',
    '- From the journal of the target that is run on. A replay (`--full-refresh`) builds its as_ofs in a journal of its',
    '  own and holds them against each other there; the live table that takes over takes their values over with its rows.',
    '',
    'A percentage of 0 is 0: after a baseline of 0 only 0 is within 20%; a second limit beside it (`within: [20%, 10]`)',
    'says how much more is well. Counts, sums and medians are compared with every digit. No value (a mean of no rows)',
    'does not hold where there is a history; a share of no rows does. Bounds of the check itself and `mostly` below 1',
    'must hold besides, and severity is what both come to. With `group_by` each group has its own history (of 100 groups',
    'at most), and a group that was there and is gone is found: its count is 0, and its mean no value. `details.history`',
    'of a result holds the baseline, the limits and the values they rest on. What results mask has no history, and rows',
    'that `on_fail: quarantine` moves are not compared with those that may stay: either is told of.',
    '',
    'Columns have a history too: [`columns_to_match_last_run`](#columns_to_match_last_run) tells of those that came, went',
    'or changed their type since the check last passed or warned on what was published. What fails stays so in every run',
    'until the declaration allows it (`allow_added`, …); one run with that is enough, then those columns are what later',
    'ones are held against. With severity `warn` a change is told of once.',
    '',
  ];
}

const DBT = [
  '## Data tests of dbt',
  '',
  '`data_tests:` (and `tests:`) of a model, a seed, a source or a column take the checks of this page and the',
  '[tests of your own macros](templates.md#tests-in-macros), in dbt’s words: `config:` and `arguments:` may be',
  'nested, `severity` is of any case, `warn_if` and `error_if` are each `!= 0` unless given, and a test of',
  'severity `warn` never fails. `alias`, `schema`, `database`, `group`, `meta` say nothing about the outcome.',
  '',
  '- asof counts rows. In dbt `unique` counts the values that are there twice, and `accepted_values` the',
  '  distinct wrong ones; here both count the rows that hold them, and so do `warn_if` and `error_if`.',
  '  `quote` says nothing: a literal has the type of its column.',
  '- `limit` bounds how many rows are counted against `warn_if` and `error_if`, and how many are shown. The',
  '  count of a check is always of all rows; of a test in macros it is of those that were fetched.',
  '- `fail_calc` is computed over the rows that a test in macros, or a file of `expectations/`, returns:',
  '  `fail_calc: max(n)` in place of `count(*)`. Of no rows NULL is 0.',
  '- A file of `expectations/**/*.sql` takes `severity`, `warn_if`, `error_if`, `fail_calc`, `limit`, `tags`,',
  '  `enabled`, `description` and `meta` in `{{ config(…) }}`.',
  '- `data_tests:` in `project.yml` gives settings to all expectations by the folder of the file that declares',
  '  them: `data_tests: {+severity: warn, staging: {+tags: [raw]}}`. What a declaration or a macro says goes',
  '  before it; where a check has no use for a setting, it is left out.',
  '- `dbt_expectations.expect_…` is the check of that name, its `row_condition` is `where`; of dbt_utils',
  '  `accepted_range`, `not_accepted_values` and, for a table, `expression_is_true` are understood. There are no',
  '  packages: any other is an error that says what to write.',
  '',
] as const;

function overview(): readonly string[] {
  const rows = CHECKS.map((check) => [
    `[${code(check.name)}](#${check.name})`,
    aliasesOf(check)
      .map(({ name }) => code(name))
      .join(', '),
    KINDS[check.kind],
    placesOf(check).map(code).join(', '),
    check.description,
  ]);
  return [
    '## All checks',
    '',
    ...table(['check', 'alias', 'asks about', 'stands under', 'holds when'], rows),
    '',
  ];
}

function checkSection(check: Check): readonly string[] {
  return [
    `## ${check.name}`,
    '',
    sentence(check.description),
    '',
    `- Full name: ${code(check.fullName)}`,
    ...aliasesOf(check).map((alias) => `- Alias: ${code(alias.name)}${describeAlias(alias)}`),
    `- May stand under: ${placesOf(check).map(code).join(', ')}`,
    `- NULL: ${check.nulls}`,
    `- No rows: ${emptyOf(check)}`,
    '',
    ...argumentsOf(check),
    ...fence('yaml', `expectations:\n${indent(check.example.trim(), 2)}`),
    '',
  ];
}

function argumentsOf(check: Check): readonly string[] {
  const parameters = Object.entries(check.parameters);
  if (parameters.length === 0) return ['It takes no arguments of its own.', ''];
  const rows = parameters.map(([name, parameter]) => [
    code(name),
    typeOfParameter(parameter),
    parameter.required ? 'required' : shownValue(parameter.default),
    parameter.description + (name === check.principal ? ` (*principal*${bareOf(check)})` : ''),
  ]);
  return [...table(['argument', 'type', 'default', 'meaning'], rows), ''];
}

function bareOf({ bare = {} }: Check): string {
  const given = Object.entries(bare).map(([name, value]) => `\`${name}: ${String(value)}\``);
  return given.length === 0 ? '' : `; alone it also means ${given.join(', ')}`;
}

const KINDS = {
  rows: 'each row',
  aggregate: 'all rows together',
  catalog: 'the columns there are',
} as const satisfies Record<Check['kind'], string>;

function emptyOf(check: Check): string {
  switch (check.kind) {
    case 'rows':
      return 'it holds';
    case 'aggregate':
      return check.empty;
    case 'catalog':
      return 'the same: it looks at none';
  }
}

const PLACES: readonly CheckPlace[] = ['columns', 'table', 'rows'];

function placesOf(check: Check): readonly CheckPlace[] {
  return PLACES.filter((place) =>
    namesAt(place).some((name) => findCheck(name, place)?.check === check),
  );
}

function aliasesOf(check: Check): readonly CheckAlias[] {
  return CHECK_ALIASES.filter((alias) => alias.check === check.name && alias.name !== check.name);
}

function describeAlias({ given, renamed }: CheckAlias): string {
  const parts = [
    ...Object.entries(given).map(([name, value]) => `with \`${name}: ${String(value)}\``),
    ...Object.entries(renamed).map(([theirs, ours]) => `${code(theirs)} is ${code(ours)}`),
  ];
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`;
}

function typeOfParameter({ type, choices, nullable }: Parameter): string {
  const kind = choices === undefined ? TYPES[type] : choices.map(code).join(', ');
  return nullable ? `${kind}, or null` : kind;
}

const TYPES = {
  scalar: 'text, number, date or boolean',
  number: 'number',
  integer: 'whole number',
  boolean: 'boolean',
  string: 'text',
  list: 'list of values',
  lists: 'list of lists of values',
  map: 'map',
  column: 'name of a column',
  columns: 'list of names of columns',
  node: 'name of a model, seed or source',
  sql: 'condition in SQL',
  query: 'select in SQL',
} as const satisfies Record<ParameterType, string>;

function typeOf(type: Json | undefined): string {
  const words: Readonly<Record<string, string>> = { string: 'text', array: 'list of texts' };
  return [type]
    .flat()
    .map((each) => words[String(each)] ?? String(each))
    .join(' or ');
}

function shownValue(value: Json | undefined): string {
  return value === undefined ? '' : code(String(value));
}

function mapOf(value: Json | undefined): { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !isList(value) ? value : {};
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
