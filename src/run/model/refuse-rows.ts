import { type Diagnostic, DiagnosticError, diagnostic } from '../../core/diagnostics/diagnostic.ts';
import { MASKED } from '../../core/expectation/mask.ts';
import type { ModelNode } from '../../core/manifest/node.ts';
import type { OnEmpty, Step } from '../../core/materialization/step.ts';
import type { Statement } from '../../core/sql/statement.ts';
import type { Session } from '../../postgres/session.ts';
import { maskedColumns } from '../expectation/subject-of.ts';

/** Throws where the query answers rows: each is a key that is NULL or stands more than once. */
export async function refuseKeys(
  session: Session,
  statement: Statement,
  key: readonly string[],
  node: ModelNode,
): Promise<void> {
  const { rows } = await session.query(statement);
  if (rows.length === 0) return;
  const list = rows.map((row) => {
    const times = Number(row['row_count']);
    return {
      message: `${keyText(row, key, node)}: ${plural(times, 'row')}`,
      location: undefined,
    };
  });
  throw new DiagnosticError([
    diagnostic(
      'model-unique-key',
      `${countOf(rows, 'key')} of "${node.name}" (${key.join(', ')}) are NULL or repeated`,
      {
        location: node.location,
        notes: list,
        hint: 'make the select return one row a key, e.g. with distinct on or group by',
      },
    ),
  ]);
}

/** `id = 1, plan = basic` */
function keyText(
  row: Readonly<Record<string, unknown>>,
  key: readonly string[],
  node: ModelNode,
): string {
  const masked = maskedColumns(node);
  const shown = (name: string) => (masked.includes(name) ? MASKED : String(row[name]));
  return key.map((name) => `${name} = ${row[name] === null ? 'NULL' : shown(name)}`).join(', ');
}

function countOf(rows: readonly unknown[], noun: string): string {
  return rows.length === 20 ? `20 or more ${noun}s` : plural(rows.length, noun);
}

function plural(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}

/** Throws where rows say that they changed after the as_of, or at no time. */
export async function refuseTimes(
  session: Session,
  { statement, key, column, asOf }: Step & { readonly type: 'refuse-times' },
  node: ModelNode,
): Promise<void> {
  const { rows } = await session.query(statement);
  if (rows.length === 0) return;
  const what = asOf === undefined ? 'have no time in' : `are not of ${asOf} by`;
  throw new DiagnosticError([
    diagnostic(
      'history-updated-at',
      `${countOf(rows, 'row')} of "${node.name}" ${what} "${column}"`,
      {
        location: node.location,
        notes: rows.map((row) => ({
          message: `${keyText(row, key, node)}: ${column} = ${row['asof: time'] ?? 'NULL'}`,
          location: undefined,
        })),
        hint: 'give the rows as they were at the as_of, or use the strategy check',
      },
    ),
  ]);
}

/** Throws where two versions of a key would be valid at once. */
export async function refuseOverlaps(
  session: Session,
  { statement, key }: Step & { readonly type: 'refuse-overlaps' },
  node: ModelNode,
): Promise<void> {
  const { rows } = await session.query(statement);
  if (rows.length === 0) return;
  throw new DiagnosticError([
    diagnostic(
      'history-overlap',
      `${countOf(rows, 'key')} of "${node.name}" would have versions that are valid at once`,
      {
        location: node.location,
        notes: rows.map((row) => ({ message: keyText(row, key, node), location: undefined })),
        hint: 'someone changed its rows outside of asof: mend valid_from and valid_to of these keys',
      },
    ),
  ]);
}

/** What `on_empty` makes of a model without rows: nothing, a warning, or an error that is thrown. */
export async function checkEmpty(
  session: Session,
  statement: Statement,
  onEmpty: OnEmpty,
  node: ModelNode,
): Promise<readonly Diagnostic[]> {
  if (onEmpty === 'ok') return [];
  const { rows } = await session.query(statement);
  if (rows[0]?.['is_empty'] !== true) return [];
  const problem = diagnostic('model-empty', `"${node.name}" has no rows`, {
    severity: onEmpty === 'warn' ? 'warning' : 'error',
    location: node.location,
    hint: 'look at its inputs, or set on_empty: ok where this is expected',
  });
  if (onEmpty === 'warn') return [problem];
  throw new DiagnosticError([problem]);
}
