import { expect, test } from 'vitest';
import { largeProject } from '../../../bench/data/large-project.ts';

test('a large project has as many models and YAML files as were asked for', () => {
  const paths = Object.keys(largeProject({ models: 100, yamlFiles: 10 }));
  expect(paths.filter((path) => path.endsWith('.sql'))).toHaveLength(100);
  expect(paths.filter((path) => /^models\/.*\.yml$/.test(path))).toHaveLength(10);
});

test('every model but the first ten reads two that come before it', () => {
  const files = largeProject({ models: 100, yamlFiles: 10 });
  expect(files['models/a/m_00003.sql']).toBe("select 3 as id, 'name 3' as name\n");
  expect(files['models/j/m_00099.sql']).toBe(`select a.id, b.name
from {{ ref('m_00033') }} as a
join {{ ref('m_00014') }} as b using (id)
where a.id > 99
`);
});
