import { bug } from '../../../core/diagnostics/bug.ts';
import { Problems } from '../../../core/diagnostics/problems.ts';
import { BARE } from '../../../core/seed/csv/csv-row.ts';
import { createCsvSplitter } from '../../../core/seed/csv/csv-splitter.ts';
import { type Dialect, dialectOf } from '../../../core/seed/csv/dialect.ts';
import type { CsvHead, Naming } from '../../../core/seed/csv-head.ts';
import type { Encoding } from '../../../core/seed/encoding/encoding.ts';
import type { CellCheck } from '../../../core/seed/grammar/bytes.ts';
import {
  type ColumnInference,
  createInference,
  isInferredType,
} from '../../../core/seed/infer-columns.ts';
import { checkKey, type KnownColumns, matchHeader } from '../../../core/seed/match-header.ts';
import { columnNullCheck } from '../../../core/seed/null-cell.ts';
import type { SeedFile, SeedSettings } from '../../../core/seed/seed-settings.ts';
import { addCell } from '../../../core/seed/watch-rows.ts';
import { AS_OF } from '../../../core/sql/as-of-partition.ts';
import type { Column } from '../../../core/sql/column.ts';
import { formatRelation } from '../../../core/sql/relation.ts';
import { readRelations } from '../../../postgres/catalog.ts';
import type { Session } from '../../../postgres/session.ts';
import { readSeedHead } from '../file/read-head.ts';
import type { FileStamp } from '../file/seed-file.ts';
import { absolutePath, type SeedUnit, tableKey } from '../seed-unit.ts';

/** What a unit's files and its declaration say about the table before anything is loaded. */
export interface SeedColumns {
  readonly files: readonly HeadedFile[];
  /** Of the files, in the order of the first one's header; then those that are absent. */
  readonly data: readonly DataColumn[];
  /** From the path, with the type of its value. */
  readonly captured: readonly Column[];
}

export interface HeadedFile {
  readonly file: SeedFile;
  readonly head: CsvHead;
  readonly stamp: FileStamp;
  readonly dialect: Dialect;
  readonly encoding: Encoding | undefined;
  /** Columns of the file that are left out of the table. */
  readonly ignored: ReadonlySet<string>;
}

export interface DataColumn {
  readonly name: string;
  /** As declared, or found out from the data. */
  readonly type: string | ColumnInference;
}

/** Reads the heads of all files of a unit and reports everything that is wrong with them. */
export async function readSeedColumns(
  unit: SeedUnit,
  {
    live,
  }: {
    /** The columns of the table that there is; undefined: any will do. */
    readonly live: readonly Column[] | undefined;
  },
): Promise<SeedColumns> {
  const problems = new Problems();
  const { settings, relation } = unit.node;
  const files: HeadedFile[] = [];
  const types = new Map<string, string | ColumnInference>();
  const captures = unit.files[0]?.captures ?? {};
  const declared = settings.columns.filter((column) => !Object.hasOwn(captures, column.name));
  let known: KnownColumns | undefined = live && {
    names: live.map((column) => column.name),
    // where the file is all of the table, new columns take nothing from anybody
    isClosed: unit.asOf !== undefined,
    origin: `the table "${formatRelation(relation)}"`,
  };

  for (const file of unit.files) {
    const dialect = dialectOf(settings, file.path);
    const request = {
      file: file.path,
      dialect,
      naming: namingOf(unit),
      encoding: settings.encoding,
    };
    const read = await readSeedHead(absolutePath(unit, file), request, problems);
    if (read === undefined) continue;
    const { head, sample, stamp } = read;
    const match = matchHeader(head, { file, declared, known, settings }, problems);
    const ignored = new Set(match.ignored);
    files.push({ file, head, stamp, dialect, encoding: settings.encoding, ignored });
    const kept = head.columns.map((column) => column.name).filter((name) => !ignored.has(name));
    for (const name of [...kept, ...match.absent]) {
      if (!types.has(name)) types.set(name, typeOf(name));
    }
    addSample(head, sample, types, { dialect, settings });
    known ??= { names: [...types.keys()], isClosed: true, origin: `"${file.path}"` };
  }

  function typeOf(name: string): string | ColumnInference {
    const type = settings.columns.find((column) => column.name === name)?.type;
    if (type !== undefined) return type;
    const now = live?.find((column) => column.name === name)?.type;
    // a type that inference does not know was declared once: it stays
    return now === undefined || isInferredType(now) ? createInference(now) : now;
  }

  const captured = Object.entries(captures).map(([name, value]) => ({
    name,
    type:
      settings.columns.find((column) => column.name === name)?.type ??
      (typeof value === 'number' ? 'integer' : 'text'),
  }));
  const data = [...types].map(([name, type]) => ({ name, type }));
  checkWidth(files, data.length + captured.length + (unit.asOf === undefined ? 0 : 1), problems);
  if (problems.errorCount === 0) {
    const columns = [...data, ...captured].map((column) => column.name);
    checkKey({ key: tableKey(unit.node), columns, location: unit.node.location }, problems);
  }
  problems.throwIfErrors();
  return { files, data, captured };
}

const MAX_COLUMNS = 1600;

function checkWidth(files: readonly HeadedFile[], count: number, problems: Problems): void {
  if (count <= MAX_COLUMNS) return;
  problems.error(
    'seed-header',
    `the table would have ${count} columns, and PostgreSQL takes ${MAX_COLUMNS}`,
    {
      location: files[0]?.head.columns.at(-1)?.location,
      hint: 'leave some out: declare those to keep, and set on_extra_column: ignore',
    },
  );
}

/** Without a header the columns are those declared, in their order. */
function namingOf({ node, files }: SeedUnit): Naming {
  const { hasHeader, normalizesNames, columns } = node.settings;
  if (hasHeader) return { type: 'header', isNormalized: normalizesNames };
  const captures = files[0]?.captures ?? {};
  const names = columns.map((column) => column.name);
  return { type: 'given', names: names.filter((name) => !Object.hasOwn(captures, name)) };
}

/** The columns that the seed's table has from the files that were loaded before. */
export async function liveColumns(
  session: Session,
  { node }: SeedUnit,
): Promise<readonly Column[] | undefined> {
  const found = await readRelations(session, [node.relation]);
  return found
    .get(formatRelation(node.relation))
    ?.columns.filter((column) => column.name !== AS_OF.name);
}

function addSample(
  head: CsvHead,
  sample: Uint8Array,
  types: ReadonlyMap<string, string | ColumnInference>,
  { dialect, settings }: { readonly dialect: Dialect; readonly settings: SeedSettings },
): void {
  const inferences = head.columns.map(({ name }) => {
    const type = types.get(name);
    return typeof type === 'string' ? undefined : type;
  });
  if (inferences.every((each) => each === undefined)) return;
  const isNulls: readonly CellCheck[] = head.columns.map(({ name }) =>
    columnNullCheck(settings, name),
  );
  const splitter = createCsvSplitter({ dialect, firstLine: head.dataLine }, (row) => {
    // rows that are wrong are reported when the file is loaded
    if (row.fault !== undefined || row.cellCount !== inferences.length) return;
    for (const [cell, inference] of inferences.entries()) {
      if (inference === undefined) continue;
      const isNull = isNulls[cell] ?? bug('a cell has no column');
      const isNullCell =
        row.kinds[cell] === BARE && isNull(row.bytes, row.starts[cell] ?? 0, row.ends[cell] ?? 0);
      if (!isNullCell) addCell(inference, row, cell);
    }
  });
  splitter.push(sample);
}
