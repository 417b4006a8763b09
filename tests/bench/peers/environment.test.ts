import { expect, test } from 'vitest';
import { lastWords } from '../../../bench/peers/environment.ts';

const failed = (stderr: string) => Object.assign(new Error('Command failed'), { stderr });

test('the last words of pip are its last error, not the advice after it', () => {
  const stderr =
    'WARNING: retrying\nERROR: no versions\nERROR: No matching dbt\nhint: upgrade pip\n';
  expect(lastWords(failed(stderr))).toBe('ERROR: No matching dbt');
});

test('the last words of Python are the exception, below its traceback', () => {
  expect(lastWords(failed('Traceback\n  File "run.py"\nKeyError: 1\n\n'))).toBe('KeyError: 1');
});

test('a program that is not there has said nothing, so the error itself is told', () => {
  expect(lastWords(new Error('spawn python3 ENOENT'))).toBe('Error: spawn python3 ENOENT');
});
