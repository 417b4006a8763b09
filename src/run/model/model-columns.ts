import { type Diagnostic, DiagnosticError, diagnostic } from '../../core/diagnostics/diagnostic.ts';
import { didYouMean } from '../../core/diagnostics/suggest.ts';
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
  const all = [...repeatedColumns(selected, node), ...problems, ...lackingKeys(selected, node)];
  if (all.length > 0) throw new DiagnosticError(all);
  return columns;
}

/** A view or table could not have them, and nothing could refer to either of the two. */
function repeatedColumns(
  selected: readonly Column[],
  { name: model, location }: ModelNode,
): readonly Diagnostic[] {
  const names = selected.map((column) => column.name);
  const repeated = new Set(names.filter((name, at) => names.indexOf(name) !== at));
  return [...repeated].map((name) =>
    diagnostic('model-column-repeated', `"${model}" selects two columns named "${name}"`, {
      location,
      hint: `leave one out, or give it another name: … as ${name}_2`,
    }),
  );
}

function lackingKeys(
  selected: readonly Column[],
  { config, location, keyLocation }: ModelNode,
): readonly Diagnostic[] {
  if (config.materialized === 'view') return [];
  const names = selected.map((column) => column.name);
  return config.uniqueKey
    .filter((key) => !names.includes(key))
    .map((key) =>
      diagnostic(
        'config-value',
        `"unique_key" names the column "${key}", which the select does not give`,
        {
          location: keyLocation ?? location,
          hint: didYouMean(key, names),
        },
      ),
    );
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
