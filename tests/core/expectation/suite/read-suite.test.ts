import { expect, test } from 'vitest';
import { Problems } from '../../../../src/core/diagnostics/problems.ts';
import { readSuite } from '../../../../src/core/expectation/suite/read-suite.ts';
import { subjectNames } from '../../../../src/core/expectation/suite/subject-names.ts';
import { parseYaml } from '../../../../src/core/project/parse-yaml.ts';

function namesOf(suite: object): readonly string[] {
  const problems = new Problems();
  const text = JSON.stringify({ expectations: [], ...suite });
  const value = parseYaml({ path: 's.json', text }, problems);
  const read = value && readSuite(value, 'from_file', problems);
  if (read === undefined) throw new Error('no suite');
  return subjectNames(read);
}

test.each([
  [{ name: 'users' }, ['users']],
  [{ expectation_suite_name: 'orders_suite' }, ['orders_suite', 'orders']],
  [{ name: 'shop.users.warning' }, ['shop.users.warning', 'warning', 'users', 'shop']],
  [{ name: 'users-expectation-suite' }, ['users-expectation-suite', 'users']],
  [{ name: 'suite' }, ['suite']],
  [{}, ['from_file']],
  [
    {
      name: 's',
      meta: {
        citations: [
          { comment: 'made by hand' },
          { batch_request: { data_asset_name: 'old' } },
          { batch_request: { data_asset_name: 'public.users' } },
        ],
      },
    },
    ['public.users', 'users', 'public', 's'],
  ],
  [
    { name: 's', meta: { citations: [{ batch_kwargs: { schema: 'crm', table: 'users' } }] } },
    ['crm.users', 'users', 'crm', 's'],
  ],
  [{ name: 's', data_asset_name: 'users' }, ['users', 's']],
] as const)('%j may be about %j', (suite, names) => {
  expect(namesOf(suite)).toEqual(names);
});
