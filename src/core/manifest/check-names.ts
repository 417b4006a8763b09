import type { Problems } from '../diagnostics/problems.ts';
import { formatRelation } from '../sql/relation.ts';
import { isWholeName } from '../sql/shorten-name.ts';
import type { Node } from './node.ts';

/** Reports two nodes of one name, two nodes that would be one relation, and what PostgreSQL would cut. */
export function checkNames(nodes: readonly Node[], problems: Problems): void {
  const names = new Map<string, Node>();
  const folded = new Map<string, Node>();
  const relations = new Map<string, Node>();
  for (const node of nodes) {
    const other = names.get(node.name);
    if (other !== undefined) {
      problems.error('node-duplicate', `there are two nodes named "${node.name}"`, {
        location: node.location,
        notes: [{ message: `the other, a ${other.kind}, is here`, location: other.location }],
        hint: 'rename one of the files',
      });
    }
    names.set(node.name, node);
    const twin = folded.get(node.name.toLowerCase());
    if (twin !== undefined && twin.name !== node.name) reportTwins(node, twin, problems);
    folded.set(node.name.toLowerCase(), node);
    if (node.kind === 'expectation' || node.kind === 'source' || node.relation === undefined)
      continue;
    for (const name of [node.relation.schema, node.relation.name])
      if (!isWholeName(name)) reportLongName(node, name, problems);
    const relation = formatRelation(node.relation);
    const owner = relations.get(relation);
    if (owner !== undefined && owner.name !== node.name) {
      problems.error(
        'relation-duplicate',
        `"${node.name}" and "${owner.name}" would both be "${relation}"`,
        {
          location: node.location,
          notes: [{ message: `"${owner.name}" is here`, location: owner.location }],
          hint: 'give one of them another schema or alias',
        },
      );
    }
    relations.set(relation, node);
  }
}

/** Two names that begin alike would be one relation, and the catalog would know neither. */
function reportLongName(node: Node, name: string, problems: Problems): void {
  problems.error(
    'config-value',
    `the name "${name}" is longer than the 63 bytes that it may have`,
    {
      location: node.location,
      hint: 'give it a shorter one, in the database alone with "alias" or "schema"',
    },
  );
}

/** SQL folds what is not quoted, and some file systems hold only one of the two. */
function reportTwins(node: Node, twin: Node, problems: Problems): void {
  problems.error(
    'node-duplicate',
    `the names "${twin.name}" and "${node.name}" differ by upper and lower case only`,
    {
      location: node.location,
      notes: [{ message: `"${twin.name}" is declared`, location: twin.location }],
      hint: 'rename one of the files',
    },
  );
}
