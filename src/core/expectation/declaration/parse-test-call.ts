import type { Json } from '../../diagnostics/json.ts';
import type { LocatedEntry, LocatedValue } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import type { Location } from '../../diagnostics/source-file.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { DeclaredCheck } from './expectation-declaration.ts';
import { openEntries } from './open-entries.ts';
import { describeValue, exactJson, isNull } from './parse-argument.ts';
import { isSetting, parseSettings, SETTING_NAMES } from './parse-settings.ts';
import type { Surroundings } from './surroundings.ts';
import { inheritedBy, spellingOf, withDefaults } from './terms.ts';
import { COLUMN_PARAMETER, type TestDefinition } from './test-definition.ts';
import type { WrittenCheck } from './written-check.ts';

/** A test of the project with its arguments and settings; every mistake in it is reported. */
export function parseTestCall(
  test: TestDefinition,
  { location, given: written }: WrittenCheck,
  { place, column: fromPlace, spelling, inherited }: Surroundings,
  problems: Problems,
): DeclaredCheck | undefined {
  const before = problems.errorCount;
  const entries = givenEntries(test, written, problems);
  const column = columnOf(test, fromPlace, { location, entries }, problems);
  const own = entries.filter((entry) => isArgument(test, entry.key));
  checkArguments(test, { location, entries, own, isOfColumn: place === 'columns' }, problems);
  const select = { name: test.name, kind: 'select' } as const;
  const given = entries.filter((entry) => isSetting(entry.key) && !own.includes(entry));
  const settings = withDefaults(
    withDefaults(given, test.settings),
    inheritedBy(select, inherited, spelling),
  );
  const { enabled, failCalc, ...kept } = parseSettings(
    settings,
    select,
    spellingOf(settings, given, spelling),
    problems,
  );
  if (problems.errorCount > before || !enabled) return undefined;
  return {
    check: test.name,
    title: test.name,
    column,
    kwargs: Object.fromEntries(own.map(({ key, value }) => [key, jsonOf(value)])),
    reads: {},
    location,
    ...kept,
    test: {
      failCalc,
      fingerprint: test.fingerprint,
      isVolatile: test.isVolatile,
      places: Object.fromEntries(own.map(({ key, value }) => [key, value.location])),
    },
  };
}

/** A scalar or a list stands for the one parameter that a test has of its own. */
function givenEntries(
  test: TestDefinition,
  given: LocatedValue | undefined,
  problems: Problems,
): readonly LocatedEntry[] {
  if (given === undefined || isNull(given)) return [];
  if (given.type === 'map') return openEntries(test.name, given, problems);
  const [only, ...others] = ownParameters(test);
  if (only !== undefined && others.length === 0) {
    return [{ key: only, keyLocation: given.location, value: given }];
  }
  const message = `"${test.name}" has no one argument that ${describeValue(given)} could stand for`;
  const hint = only === undefined ? 'it takes none' : `name them: {${only}: …}`;
  problems.error('expectation-argument', message, { location: given.location, hint });
  return [];
}

function ownParameters({ parameters }: TestDefinition): readonly string[] {
  return parameters.map(({ name }) => name).filter((name) => name !== COLUMN_PARAMETER);
}

/** A parameter that is called like a setting is the test's. */
function isArgument(test: TestDefinition, key: string): boolean {
  if (key === COLUMN_PARAMETER || key === 'model') return false;
  return ownParameters(test).includes(key) || (test.takesAnything && !isSetting(key));
}

function takesColumn({ parameters, takesAnything }: TestDefinition): boolean {
  return takesAnything || parameters.some(({ name }) => name === COLUMN_PARAMETER);
}

/** The column under which the test stands, or that `column_name` gives. */
function columnOf(
  test: TestDefinition,
  fromPlace: string | undefined,
  { location, entries }: { readonly location: Location; readonly entries: readonly LocatedEntry[] },
  problems: Problems,
): string | undefined {
  const value = entries.find(({ key }) => key === COLUMN_PARAMETER)?.value;
  if (value === undefined) {
    if (fromPlace === undefined || takesColumn(test)) return fromPlace;
    const message = `"${test.name}" is about a table: it has no parameter "${COLUMN_PARAMETER}"`;
    return problems.error('expectation-argument', message, {
      location,
      notes: [{ message: `"${test.name}" is declared here`, location: test.location }],
      hint: 'declare it for the table, or give the macro that parameter',
    });
  }
  const named =
    value.type === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
  if (named !== undefined && (fromPlace === undefined || fromPlace === named)) return named;
  const wanted =
    fromPlace === undefined
      ? 'the name of a column'
      : `"${fromPlace}", under which the test stands`;
  const message = `"${COLUMN_PARAMETER}" must be ${wanted}, not ${describeValue(value)}`;
  return problems.error('expectation-argument', message, { location: value.location });
}

function checkArguments(
  test: TestDefinition,
  {
    location,
    entries,
    own,
    isOfColumn,
  }: {
    readonly location: Location;
    readonly entries: readonly LocatedEntry[];
    readonly own: readonly LocatedEntry[];
    readonly isOfColumn: boolean;
  },
  problems: Problems,
): void {
  const takes = ownParameters(test);
  for (const entry of entries) {
    const { key, keyLocation } = entry;
    if (own.includes(entry) || isSetting(key)) continue;
    if (key === COLUMN_PARAMETER && takesColumn(test)) continue;
    problems.error('expectation-argument', `"${test.name}" takes no argument "${key}"`, {
      location: keyLocation,
      notes: [{ message: `"${test.name}" is declared here`, location: test.location }],
      hint: didYouMean(key, [...takes, ...SETTING_NAMES]) ?? listArguments(takes),
    });
  }
  const given = new Set(entries.map(({ key }) => key));
  if (isOfColumn) given.add(COLUMN_PARAMETER);
  for (const { name, isRequired } of test.parameters) {
    if (!isRequired || given.has(name)) continue;
    const isColumn = name === COLUMN_PARAMETER;
    problems.error('expectation-argument', `"${test.name}" needs the argument "${name}"`, {
      location,
      notes: [{ message: `"${test.name}" is declared here`, location: test.location }],
      hint: isColumn
        ? 'declare it under a column, or add the argument'
        : 'add it, or give the parameter a default in the macro',
    });
  }
}

function listArguments(names: readonly string[]): string {
  return names.length === 0
    ? 'it takes none'
    : `it takes ${names.map((name) => `"${name}"`).join(', ')}`;
}

function jsonOf(value: LocatedValue): Json {
  switch (value.type) {
    case 'scalar':
      return exactJson(value);
    case 'list':
      return value.items.map(jsonOf);
    case 'map':
      return Object.fromEntries(value.entries.map(({ key, value: item }) => [key, jsonOf(item)]));
  }
}
