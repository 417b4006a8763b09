import { bug } from '../../core/diagnostics/bug.ts';
import { Problems } from '../../core/diagnostics/problems.ts';
import type { CsvHead } from '../../core/seed/csv-head.ts';
import { BARE } from '../../core/seed/csv-row.ts';
import { createCsvSplitter } from '../../core/seed/csv-splitter.ts';
import type { CellCheck } from '../../core/seed/grammar/bytes.ts';
import {
  type ColumnInference,
  createInference,
  isInferredType,
} from '../../core/seed/infer-columns.ts';
import { checkKey, type KnownColumns, matchHeader } from '../../core/seed/match-header.ts';
import type { SeedFile } from '../../core/seed/seed-settings.ts';
import { addCell } from '../../core/seed/watch-rows.ts';
import { AS_OF } from '../../core/sql/as-of-partition.ts';
import type { Column } from '../../core/sql/column.ts';
import { formatRelation } from '../../core/sql/relation.ts';
import { readRelations } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import { readSeedHead } from './read-head.ts';
import type { FileStamp } from './seed-file.ts';
import { absolutePath, type SeedUnit, tableKey } from './seed-unit.ts';

/** What a unit's files and its declaration say about the table before anything is loaded. */
export interface SeedColumns {
  readonly files: readonly HeadedFile[];
  /** Of the files, in the order of the first one's header; then those that are absent yet. */
  readonly data: readonly DataColumn[];
  /** From the path, with the type of its value. */
  readonly captured: readonly Column[];
}

export interface HeadedFile {
  readonly file: SeedFile;
  readonly head: CsvHead;
  readonly stamp: FileStamp;
}

export interface DataColumn {
  readonly name: string;
  /** As declared, or found out from the data. */
  readonly type: string | ColumnInference;
}

/** Reads the heads of all files of a unit and reports everything that is wrong with them. */
export async function readSeedColumns(
  session: Session,
  unit: SeedUnit,
  { delimiter, isNull }: { readonly delimiter: number; readonly isNull: CellCheck },
): Promise<SeedColumns> {
  const problems = new Problems();
  const declared = unit.node.settings.columns;
  const live = await liveColumns(session, unit);
  const files: HeadedFile[] = [];
  const types = new Map<string, string | ColumnInference>();
  const captures = unit.files[0]?.captures ?? {};
  const declaredData = declared.filter((column) => !Object.hasOwn(captures, column.name));
  let known: KnownColumns | undefined = live && {
    names: live.map((column) => column.name),
    origin: `the table "${formatRelation(unit.node.relation)}"`,
  };

  for (const file of unit.files) {
    const read = await readSeedHead(
      absolutePath(unit, file),
      { file: file.path, delimiter },
      problems,
    );
    if (read === undefined) continue;
    const { head, sample, stamp } = read;
    const absent = matchHeader(head, { file, declared: declaredData, known }, problems);
    files.push({ file, head, stamp });
    for (const { name } of [...head.columns, ...absent]) {
      if (types.has(name)) continue;
      types.set(name, typeOf(name));
    }
    addSample(head, sample, types, { delimiter, isNull });
    known ??= { names: head.columns.map((column) => column.name), origin: `"${file.path}"` };
  }

  function typeOf(name: string): string | ColumnInference {
    const type = declared.find((column) => column.name === name)?.type;
    if (type !== undefined) return type;
    const now = live?.find((column) => column.name === name)?.type;
    // a type that inference does not know was declared once: it stays
    return now === undefined || isInferredType(now) ? createInference(now) : now;
  }

  const captured = Object.entries(captures).map(([name, value]) => ({
    name,
    type:
      declared.find((column) => column.name === name)?.type ??
      (typeof value === 'number' ? 'integer' : 'text'),
  }));
  const data = [...types].map(([name, type]) => ({ name, type }));
  if (problems.errorCount === 0) {
    const columns = [...data, ...captured].map((column) => column.name);
    checkKey({ key: tableKey(unit.node), columns, location: unit.node.location }, problems);
  }
  problems.throwIfErrors();
  return { files, data, captured };
}

/** The columns that the table of a dated seed has from the files of other as_ofs. */
async function liveColumns(
  session: Session,
  { node, asOf }: SeedUnit,
): Promise<readonly Column[] | undefined> {
  if (asOf === undefined) return undefined;
  const found = await readRelations(session, [node.relation]);
  return found
    .get(formatRelation(node.relation))
    ?.columns.filter((column) => column.name !== AS_OF.name);
}

function addSample(
  head: CsvHead,
  sample: Uint8Array,
  types: ReadonlyMap<string, string | ColumnInference>,
  { delimiter, isNull }: { readonly delimiter: number; readonly isNull: CellCheck },
): void {
  const inferences = head.columns.map(({ name }) => {
    const type = types.get(name) ?? bug(`the column ${name} has no type`);
    return typeof type === 'string' ? undefined : type;
  });
  if (inferences.every((each) => each === undefined)) return;
  const splitter = createCsvSplitter({ delimiter, firstLine: head.dataLine }, (row) => {
    // rows that are wrong are reported when the file is loaded
    if (row.fault !== undefined || row.cellCount !== inferences.length) return;
    for (const [cell, inference] of inferences.entries()) {
      if (inference === undefined) continue;
      const isNullCell =
        row.kinds[cell] === BARE && isNull(row.bytes, row.starts[cell] ?? 0, row.ends[cell] ?? 0);
      if (!isNullCell) addCell(inference, row, cell);
    }
  });
  splitter.push(sample);
}
