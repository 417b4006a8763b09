import { fail } from '../core/diagnostics/diagnostic.ts';
import type { Location } from '../core/diagnostics/source-file.ts';
import { DATE_UNITS, type DateUnit } from '../core/time/add-to-date.ts';

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
  readonly restate: boolean;
  readonly reason: string | undefined;
  readonly showSchema: boolean;
  readonly plan: boolean;
  readonly failFast: boolean;
  readonly concurrency: number | undefined;
  readonly waitMs: number;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly every: DateUnit | undefined;
  /** undefined: what the command shows by itself. */
  readonly limit: number | undefined;
  readonly out: string | undefined;
  readonly force: boolean;
  /** Of `--as-of`, in order. */
  readonly asOfs: readonly string[];
  /** The other relation and the other target of a comparison, and the columns of its key. */
  readonly with: string | undefined;
  readonly withTarget: string | undefined;
  readonly key: string | undefined;
  readonly failOnChange: boolean;
  /** The file that what came of a run is written to as JUnit XML. */
  readonly junit: string | undefined;
  readonly annotate: boolean;
  /** Files of suites of Great Expectations, and what they are about. */
  readonly fromGx: readonly string[];
  readonly model: string | undefined;
}

const DEFAULT_WAIT_SECONDS = 60;

/** Where the value of an option stands on the command line. */
export type LocateValue = (option: string, value: string) => Location | undefined;

/** The one place where what the parser of the command line returns becomes typed. */
export function readFlags(options: Readonly<Record<string, unknown>>, locate: LocateValue): Flags {
  const text = (name: string) => {
    const value = options[name];
    return typeof value === 'string' ? value : undefined;
  };
  const texts = (name: string) => {
    const value = options[name];
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  };
  const wholeNumber = (flag: string, name: string, least: number) => {
    const value = text(name);
    if (value === undefined) return undefined;
    if (isWholeNumber(value, least)) return Number(value);
    return fail('usage-argument', `${flag} must be a whole number from ${least}, not "${value}"`, {
      location: locate(flag, value),
    });
  };
  const date = (flag: string, name: string) => {
    const value = text(name);
    if (value === undefined || isDate(value)) return value;
    return fail('usage-argument', `${flag} must be a date like 2024-01-31, not "${value}"`, {
      location: locate(flag, value),
    });
  };
  const unit = (flag: string, name: string) => {
    const value = text(name);
    const known = DATE_UNITS.find((each) => each === value);
    if (value === undefined || known !== undefined) return known;
    return fail('usage-argument', `${flag} must be ${DATE_UNITS.join(', ')}, not "${value}"`, {
      location: locate(flag, value),
    });
  };
  const dates = (flag: string, name: string) => {
    const given = texts(name).flatMap((value) => value.split(','));
    for (const value of given) {
      if (isDate(value)) continue;
      fail('usage-argument', `${flag} must be dates like 2024-01-31, not "${value}"`, {
        location: locate(flag, texts(name).find((each) => each.includes(value)) ?? value),
      });
    }
    return [...new Set(given)].sort();
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
    restate: options['restate'] === true,
    reason: text('reason'),
    showSchema: options['showSchema'] === true,
    plan: options['plan'] === true,
    failFast: options['failFast'] === true,
    concurrency: wholeNumber('--concurrency', 'concurrency', 1),
    waitMs: 1000 * (wholeNumber('--wait', 'wait', 0) ?? DEFAULT_WAIT_SECONDS),
    from: date('--from', 'from'),
    to: date('--to', 'to'),
    every: unit('--every', 'every'),
    out: text('out'),
    force: options['force'] === true,
    asOfs: dates('--as-of', 'asOf'),
    limit: wholeNumber('--limit', 'limit', 1),
    with: text('with'),
    withTarget: text('withTarget'),
    key: text('key'),
    failOnChange: options['failOnChange'] === true,
    junit: text('junit'),
    annotate: options['annotate'] === true,
    fromGx: texts('fromGx'),
    model: text('model'),
  };
}

function isWholeNumber(text: string, least: number): boolean {
  const number = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}
