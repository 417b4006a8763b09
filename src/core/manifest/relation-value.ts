import { type Relation, renderRelation } from '../sql/relation.ts';
import { hostObject, type Value } from '../template/value.ts';

/** A relation as templates see it: `this.schema`, `this.identifier`, printed as SQL. */
export function relationValue(relation: Relation, printed = renderRelation(relation)): Value {
  return hostObject(
    'relation',
    new Map<string, Value>([
      ['schema', relation.schema],
      ['identifier', relation.name],
      ['name', relation.name],
    ]),
    () => printed,
  );
}
