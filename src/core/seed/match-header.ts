import type { Note } from '../diagnostics/diagnostic.ts';
import type { Problems } from '../diagnostics/problems.ts';
import { type Location, startOf } from '../diagnostics/source-file.ts';
import { didYouMean, nearest } from '../diagnostics/suggest.ts';
import type { DeclaredColumn } from '../sql/declared-column.ts';
import type { CsvHead } from './csv-head.ts';
import type { SeedFile, SeedSettings } from './seed-settings.ts';

/** What the header of a file is held against. */
export interface ExpectedHeader {
  readonly file: SeedFile;
  readonly declared: readonly DeclaredColumn[];
  readonly settings: Pick<SeedSettings, 'onExtraColumn' | 'onMissingColumn' | 'uniqueKey'>;
  /** The columns that the file must have because others have them; undefined where none does. */
  readonly known: KnownColumns | undefined;
}

export interface KnownColumns {
  readonly names: readonly string[];
  /** Whether a file may have no others, unless the seed says so. */
  readonly isClosed: boolean;
  /** Where they come from: `the table "raw.users"`. */
  readonly origin: string;
}

export interface HeaderMatch {
  /** Columns of the table that the file lacks, as it may: they are NULL in its rows. */
  readonly absent: readonly string[];
  /** Columns of the file that are left out of the table. */
  readonly ignored: readonly string[];
}

/**
 * How the columns of a file become those of the table. Reports everything in which a header differs
 * from what is expected and must not, as one difference; the order of columns is no difference.
 */
export function matchHeader(
  head: CsvHead,
  { file, declared, known, settings }: ExpectedHeader,
  problems: Problems,
): HeaderMatch {
  const names = new Set(head.columns.map((column) => column.name));
  const isCaptured = (name: string): boolean => Object.hasOwn(file.captures, name);
  const captured = head.columns.filter((column) => isCaptured(column.name));
  for (const { name, location } of captured) {
    problems.error('seed-header', `the column "${name}" is in the file and in its path`, {
      location,
      hint: 'rename one of the two',
    });
  }
  const later = declared.filter((column) => isLater(column, file.asOf));
  reportEarly(head, later, file, problems);

  const expected = new Map<string, Location | undefined>();
  for (const name of known?.names ?? []) expected.set(name, undefined);
  for (const { name, location } of declared) expected.set(name, location);
  for (const { name } of later) expected.delete(name);
  for (const name of Object.keys(file.captures)) expected.delete(name);

  const lacking = [...expected].filter(([name]) => !names.has(name));
  const mayLack = (name: string): boolean =>
    settings.onMissingColumn === 'null' && !settings.uniqueKey.includes(name);
  const missing = lacking.filter(([name]) => !mayLack(name));
  const laterNames = later.map((column) => column.name);
  const added = head.columns.filter(
    ({ name }) => !expected.has(name) && !laterNames.includes(name) && !isCaptured(name),
  );
  // without a table, another file or a declaration there is nothing to be extra to
  const isOpen = known === undefined && declared.length === 0;
  const match = {
    absent: [...laterNames, ...lacking.map(([name]) => name).filter(mayLack)],
    ignored:
      settings.onExtraColumn === 'ignore' && !isOpen ? added.map((column) => column.name) : [],
  };
  const refusesExtra =
    settings.onExtraColumn === undefined
      ? known?.isClosed === true
      : settings.onExtraColumn === 'error';
  // a file of which nothing is left is no file of this seed
  const isForeign = match.ignored.length === head.columns.length;
  const extra = (refusesExtra && !isOpen) || isForeign ? added : [];
  if (missing.length === 0 && extra.length === 0) return match;

  const renames = missing.flatMap(([name]) => {
    const near = nearest(
      name,
      added.map((column) => column.name),
    );
    return near === undefined ? [] : [{ name, near }];
  });
  const renamed = added.find((column) => column.name === renames[0]?.near);
  const [firstExtra] = missing.length === 0 ? extra : [];
  const notes: Note[] = [
    ...missing.map(([name, location]) => ({
      message: `- ${name}, ${location === undefined ? `as in ${known?.origin}` : 'as declared'}`,
      location,
    })),
    ...added.map(({ name, location }) => ({ message: `+ ${name}, as in the file`, location })),
  ];
  problems.error(
    'seed-header',
    describe(
      missing.map(([name]) => name),
      extra.map(({ name }) => name),
      known,
    ),
    {
      location: (renamed ?? firstExtra)?.location ?? startOf(head.file),
      notes,
      hint: hintFor(head, renames, missing.length > 0),
    },
  );
  return match;
}

function hintFor(
  head: CsvHead,
  renames: readonly { readonly name: string; readonly near: string }[],
  isAnyMissing: boolean,
): string {
  if (renames.length > 0) {
    return renames.map(({ name, near }) => `did you mean "${name}" by "${near}"?`).join(' ');
  }
  const [only, ...others] = head.columns;
  const delimiter = others.length === 0 ? /[;|\t]/.exec(only?.name ?? '')?.[0] : undefined;
  if (delimiter !== undefined) {
    return `where that stands between the columns, set delimiter: ${JSON.stringify(delimiter)}`;
  }
  return isAnyMissing
    ? 'add them to the file, say from when on they exist with "since", or set on_missing_column: null'
    : 'remove it from the file, declare it with the "since" of the first file that has it, or set on_extra_column';
}

function isLater(column: DeclaredColumn, asOf: string | undefined): boolean {
  return column.since !== undefined && asOf !== undefined && column.since > asOf;
}

/** A file may not have a column before the column is said to exist. */
function reportEarly(
  head: CsvHead,
  absent: readonly DeclaredColumn[],
  file: SeedFile,
  problems: Problems,
): void {
  for (const { name, location } of head.columns) {
    const column = absent.find((each) => each.name === name);
    if (column === undefined) continue;
    problems.error(
      'seed-header',
      `the file of ${file.asOf} has the column "${name}", which is declared since ${column.since}`,
      {
        location,
        notes: [{ message: 'it is declared here', location: column.location }],
        hint: `write since: ${file.asOf}, or an earlier date`,
      },
    );
  }
}

function describe(
  missing: readonly string[],
  extra: readonly string[],
  known: KnownColumns | undefined,
): string {
  const lacks = missing.length === 0 ? [] : [`lacks ${listed(missing)}`];
  const has =
    extra.length === 0
      ? []
      : [`has ${listed(extra)}, which ${known?.origin ?? 'the declaration'} lacks`];
  return `the header ${[...lacks, ...has].join(' and ')}`;
}

function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  const last = quoted.pop();
  return quoted.length === 0 ? `${last}` : `${quoted.join(', ')} and ${last}`;
}

/** Reports the columns of the key that no file, path or declaration has. */
export function checkKey(
  {
    key,
    columns,
    location,
  }: { key: readonly string[]; columns: readonly string[]; location: Location },
  problems: Problems,
): void {
  for (const name of key) {
    if (columns.includes(name)) continue;
    problems.error(
      'config-value',
      `"unique_key" names the column "${name}", which the seed lacks`,
      {
        location,
        hint: didYouMean(name, columns),
      },
    );
  }
}
