import { DiagnosticError, diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { ModelNode } from '../../core/manifest/node.ts';
import { resolveColumns } from '../../core/materialization/resolve-columns.ts';
import type { Column } from '../../core/sql/column.ts';
import type { CompiledSql } from '../../core/sql/compiled-sql.ts';
import type { DeclaredColumn } from '../../core/sql/declared-column.ts';
import { quoteIdentifier } from '../../core/sql/quote.ts';
import { around } from '../../core/sql/statement.ts';
import { describeQuery } from '../../postgres/describe-query.ts';
import type { Session } from '../../postgres/session.ts';

/** The columns that the model's relation is to have: asks the server, runs nothing. */
export async function modelColumns(
  session: Session,
  node: ModelNode,
  select: CompiledSql,
): Promise<readonly Column[]> {
  const selected = await describeQuery(session, around('', select));
  const typed = node.columns.filter((column) => column.type !== undefined);
  const spelled = await spellTypes(session, typed);
  const { columns, problems } = resolveColumns(
    selected,
    node.columns,
    spelled,
    node.config.hasContract ? node.location : undefined,
  );
  if (problems.length > 0) throw new DiagnosticError(problems);
  return columns;
}

/** `int` as `integer`: the declared types as PostgreSQL spells them. */
async function spellTypes(
  session: Session,
  declared: readonly DeclaredColumn[],
): Promise<ReadonlyMap<string, string>> {
  if (declared.length === 0) return new Map();
  const outputs = declared.map(({ name, type }) => `null::${type} as ${quoteIdentifier(name)}`);
  try {
    const described = await describeQuery(session, { sql: `select ${outputs.join(', ')}` });
    return new Map(described.map((column) => [column.name, column.type]));
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    // the server's message names the type; the first declaration that holds it is the place
    const message = error.diagnostics[0]?.message ?? '';
    const culprit =
      declared.find(({ type }) => type !== undefined && message.includes(type)) ?? declared[0];
    throw new DiagnosticError(
      [
        diagnostic('model-column-type', message, {
          location: culprit?.location,
          hint: 'use a type of PostgreSQL, such as text, integer, numeric, date or timestamptz',
        }),
      ],
      error,
    );
  }
}
