import { bug } from '../../core/diagnostics/bug.ts';
import type { Note } from '../../core/diagnostics/diagnostic.ts';
import type { Location } from '../../core/diagnostics/source-file.ts';
import { cellLocation } from '../../core/seed/bad-row.ts';
import { quoteIdentifier } from '../../core/sql/quote.ts';
import { type Relation, renderRelation } from '../../core/sql/relation.ts';
import { number, optionalText } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';
import { type BadRows, createBadRows } from './bad-rows.ts';
import type { HeadedFile, SeedColumns } from './read-columns.ts';
import { rescanSeedFile } from './rescan.ts';
import { absolutePath, type SeedUnit } from './seed-unit.ts';

export interface DuplicateSearch {
  readonly aside: Relation;
  readonly key: readonly string[];
  readonly columns: SeedColumns;
  /** Of each file, in the order in which they were copied. */
  readonly rowCounts: readonly number[];
}

interface Duplicate {
  /** Numbers of rows in the order of the files, from 1. */
  readonly row: number;
  readonly first: number;
  readonly values: readonly (string | undefined)[];
}

/** Names the rows that repeat a key by their file and line. */
export async function findDuplicates(
  session: Session,
  unit: SeedUnit,
  search: DuplicateSearch,
): Promise<BadRows> {
  const duplicates = await queryDuplicates(session, search);
  const places = await locateRows(unit, search, duplicates);
  const badRows = createBadRows();
  for (const { row, first, values } of duplicates) {
    const key = search.key.map((name, index) => `"${name}" is ${shown(values[index])}`);
    badRows.add({
      code: 'seed-unique-key',
      location: places.get(row) ?? bug(`row ${row} has no place`),
      message: `the unique key is taken: ${key.join(' and ')}`,
      notes: [firstNote(places.get(first))],
      hint: 'remove one of the two rows, or add to "unique_key" the column that tells them apart',
    });
  }
  return badRows;
}

function shown(value: string | undefined): string {
  return value === undefined ? 'NULL' : `"${value}"`;
}

function firstNote(location: Location | undefined): Note {
  return { message: 'the first row with this key is here', location };
}

/**
 * Rows that COPY adds to a table of this transaction stand in the order of the file, so their place
 * in the table says their place in the file.
 */
async function queryDuplicates(
  session: Session,
  { aside, key }: DuplicateSearch,
): Promise<readonly Duplicate[]> {
  const names = key.map(quoteIdentifier);
  const { rows } = await session.query(`with numbered as (
  select ${names.join(', ')}, row_number() over (order by ctid) as n
  from ${renderRelation(aside)}
), repeated as (
  select ${names.map((name, index) => `${name}::text as "${index}"`).join(', ')}, n,
    min(n) over (partition by ${names.join(', ')}) as first
  from numbered
)
select * from repeated
where n > first
order by n
limit 21`);
  return rows.map((row) => ({
    row: number(row, 'n'),
    first: number(row, 'first'),
    values: key.map((_, index) => optionalText(row, `${index}`)),
  }));
}

async function locateRows(
  unit: SeedUnit,
  { key, columns, rowCounts }: DuplicateSearch,
  duplicates: readonly Duplicate[],
): Promise<ReadonlyMap<number, Location>> {
  const wanted = new Set(duplicates.flatMap(({ row, first }) => [row, first]));
  const places = new Map<number, Location>();
  let before = 0;
  for (const [index, headed] of columns.files.entries()) {
    const until = before + (rowCounts[index] ?? 0);
    if ([...wanted].some((row) => row > before && row <= until)) {
      await locateInFile(unit, { headed, key, before, wanted, places });
    }
    before = until;
  }
  return places;
}

interface FileSearch {
  readonly headed: HeadedFile;
  readonly key: readonly string[];
  readonly before: number;
  readonly wanted: ReadonlySet<number>;
  readonly places: Map<number, Location>;
}

async function locateInFile(
  unit: SeedUnit,
  { headed, key, before, wanted, places }: FileSearch,
): Promise<void> {
  const keyCell = headed.head.columns.findIndex((column) => key.includes(column.name));
  const delimiter = unit.node.settings.delimiter.charCodeAt(0);
  let row = before;
  await rescanSeedFile(absolutePath(unit, headed.file), { headed, delimiter }, (found) => {
    row += 1;
    if (!wanted.has(row)) return;
    places.set(row, cellLocation(found, Math.max(0, keyCell), headed.file.path));
  });
}
