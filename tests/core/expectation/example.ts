import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Problems } from '../../../src/core/diagnostics/problems.ts';
import type { Check } from '../../../src/core/expectation/check.ts';
import { NO_TERMS } from '../../../src/core/expectation/declaration/terms.ts';
import type { Expectation } from '../../../src/core/expectation/expectation.ts';
import { parseExpectationBlock } from '../../../src/core/expectation/parse-expectations.ts';
import { resolveExpectations } from '../../../src/core/expectation/resolve-expectations.ts';
import type { Subject } from '../../../src/core/expectation/subject.ts';
import { nodeId } from '../../../src/core/graph/node-id.ts';
import { parseYaml } from '../../../src/core/project/parse-yaml.ts';
import type { Column } from '../../../src/core/sql/column.ts';

/** The live tables of the flagship project, which the examples of the checks are about. */
export const FLAGSHIP: Readonly<Record<string, readonly Column[]>> = readLiveTables();

/** What the example of a check declares. */
export function exampleOf(check: Check, problems: Problems): readonly Expectation[] {
  const list = parseYaml({ path: 'example.yml', text: check.example }, problems);
  const blocks = list?.type === 'list' ? list.items : [];
  return resolveExpectations(
    blocks.flatMap((block) => parseExpectationBlock(block, NO_TERMS, problems)),
    {
      find: (name, kind = 'model') =>
        Object.hasOwn(FLAGSHIP, name) ? nodeId(kind, 'streamflow', name) : undefined,
      all: () => Object.keys(FLAGSHIP),
    },
    problems,
  );
}

export function subjectFor(table: string, columns: readonly Column[]): Subject {
  return {
    title: table,
    from: `"${table}"`,
    displayFrom: `"${table}"`,
    asOf: '2024-01-31',
    now: '2024-02-01T10:00:00Z',
    columns,
    addedColumns: [],
    masked: [],
    maskedOf: () => [],
    keys: ['user_id'],
    relationOf: (node) => `"${node.split('.').at(-1)}"`,
  };
}

function readLiveTables(): Readonly<Record<string, readonly Column[]>> {
  const text = readFileSync(new URL('../../../models/live/live.yml', import.meta.url), 'utf8');
  const { models }: { models: readonly LiveModel[] } = parse(text);
  return Object.fromEntries(
    models.map(({ name, columns }) => [
      name,
      Object.entries(columns).map(([column, declared]) => ({
        name: column,
        type: typeof declared === 'string' ? declared : declared.type,
      })),
    ]),
  );
}

interface LiveModel {
  readonly name: string;
  readonly columns: Readonly<Record<string, string | { readonly type: string }>>;
}
