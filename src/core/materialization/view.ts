import type { Column } from '../sql/column.ts';
import { renderRelation } from '../sql/relation.ts';
import { around, type Statement } from '../sql/statement.ts';
import type { ModelBuild } from './model-build.ts';
import type { Step } from './step.ts';

/**
 * A view is replaced in place, so what depends on it stays. Where its columns change in a way that
 * PostgreSQL cannot replace, it is dropped and made anew: never with `cascade`, so that an object
 * that depends on it stops the build instead of being lost.
 */
export function viewSteps(build: ModelBuild): readonly Step[] {
  const name = renderRelation(build.relation);
  const create = around(`create or replace view ${name} as\n`, build.select);
  const statements: Statement[] = canReplace(build)
    ? [create]
    : [{ sql: `drop view ${name}` }, create];
  return [
    { type: 'gate', subject: { type: 'select' } },
    { type: 'publish', statements },
  ];
}

/** PostgreSQL replaces a view when its first columns keep their names and types. */
function canReplace({ existing, columns }: ModelBuild): boolean {
  if (existing === undefined) return true;
  return existing.columns.every((column, at) => isSame(column, columns[at]));
}

function isSame(a: Column, b: Column | undefined): boolean {
  return b !== undefined && a.name === b.name && a.type === b.type;
}
