import { columnList } from '../sql/quote.ts';
import { type CompiledExpectation, compileExpectation, scopeOf } from './compile-expectations.ts';
import { orderBy, systemKeys } from './evidence.ts';
import { bracketed, conditionSql, inScope } from './facts/condition.ts';
import { FAILING_ROWS_LIMIT } from './facts/first-rows.ts';
import type { Subject } from './subject.ts';
import { selectSystem } from './system-columns.ts';
import { unexpectedRows } from './unexpected-rows.ts';

/** An expectation whose rows are to be shown, and how many there are. */
export interface FailedRows {
  readonly compiled: CompiledExpectation;
  readonly unexpectedCount: number;
}

/** So many rows, whole, are put aside to be looked at for several expectations. */
const MAX_SHARED = 100_000;

/**
 * One statement for the first unexpected rows, by key, of all of them: `ordinal`, the place in the
 * list, and `rows`, texts each of which is a JSON object of all columns. Those that look at a row by
 * itself, and have few, share a pass over the relation. undefined where rows are not the matter.
 */
export function firstUnexpected(
  failed: readonly FailedRows[],
  subject: Subject,
): string | undefined {
  const system = systemKeys(subject);
  return system.length === 0 || subject.identity === undefined
    ? listAll(failed, subject, [])
    : listAll(
        failed.map((each) => withSystemColumns(each, subject)),
        { ...subject, from: subject.identity.from },
        system,
      );
}

/** Asked of rows that bring their system columns along. */
function withSystemColumns(failed: FailedRows, subject: Subject): FailedRows {
  const { expectation } = failed.compiled;
  const { from = subject.from } = subject.identity ?? {};
  const carried = selectSystem(systemKeys(subject));
  return { ...failed, compiled: compileExpectation(expectation, { ...subject, from, carried }) };
}

function listAll(
  failed: readonly FailedRows[],
  subject: Subject,
  system: readonly string[],
): string | undefined {
  const shared = sharing(failed);
  const own = columnList(subject.columns.map((column) => column.name));
  const names = [own, ...selectSystem(system)].join(', ');
  const branches = failed.flatMap(({ compiled }, ordinal) => {
    const { expectation, asked } = compiled;
    if (asked.type !== 'rows') return [];
    const at = shared.indexOf(ordinal);
    const rows = [
      `select ${names}`,
      at < 0
        ? unexpectedRows(asked.plan, scopeOf(expectation), subject.from)
        : `from ${SHARED}\nwhere ${FAILED}[${at + 1}]`,
      ...orderBy(asked.plan.shown.columns, subject),
      `limit ${limitOf(compiled)}`,
    ].join('\n');
    return `select ${ordinal} as ordinal, array(select to_json("asof unexpected")::text from (
${rows}
) as "asof unexpected") as rows`;
  });
  if (branches.length === 0) return undefined;
  if (shared.length === 0) return branches.join('\nunion all\n');
  const conditions = shared.map((ordinal) => conditionOf(failed[ordinal]?.compiled) ?? 'true');
  return `with ${SHARED} as materialized (
select ${names}, array[${conditions.join(', ')}] as ${FAILED}
from ${subject.from}
where ${conditions.join(' or ')}
)
${branches.join('\nunion all\n')}`;
}

const SHARED = '"asof failing"';
const FAILED = '"asof: failed"';

function limitOf({ expectation: { sample, limit } }: CompiledExpectation): number {
  const most = Math.max(FAILING_ROWS_LIMIT, sample);
  return limit === undefined ? most : Math.min(most, limit);
}

/** The places of those that share a pass: as many as there is room for, those with the fewest rows first. */
function sharing(failed: readonly FailedRows[]): readonly number[] {
  const possible = failed
    .map(({ compiled, unexpectedCount }, ordinal) => ({ compiled, unexpectedCount, ordinal }))
    .filter(({ compiled }) => conditionOf(compiled) !== undefined)
    .toSorted((one, other) => one.unexpectedCount - other.unexpectedCount);
  let total = 0;
  const shared = possible.filter(({ unexpectedCount }) => {
    total += unexpectedCount;
    return total <= MAX_SHARED;
  });
  return shared.length < 2 ? [] : shared.map(({ ordinal }) => ordinal).sort((a, b) => a - b);
}

/** True of an unexpected row; undefined where more than the row itself has to be looked at. */
function conditionOf(compiled: CompiledExpectation | undefined): string | undefined {
  if (compiled?.asked.type !== 'rows') return undefined;
  const { plan } = compiled.asked;
  if (plan.from !== undefined) return undefined;
  const condition = inScope(scopeOf(compiled.expectation), conditionSql(plan.unexpected));
  // a subquery that is no join is asked row by row where it does not fit into memory
  const isOfRow = condition !== undefined && !/\bselect\b/i.test(condition);
  return isOfRow ? `coalesce(${bracketed(condition)}, false)` : undefined;
}
