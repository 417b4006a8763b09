import { parseArgs } from 'node:util';
import { didYouMean } from '../src/core/diagnostics/suggest.ts';
import type { Row, Sizes } from './rows/row.ts';

export interface Arguments {
  readonly rows: readonly Row[];
  readonly sizes: Sizes;
  readonly isJson: boolean;
}

const COUNTS = {
  rows: '1000000',
  users: '70430',
  models: '1000',
  'scan-rows': '1000000',
  rounds: '5',
} as const;

const OPTIONS = {
  rows: { type: 'string', default: COUNTS.rows },
  users: { type: 'string', default: COUNTS.users },
  models: { type: 'string', default: COUNTS.models },
  'scan-rows': { type: 'string', default: COUNTS['scan-rows'] },
  rounds: { type: 'string', default: COUNTS.rounds },
  large: { type: 'boolean', default: false },
  peers: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** What was typed cannot be measured; the message is for the one who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What can be typed: the options, and the rows by their names. */
export function formatUsage(all: readonly Row[]): string {
  const width = Math.max(...all.map(({ name }) => name.length));
  const options = Object.entries(OPTIONS).map(([name, { type }]) =>
    type === 'boolean' ? `[--${name}]` : `[--${name} N]`,
  );
  return [
    `usage: npm run bench -- [NAME…] ${options.join(' ')}`,
    '',
    ...all.map(({ name, title, isOptional }) => {
      const asked = isOptional === true ? ' (only where it is named)' : '';
      return `  ${name.padEnd(width)}  ${title}${asked}`;
    }),
    '',
  ].join('\n');
}

/** Which rows to measure, and how large; throws a UsageError. */
export function parseArguments(words: readonly string[], all: readonly Row[]): Arguments {
  const { values, positionals } = parsed(words);
  const usual = all.filter((row) => row.isOptional !== true);
  const chosen = positionals.length === 0 ? usual : positionals.map((name) => named(name, all));
  const peers = values.peers ? [named('peers', all)] : [];
  return {
    rows: [...new Set([...chosen, ...peers])],
    sizes: {
      rows: count('rows', values.rows),
      users: count('users', values.users),
      models: count('models', values.models),
      scanRows: count('scan-rows', values['scan-rows']),
      rounds: count('rounds', values.rounds),
      isLarge: values.large,
    },
    isJson: values.json,
  };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [sentence = error.message] = error.message.split('. ');
    throw new UsageError(sentence.replace(/^[A-Z]/, (letter) => letter.toLowerCase()));
  }
}

function named(name: string, all: readonly Row[]): Row {
  const found = all.find((row) => row.name === name);
  if (found !== undefined) return found;
  const hint = didYouMean(
    name,
    all.map((row) => row.name),
  );
  throw new UsageError(`there is no row "${name}"${hint === undefined ? '' : `; ${hint}`}`);
}

function count(flag: string, text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new UsageError(`--${flag} must be a whole number above 0, not "${text}"`);
}
