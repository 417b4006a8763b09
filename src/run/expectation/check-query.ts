import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { ExpectationNode } from '../../core/manifest/node.ts';
import { versionedInputs } from '../../core/plan/inputs-of.ts';
import { readRelations } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import { reportCompiled } from '../report-compiled.ts';
import type { RunContext } from '../run-context.ts';
import { checkSqlExpectation } from './check-sql-expectation.ts';
import { compileSelect } from './compile-select.ts';
import type { RelationNode } from './subject-of.ts';

export interface QueryQuestion {
  readonly asOf: string | undefined;
  readonly context: RunContext;
  /** The node it gates, and where its rows are before they are published. */
  readonly checked: { readonly node: RelationNode; readonly from: string | undefined } | undefined;
}

/** Checks an expectation that is a SQL file: its select must answer no row. */
export async function checkQuery(
  session: Session,
  query: ExpectationNode,
  { asOf, context, checked }: QueryQuestion,
): Promise<ExpectationResult> {
  const read = versionedInputs(context.manifest.nodes, query.reads);
  const relations = read.flatMap((each) =>
    each.kind === 'expectation' ? [] : (each.relation ?? []),
  );
  const catalog = await readRelations(session, relations);
  const published = compileSelect(query, context, { asOf, catalog });
  reportCompiled(query, published.sql, context);
  const overridden =
    checked?.from === undefined ? undefined : { node: checked.node.id, from: checked.from };
  const compiled =
    overridden === undefined
      ? published
      : compileSelect(query, context, { asOf, catalog, overridden });
  const { name: id, severity, location } = query;
  const node = checked?.node.id ?? query.id;
  const result = await checkSqlExpectation(
    session,
    { id, node, compiled, severity, location },
    { asOf, clock: context.clock, inTransaction: true },
  );
  return { ...result, gate: checked !== undefined, sql: published.sql };
}
