import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { createRandom } from '../streamflow/random.ts';

/** Eight columns of eight types; numbers with every digit, text with quotes and commas. */
export const MIXED_COLUMNS = {
  id: 'bigint',
  name: 'text',
  born: 'date',
  seen_at: 'timestamptz',
  amount: 'numeric',
  is_active: 'boolean',
  token: 'uuid',
  visits: 'integer',
} as const;

const SEED = 20240131;
const NEVER = Number.POSITIVE_INFINITY;
const WORDS = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'heron'] as const;
const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(1950, 0, 1);
const FIRST_SECOND_MS = Date.UTC(2024, 0, 1);

/** Lines without their ends, the same for ever for the same count. */
export function* mixedLines(): Generator<string> {
  const random = createRandom(SEED, 'mixed rows');
  const hex = (digits: number) =>
    random
      .below(16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  for (let id = 1; ; id += 1) {
    const word = () => WORDS[random.below(WORDS.length)] ?? '';
    const name = random.chance(0.02)
      ? `"${word()}, ${word()} ""the ${word()}"""`
      : `${word()} ${word()}`;
    const born = new Date(FIRST_DAY_MS + random.below(27_000) * DAY_MS).toISOString().slice(0, 10);
    const seenAt = new Date(FIRST_SECOND_MS + random.below(31_000_000) * 1000).toISOString();
    const token = `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
    const amount = random.chance(0.05) ? '' : (random.below(100_000_000) / 100).toFixed(2);
    yield [
      9_000_000_000 + id,
      name,
      born,
      seenAt,
      amount,
      random.chance(0.5),
      token,
      random.below(100_000),
    ].join(',');
  }
}

export type MixedLimit = { readonly rows: number } | { readonly bytes: number };

export interface MixedOptions {
  /** One row of so many has a cell that is not of its type; left out: none. */
  readonly damageEvery?: number;
  /** One row of so many is there twice; left out: none. */
  readonly repeatEvery?: number;
}

/** Writes a CSV file of so many rows, or of about so many bytes; memory does not grow with either. */
export function writeMixedRows(
  path: string,
  limit: MixedLimit,
  { damageEvery = NEVER, repeatEvery = NEVER }: MixedOptions = {},
): void {
  const descriptor = openSync(path, 'w');
  let text = `${Object.keys(MIXED_COLUMNS).join(',')}\n`;
  let rows = 0;
  let bytes = 0;
  const flush = (): void => {
    let rest = Buffer.from(text, 'latin1');
    bytes += rest.length;
    // a write may take less than it was given
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
    text = '';
  };
  try {
    for (const line of mixedLines()) {
      if ('rows' in limit ? rows >= limit.rows : bytes >= limit.bytes) break;
      rows += 1;
      text += rows % damageEvery === 0 ? `${line}x\n` : `${line}\n`;
      if (rows % repeatEvery === 0) text += `${line}\n`;
      if (text.length > 1 << 16) flush();
    }
    flush();
    // what is measured first would share the disk with it
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The columns as a table definition or a YAML map lists them. */
export function mixedColumns(render: (name: string, type: string) => string): readonly string[] {
  return Object.entries(MIXED_COLUMNS).map(([name, type]) => render(name, type));
}
