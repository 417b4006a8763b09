import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

// Whatever commands come in whatever order: what is sealed for a date is what its file said when it
// was taken, and nothing but a restatement changes it; live tables never go back.

const AS_OFS = ['2024-01-31', '2024-02-29', '2024-03-31'] as const;
type AsOf = (typeof AS_OFS)[number];
type Rows = Readonly<Record<string, number>>;

const PROJECT = {
  'project.yml': `name: shop
vars:
  as_of: {type: date}
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`,
  'seeds/seeds.yml': `seeds:
  - name: raw_scores
    files: "scores_{day}.csv"
    as_of: "{{ day }}"
    unique_key: id
    columns: {id: text, score: integer}
`,
  'models/scores.sql': `{{ config(materialized='upsert', unique_key='id', on_missing='delete') }}
select id, score from {{ ref('raw_scores') }}
`,
  'models/through_live.sql': `{{ config(materialized='snapshot', unique_key='id') }}
select id, score from {{ ref('scores') }}
`,
  'models/direct.sql': `{{ config(materialized='snapshot', unique_key='id') }}
select id, score from {{ ref('raw_scores') }}
`,
  'models/versions.sql': `{{ config(materialized='history', unique_key='id', hard_deletes='close') }}
select id, score from {{ ref('raw_scores') }}
`,
  'models/training.sql': `{{ config(as_of_column='as_of') }}
select a.as_of, a.id, a.score, b.score as label
from {{ ref('through_live', as_of='all') }} as a
join {{ ref('direct', as_of='all') }} as b on b.id = a.id and b.as_of = a.as_of
`,
} as const;

type Command =
  | { readonly type: 'correct'; readonly asOf: AsOf; readonly rows: Rows }
  | { readonly type: 'seed' }
  | { readonly type: 'backfill' }
  | { readonly type: 'build' | 'models' | 'replay' | 'restate'; readonly asOf: AsOf };

const asOf = fc.constantFrom(...AS_OFS);
const rows: fc.Arbitrary<Rows> = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd'),
  fc.integer({ min: 0, max: 2 }),
  { minKeys: 1, noNullPrototype: true },
);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('correct' as const), asOf, rows }) },
  { weight: 1, arbitrary: fc.constant({ type: 'seed' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'backfill' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constantFrom(
        'build' as const,
        'models' as const,
        'replay' as const,
        'restate' as const,
      ),
      asOf,
    }),
  },
);

/** What the test itself knows: the files, and the rows that the seed holds. */
interface Known {
  readonly files: Map<AsOf, Rows>;
  readonly loaded: Map<AsOf, Rows>;
}

test('any commands in any order: what is sealed is what was true, and live never goes back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 3, maxLength: 9 }), async (commands) => {
      await using project = await temporaryProject(PROJECT);
      await using database = await createDatabase();
      const known: Known = { files: new Map(), loaded: new Map() };
      for (const each of AS_OFS) await write(project, known, each, { a: 1, b: 2 });
      let before = await read(database);
      for (const each of commands) {
        if (each.type === 'correct') {
          await write(project, known, each.asOf, each.rows);
          continue;
        }
        const ended = await carryOut(each, project, database);
        await noteLoaded(known, database);
        const after = await read(database);
        holds(before, after, { command: each, ended, known });
        before = after;
      }
    }),
    { numRuns: Number(process.env['TIME_RUNS'] ?? 3), endOnFailure: true },
  );
}, 1_200_000);

async function write(project: TemporaryProject, known: Known, at: AsOf, given: Rows) {
  known.files.set(at, given);
  const lines = Object.entries(given).map(([id, score]) => `${id},${score}\n`);
  await project.write(`seeds/scores_${at}.csv`, `id,score\n${lines.join('')}`);
}

async function carryOut(
  given: Exclude<Command, { readonly type: 'correct' }>,
  project: TemporaryProject,
  database: TestDatabase,
): Promise<string> {
  const options = {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
    now: () => new Date(),
  };
  const at = 'asOf' in given ? ['--vars', `as_of=${given.asOf}`] : [];
  const words = {
    seed: ['seed'],
    backfill: ['backfill'],
    build: ['build', ...at],
    models: ['models', ...at],
    replay: ['build', '--full-refresh', ...at],
    restate: [
      'build',
      '--full-refresh',
      ...at,
      '--restate',
      '--reason',
      'x',
      '--select',
      '+training',
    ],
  }[given.type];
  const { status, stderr } = await runCli(words, options);
  expect(['success', 'fail'], `${words.join(' ')}\n${stderr}`).toContain(status);
  return status;
}

/** What the seed holds of each as_of must be a state of its file; which one is read from it. */
async function noteLoaded(known: Known, database: TestDatabase): Promise<void> {
  const held = await byAsOf(database, 'raw_scores');
  for (const at of AS_OFS) {
    const found = held[at];
    if (found !== undefined) known.loaded.set(at, found);
  }
}

interface State {
  readonly live: { readonly asOf: string | undefined; readonly rows: Rows };
  readonly sealed: Readonly<Record<'through_live' | 'direct', Readonly<Record<string, Rows>>>>;
  readonly training: Readonly<Record<string, Rows>>;
  /** What the history reads as at each as_of that it holds. */
  readonly versions: Readonly<Record<string, Rows>>;
}

async function read(database: TestDatabase): Promise<State> {
  return {
    live: await readLive(database),
    sealed: {
      through_live: await byAsOf(database, 'through_live'),
      direct: await byAsOf(database, 'direct'),
    },
    training: await byAsOf(database, 'training'),
    versions: (await exists(database, 'versions')) ? await byAsOf(database, VERSIONS) : {},
  };
}

const VERSIONS = `(
  select held.as_of, v.id, v.score
  from asof.histories as held
  join versions as v on v.valid_from <= held.as_of and (v.valid_to is null or v.valid_to > held.as_of)
) as versions`;

async function readLive(database: TestDatabase): Promise<State['live']> {
  if (!(await exists(database, 'scores'))) return { asOf: undefined, rows: {} };
  const held = await query(database.url, 'select id, score from scores');
  const marks = await query(
    database.url,
    "select as_of::text from asof.watermarks where node_id = 'model.shop.scores'",
  );
  return {
    asOf: marks[0]?.['as_of'] === undefined ? undefined : String(marks[0]['as_of']),
    rows: Object.fromEntries(held.map((row) => [String(row['id']), Number(row['score'])])),
  };
}

async function byAsOf(
  database: TestDatabase,
  relation: string,
): Promise<Readonly<Record<string, Rows>>> {
  if (relation !== VERSIONS && !(await exists(database, relation))) return {};
  const found = await query(database.url, `select as_of::text, id, score from ${relation}`);
  const groups: Record<string, Record<string, number>> = {};
  for (const row of found) {
    const at = String(row['as_of']);
    groups[at] = { ...groups[at], [String(row['id'])]: Number(row['score']) };
  }
  return groups;
}

async function exists(database: TestDatabase, relation: string): Promise<boolean> {
  const [row] = await query(database.url, `select to_regclass('${relation}') is not null as found`);
  return row?.['found'] === true;
}

function holds(
  before: State,
  after: State,
  {
    command: given,
    ended,
    known,
  }: { readonly command: Command; readonly ended: string; readonly known: Known },
): void {
  const title = `${JSON.stringify(given)} ended in ${ended}`;
  for (const name of ['through_live', 'direct'] as const) {
    for (const at of AS_OFS) {
      const was = before.sealed[name][at];
      const is = after.sealed[name][at];
      if (was !== undefined && given.type !== 'restate') {
        expect(is, `${title}: ${name} of ${at} was sealed`).toEqual(was);
      } else if (is !== undefined && JSON.stringify(is) !== JSON.stringify(was)) {
        expect(is, `${title}: ${name} of ${at} is what its file said`).toEqual(
          known.loaded.get(at),
        );
      }
    }
  }
  for (const at of AS_OFS) {
    const was = before.versions[at];
    const is = after.versions[at];
    if (was !== undefined) expect(is, `${title}: the history held ${at}`).toBeDefined();
    if (is !== undefined && JSON.stringify(is) !== JSON.stringify(was)) {
      const isAbout = !('asOf' in given) || given.asOf === at || given.type === 'replay';
      expect(isAbout, `${title}: the history of ${at} is not concerned`).toBe(true);
      expect(is, `${title}: the history of ${at} is what its file says`).toEqual(
        known.loaded.get(at),
      );
    }
  }
  if (before.live.asOf !== undefined) {
    expect(after.live.asOf?.localeCompare(before.live.asOf), `${title}: live`).not.toBe(-1);
  }
  const isMoved = JSON.stringify(after.live) !== JSON.stringify(before.live);
  if (isMoved && after.live.asOf !== undefined) {
    expect(after.live.rows, `${title}: live at ${after.live.asOf}`).toEqual(
      known.loaded.get(AS_OFS.find((each) => each === after.live.asOf) ?? '2024-01-31'),
    );
  }
  for (const [at, served] of Object.entries(after.training)) {
    const frozen = after.sealed.through_live[at] ?? {};
    for (const [id, score] of Object.entries(served)) expect(frozen[id], title).toBe(score);
  }
  if (given.type === 'restate' && ended === 'success') {
    expect(after.sealed.through_live[given.asOf], title).toEqual(known.loaded.get(given.asOf));
    expect(after.sealed.direct[given.asOf], title).toEqual(known.loaded.get(given.asOf));
  }
}
