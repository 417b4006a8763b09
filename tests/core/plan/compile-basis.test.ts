import { expect, test } from 'vitest';
import { compileBasis } from '../../../src/core/plan/compile-basis.ts';
import { soundManifest } from '../../support/manifest.ts';

const MADE = soundManifest({
  'macros/m.sql': "{% macro source_of() %}{{ ref('a') }}{% endmacro %}",
  'models/a.sql': 'select 1',
  'expectations/q.sql': "select * from {{ ref('a') }}",
});

test('templates of models and queries are found by their file, and parsed once', () => {
  const { templateOf } = compileBasis(MADE)('run-1');
  expect(templateOf('models/a.sql').source.text).toBe('select 1');
  expect(templateOf('expectations/q.sql')).toBe(templateOf('expectations/q.sql'));
  expect(() => templateOf('models/b.sql')).toThrow('the project has no file models/b.sql');
});

test('runs share what is parsed, and each has its own id', () => {
  const basis = compileBasis(MADE);
  const [one, other] = [basis('run-1'), basis('run-2')];
  expect([one.facts.invocationId, other.facts.invocationId]).toEqual(['run-1', 'run-2']);
  expect(one.templateOf('models/a.sql')).toBe(other.templateOf('models/a.sql'));
  expect([...one.macros.macros.keys()]).toEqual(['source_of']);
});

test('what is switched off is told to be so here too', () => {
  const made = soundManifest({ 'models/old.sql': '{{ config(enabled=false) }} select 1' });
  const location = { file: 'models/x.sql', line: 1, column: 1, length: 1 };
  expect(() => compileBasis(made)('run-1').resolver.ref('old', location)).toThrow(
    'ref-disabled: "old" is disabled',
  );
});
