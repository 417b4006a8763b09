import type {
  ExistingRelation,
  ModelBuild,
} from '../../../src/core/materialization/model-build.ts';
import type { ModelConfig } from '../../../src/core/materialization/model-config.ts';
import type { Step } from '../../../src/core/materialization/step.ts';
import type { Column } from '../../../src/core/sql/column.ts';
import type { CompiledSql } from '../../../src/core/sql/compiled-sql.ts';
import { formatRelation } from '../../../src/core/sql/relation.ts';
import type { Statement } from '../../../src/core/sql/statement.ts';
import { modelConfig } from '../../support/model-config.ts';

/** Settings that differ from those of a plain model. */
export type ConfigChange = Partial<ModelConfig>;

export interface BuildChange extends Partial<Omit<ModelBuild, 'config' | 'select'>> {
  readonly config?: ConfigChange;
  readonly select?: string;
}

/** How `marts.orders` is built from `select id, total from raw`, but for what the test changes. */
export function modelBuild({ config, select, ...change }: BuildChange = {}): ModelBuild {
  return {
    relation: { schema: 'marts', name: 'orders' },
    config: modelConfig({ materialized: 'table', ...config }),
    select: compiled(select ?? 'select id, total from raw'),
    columns: columns('id integer', 'total numeric(10,2)'),
    asOf: '2024-01-31',
    existing: undefined,
    onEmpty: 'ok',
    referred: {},
    isFullRefresh: false,
    isPartitionHeld: false,
    guardFunction: '"asof"."guard"',
    runToken: 'r1',
    ...change,
  };
}

function compiled(sql: string): CompiledSql {
  const source = { path: 'models/orders.sql', text: sql };
  return { sql, pieces: [{ length: sql.length, source, offset: 0, isLiteral: true }] };
}

/** `id integer` as a column. */
export function columns(...written: readonly string[]): readonly Column[] {
  return written.map((each) => {
    const [name = '', ...type] = each.split(' ');
    return { name, type: type.join(' ') };
  });
}

/** A table that stands there already. */
export function existingTable(
  written: readonly string[],
  change: Partial<ExistingRelation> = {},
): ExistingRelation {
  return {
    kind: 'table',
    columns: columns(...written),
    constraintNames: [],
    notNullColumns: ['id'],
    ...change,
  };
}

/** What is sent, step by step: `execute inserted` and then its SQL. */
export function told(steps: readonly Step[]): readonly (readonly string[])[] {
  return steps.map(toldOf);
}

function toldOf(step: Step): readonly string[] {
  switch (step.type) {
    case 'execute':
      return [['execute', step.counts].filter(Boolean).join(' '), step.statement.sql];
    case 'count':
      return ['count', step.statement.sql];
    case 'refuse-times':
    case 'refuse-overlaps':
    case 'refuse-keys':
      return [`${step.type} ${step.key.join(', ')}`, step.statement.sql];
    case 'add-key':
      return [`add-key ${step.key.join(', ')}`, step.statement.sql, step.refused.sql];
    case 'check-empty':
      return [`check-empty ${step.onEmpty}`, step.statement.sql];
    case 'quarantine':
      return [`quarantine ${step.incoming.table}`, step.incoming.replaces.type];
    case 'gate':
      return [
        step.subject.type === 'relation'
          ? `gate ${formatRelation(step.subject.relation)}`
          : `gate ${step.subject.type}`,
      ];
    case 'seal':
      return [`seal ${step.columns.join(', ')}`, step.statement.sql, step.drop.sql];
    case 'publish':
      return ['publish', ...sqlOf(step.statements)];
    case 'replace-table':
      return [
        `replace-table ${formatRelation(step.aside)} key (${step.key.join(', ')})`,
        ...step.renamings.map(({ type, from, to }) => `${type} ${from} → ${to}`),
      ];
  }
}

export function sqlOf(statements: readonly Statement[]): readonly string[] {
  return statements.map(({ sql }) => sql);
}

/** The first words of each step, where the SQL is not the matter. */
export function kindsOf(steps: readonly Step[]): readonly string[] {
  return told(steps).map(([kind = '']) => kind);
}
