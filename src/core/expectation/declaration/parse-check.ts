import { bug } from '../../diagnostics/bug.ts';
import { diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Json } from '../../diagnostics/json.ts';
import type { LocatedEntry, LocatedValue } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import type { Location } from '../../diagnostics/source-file.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Parameter } from '../check.ts';
import { findPackageCheck, packageHint, splitPackage } from '../package-checks.ts';
import { type CheckPlace, findCheck, namesAt, type SpelledCheck } from '../registry.ts';
import type { DeclaredCheck, NodeName } from './expectation-declaration.ts';
import { parseNodeName } from './node-name.ts';
import { openEntries } from './open-entries.ts';
import { inOwnWords } from './own-words.ts';
import { describeValue, isNull, parseArgument } from './parse-argument.ts';
import { isSetting, parseSettings, SETTING_NAMES } from './parse-settings.ts';
import { parseTestCall } from './parse-test-call.ts';
import { describeUnresolved } from './suite-parameter/describe-unresolved.ts';
import {
  asksForTime,
  isParameterMap,
  isUnresolved,
  unresolvedNames,
} from './suite-parameter/resolve-parameters.ts';
import type { Surroundings } from './surroundings.ts';
import { inheritedBy, spellingOf, withDefaults } from './terms.ts';
import { readWrittenChecks, type WrittenCheck } from './written-check.ts';

/** The sound ones among the checks written at a place. */
export function parseChecks(
  value: LocatedValue,
  surroundings: Surroundings,
  problems: Problems,
): readonly DeclaredCheck[] {
  return readWrittenChecks(value, problems).flatMap(
    (spelled) => parseCheck(spelled, surroundings, problems) ?? [],
  );
}

/** One check with its arguments and settings; every mistake in it is reported. */
function parseCheck(
  written: WrittenCheck,
  surroundings: Surroundings,
  problems: Problems,
): DeclaredCheck | undefined {
  const { name, location } = written;
  const { place, column, spelling, tests, inherited } = surroundings;
  const test = place === 'rows' ? undefined : (tests.get(name) ?? tests.get(bareName(name)));
  if (test !== undefined) return parseTestCall(test, written, surroundings, problems);
  const spelled = findCheck(name, place) ?? findPackageCheck(name, place);
  if (spelled === undefined) return reportUnknown(name, surroundings, location, problems);
  const before = problems.errorCount;
  const entries = inOwnWords(
    spelled.alias,
    givenEntries(spelled, written.given, problems),
    problems,
  );
  const own = ownColumn(spelled, place, column, location, entries, problems);
  const { kwargs, reads, late } = parseArguments(spelled, location, entries, problems);
  const open = settingsThatWait(spelled, entries, problems);
  const given = entries.filter(
    (entry) => !isParameter(spelled, entry.key) && !open.includes(entry),
  );
  const all = withDefaults(given, inheritedBy(spelled.check, inherited, spelling));
  const settings = parseSettings(all, spelled.check, spellingOf(all, given, spelling), problems);
  // what is wrong with one argument would only be said again about them together
  const isWhole = problems.errorCount === before && Object.keys(late).length === 0;
  if (isWhole) verifyArguments(spelled, kwargs, location, entries, problems);
  if (problems.errorCount > before || !settings.enabled) return undefined;
  const { enabled: _, ...kept } = settings;
  return {
    check: spelled.check.name,
    title: spelled.title,
    column: own,
    kwargs,
    reads,
    location,
    ...(Object.keys(late).length > 0 && { late }),
    ...(open.length > 0 && { unresolved: describeUnresolved(namesReadBy(open)) }),
    ...kept,
  };
}

/** Settings that need a var without a value. What they are must be known before anything is checked. */
function settingsThatWait(
  spelled: SpelledCheck,
  entries: readonly LocatedEntry[],
  problems: Problems,
): readonly LocatedEntry[] {
  const open = entries.filter(
    ({ key, value }) => !isParameter(spelled, key) && isUnresolved(value),
  );
  for (const { key, value } of open) {
    const isDated = unresolvedNames(value).some(({ name }) => name === 'as_of');
    if (!isDated && !asksForTime(value)) continue;
    problems.error('expectation-parameter', `"${key}" cannot depend on the as_of or on now()`, {
      location: value.location,
      hint: 'only the arguments of the check itself can',
    });
  }
  return open;
}

function namesReadBy(entries: readonly LocatedEntry[]): ReadonlySet<string> {
  return new Set(entries.flatMap(({ value }) => unresolvedNames(value)).map(({ name }) => name));
}

/** What is given, as entries: the bare form spelled out, `config:` and `arguments:` opened. */
function givenEntries(
  { check, title }: SpelledCheck,
  given: LocatedValue | undefined,
  problems: Problems,
): readonly LocatedEntry[] {
  if (given === undefined || isNull(given)) return [];
  if (given.type !== 'map' || isParameterMap(given)) {
    if (check.principal === undefined) {
      const takes = Object.keys(check.parameters);
      const hint = takes.length === 0 ? undefined : `name them: {${takes[0]}: …}`;
      const message = `"${title}" has no one argument that ${describeValue(given)} could stand for`;
      problems.error('expectation-argument', message, { location: given.location, hint });
      return [];
    }
    const entry = { keyLocation: given.location, location: given.location };
    return [
      { key: check.principal, keyLocation: entry.keyLocation, value: given },
      ...Object.entries(check.bare ?? {}).map(([key, value]) => ({
        key,
        keyLocation: entry.keyLocation,
        value: scalarAt(value, entry.location),
      })),
    ];
  }
  return openEntries(title, given, problems);
}

function scalarAt(value: Json, location: Location): LocatedValue {
  if (typeof value === 'object' && value !== null) return bug('a bare form gives scalars only');
  return { type: 'scalar', value, text: String(value), location };
}

/** The column that the place gives, or that a full name in `table:` has as an argument. */
function ownColumn(
  { check, title }: SpelledCheck,
  place: CheckPlace,
  fromPlace: string | undefined,
  location: Location,
  entries: readonly LocatedEntry[],
  problems: Problems,
): string | undefined {
  if (check.scope !== 'column') return undefined;
  const value = entries.find((entry) => entry.key === 'column')?.value;
  const named =
    value?.type === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
  if (value !== undefined && named === undefined) {
    const message = `"column" must be the name of a column, not ${describeValue(value)}`;
    return problems.error('expectation-argument', message, { location: value.location });
  }
  if (fromPlace !== undefined && named !== undefined && named !== fromPlace) {
    const message = `"column" must be "${fromPlace}", under which it stands, not "${named}"`;
    return problems.error('expectation-argument', message, { location: value?.location });
  }
  const column = named ?? fromPlace;
  if (column !== undefined || place === 'columns') return column;
  return problems.error('expectation-argument', `"${title}" needs the argument "column"`, {
    location,
    hint: 'add "column", or declare it under "columns:"',
  });
}

function parseArguments(
  spelled: SpelledCheck,
  location: Location,
  entries: readonly LocatedEntry[],
  problems: Problems,
): Required<Pick<DeclaredCheck, 'kwargs' | 'reads' | 'late'>> {
  const { check, alias, title } = spelled;
  const kwargs: Record<string, Json> = { ...alias?.given };
  const reads: Record<string, NodeName> = {};
  const late: Record<string, LocatedValue> = {};
  const found = new Set<string>();
  for (const entry of entries) {
    const parameter = parameterOf(spelled, entry.key);
    if (parameter === undefined) {
      const isColumn = entry.key === 'column' && check.scope === 'column';
      if (!isColumn && !isSetting(entry.key)) reportUnknownArgument(spelled, entry, problems);
      continue;
    }
    const name = ourName(spelled, entry.key);
    found.add(name);
    if (isUnresolved(entry.value)) {
      if (parameter.type === 'node') reportLateNode(entry, problems);
      late[name] = entry.value;
      continue;
    }
    if (isNull(entry.value) && !parameter.nullable && !parameter.required) continue;
    const value = parseArgument(entry.key, parameter, entry.value, problems);
    if (value === undefined) continue;
    kwargs[name] = value;
    if (parameter.type === 'node' && typeof value === 'string') {
      reads[name] = parseNodeName(value, entry.value.location);
    }
  }
  for (const [name, parameter] of Object.entries(check.parameters)) {
    if (!parameter.required || found.has(name) || name in kwargs) continue;
    const missing = theirName(spelled, name);
    const message = `"${title}" needs the argument "${missing}": ${parameter.description}`;
    problems.error('expectation-argument', message, { location });
  }
  return { kwargs, reads, late };
}

/** Which node waits for which is settled before any value is. */
function reportLateNode({ key, value }: LocatedEntry, problems: Problems): void {
  const message = `"${key}" names a node, and must be known before a run`;
  problems.error('expectation-parameter', message, { location: value.location });
}

/** What is wrong with arguments that are each sound. */
function verifyArguments(
  spelled: SpelledCheck,
  kwargs: Readonly<Record<string, Json>>,
  location: Location,
  entries: readonly LocatedEntry[],
  problems: Problems,
): void {
  for (const { parameter, message, severity } of spelled.check.verify?.(kwargs) ?? []) {
    const entry = entries.find((each) => ourName(spelled, each.key) === parameter);
    const at = entry?.value.location ?? location;
    problems.add(
      diagnostic('expectation-argument', message, { location: at, severity: severity ?? 'error' }),
    );
  }
}

/** A test that was copied out of a package is found under the package's name for it as well. */
function bareName(name: string): string {
  return splitPackage(name)?.[1] ?? name;
}

function isParameter(spelled: SpelledCheck, key: string): boolean {
  return parameterOf(spelled, key) !== undefined;
}

function parameterOf(spelled: SpelledCheck, key: string): Parameter | undefined {
  const name = ourName(spelled, key);
  if (name in (spelled.alias?.given ?? {})) return undefined;
  return Object.hasOwn(spelled.check.parameters, name) ? spelled.check.parameters[name] : undefined;
}

function ourName({ alias }: SpelledCheck, key: string): string {
  return alias?.renamed[key] ?? key;
}

function theirName({ alias }: SpelledCheck, name: string): string {
  const renamed = Object.entries(alias?.renamed ?? {}).find(([, ours]) => ours === name);
  return renamed?.[0] ?? name;
}

function reportUnknown(
  name: string,
  { place, tests }: Surroundings,
  location: Location,
  problems: Problems,
): undefined {
  const elsewhere = place === 'columns' ? 'table' : 'columns';
  const hint =
    findCheck(name, elsewhere) === undefined
      ? (packageHint(name, place) ?? didYouMean(name, [...namesAt(place), ...tests.keys()]))
      : `"${name}" belongs under "${elsewhere}:"`;
  return problems.error('expectation-unknown-check', `there is no check named "${name}" here`, {
    location,
    hint,
  });
}

function listArguments(names: readonly string[]): string {
  return names.length === 0
    ? 'it takes none'
    : `it takes ${names.map((name) => `"${name}"`).join(', ')}`;
}

function reportUnknownArgument(
  spelled: SpelledCheck,
  entry: LocatedEntry,
  problems: Problems,
): void {
  const own = Object.keys(spelled.check.parameters)
    .map((name) => theirName(spelled, name))
    .filter((name) => isParameter(spelled, name));
  problems.error('expectation-argument', `"${spelled.title}" takes no argument "${entry.key}"`, {
    location: entry.keyLocation,
    hint: didYouMean(entry.key, [...own, ...SETTING_NAMES]) ?? listArguments(own),
  });
}
