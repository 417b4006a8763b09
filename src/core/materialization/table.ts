import { quoteIdentifier } from '../sql/quote.ts';
import { renderRelation } from '../sql/relation.ts';
import { asideOf } from './aside-name.ts';
import { asideRows, quarantineSteps } from './incoming.ts';
import type { ModelBuild } from './model-build.ts';
import { refusedKeys, selectAs } from './select-as.ts';
import type { Step } from './step.ts';
import {
  constraintClauses,
  indexStatements,
  missingDefinitions,
  notNullColumns,
  renamings,
} from './table-definition.ts';

/** Builds beside the old table and takes its place at the end, so readers never see it missing. */
export function tableSteps(
  build: ModelBuild,
  /** By which a row is known, where that is not the key of the table. */
  rowKey: readonly string[] = build.config.uniqueKey,
): readonly Step[] {
  const { config, relation, runToken } = build;
  const aside = asideOf(relation, runToken);
  const name = renderRelation(aside);
  const create = `create ${config.unlogged ? 'unlogged ' : ''}table ${name} as\n`;
  const alterations = [
    ...[...notNullColumns(build)].map(
      (column) => `alter column ${quoteIdentifier(column)} set not null`,
    ),
    ...constraintClauses(build, { token: `_${runToken}`, on: aside }).map(
      (clause) => `add ${clause}`,
    ),
  ];
  return [
    {
      type: 'execute',
      statement: selectAs(create, build.select, build.columns),
      counts: 'inserted',
    },
    ...quarantineSteps(build, () => asideRows(build, name, { key: rowKey })),
    {
      type: 'check-empty',
      statement: { sql: `select not exists (select from ${name}) as is_empty` },
      onEmpty: build.onEmpty,
    },
    ...alterSteps(build, name, alterations),
    ...indexStatements(aside, relation, config.indexes, `_${runToken}`).map(
      (sql) => ({ type: 'execute', statement: { sql } }) as const,
    ),
    { type: 'execute', statement: { sql: `analyze ${name}` } },
    { type: 'gate', subject: { type: 'relation', relation: aside } },
    {
      type: 'replace-table',
      aside,
      key: config.uniqueKey,
      renamings: renamings(build, `_${runToken}`),
      definitions: missingDefinitions(build),
    },
  ];
}

function alterSteps(
  { config }: ModelBuild,
  name: string,
  alterations: readonly string[],
): readonly Step[] {
  if (alterations.length === 0) return [];
  const statement = { sql: `alter table ${name}\n  ${alterations.join(',\n  ')}` };
  const key = config.uniqueKey;
  return key.length === 0
    ? [{ type: 'execute', statement }]
    : [{ type: 'add-key', statement, refused: { sql: refusedKeys(name, key) }, key }];
}
