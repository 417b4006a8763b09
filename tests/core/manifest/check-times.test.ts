import { expect, test } from 'vitest';
import { makeManifest } from '../../support/manifest.ts';
import type { ProjectTexts } from '../../support/project.ts';

/** Each problem with its place, its notes and its hint. */
function told(texts: ProjectTexts): readonly string[] {
  return makeManifest({ ...SHOP, ...texts }).problems.all.map(
    ({ code, severity, message, location, notes }) =>
      [
        `${location?.file}:${location?.line}:${location?.column} ${severity} ${code}: ${message}`,
        ...notes.map((note) => `  ${note.location?.file}:${note.location?.line} ${note.message}`),
      ].join('\n'),
  );
}

const SHOP = {
  'seeds/s.yml': `seeds:
  - {name: raw, files: "raw_{day}.csv", as_of: "{{ day }}", columns: {id: integer, label: text}}
`,
  'seeds/raw_2024-01-31.csv': 'id,label\n1,a\n',
  'models/live.sql': `{{ config(materialized='upsert', unique_key='id') }}
select id, label from {{ ref('raw') }}`,
  'models/frozen.sql': `{{ config(materialized='snapshot', unique_key='id') }}
select id from {{ ref('raw') }}`,
  'models/live_view.sql': "select * from {{ ref('live') }}",
} as const;

test('a view that reads what is live beside what is frozen is warned of, at the live ref', () => {
  expect(
    told({
      'models/training.sql': `{{ config(as_of_column='as_of') }}
select frozen.as_of, live.label
from {{ ref('frozen', as_of='all') }} as frozen
join {{ ref('live') }} as live using (id)`,
    }),
  ).toEqual([
    'models/training.sql:4:14 warning model-mixes-live-and-frozen: "training" reads "live" as it is now beside "frozen", which is frozen',
  ]);
});

test('views are seen through, and what mixes is warned of once', () => {
  expect(
    told({
      'models/training.sql':
        "select * from {{ ref('frozen') }} join {{ ref('live_view') }} using (id)",
      'models/report.sql': "select count(*) from {{ ref('training') }}",
    }),
  ).toEqual([
    'models/training.sql:1:48 warning model-mixes-live-and-frozen: "training" reads "live" through "live_view" as it is now beside "frozen", which is frozen',
  ]);
});

test('a table that is built at one as_of finds both at it, unless it reads the others too', () => {
  const table = (mode: string) => ({
    'models/drift.sql': `{{ config(materialized='table') }}
select * from {{ ref('frozen'${mode}) }} join {{ ref('live') }} using (id)`,
  });
  expect(told(table(''))).toEqual([]);
  expect(told(table(", as_of='through'"))).toHaveLength(1);
});

test('a view of snapshots alone, or of live tables alone, is none of that', () => {
  expect(
    told({
      'models/training.sql': "select * from {{ ref('frozen', as_of='all') }}",
      'models/now.sql': "select * from {{ ref('live') }} join {{ ref('live_view') }} using (id)",
    }),
  ).toEqual([]);
});

test('a snapshot of a live table that reads every as_of is refused, with the way there', () => {
  const of = (mode: string) => ({
    'models/totals.sql': `{{ config(materialized='table') }}
select count(*) as n from {{ ref('raw'${mode}) }}`,
    'models/totals_view.sql': "select * from {{ ref('totals') }}",
    'models/sealed.sql': `{{ config(materialized='snapshot', unique_key='n') }}
select n from {{ ref('totals_view') }}`,
  });
  expect(told(of(", as_of='all'"))).toEqual([
    `models/totals.sql:2:35 error ref-as-of: "totals" reads "raw" of all as_ofs, and the snapshot "sealed" comes from it
  models/sealed.sql:2 "sealed" reads "totals_view"
  models/totals_view.sql:1 "totals_view" reads "totals"`,
  ]);
  expect(told(of(", as_of='through'"))).toEqual([]);
  expect(told({ ...of(", as_of='all'"), 'models/sealed.sql': 'select 1 as n' })).toEqual([]);
});
