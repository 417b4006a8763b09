import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { NO_TERMS } from '../../../src/core/expectation/declaration/terms.ts';
import type { Expectation } from '../../../src/core/expectation/expectation.ts';
import { parseExpectationBlock } from '../../../src/core/expectation/parse-expectations.ts';
import { resolveExpectations } from '../../../src/core/expectation/resolve-expectations.ts';
import type { Subject } from '../../../src/core/expectation/subject.ts';
import { nodeId } from '../../../src/core/graph/node-id.ts';
import { parseYaml } from '../../../src/core/project/parse-yaml.ts';

/** What a block in YAML declares, and all that is wrong with it: `file:line:column code: message`. */
export function declare(text: string): {
  readonly expectations: readonly Expectation[];
  readonly problems: readonly string[];
} {
  const problems = new Problems();
  const block = parseYaml({ path: 'e.yml', text }, problems);
  const declarations = block === undefined ? [] : parseExpectationBlock(block, NO_TERMS, problems);
  const known = ['users', 'orders', 'crm.users'];
  const expectations = resolveExpectations(
    declarations,
    {
      find: (name, kind = 'model') =>
        known.includes(name) ? nodeId(kind, 'shop', name) : undefined,
      all: () => known,
    },
    problems,
  );
  return { expectations, problems: problems.all.map(format) };
}

/** The expectations of a block that must be sound. */
export function declared(text: string): readonly Expectation[] {
  const { expectations, problems } = declare(text);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return expectations;
}

export function format({ location, code, message, hint }: Problems['all'][number]): string {
  const place = location === undefined ? '' : `${location.line}:${location.column} `;
  return `${place}${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
}

/** `raw.users` with a key and columns of every family. */
export const USERS: Subject = {
  title: 'raw.users',
  from: '"raw"."users__aside" as "users"',
  displayFrom: '"raw"."users"',
  asOf: '2024-01-31',
  now: '2024-02-01T10:00:00Z',
  columns: [
    { name: 'id', type: 'text' },
    { name: 'n', type: 'integer' },
    { name: 'x', type: 'numeric(10,2)' },
    { name: 'd', type: 'date' },
    { name: 'as_of', type: 'date' },
  ],
  addedColumns: ['as_of'],
  masked: [],
  maskedOf: () => [],
  keys: ['id'],
  relationOf: (node) => `"live"."${node.split('.').at(-1)}"`,
};
