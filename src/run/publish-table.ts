import { bug } from '../core/diagnostics/bug.ts';
import { DiagnosticError, diagnostic } from '../core/diagnostics/diagnostic.ts';
import type { Renaming } from '../core/materialization/renaming.ts';
import { replaceTable } from '../core/materialization/replace-table.ts';
import { formatRelation, type Relation } from '../core/sql/relation.ts';
import { readRelations } from '../postgres/catalog.ts';
import { type Dependent, readDependents } from '../postgres/dependents.ts';
import { sqlState } from '../postgres/postgres-error.ts';
import type { Session } from '../postgres/session.ts';
import { sendAll } from './publish.ts';

const DEPENDENT_OBJECTS_STILL_EXIST = '2BP01';
const FEATURE_NOT_SUPPORTED = '0A000';

/** Puts the table built aside in the place of the live one; see `replaceTable`. */
export async function publishTable(
  session: Session,
  {
    live,
    aside,
    key,
    renamings = [],
    definitions = [],
  }: {
    readonly live: Relation;
    readonly aside: Relation;
    readonly key: readonly string[];
    readonly renamings?: readonly Renaming[];
    readonly definitions?: readonly string[];
  },
): Promise<void> {
  const catalog = await readRelations(session, [live, aside]);
  const existing = catalog.get(formatRelation(live));
  const built = catalog.get(formatRelation(aside)) ?? bug(`${formatRelation(aside)} was not built`);
  if (existing !== undefined && existing.kind !== 'table')
    throw wrongKind(live, { found: existing.kind, expected: 'table' });
  const dependents = existing === undefined ? [] : await readDependents(session, live);
  const statements = replaceTable({
    live,
    aside,
    liveColumns: existing?.columns,
    asideColumns: built.columns,
    key: key.length > 0 && key.join() === existing?.primaryKey.join() ? key : [],
    hasDependents: dependents.length > 0,
    renamings,
    definitions,
  });
  try {
    await sendAll(session, statements);
  } catch (error) {
    const state = sqlState(error);
    if (state !== DEPENDENT_OBJECTS_STILL_EXIST && state !== FEATURE_NOT_SUPPORTED) throw error;
    throw lostDependents(live, dependents, error);
  }
}

/** A thing of another kind stands where a model is to be built. */
export function wrongKind(
  live: Relation,
  {
    found,
    expected,
    needsRefresh = false,
  }: {
    readonly found: string;
    readonly expected: string;
    /** Whether a full refresh would drop it. */
    readonly needsRefresh?: boolean;
  },
): DiagnosticError {
  const name = formatRelation(live);
  const kinds = [expected, found].map((kind) => kind.replace('_', ' '));
  return new DiagnosticError([
    diagnostic('model-relation-kind', `"${name}" must be a ${kinds[0]}, and is a ${kinds[1]}`, {
      hint: needsRefresh
        ? 'build it with --full-refresh, which drops the table and its rows'
        : 'rename or drop it yourself: asof never drops what it did not build',
    }),
  ]);
}

/** Objects that a rebuild would drop with the relation. */
export function lostDependents(
  live: Relation,
  dependents: readonly Dependent[],
  cause?: unknown,
): DiagnosticError {
  const problem = diagnostic(
    'model-dependents',
    `rebuilding "${formatRelation(live)}" as it is to be now would lose what depends on it`,
    {
      notes: dependents.map(({ kind, name }) => ({
        message: `${kind} ${name}`,
        location: undefined,
      })),
      hint: 'change or drop those first, or keep what they use',
    },
  );
  return new DiagnosticError([problem], cause);
}
