import type { ModelBuild } from '../../src/core/materialization/model-build.ts';
import {
  type HistoryConfig,
  INCREMENTAL_STRATEGIES,
  MATERIALIZATIONS,
  type Materialized,
  type ModelConfig,
} from '../../src/core/materialization/model-config.ts';
import { replaceTable } from '../../src/core/materialization/replace-table.ts';
import type { Step } from '../../src/core/materialization/step.ts';
import { stepsOf } from '../../src/core/materialization/steps.ts';
import { USED_BY } from '../../src/core/materialization/used-settings.ts';
import type { Column } from '../../src/core/sql/column.ts';
import type { Relation } from '../../src/core/sql/relation.ts';
import { formatRelation } from '../../src/core/sql/relation.ts';
import { modelConfig } from '../support/model-config.ts';
import { code, fence, table } from './markdown.ts';

/** docs/reference/materializations.md: what each becomes, and the SQL that the real builder writes. */
export function materializationsPage(compiledReader: string): string {
  return [
    ...INTRODUCTION,
    ...table(
      ['materialized', 'becomes'],
      MATERIALIZATIONS.map((name) => [`[${code(name)}](#${name})`, ABOUT[name].becomes]),
    ),
    '',
    ...settingsSection(),
    ...MATERIALIZATIONS.flatMap((name) => [
      `## ${name}`,
      '',
      ...ABOUT[name].text,
      '',
      ...examplesOf(name, compiledReader),
    ]),
  ].join('\n');
}

const INTRODUCTION = [
  '# Materializations',
  '',
  'A model is one `select`. Its materialization says what becomes of it in the database. Whatever it is, a',
  'build is one transaction: the rows are made aside, or written in place; the expectations of the model are',
  'its *gate*, checked on exactly these rows; what changes for readers comes last (*publish*: its locks are',
  'tried for 200 ms at a time, so that nobody queues behind them; where a vacuum holds the table, once in ten',
  'seconds until the server ends that, a second by default), and commits together with the journal.',
  'Nothing is ever dropped by `cascade`.',
  '',
];

interface About {
  readonly becomes: string;
  readonly text: readonly string[];
}

const ABOUT = {
  view: {
    becomes: 'a view',
    text: [
      'Replaced in place, so that what depends on it stays. Its select is checked by its expectations before',
      'the view exists. Where its columns change in a way that PostgreSQL cannot replace, it is dropped and',
      'made anew, which an object that depends on it stops.',
    ],
  },
  table: {
    becomes: 'a table, made anew by every build',
    text: [
      'Built beside the live table and put in its place at the end. With a `unique_key`, rows whose key is',
      'NULL or repeated fail the build and are listed. Where something hangs on the live table (a view, a',
      'foreign key, a trigger, a policy, a grant, a comment), the table stays and takes over the rows.',
    ],
  },
  ephemeral: {
    becomes: 'nothing: its select stands in those that refer to it',
    text: [
      'It has no relation of its own, so nothing is built and no expectation can be about it.',
    ],
  },
  incremental: {
    becomes: 'a table that each build adds to',
    text: [
      'The first build, and one with `--full-refresh`, makes the whole table as [table](#table) does. The',
      'others run the select once into a batch and write that: `is_incremental()` is true in them, and `this`',
      'the table. `append` inserts the batch; `delete+insert` first deletes the rows whose key is in the batch;',
      '`upsert` writes only what differs, as [upsert](#upsert) does, and misses no key.',
    ],
  },
  upsert: {
    becomes: 'a live table: one row a key, in which only what differs is written',
    text: [
      'The select runs once into a batch. NULL or repeated keys in it fail the build and are listed. Rows that',
      'are the same are not touched; the result says how many were inserted, updated, unchanged and missing:',
      'keys of the table that the batch no longer has. `on_missing: keep` warns of them, `delete` deletes them,',
      '`flag` writes the as_of into the column `missing_since`, and takes it out when the key is back.',
    ],
  },
  snapshot: {
    becomes: 'rows by key and as_of, sealed for ever',
    text: [
      'A build needs an as_of: it adds the column `as_of` and makes the rows of that date a partition of their',
      'own: built aside, checked, summed, attached. The row count and the checksum are the *seal*. From then',
      'on triggers refuse changes of the partition, and building the as_of again from inputs that give the same',
      'rows says `unchanged`; other rows are refused, with the difference. Columns that may differ between two',
      'builds (clocks, `random()`) go into `unsealed_columns`.',
      '',
      'Constraints hold of the as_ofs that are built from then on, each by itself; what is sealed was sealed without.',
      'Indexes that are added cover all as_ofs from the next one on that is built; a unique one is so within an as_of.',
    ],
  },
  history: {
    becomes: 'the versions of each row: what it said from when to when',
    text: [
      'Slowly changing dimensions of type 2, in place. A row that changed ends its version (`valid_to`) and',
      'begins another (`valid_from`); `valid_to` of the newest is NULL. `strategy: check` compares the values of',
      '`check_cols` (all, if left out), and versions begin at the as_of; `strategy: timestamp` looks at `updated_at`',
      'alone, and versions begin then, though never so early that an as_of which was built would have shown them.',
      'Without an as_of, versions begin at the time of the build. A row that the select no longer has is left as it',
      'is (`hard_deletes: ignore`), ends (`close`), or ends and begins a version that `is_deleted` (`mark`).',
      '',
      'In a model built at an as_of, `ref()` reads the versions valid at its end: the rows that a snapshot would hold.',
      "`as_of='through'` shows the versions that had begun by then, with the ends that were known; `as_of='all'` all",
      'of them. An as_of may come late, or once more with other rows: its versions are put between those of its',
      'neighbours, and no other as_of reads differently for it. `--full-refresh` drops nothing.',
      '',
      'Two versions of a key cannot be valid at once: `(key, valid_from)` and the newest version of a key are unique,',
      'a version ends after it begins, and the keys that a build wrote are checked. `exclude_overlaps: true` has',
      'PostgreSQL check every pair of versions, at several times the cost, for tables that others write to.',
    ],
  },
} as const satisfies Record<Materialized, About>;

const COLUMNS: readonly Column[] = [
  { name: 'order_id', type: 'integer' },
  { name: 'amount', type: 'numeric' },
];

const ORDERS: Relation = { schema: 'public', name: 'orders' };

/** A build of `orders` at an as_of: the first one, unless something stands there already. */
function buildOf(
  config: Partial<ModelConfig>,
  { exists = false, ...others }: { readonly exists?: boolean } & Partial<ModelBuild> = {},
): ModelBuild {
  const settled = modelConfig(config);
  const isSnapshot = settled.materialized === 'snapshot';
  const added = ADDED[settled.materialized] ?? [];
  return {
    relation: ORDERS,
    config: settled,
    select: { sql: 'select order_id, amount\nfrom "raw"."raw_orders"', pieces: [] },
    columns: COLUMNS,
    asOf: '2024-01-31',
    existing: exists
      ? {
          kind: isSnapshot ? 'partitioned_table' : 'table',
          columns: [...COLUMNS, ...added],
          constraintNames: ['orders_pkey'],
          notNullColumns: settled.uniqueKey,
        }
      : undefined,
    onEmpty: 'error',
    referred: { customers: { schema: 'public', name: 'customers' } },
    isFullRefresh: false,
    isPartitionHeld: false,
    guardFunction: '"asof"."refuse_change"',
    runToken: '7f3a',
    place: { before: undefined, after: undefined, isHeld: false, now: '2024-02-01T00:00:00Z' },
    ...others,
  };
}

/** The columns that asof adds. */
const ADDED: Partial<Record<Materialized, readonly Column[]>> = {
  snapshot: [{ name: 'as_of', type: 'date' }],
  history: [
    { name: 'valid_from', type: 'date' },
    { name: 'valid_to', type: 'date' },
  ],
};

const KEYED = { uniqueKey: ['order_id'] } as const;

function examplesOf(name: Materialized, compiledReader: string): readonly string[] {
  switch (name) {
    case 'view':
      return [...example('The build:', buildOf({ materialized: 'view' }))];
    case 'table':
      return [
        ...example('The build, here with `unique_key: order_id`:', tableBuild()),
        'Where something hangs on the live table, the end is this instead:',
        '',
        ...fence('sql', sqlOf(replacement(true))),
        '',
      ];
    case 'ephemeral':
      return [
        'A model that reads an ephemeral one is compiled to:',
        '',
        ...fence('sql', compiledReader),
        '',
      ];
    case 'incremental':
      return INCREMENTAL_STRATEGIES.flatMap((strategy) =>
        example(
          `A later build with \`incremental_strategy: ${strategy}\`${strategy === 'append' ? '' : ' and `unique_key: order_id`'}:`,
          buildOf(
            {
              materialized: 'incremental',
              incrementalStrategy: strategy,
              ...(strategy === 'append' ? {} : KEYED),
            },
            { exists: true },
          ),
        ),
      );
    case 'upsert':
      return [
        ...example('The first build:', buildOf({ materialized: 'upsert', ...KEYED })),
        ...example(
          'A later one, here with `on_missing: delete`:',
          buildOf({ materialized: 'upsert', onMissing: 'delete', ...KEYED }, { exists: true }),
        ),
      ];
    case 'history':
      return [
        ...example('The newest as_of, with `hard_deletes: close`:', historyBuild(undefined)),
        ...example('One that comes late, between two that are there:', historyBuild('2024-02-29')),
      ];
    case 'snapshot':
      return example('The first build:', buildOf({ materialized: 'snapshot', ...KEYED }));
  }
}

function example(title: string, build: ModelBuild): readonly string[] {
  return [title, '', ...fence('sql', stepsOf(build).map(describeStep).join('\n\n')), ''];
}

function historyBuild(after: string | undefined): ModelBuild {
  return buildOf(
    {
      materialized: 'history',
      ...KEYED,
      history: {
        change: { strategy: 'check', columns: 'all' },
        hardDeletes: 'close',
        excludesOverlaps: false,
      },
    },
    {
      exists: true,
      place: { before: '2023-12-31', after, isHeld: false, now: '2024-02-01T00:00:00Z' },
    },
  );
}

function tableBuild(): ModelBuild {
  return buildOf({ materialized: 'table', ...KEYED }, { exists: true });
}

function replacement(hasDependents: boolean): ReturnType<typeof replaceTable> {
  const step = stepsOf(tableBuild()).find((each) => each.type === 'replace-table');
  if (step === undefined) throw new Error('a table is not replaced');
  return replaceTable({
    live: ORDERS,
    aside: step.aside,
    liveColumns: COLUMNS,
    asideColumns: COLUMNS,
    key: step.key,
    hasDependents,
    renamings: step.renamings,
    definitions: step.definitions,
  });
}

function describeStep(step: Step): string {
  switch (step.type) {
    case 'execute':
      return sqlOf([step.statement]);
    case 'count':
      return `-- how many rows met which fate\n${sqlOf([step.statement])}`;
    case 'refuse-keys':
    case 'refuse-times':
    case 'refuse-overlaps':
      return `-- must return no row\n${sqlOf([step.statement])}`;
    case 'add-key':
      return `${sqlOf([step.statement])}\n-- asked only where that finds a NULL or repeated key\n${sqlOf([step.refused])}`;
    case 'check-empty':
      return `-- on_empty: ${step.onEmpty}\n${sqlOf([step.statement])}`;
    case 'quarantine':
      return '-- rows that fail a check with on_fail: quarantine are moved away';
    case 'gate':
      return `-- gate: the expectations, on ${gatedRows(step)}`;
    case 'seal':
      return `-- the seal; sealed already, and the same: nothing is published\n${sqlOf([step.statement])}`;
    case 'publish':
      return `-- publish\n${sqlOf(step.statements)}`;
    case 'replace-table':
      return `-- publish\n${sqlOf(replacement(false))}`;
  }
}

function gatedRows({ subject }: Step & { readonly type: 'gate' }): string {
  if (subject.type === 'select') return 'the rows of the select';
  return subject.type === 'held'
    ? 'the versions valid at the as_of'
    : formatRelation(subject.relation);
}

function sqlOf(statements: readonly { readonly sql: string }[]): string {
  return statements.map(({ sql }) => `${sql};`).join('\n');
}

const HISTORY: HistoryConfig = {
  change: { strategy: 'check', columns: 'all' },
  hardDeletes: 'ignore',
  excludesOverlaps: false,
};

/** Settings that the builder itself looks at, each with a value that is not its default. */
const PROBES: Readonly<Record<string, Partial<ModelConfig>>> = {
  incremental_strategy: { incrementalStrategy: 'upsert' },
  on_schema_change: { onSchemaChange: 'sync_all_columns' },
  on_missing: { onMissing: 'delete' },
  indexes: {
    indexes: [
      { columns: ['amount'], unique: false, type: undefined, include: [], where: undefined },
    ],
  },
  constraints: {
    constraints: [{ type: 'check', name: 'paid', expression: 'amount > 0' }],
  },
  unlogged: { unlogged: true },
  unsealed_columns: { unsealedColumns: ['amount'] },
  guard: { guard: 'none' },
  strategy: historyProbe({ change: { strategy: 'timestamp', updatedAt: 'amount' } }),
  check_cols: historyProbe({ change: { strategy: 'check', columns: ['order_id'] } }),
  hard_deletes: historyProbe({ hardDeletes: 'close' }),
  exclude_overlaps: historyProbe({ excludesOverlaps: true }),
};

function historyProbe(change: Partial<HistoryConfig>): Partial<ModelConfig> {
  return { history: { ...HISTORY, ...change } };
}

function settingsSection(): readonly string[] {
  const rows = Object.entries(USED_BY).map(([setting, users]) => [
    code(setting),
    ...BUILT.map((name) => (users.includes(name) ? 'yes' : '')),
  ]);
  return [
    '## Which settings they use',
    '',
    'Every model has `enabled`, `tags` and `meta`; every one that becomes a relation `unique_key`, `schema`, `alias`,',
    '`pre_hook`, `post_hook`, `grants`, `contract` and `full_refresh`; a view or a table over several as_ofs',
    '`as_of_column`. [The files of a project](project.md#settings-of-a-model) says what each means.',
    '',
    ...table(['setting', ...BUILT.map(code)], rows),
    '',
    'A model that is given a setting it has no use for, in YAML or by `config()`, is warned of. What a folder is given',
    'in project.yml goes to those of its models that use it.',
    '',
  ];
}

/** By setting, the materializations whose builder looks at it. */
export function usedByBuilder(): Readonly<Record<string, readonly Materialized[]>> {
  return {
    on_empty: BUILT.filter(checksEmptiness),
    ...Object.fromEntries(
      Object.entries(PROBES).map(([setting, probe]) => [
        setting,
        BUILT.filter((name) => isUsed(name, probe)),
      ]),
    ),
  };
}

const BUILT = MATERIALIZATIONS.filter((name) => name !== 'ephemeral');

/** Whether the setting changes a step of the first build, or of one whose columns changed. */
function isUsed(name: Exclude<Materialized, 'ephemeral'>, probe: Partial<ModelConfig>): boolean {
  const retyped = COLUMNS.map((column) => ({ ...column, type: 'bigint' }));
  return [{}, { exists: true }, { exists: true, columns: retyped }].some((others) => {
    const config = { materialized: name, ...KEYED, ...historyOf(name) };
    const sql = (each: Partial<ModelConfig>) => JSON.stringify(stepsOf(buildOf(each, others)));
    return sql(config) !== sql({ ...config, ...probe });
  });
}

function historyOf(name: Materialized): Partial<ModelConfig> {
  return name === 'history' ? { history: HISTORY } : {};
}

function checksEmptiness(name: Exclude<Materialized, 'ephemeral'>): boolean {
  const steps = stepsOf(buildOf({ materialized: name, ...KEYED, ...historyOf(name) }));
  return steps.some((step) => step.type === 'check-empty');
}
