import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Json } from '../../src/core/diagnostics/json.ts';
import type { ExpectationResult } from '../../src/core/expectation/expectation-result.ts';
import type { AskedHistory } from '../../src/core/expectation/history/asked-history.ts';
import { nodeId } from '../../src/core/graph/node-id.ts';
import type { NodeStatus } from '../../src/core/plan/run-result.ts';
import { recordExpectations } from '../../src/journal/expectation-results.ts';
import { type PastQuestion, pastObservations } from '../../src/journal/past-observations.ts';
import { expectationResult } from '../report/results.ts';
import { nodeResult, record, run, useJournal } from './use-journal.ts';

const journal = useJournal();

const RUNS = Array.from({ length: 12 }, (_, index) => `R${String(index + 1).padStart(2, '0')}`);
const NOW = 'R99';

beforeAll(async () => {
  for (const id of [...RUNS, NOW]) await run(journal, id);
});

const AT = '2024-02-01T10:00:00Z';

/** What one run did to the node and observed of it. */
interface Event {
  readonly run: string;
  readonly asOf: string | undefined;
  readonly value: Json;
  readonly status: ExpectationResult['status'];
  /** What became of the node; undefined: it was only tested. */
  readonly node: NodeStatus | undefined;
  readonly kwargs?: Readonly<Record<string, Json>>;
  readonly details?: Json;
  readonly changes?: Partial<ExpectationResult>;
}

async function tell(name: string, events: readonly Event[]): Promise<void> {
  for (const { run: runId, asOf, value, status, node, kwargs, details, changes } of events) {
    const result = expectationResult(name, {
      node: nodeId('model', 'shop', name),
      asOf,
      column: undefined,
      expectation: 'expect_table_row_count_to_be_between',
      kwargs: kwargs ?? {},
      status,
      unexpectedCount: undefined,
      elementCount: undefined,
      missingCount: undefined,
      observedValue: value,
      details,
      ...changes,
    });
    if (node !== undefined) await record(journal, runId, nodeResult(name, asOf, node), { at: AT });
    await journal.use((each) =>
      recordExpectations(each, runId, [result], { checkedAt: AT, isDated: false }),
    );
  }
}

function askedOf(name: string, change: Partial<AskedHistory> = {}): AskedHistory {
  return {
    id: name,
    last: 3,
    same: undefined,
    values: 'published',
    expectation: 'expect_table_row_count_to_be_between',
    kwargs: {},
    ignored: ['min_value', 'max_value', 'history'],
    where: undefined,
    isOfRows: false,
    isGrouped: false,
    ...change,
  };
}

/** The values that come back, as `as_of value`, oldest first. */
async function valuesOf(
  name: string,
  question: Partial<PastQuestion>,
  asked: Partial<AskedHistory> = {},
): Promise<readonly string[]> {
  const whole = {
    nodeId: nodeId('model', 'shop', name),
    runId: NOW,
    asOf: '2024-05-31',
    isBuilt: true,
    isInOrder: false,
    isHeld: false,
    ...question,
  };
  const found = await journal.use((each) => pastObservations(each, whole, [askedOf(name, asked)]));
  return (found.get(name) ?? []).map(({ asOf, whole: { observed } }) =>
    [asOf, JSON.stringify(observed)].filter((each) => each !== undefined).join(' '),
  );
}

const AS_OFS = ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31'] as const;
const WERE_PUBLISHED = [undefined, 'success', 'warn', 'unchanged'];

const event = fc.record({
  asOf: fc.constantFrom(...AS_OFS),
  value: fc.constantFrom<Json>(1, 2.5, '9007199254740993', null, 'NaN', [1]),
  status: fc.constantFrom('pass', 'warn', 'fail', 'error'),
  node: fc.constantFrom(undefined, 'success', 'warn', 'unchanged', 'fail', 'error'),
});

const events = fc
  .array(event, { maxLength: 9 })
  .chain((made) =>
    fc
      .shuffledSubarray([...RUNS, NOW], { minLength: made.length, maxLength: made.length })
      .map((runs) => made.map((each, index): Event => ({ ...each, run: runs[index] ?? NOW }))),
  );

/** What must come back, said another way. */
function expected(told: readonly Event[], asOf: string, last: number, isPassed: boolean) {
  return AS_OFS.filter((each) => each < asOf)
    .flatMap((each) => {
      const found = told
        .filter((one) => one.asOf === each && one.run !== NOW && one.status !== 'error')
        .filter((one) => WERE_PUBLISHED.includes(one.node))
        .at(-1);
      if (found === undefined || (isPassed && found.status !== 'pass')) return [];
      const isNumber = [1, 2.5, '9007199254740993'].some((one) => one === found.value);
      return isNumber ? [`${each} ${JSON.stringify(found.value)}`] : [];
    })
    .slice(-last);
}

let made = 0;

test('the past is the last published value of each earlier as_of, of earlier runs, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(
      events,
      fc.constantFrom(...AS_OFS),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      async (told, asOf, last, isPassed) => {
        made += 1;
        const name = `dated_${made}`;
        await tell(name, told);
        const asked = { last, values: isPassed ? 'passed' : 'published' } as const;
        expect(await valuesOf(name, { asOf }, asked)).toEqual(expected(told, asOf, last, isPassed));
      },
    ),
    { numRuns: 60 },
  );
});

test('testing an as_of, once or often, and testing later ones, changes nothing for it', async () => {
  await fc.assert(
    fc.asyncProperty(events, fc.constantFrom(...AS_OFS), async (told, asOf) => {
      made += 1;
      const name = `tested_${made}`;
      const isPast = (each: Event) => each.asOf !== undefined && each.asOf < asOf;
      await tell(name, told.filter(isPast));
      const before = await valuesOf(name, { asOf });
      await tell(
        name,
        told.filter((each) => !isPast(each)),
      );
      expect(await valuesOf(name, { asOf })).toEqual(before);
    }),
    { numRuns: 40 },
  );
});

test('in which order as_ofs are tested does not matter', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...AS_OFS], { minLength: 2 }),
      fc.shuffledSubarray(RUNS, { minLength: AS_OFS.length, maxLength: AS_OFS.length }),
      async (asOfs, runs) => {
        made += 1;
        const name = `order_${made}`;
        const told = asOfs.map(
          (asOf, index): Event => ({
            run: runs[index] ?? NOW,
            asOf,
            value: AS_OFS.indexOf(asOf),
            status: 'pass',
            node: 'success',
          }),
        );
        await tell(name, told);
        const earlier = asOfs.filter((each) => each < '2024-05-31').toSorted();
        expect(await valuesOf(name, {})).toEqual(
          earlier.slice(-3).map((asOf) => `${asOf} ${AS_OFS.indexOf(asOf)}`),
        );
      },
    ),
    { numRuns: 25 },
  );
});

function passed(runId: string, asOf: string | undefined, value: Json, rest: Partial<Event> = {}) {
  return { run: runId, asOf, value, status: 'pass', node: 'success', ...rest } as const;
}

test('what this run takes over of earlier as_ofs counts where as_ofs go in order', async () => {
  await tell('ordered', [passed(NOW, '2024-01-31', 1), passed(NOW, '2024-05-31', 2)]);
  expect(await valuesOf('ordered', {})).toEqual([]);
  expect(await valuesOf('ordered', { isInOrder: true })).toEqual(['2024-01-31 1']);
});

test('only the same weekday, or the same month of other years', async () => {
  await tell('season', [
    passed('R01', '2023-03-31', 1),
    passed('R02', '2024-03-01', 2),
    passed('R03', '2024-03-25', 3),
    passed('R04', '2024-03-29', 4),
  ]);
  expect(await valuesOf('season', { asOf: '2024-04-05' }, { same: 'weekday', last: 9 })).toEqual([
    '2023-03-31 1',
    '2024-03-01 2',
    '2024-03-29 4',
  ]);
  expect(await valuesOf('season', { asOf: '2025-03-03' }, { same: 'month', last: 9 })).toEqual([
    '2023-03-31 1',
    '2024-03-01 2',
    '2024-03-25 3',
    '2024-03-29 4',
  ]);
  expect(await valuesOf('season', { asOf: '2025-04-03' }, { same: 'month' })).toEqual([]);
});

test('values of another question are no history; other limits are', async () => {
  await tell('question', [
    passed('R01', '2024-01-31', 1, { kwargs: { expression: 'sum(a)', min_value: 3 } }),
    passed('R02', '2024-02-29', 2, { kwargs: { expression: 'sum(b)' } }),
    passed('R03', '2024-03-31', 3, {
      kwargs: { expression: 'sum(a)', history: { last: 1 } },
      details: { history: { where: 'a > 1' } },
    }),
    passed('R04', '2024-04-30', 4, { changes: { expectation: 'another' } }),
  ]);
  const kwargs = { expression: 'sum(a)' };
  expect(await valuesOf('question', {}, { kwargs })).toEqual(['2024-01-31 1']);
  expect(await valuesOf('question', {}, { kwargs, where: 'a > 1' })).toEqual([
    '2024-01-31 1',
    '2024-03-31 3',
  ]);
});

test('shares of rows come with their counts; without rows there is none', async () => {
  const counts = {
    observedValue: undefined,
    unexpectedCount: 2,
    elementCount: 10,
    missingCount: 4,
  };
  await tell('shares', [
    passed('R01', '2024-01-31', null, { changes: counts }),
    passed('R02', '2024-02-29', null, { changes: { ...counts, elementCount: 4 } }),
  ]);
  const question = { nodeId: nodeId('model', 'shop', 'shares'), runId: NOW, asOf: '2024-05-31' };
  const found = await journal.use((each) =>
    pastObservations(each, { ...question, isBuilt: true, isInOrder: false, isHeld: false }, [
      askedOf('shares', { isOfRows: true }),
    ]),
  );
  expect(found).toEqual(
    new Map([
      [
        'shares',
        [
          {
            asOf: '2024-01-31',
            checkedAt: '2024-02-01T10:00:00.000Z',
            whole: { observed: undefined, elementCount: 10, missingCount: 4, unexpectedCount: 2 },
            groups: [],
          },
        ],
      ],
    ]),
  );
});

test('groups come with what was observed of each', async () => {
  const group = {
    status: 'pass',
    elementCount: undefined,
    missingCount: undefined,
    unexpectedCount: undefined,
    unexpectedPercent: undefined,
    details: undefined,
    message: undefined,
  } as const;
  await tell('groups', [
    passed('R01', '2024-01-31', null, {
      changes: {
        groups: [
          { ...group, group: { region: 'EU' }, observedValue: 5 },
          { ...group, group: { region: null }, observedValue: '9007199254740993' },
          { ...group, group: { region: 'US' }, observedValue: undefined, status: 'error' },
        ],
      },
    }),
  ]);
  const question = { nodeId: nodeId('model', 'shop', 'groups'), runId: NOW, asOf: '2024-05-31' };
  const found = await journal.use((each) =>
    pastObservations(each, { ...question, isBuilt: true, isInOrder: false, isHeld: false }, [
      askedOf('groups', { isGrouped: true }),
    ]),
  );
  const shown = (found.get('groups') ?? []).flatMap(({ groups }) =>
    groups.map(({ group: of, observed }) => [of, observed]),
  );
  expect(shown).toEqual([
    [{ region: 'EU' }, 5],
    [{ region: null }, '9007199254740993'],
  ]);
});

test('without as_ofs each build counts once, and not the one that stands while it is tested', async () => {
  const tested = { node: undefined };
  await tell('timeless', [
    passed('R01', undefined, 1, tested),
    passed('R02', undefined, 2),
    passed('R03', undefined, 3, tested),
    passed('R04', undefined, 4),
    passed('R05', undefined, 5, { node: 'fail', status: 'fail' }),
    passed('R06', undefined, 6, { node: 'unchanged' }),
    passed('R07', undefined, 7),
    passed('R08', undefined, 8, tested),
    passed('R09', undefined, 9, tested),
  ]);
  const timeless = { asOf: undefined };
  expect(await valuesOf('timeless', timeless)).toEqual(['3', '6', '9']);
  expect(await valuesOf('timeless', { ...timeless, isHeld: true })).toEqual(['3', '6']);
  expect(await valuesOf('timeless', { ...timeless, isHeld: true }, { last: 1 })).toEqual(['6']);
  // a source is not built: each run counts
  expect(await valuesOf('timeless', { ...timeless, isBuilt: false })).toEqual(['7', '8', '9']);
});

test('many expectations are asked about at once, and none not at all', async () => {
  await tell('one', [passed('R01', '2024-01-31', 1)]);
  const question = {
    nodeId: nodeId('model', 'shop', 'one'),
    runId: NOW,
    asOf: '2024-05-31',
    isBuilt: true,
    isInOrder: false,
    isHeld: false,
  };
  const found = await journal.use((each) =>
    pastObservations(each, question, [askedOf('one'), askedOf('unknown')]),
  );
  expect([...found.keys()]).toEqual(['one']);
  expect(await journal.use((each) => pastObservations(each, question, []))).toEqual(new Map());
});
