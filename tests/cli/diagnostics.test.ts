import { readFileSync } from 'node:fs';
import { describe, expect, type TestContext, test } from 'vitest';
import { CODES } from '../../src/core/diagnostics/codes.ts';
import { type BrokenFixture, brokenFixtures } from '../support/broken-fixtures.ts';
import { runFixture } from './diagnostics/run-fixture.ts';
import { SET_UPS } from './diagnostics/set-ups.ts';

// To write the outputs anew: npx vitest run tests/cli/diagnostics.test.ts -u

const FIXTURES = brokenFixtures();

test('codes, broken fixtures and the entries of the reference page are the same', () => {
  const codes = Object.keys(CODES).sort();
  const page = readFileSync(
    new URL('../../docs/reference/diagnostics.md', import.meta.url),
    'utf8',
  );
  const entries = [...page.matchAll(/^### `([a-z-]+)`$/gm)].map(([, code]) => code);
  expect(FIXTURES.map(({ code }) => code)).toEqual(codes);
  expect(entries.sort()).toEqual(codes);
});

test('every set-up is that of a fixture', () => {
  const codes = FIXTURES.map(({ code }) => code);
  expect(Object.keys(SET_UPS).filter((code) => !codes.includes(code))).toEqual([]);
});

// Those without a set-up touch nothing but a project and a database of their own.
describe.concurrent('a project with the mistake of', () => {
  test.for(FIXTURES.filter(({ code }) => !(code in SET_UPS)))('$code is told so', isToldSo);
});

describe('a project in the situation of', () => {
  test.for(FIXTURES.filter(({ code }) => code in SET_UPS))('$code is told so', isToldSo);
});

async function isToldSo(fixture: BrokenFixture, { expect }: TestContext): Promise<void> {
  const output = await runFixture(fixture, SET_UPS[fixture.code]);
  await expect(output).toMatchFileSnapshot(fixture.outputFile);
  const messages = [...output.matchAll(/^(?:error|warning)\[([a-z-]+)\]: (.*)$/gm)];
  expect(messages.map(([, code]) => code)).toContain(fixture.code);
  for (const [, , message = ''] of messages) {
    expect(message).toMatch(/^(?:[a-z\d"-]|PostgreSQL)/);
    expect(message).not.toMatch(/[.!]$/);
    expect(message.length).toBeLessThanOrEqual(100);
  }
  expect(output).not.toMatch(/^ {4}at /m);
}
