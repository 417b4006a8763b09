import type { LocatedEntry, LocatedValue } from '../../diagnostics/located-value.ts';
import type { Settled } from './refuse-settings.ts';
import type { Spelling } from './spelling.ts';
import { NO_TESTS, type TestDefinitions } from './test-definition.ts';

/** What the project gives to the declarations of one file. */
export interface Terms {
  /** A test with the name of a check stands in its place, as in dbt. */
  readonly tests: TestDefinitions;
  /** Settings of project.yml, for where a declaration says nothing else. */
  readonly inherited: readonly LocatedEntry[];
}

export const NO_TERMS: Terms = { tests: NO_TESTS, inherited: [] };

/** The settings with those that hold where nothing else is said; tags add up. */
export function withDefaults(
  given: readonly LocatedEntry[],
  defaults: readonly LocatedEntry[],
): readonly LocatedEntry[] {
  const others = defaults.filter(({ key }) => !given.some((entry) => entry.key === key));
  const tags = defaults.find(({ key }) => key === 'tags');
  const merged = given.map((entry) =>
    entry.key === 'tags' && tags !== undefined
      ? { ...entry, value: both(tags.value, entry.value) }
      : entry,
  );
  return [...merged, ...others];
}

function both(first: LocatedValue, second: LocatedValue): LocatedValue {
  const items = [first, second].flatMap((value) => (value.type === 'list' ? value.items : [value]));
  return { type: 'list', items, location: second.location };
}

/** Those of the inherited settings that can be about this check: a folder holds checks of every kind. */
export function inheritedBy(
  { kind }: Settled,
  inherited: readonly LocatedEntry[],
  spelling: Spelling,
): readonly LocatedEntry[] {
  return inherited.filter(({ key, value }) => {
    switch (key) {
      case 'mostly':
        return kind === 'rows';
      case 'where':
        return kind !== 'catalog';
      case 'group_by':
        return kind !== 'catalog' && kind !== 'select';
      case 'warn_if':
      case 'error_if':
        return kind === 'rows' || (kind === 'select' && !isShare(value));
      case 'limit':
        return kind === 'select' || (kind === 'rows' && spelling === 'dbt');
      case 'fail_calc':
        return kind === 'select';
      default:
        return true;
    }
  });
}

/** Of the rows that were looked at: of a select nobody knows how many those are. */
export function isShare(value: LocatedValue): boolean {
  return value.type === 'scalar' && value.text.includes('%');
}

/** Limits that a macro or project.yml sets mean what they mean in dbt, wherever they come to hold. */
export function spellingOf(
  entries: readonly LocatedEntry[],
  given: readonly LocatedEntry[],
  spelling: Spelling,
): Spelling {
  const isInherited = entries.some(
    (entry) => (entry.key === 'warn_if' || entry.key === 'error_if') && !given.includes(entry),
  );
  return isInherited ? 'dbt' : spelling;
}
