import type { NodeId } from '../../core/graph/node-id.ts';
import type { RunContext } from '../run-context.ts';

/** What the SQL files that gate a node say: each with its macros, and what the vars in it hold. */
export async function queryContents(node: NodeId, context: RunContext): Promise<readonly string[]> {
  const queries = context.queriesOf.get(node) ?? [];
  if (queries.length === 0) return [];
  const basis = await context.compile();
  const { templateContent } = await import('../../core/manifest/template-content.ts');
  return queries.map(({ file }) => {
    const template = basis.templateOf(file);
    const { macros, values } = templateContent(template, basis.macros, basis.facts);
    return [template.source.text, ...macros, JSON.stringify(values)].join('\n');
  });
}
