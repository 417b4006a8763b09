import { fail } from '../core/diagnostics/diagnostic.ts';

/** Every flag of the command line, read and typed; a command looks at those it declares. */
export interface Flags {
  readonly projectDir: string | undefined;
  readonly target: string | undefined;
  readonly vars: readonly string[];
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  readonly fullRefresh: boolean;
  readonly gate: boolean;
  readonly prune: boolean;
  readonly showSchema: boolean;
  readonly failFast: boolean;
  readonly concurrency: number | undefined;
  readonly waitMs: number;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly limit: number;
}

const DEFAULT_WAIT_SECONDS = 60;
const DEFAULT_LIMIT = 10;

/** The one place where what the parser of the command line returns becomes typed. */
export function readFlags(options: Readonly<Record<string, unknown>>): Flags {
  const text = (name: string) => {
    const value = options[name];
    return typeof value === 'string' ? value : undefined;
  };
  const texts = (name: string) => {
    const value = options[name];
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  };
  return {
    projectDir: text('projectDir'),
    target: text('target'),
    vars: texts('vars'),
    json: options['json'] === true,
    quiet: options['quiet'] === true,
    verbose: options['verbose'] === true,
    color: options['color'] !== false,
    select: texts('select'),
    exclude: texts('exclude'),
    fullRefresh: options['fullRefresh'] === true,
    gate: options['gate'] !== false,
    prune: options['prune'] === true,
    showSchema: options['showSchema'] === true,
    failFast: options['failFast'] === true,
    concurrency: wholeNumber('--concurrency', text('concurrency'), 1),
    waitMs: 1000 * (wholeNumber('--wait', text('wait'), 0) ?? DEFAULT_WAIT_SECONDS),
    from: date('--from', text('from')),
    to: date('--to', text('to')),
    limit: wholeNumber('--limit', text('limit'), 1) ?? DEFAULT_LIMIT,
  };
}

function wholeNumber(flag: string, value: string | undefined, least: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(number) && number >= least) return number;
  return fail('usage-argument', `${flag} must be a whole number from ${least}, not "${value}"`);
}

function date(flag: string, value: string | undefined): string | undefined {
  if (value === undefined || isDate(value)) return value;
  return fail('usage-argument', `${flag} must be a date like 2024-01-31, not "${value}"`);
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}
