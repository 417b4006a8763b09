import { expect, test } from 'vitest';
import { type Decision, decide, type Question } from '../../../src/core/time/decide.ts';
import { formatVersion } from '../../../src/core/time/version.ts';

const JAN = '2024-01-31';
const FEB = '2024-02-29';
const MAR = '2024-03-31';
const version = { content: 'c1', gates: 'g1' };
const same = formatVersion(version);
const NEVER = { watermark: undefined, versionAt: undefined, previous: undefined, seal: undefined };

function decided(given: Partial<Question>): Decision {
  return decide({
    asOf: FEB,
    version,
    state: NEVER,
    isRelationInForce: true,
    strayInputs: [],
    heldAsOfs: [JAN, FEB, MAR],
    isSnapshot: false,
    history: undefined,
    isForced: false,
    isRestating: false,
    ...given,
  });
}

function standingAt(asOf: string, held = same, versionAt = held) {
  return { ...NEVER, watermark: { asOf, version: held, relationOid: 1 }, versionAt };
}

test('what was never built is built', () => {
  expect(decided({})).toEqual({ type: 'build' });
});

test('the same version at the same as_of is unchanged, another is built', () => {
  expect(decided({ state: standingAt(FEB) })).toEqual({ type: 'unchanged' });
  expect(decided({ state: standingAt(FEB, 'other.g1') })).toEqual({ type: 'build' });
});

test('expectations that changed are checked again on the rows that are there', () => {
  expect(decided({ state: standingAt(FEB, 'c1.other') })).toEqual({ type: 'recheck' });
});

test('a relation that is not the one journalled is built', () => {
  expect(decided({ state: standingAt(FEB), isRelationInForce: false })).toEqual({ type: 'build' });
});

test('what has no version is never skipped', () => {
  expect(decided({ state: standingAt(FEB), version: undefined })).toEqual({ type: 'build' });
});

test('an earlier as_of writes nothing: unchanged when it was applied so, else superseded', () => {
  expect(decided({ state: standingAt(MAR, 'later.g1', same) })).toEqual({ type: 'unchanged' });
  expect(decided({ state: standingAt(MAR, 'later.g1', 'other.g1') })).toEqual({
    type: 'superseded',
    watermark: MAR,
  });
});

test('an as_of that the inputs hold is not jumped over', () => {
  expect(decided({ asOf: MAR, state: standingAt(JAN) })).toEqual({
    type: 'refused',
    because: 'gap',
    held: FEB,
    watermark: JAN,
  });
  expect(decided({ asOf: MAR, state: standingAt(JAN), heldAsOfs: [JAN, MAR] })).toEqual({
    type: 'build',
  });
});

test('an input that stands elsewhere refuses the build, whatever the version', () => {
  const strayInputs = [{ name: 'users', asOf: MAR }];
  expect(decided({ strayInputs })).toEqual({ type: 'refused', because: 'stray-inputs' });
});

test('a sealed snapshot of the same version is unchanged although its inputs have moved on', () => {
  const seal = { asOf: FEB, rowCount: 1, checksum: '1', version: same, status: 'sealed' } as const;
  const strayInputs = [{ name: 'users', asOf: MAR }];
  const snapshot = { isSnapshot: true, strayInputs };
  expect(decided({ ...snapshot, state: { ...NEVER, seal } })).toEqual({ type: 'unchanged' });
  expect(decided({ ...snapshot, state: { ...NEVER, seal: { ...seal, version: 'x.g1' } } })).toEqual(
    {
      type: 'refused',
      because: 'stray-inputs',
    },
  );
  expect(
    decided({ isSnapshot: true, state: { ...NEVER, seal: { ...seal, status: 'unsealed' } } }),
  ).toEqual({ type: 'build' });
});

test('a snapshot whose rows were let go is not taken again unasked', () => {
  const seal = { asOf: FEB, rowCount: 1, checksum: '1', version: same, status: 'retired' } as const;
  const state = { ...NEVER, seal };
  const question = { isSnapshot: true, isRelationInForce: false, state };
  expect(decided(question)).toEqual({ type: 'refused', because: 'retired' });
  expect(decided({ ...question, isRestating: true })).toEqual({ type: 'build' });
});
