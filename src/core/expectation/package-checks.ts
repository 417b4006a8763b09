import {
  type CheckAlias,
  type CheckPlace,
  checkNamed,
  findCheck,
  type SpelledCheck,
} from './registry.ts';

/** Checks of dbt_utils that say just what one of asof says, with dbt_utils' arguments. */
const SAME: readonly CheckAlias[] = [
  {
    name: 'accepted_range',
    check: 'be_between',
    renamed: {},
    given: {},
    spelled: { inclusive: { when: false, means: ['strict_min', 'strict_max'] } },
  },
  {
    name: 'not_accepted_values',
    check: 'not_be_in_set',
    renamed: { values: 'value_set' },
    given: {},
    ignored: ['quote'],
  },
  { name: 'expression_is_true', check: 'expression_is_true', renamed: {}, given: {} },
];

/** What to write for checks of dbt_utils that asof says in other words, or not quite in the same sense. */
const OTHERWISE: Readonly<Record<string, string>> = {
  unique_combination_of_columns:
    'write compound_columns_to_be_unique: [a, b]; there a row with a NULL equals no other',
  relationships_where: 'write relationships with "where", which chooses the rows that refer',
  not_null_proportion: 'write not_null: {mostly: 0.95}',
  not_empty_string: 'write value_lengths_to_be_between: {min_value: 1}',
  expression_is_true: 'write the whole condition under rows: or for the table',
  equal_rowcount: 'write a test in macros/, or a select that returns no row in expectations/',
};

const EXPECTATIONS = 'dbt_expectations';
const UTILS = 'dbt_utils';

/** `dbt_utils.accepted_range` in its two parts. */
export function splitPackage(name: string): readonly [prefix: string, bare: string] | undefined {
  const [, prefix, bare] = /^([A-Za-z_]\w*)\.([A-Za-z_]\w*)$/.exec(name) ?? [];
  return prefix === undefined || bare === undefined ? undefined : [prefix, bare];
}

/** The check that a package's name says exactly. */
export function findPackageCheck(name: string, place: CheckPlace): SpelledCheck | undefined {
  const [prefix, bare] = splitPackage(name) ?? [];
  if (bare === undefined) return undefined;
  if (prefix === EXPECTATIONS && bare.startsWith('expect_')) {
    const found = findCheck(bare, place);
    return found && { ...found, alias: ofDbtExpectations(found) };
  }
  const alias = prefix === UTILS ? SAME.find((each) => each.name === bare) : undefined;
  const check = alias && checkNamed(alias.check);
  const isHere = (check?.scope === 'column') === (place === 'columns') && place !== 'rows';
  return alias && check && isHere ? { check, alias, title: bare } : undefined;
}

/** It says `where` otherwise, and quotes what asof quotes by the type of the column. */
function ofDbtExpectations({ check }: SpelledCheck): CheckAlias {
  return {
    name: check.fullName,
    check: check.name,
    renamed: {},
    given: {},
    ignored: ['quote_values', 'quote_columns'],
    settings: { row_condition: 'where' },
    ...('strict_min' in check.parameters && {
      spelled: { strictly: { when: true, means: ['strict_min', 'strict_max'] } },
    }),
  };
}

/** What to write in place of a package's check that asof does not know by that name. */
export function packageHint(name: string, place: CheckPlace): string | undefined {
  const [prefix, bare] = splitPackage(name) ?? [];
  if (bare === undefined) return undefined;
  const known = prefix === UTILS ? OTHERWISE[bare] : undefined;
  if (known !== undefined) return known;
  if (findCheck(bare, place) !== undefined) return `write it without "${prefix}."`;
  return `there are no packages here: write it as a test in macros/, {% test ${bare}(model) %}`;
}
