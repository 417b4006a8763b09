import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { ancestors, descendants } from '../../../src/core/graph/graph.ts';
import type { NodeId } from '../../../src/core/graph/node-id.ts';
import { graphOf, type Manifest } from '../../../src/core/manifest/manifest.ts';
import { parseSelector } from '../../../src/core/selector/parse-selector.ts';
import { select } from '../../../src/core/selector/select.ts';
import { manifestOf, model, SHOP } from './shop.ts';

function selected(
  text: string | undefined,
  exclude?: string,
  manifest: Manifest = SHOP,
): { names: readonly string[]; problems: Problems } {
  const problems = new Problems();
  const chosen = select(
    {
      select: text === undefined ? undefined : parseSelector(text, problems),
      exclude: exclude === undefined ? undefined : parseSelector(exclude, problems, '--exclude'),
    },
    manifest,
    problems,
  );
  return { names: [...chosen].map((id) => id.split('.').slice(2).join('.')).sort(), problems };
}

const ALL = ['crm.accounts', 'orders', 'raw_orders', 'returns', 'revenue', 'stg_orders'];

test.each([
  ['orders', ['orders']],
  ['model.shop.orders', ['orders']],
  ['marts.orders', ['orders']],
  ['crm.accounts', ['crm.accounts']],
  ['source:crm', ['crm.accounts']],
  ['source:crm.accounts', ['crm.accounts']],
  ['*orders', ['orders', 'raw_orders', 'stg_orders']],
  ['re[!t]*', ['revenue']],
  ['ret?rns', ['returns']],
  ['+orders', ['crm.accounts', 'orders', 'raw_orders', 'stg_orders']],
  ['1+orders', ['orders', 'stg_orders']],
  ['stg_orders+', ['orders', 'returns', 'revenue', 'stg_orders']],
  ['stg_orders+1', ['orders', 'returns', 'stg_orders']],
  ['+orders+', ['crm.accounts', 'orders', 'raw_orders', 'revenue', 'stg_orders']],
  ['1+orders+1', ['orders', 'revenue', 'stg_orders']],
  ['@returns', ['crm.accounts', 'raw_orders', 'returns', 'stg_orders']],
  ['tag:daily', ['orders', 'stg_orders']],
  ['tag:d*', ['orders', 'stg_orders']],
  ['tag:daily+1', ['orders', 'returns', 'revenue', 'stg_orders']],
  ['path:models/marts', ['orders', 'returns', 'revenue']],
  ['path:./models/marts/sales/', ['orders', 'revenue']],
  ['models/marts/sales/orders.sql', ['orders']],
  ['path:models/*/*.sql', ['returns', 'stg_orders']],
  ['path:models/**/*.sql', ['orders', 'returns', 'revenue', 'stg_orders']],
  ['path:seeds/2024', ['raw_orders']],
  ['marts', ['orders', 'returns', 'revenue']],
  ['marts.sales', ['orders', 'revenue']],
  ['kind:seed', ['raw_orders']],
  ['resource_type:source', ['crm.accounts']],
  ['config.materialized:view', ['stg_orders']],
  ['orders returns', ['orders', 'returns']],
  ['  orders \n returns ', ['orders', 'returns']],
  ['tag:daily,tag:finance', ['orders']],
  ['+revenue,marts', ['orders', 'revenue']],
  ['tag:daily,tag:finance returns', ['orders', 'returns']],
])('%s selects %j', (text, names) => {
  const { names: found, problems } = selected(text);
  expect(problems.all).toEqual([]);
  expect(found).toEqual(names);
});

test('without a selector every node is selected', () => {
  expect(selected(undefined).names).toEqual(ALL);
});

test('exclude takes away from what is selected', () => {
  expect(selected('stg_orders+', 'tag:finance').names).toEqual(['returns', 'stg_orders']);
});

test('a name that nothing has is an error at its place, with the nearest name', () => {
  const { problems } = selected('returns +ordrs');
  expect(problems.all).toEqual([
    {
      code: 'selector-no-match',
      severity: 'error',
      message: 'no node matches "+ordrs"',
      location: { file: '--select', line: 1, column: 9, length: 6 },
      notes: [],
      hint: 'did you mean "orders"?',
    },
  ]);
});

test('an unknown tag suggests a tag, and an unknown path a path', () => {
  const { problems } = selected('tag:dialy path:models/marts/retuns.sql');
  expect(problems.all.map(({ hint }) => hint)).toEqual([
    'did you mean "daily"?',
    'did you mean "models/marts/returns.sql"?',
  ]);
});

test('an intersection that no node meets is an error', () => {
  const { problems } = selected('tag:finance,returns');
  expect(problems.all.map(({ message }) => message)).toEqual([
    'no node matches "tag:finance" and "returns" at once',
  ]);
});

test('an exclude that matches nothing is a warning, and takes nothing away', () => {
  const { names, problems } = selected(undefined, 'nope');
  expect(problems.all.map(({ severity, message }) => [severity, message])).toEqual([
    ['warning', 'no node matches "nope"'],
  ]);
  expect(names).toEqual(ALL);
});

test('excluding all that is selected is an error', () => {
  const { problems } = selected('orders', 'tag:daily');
  expect(problems.all.map(({ code, message }) => [code, message])).toEqual([
    ['selector-no-match', '"tag:daily" excludes all that is selected'],
  ]);
});

test('a node whose name holds characters of patterns is selected by its name', () => {
  const odd = manifestOf(model('a.b$c'), model('axb$c'));
  expect(selected('a.b$c', undefined, odd).names).toEqual(['a.b$c']);
});

/** A random graph: each node may need any of those before it. */
const manifests = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
  .map((needs) =>
    manifestOf(
      ...needs.map((parents, at) =>
        model(`n${at}`, {
          needs: at === 0 ? [] : parents.map((parent) => `model.n${parent % at}`),
        }),
      ),
    ),
  );

test('+x and x+ are the ancestors and the descendants of x, and x', () => {
  fc.assert(
    fc.property(manifests, (manifest) => {
      const graph = graphOf(manifest);
      for (const id of graph.ids) {
        const name = id.split('.').at(-1) ?? '';
        const names = (ids: Iterable<NodeId>) =>
          [...new Set([id, ...ids])].map((each) => each.split('.').at(-1) ?? '').sort();
        expect(selected(`+${name}`, undefined, manifest).names).toEqual(
          names(ancestors(graph, id)),
        );
        expect(selected(`${name}+`, undefined, manifest).names).toEqual(
          names(descendants(graph, id)),
        );
      }
    }),
    { numRuns: 50 },
  );
});

test('more depth never selects less, and enough depth is all', () => {
  fc.assert(
    fc.property(manifests, fc.nat({ max: 12 }), (manifest, depth) => {
      const near = selected(`n0+${depth}`, undefined, manifest).names;
      const further = selected(`n0+${depth + 1}`, undefined, manifest).names;
      expect(further).toEqual(expect.arrayContaining([...near]));
      expect(selected('n0+99', undefined, manifest).names).toEqual(
        selected('n0+', undefined, manifest).names,
      );
    }),
    { numRuns: 50 },
  );
});

test('select and exclude of one selector leave nothing in common', () => {
  fc.assert(
    fc.property(manifests, (manifest) => {
      const kept = selected(undefined, 'n0+', manifest);
      const taken = selected('n0+', undefined, manifest).names;
      expect(kept.names.filter((name) => taken.includes(name))).toEqual([]);
      expect(kept.names.length + taken.length).toBe(Object.keys(manifest.nodes).length);
    }),
    { numRuns: 50 },
  );
});
