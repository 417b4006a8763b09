import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { generateMonth, HEADERS, TABLES } from './tables.ts';

export interface WriteOptions {
  readonly directory: string;
  readonly users: number;
  /** How many months, from January 2024 on. */
  readonly months: number;
  readonly seed?: number;
}

export interface WrittenMonth {
  readonly asOf: string;
  /** The name of the month's folder, e.g. month_000. */
  readonly folder: string;
}

/** Writes the months' CSV files below a directory; memory does not grow with the number of users. */
export function writeMonths({ directory, months, ...options }: WriteOptions): WrittenMonth[] {
  return Array.from({ length: months }, (_, month) => {
    const folder = monthFolder(month);
    mkdirSync(join(directory, folder), { recursive: true });
    writeMonth(join(directory, folder), { month, ...options });
    return { folder, asOf: asOfOf(month) };
  });
}

export function monthFolder(month: number): string {
  return `month_${String(month).padStart(3, '0')}`;
}

/** The last day of the month: 0 is 2024-01-31, 1 is 2024-02-29. */
export function asOfOf(month: number): string {
  return new Date(Date.UTC(2024, month + 1, 0)).toISOString().slice(0, 10);
}

const CHUNK = 1 << 16;

function writeMonth(directory: string, options: Parameters<typeof generateMonth>[0]): void {
  const files = TABLES.map((table) => ({
    table,
    descriptor: openSync(join(directory, `${table}.csv`), 'w'),
    text: `${HEADERS[table]}\n`,
  }));
  try {
    for (const lines of generateMonth(options)) {
      for (const file of files) {
        file.text += `${lines[file.table]}\n`;
        if (file.text.length < CHUNK) continue;
        writeAll(file.descriptor, file.text);
        file.text = '';
      }
    }
    for (const file of files) writeAll(file.descriptor, file.text);
  } finally {
    for (const { descriptor } of files) closeSync(descriptor);
  }
}

/** A write may take less than it was given, so it is repeated until all is written. */
function writeAll(descriptor: number, text: string): void {
  let rest = Buffer.from(text, 'latin1');
  while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
}
