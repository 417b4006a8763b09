import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { declared } from '../core/expectation/declare.ts';
import { importSuite } from '../core/expectation/suite/translate.ts';

const PAGE = readFileSync(
  new URL('../../docs/from-great-expectations.md', import.meta.url),
  'utf8',
);

function blocksOf(language: string): readonly string[] {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, block = '']) => block,
  );
}

test('the suite that the page shows becomes the file that it shows', () => {
  const [json = ''] = blocksOf('json');
  const [yaml] = blocksOf('yaml');
  const made = importSuite({ name: 'users', expectations: [JSON.parse(json)] });
  expect(made.untranslated).toEqual([]);
  expect(made.yaml.replace(/^# .*\n/, '')).toBe(yaml);
});

test.each(blocksOf('yaml'))('what the page shows in YAML is sound: %#', (yaml) => {
  const { expectations } = parse(yaml);
  const found = expectations.flatMap((block: unknown) => declared(stringify(block)));
  expect(found.length).toBeGreaterThan(0);
});
