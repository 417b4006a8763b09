import type { Note } from '../diagnostics/diagnostic.ts';
import type { Problems } from '../diagnostics/problems.ts';
import { type Location, startOf } from '../diagnostics/source-file.ts';
import { didYouMean, nearest } from '../diagnostics/suggest.ts';
import type { DeclaredColumn } from '../sql/declared-column.ts';
import type { CsvHead } from './csv-head.ts';
import type { SeedFile } from './seed-settings.ts';

/** What the header of a file is held against. */
export interface ExpectedHeader {
  readonly file: SeedFile;
  readonly declared: readonly DeclaredColumn[];
  /** The columns that the file must have because others have them; undefined where none does. */
  readonly known: KnownColumns | undefined;
}

export interface KnownColumns {
  readonly names: readonly string[];
  /** Where they come from: `the table "raw.users"`. */
  readonly origin: string;
}

/**
 * The declared columns that the file lacks because it is older than they are. Reports everything
 * in which a header differs from what is expected, as one difference.
 */
export function matchHeader(
  head: CsvHead,
  { file, declared, known }: ExpectedHeader,
  problems: Problems,
): readonly DeclaredColumn[] {
  const names = new Set(head.columns.map((column) => column.name));
  const isCaptured = (name: string): boolean => Object.hasOwn(file.captures, name);
  const captured = head.columns.filter((column) => isCaptured(column.name));
  for (const { name, location } of captured) {
    problems.error('seed-header', `the column "${name}" is in the file and in its path`, {
      location,
      hint: 'rename one of the two',
    });
  }
  const absent = declared.filter((column) => isLater(column, file.asOf));
  reportEarly(head, absent, file, problems);

  const expected = new Map<string, Location | undefined>();
  for (const name of known?.names ?? []) expected.set(name, undefined);
  for (const { name, location } of declared) expected.set(name, location);
  for (const { name } of absent) expected.delete(name);
  for (const name of Object.keys(file.captures)) expected.delete(name);

  const missing = [...expected].filter(([name]) => !names.has(name));
  const absentNames = new Set(absent.map((column) => column.name));
  const extra = head.columns.filter(
    ({ name }) => !expected.has(name) && !absentNames.has(name) && !isCaptured(name),
  );
  // without a table or another file, what is not declared is inferred
  if (missing.length === 0 && (known === undefined || extra.length === 0)) return absent;

  const renames = missing.flatMap(([name]) => {
    const near = nearest(
      name,
      extra.map((column) => column.name),
    );
    return near === undefined ? [] : [{ name, near }];
  });
  const renamed = extra.find((column) => column.name === renames[0]?.near);
  const [firstExtra] = missing.length === 0 ? extra : [];
  const notes: Note[] = [
    ...missing.map(([name, location]) => ({
      message: `- ${name}, ${location === undefined ? `as in ${known?.origin}` : 'as declared'}`,
      location,
    })),
    ...extra.map(({ name, location }) => ({ message: `+ ${name}, as in the file`, location })),
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
      hint:
        renames.length > 0
          ? renames.map(({ name, near }) => `did you mean "${name}" by "${near}"?`).join(' ')
          : missing.length > 0
            ? 'add the missing columns to the file, or say from when on they exist with "since"'
            : 'remove the column from the file, or declare it with the "since" of the first file that has it',
    },
  );
  return absent;
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
    extra.length === 0 || known === undefined
      ? []
      : [`has ${listed(extra)}, which ${known.origin} lacks`];
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
