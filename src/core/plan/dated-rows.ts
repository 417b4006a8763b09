import { fail } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { ModelNode, SeedNode, SourceNode } from '../manifest/node.ts';
import {
  HISTORY_COLUMNS,
  knownAt,
  marksDeleted,
  VALID_TO,
} from '../materialization/history-columns.ts';
import { columnList, dateLiteral, quoteIdentifier } from '../sql/quote.ts';
import { type Relation, renderRelation } from '../sql/relation.ts';
import { asOfColumnOf, isHistory, rowsCondition } from './rows-condition.ts';

/** Which rows `ref` means: those of the as_of being built, those up to it, or those of every as_of. */
export type AsOfMode = 'own' | 'through' | 'all';

export interface RowsQuestion<Mode extends AsOfMode = AsOfMode> {
  readonly target: SeedNode | SourceNode | ModelNode;
  readonly relation: Relation;
  readonly mode: Mode;
  /** Of the `ref`. */
  readonly location: Location;
}

export interface RowsContext {
  readonly asOf: string | undefined;
  /** The columns of a relation in the database; undefined where it does not exist or is not known. */
  readonly columnsOf: (relation: Relation) => readonly string[] | undefined;
}

/** The select of a dated relation's rows of one as_of, or up to it. */
export function datedRows(question: RowsQuestion<'own' | 'through'>, context: RowsContext): string {
  const { target, relation, mode, location } = question;
  // a history that knows no as_of is asked for what is valid now
  const asOf = target.temporality === 'dated' ? demandedAsOf(target, location, context) : undefined;
  const name = renderRelation(relation);
  if (mode === 'through' && !isHistory(target)) {
    const column = quoteIdentifier(asOfColumnOf(target));
    return `select * from ${name} where ${column} <= ${dateLiteral(asOf ?? '')}`;
  }
  const known = knownColumns(question, context);
  if (mode === 'through') return versionsThrough(name, known, asOf);
  const columns = columnList(dataColumns(target, known));
  return `select ${columns} from ${name} where ${rowsCondition(target, asOf)}`;
}

/** The versions that had begun, with the ends that were known by then. */
function versionsThrough(
  name: string,
  columns: readonly string[],
  asOf: string | undefined,
): string {
  if (asOf === undefined) return `select * from ${name}`;
  const { validTo, hasBegun } = knownAt(asOf);
  const outputs = columns.map((each) => (each === VALID_TO ? validTo : quoteIdentifier(each)));
  return `select ${outputs.join(', ')} from ${name} where ${hasBegun}`;
}

function knownColumns(
  { target, relation, location }: RowsQuestion,
  context: RowsContext,
): readonly string[] {
  const inDatabase = context.columnsOf(relation);
  if (inDatabase !== undefined) return inDatabase;
  const declared = target.kind === 'seed' ? target.settings.columns : target.columns;
  const names = declared.map((each) => each.name);
  if (names.length > 0) return isHistory(target) ? [...names, ...addedTo(target)] : names;
  return fail(
    'model-columns-unknown',
    `the columns of "${target.name}" are not known before it is built`,
    {
      location,
      hint: `build it first, or declare its columns`,
    },
  );
}

function addedTo({ config }: ModelNode): readonly string[] {
  return marksDeleted(config) ? HISTORY_COLUMNS : HISTORY_COLUMNS.slice(0, 2);
}

/** The rows of a node that nobody else sees yet: all that its relation will hold, or one as_of of it. */
export interface UnpublishedRows {
  readonly node: NodeId;
  /** What stands in a `from`. */
  readonly from: string;
  readonly columns: readonly string[];
}

/** The select of what `ref` will mean once the rows are published. */
export function unpublishedRows(
  { from, columns }: UnpublishedRows,
  { target, relation, mode, location }: RowsQuestion,
  context: RowsContext,
): string {
  if (target.temporality !== 'dated') return `select * from ${from}`;
  if (mode === 'own') return `select ${columnList(dataColumns(target, columns))} from ${from}`;
  const asOf = dateLiteral(demandedAsOf(target, location, context));
  const column = asOfColumnOf(target);
  const names = [...new Set([...columns, column])];
  const rows = `select ${columnList(names)} from ${from}`;
  const published = context.columnsOf(relation);
  if (published === undefined) return rows;
  // a column that is new is NULL in the rows of the other as_ofs
  const outputs = names.map((name) =>
    published.includes(name) ? quoteIdentifier(name) : `null as ${quoteIdentifier(name)}`,
  );
  const others = `${quoteIdentifier(column)} ${mode === 'through' ? '<' : '<>'} ${asOf}`;
  return `select ${outputs.join(', ')} from ${renderRelation(relation)} where ${others} union all ${rows}`;
}

function demandedAsOf(
  { name }: RowsQuestion['target'],
  location: Location,
  { asOf }: RowsContext,
): string {
  if (asOf !== undefined) return asOf;
  return fail('as-of-missing', `"${name}" is read at an as_of, and the command gives none`, {
    location,
    hint: 'add --vars as_of=2024-01-31',
  });
}

/** The columns that a filtered ref shows: neither the as_of nor what a path captured. */
function dataColumns(
  target: RowsQuestion['target'],
  columns: readonly string[],
): readonly string[] {
  const captures = target.kind === 'seed' ? Object.keys(target.files[0]?.captures ?? {}) : [];
  const added = isHistory(target) ? HISTORY_COLUMNS : [asOfColumnOf(target)];
  const hidden = new Set<string>([...added, ...captures]);
  return columns.filter((name) => !hidden.has(name));
}
