import type { LocatedEntry, LocatedValue } from '../../diagnostics/located-value.ts';
import { plain } from '../../diagnostics/located-value.ts';
import type { Check } from '../check.ts';
import { isParameterMap } from '../declaration/suite-parameter/resolve-parameters.ts';
import type { Suite } from './suite.ts';
import {
  type NeededVar,
  type SuiteSurroundings,
  type Translation,
  translateExpectation,
} from './translate-expectation.ts';

/** A suite as a block of `expectations:` says it. */
export interface TranslatedSuite {
  readonly table: readonly WrittenItem[];
  readonly columns: readonly { readonly name: string; readonly items: readonly WrittenItem[] }[];
  readonly untranslated: readonly Extract<Translation, { type: 'untranslated' }>[];
  readonly vars: readonly NeededVar[];
  /** The ids that its expectations have. */
  readonly ids: readonly string[];
}

/** A check as it is to stand in YAML: its name, and what is given to it. */
export interface WrittenItem {
  readonly title: string;
  readonly given: LocatedValue | undefined;
}

type Translated = Extract<Translation, { type: 'translated' }>;

/** The suite about a node of that name; where two expectations would share an id, one gets a name. */
export function translateSuite(
  suite: Suite,
  nodeName: string,
  surroundings: SuiteSurroundings,
  takenIds: ReadonlySet<string>,
): TranslatedSuite {
  const table: WrittenItem[] = [];
  const columns = new Map<string, WrittenItem[]>();
  const untranslated: Extract<Translation, { type: 'untranslated' }>[] = [];
  const vars: NeededVar[] = [];
  const ids = new Set<string>();
  const isTaken = (id: string): boolean => ids.has(id) || takenIds.has(id);
  for (const expectation of suite.expectations) {
    const translation = translateExpectation(expectation, surroundings);
    if (translation.type === 'untranslated') {
      untranslated.push(translation);
      continue;
    }
    const { column } = translation;
    const named = withUniqueId(translation, nodeName, isTaken);
    ids.add(named.id);
    vars.push(...translation.vars);
    const item = writtenItem(named.translation);
    if (column === undefined) table.push(item);
    else columns.set(column, [...(columns.get(column) ?? []), item]);
  }
  return {
    table,
    columns: [...columns].map(([name, items]) => ({ name, items })),
    untranslated,
    vars,
    ids: [...ids],
  };
}

function withUniqueId(
  translation: Translated,
  nodeName: string,
  isTaken: (id: string) => boolean,
): { readonly id: string; readonly translation: Translated } {
  const { column, title, settings } = translation;
  const name = settings.find(({ key }) => key === 'name')?.value;
  const parts = [nodeName, column, title].filter((part) => part !== undefined);
  const own = name?.type === 'scalar' ? name.text : parts.join('.');
  if (!isTaken(own)) return { id: own, translation };
  const base = (name?.type === 'scalar' ? name.text : parts.join('_')).replace(
    /[^\p{L}\p{N}_]+/gu,
    '_',
  );
  let count = 2;
  while (isTaken(`${base}_${count}`)) count += 1;
  const id = `${base}_${count}`;
  const { location } = name ?? translation.settings[0]?.value ?? { location: NOWHERE };
  const entry: LocatedEntry = {
    key: 'name',
    keyLocation: location,
    value: { type: 'scalar', value: id, text: id, location },
  };
  const others = settings.filter(({ key }) => key !== 'name');
  return { id, translation: { ...translation, settings: [entry, ...others] } };
}

/** What is only written has no place of its own yet. */
const NOWHERE = { file: '', line: 1, column: 1, length: 1 };

/** With the one principal argument bare where that says it all. */
function writtenItem({ title, check, args, settings }: Translated): WrittenItem {
  if (settings.length === 0) {
    if (args.length === 0) return { title, given: undefined };
    const principal = args.find(({ key }) => key === check.principal)?.value;
    if (principal !== undefined && saysAll(check, args) && mayStandBare(principal)) {
      return { title, given: principal };
    }
  }
  const location = [...args, ...settings][0]?.value.location ?? NOWHERE;
  return { title, given: { type: 'map', entries: [...args, ...settings], location } };
}

/** Whether the others among the arguments are just what the bare form means besides. */
function saysAll({ principal, bare = {} }: Check, args: readonly LocatedEntry[]): boolean {
  const others = args.filter(({ key }) => key !== principal);
  return (
    others.length === Object.keys(bare).length &&
    others.every(({ key, value }) => Object.hasOwn(bare, key) && bare[key] === plain(value))
  );
}

function mayStandBare(value: LocatedValue): boolean {
  if (value.type === 'map') return isParameterMap(value);
  return value.type === 'list' || value.value !== null;
}
