import { expect, test } from 'vitest';
import {
  decideRequeue,
  type RequeueDecision,
  type RequeueQuestion,
} from '../../../src/core/time/decide-requeue.ts';

const JAN = '2024-01-31';
const FEB = '2024-02-29';
const NOTHING = { watermark: undefined, seal: undefined };

function decided(given: Partial<RequeueQuestion>): RequeueDecision {
  return decideRequeue({
    asOf: FEB,
    state: NOTHING,
    isRelationInForce: true,
    isSnapshot: false,
    history: undefined,
    strayInputs: [],
    isRestating: false,
    ...given,
  });
}

function standingAt(asOf: string | undefined) {
  return { ...NOTHING, watermark: { asOf, version: 'c.g', relationOid: 1 } };
}

function sealed(status: 'sealed' | 'unsealed' | 'retired') {
  return {
    ...NOTHING,
    seal: { asOf: FEB, rowCount: 1, checksum: '1', version: 'c.g', status },
  };
}

test('a live table takes rows of the as_of at which it stands, and of no other', () => {
  expect(decided({ state: standingAt(FEB) })).toEqual({ type: 'requeue', isSealed: false });
  expect(decided({ state: standingAt(FEB), asOf: JAN })).toEqual({ type: 'superseded', by: FEB });
  expect(decided({ state: standingAt(JAN) })).toEqual({ type: 'refused', because: 'not-held' });
  expect(decided({})).toEqual({ type: 'refused', because: 'not-held' });
});

test('what knows no as_of takes rows of none', () => {
  const state = standingAt(undefined);
  expect(decided({ asOf: undefined, state })).toEqual({ type: 'requeue', isSealed: false });
  expect(decided({ state })).toEqual({ type: 'refused', because: 'not-held' });
});

test('a table that is not the one journalled takes none', () => {
  expect(decided({ state: standingAt(FEB), isRelationInForce: false })).toEqual({
    type: 'refused',
    because: 'not-held',
  });
});

test('a history takes rows of its newest as_of', () => {
  expect(decided({ history: { isHeld: true, after: undefined } })).toEqual({
    type: 'requeue',
    isSealed: false,
  });
  expect(decided({ asOf: JAN, history: { isHeld: true, after: FEB } })).toEqual({
    type: 'superseded',
    by: FEB,
  });
  expect(decided({ history: { isHeld: false, after: undefined } })).toEqual({
    type: 'refused',
    because: 'not-held',
  });
});

test('what is sealed gives way only where it is restated', () => {
  const snapshot = { isSnapshot: true, state: sealed('sealed') };
  expect(decided(snapshot)).toEqual({ type: 'requeue', isSealed: true });
  expect(decided({ ...snapshot, isRestating: true })).toEqual({ type: 'requeue', isSealed: false });
  expect(decided({ isSnapshot: true, state: sealed('unsealed') })).toEqual({
    type: 'requeue',
    isSealed: false,
  });
  expect(decided({ isSnapshot: true, state: sealed('retired'), isRestating: true })).toEqual({
    type: 'refused',
    because: 'retired',
  });
  expect(decided({ isSnapshot: true })).toEqual({ type: 'refused', because: 'not-held' });
});

test('rows are not checked against inputs of another time', () => {
  const strayInputs = [{ name: 'users', asOf: JAN }];
  expect(decided({ state: standingAt(FEB), strayInputs })).toEqual({
    type: 'refused',
    because: 'stray-inputs',
  });
});
