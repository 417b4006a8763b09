import type { z } from 'zod';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { entryOf, type LocatedValue, plain, valueAt } from '../diagnostics/located-value.ts';
import { Problems } from '../diagnostics/problems.ts';
import { didYouMean, nearest } from '../diagnostics/suggest.ts';
import { choicesOf, expectedBy, foundAs, listChoices } from './expected-value.ts';
import { fieldsAt } from './schema-fields.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** What is validated, for messages: `a model`, `a column`. */
export interface Subject {
  readonly what: string;
  /** What one of its keys is called; left out: a key. */
  readonly part?: 'setting';
  /** Hints for keys that belong elsewhere, by key. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

/**
 * The value as its definition types it. What does not fit is reported at its own place, and a key
 * with nothing after it counts as left out. undefined when anything was wrong.
 */
export function validate<T>(
  definition: z.ZodType<T>,
  value: LocatedValue,
  subject: Subject,
  problems: Problems,
): T | undefined {
  const first = definition.safeParse(plain(value));
  if (first.success) return first.data;
  const repaired = repair(value, flatten(first.error.issues, value, []));
  const second = repaired === value ? first : definition.safeParse(plain(repaired));
  if (second.success) return second.data;
  const issues = flatten(second.error.issues, repaired, []);
  const found = new Problems();
  for (const issue of issues) {
    if (!isMisspelt(issue, issues, repaired)) report(issue, definition, repaired, subject, found);
  }
  for (const each of found.all.toSorted(byPlace)) problems.add(each);
  return undefined;
}

function byPlace({ location: a }: Diagnostic, { location: b }: Diagnostic): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}

/** An issue with its path from the top, out of the unions that it stood in. */
interface FlatIssue {
  readonly issue: Issue;
  readonly path: Path;
  /** For a union none of whose kinds fits: what each of them expects. */
  readonly expected: readonly string[];
}

/** The kind of the value decides which option of a union was meant: its issues are the union's. */
function flatten(issues: readonly Issue[], value: LocatedValue, above: Path): FlatIssue[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path.map(stepOf)];
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) {
      return [{ issue, path, expected: [expectedBy(issue)] }];
    }
    const options = issue.errors.map((each) => flatten(each, value, path));
    const meant = options.filter((each) => !each.some((inner) => isOther(inner, path.length)));
    if (meant[0] !== undefined) return meant[0];
    return [
      { issue, path, expected: options.flatMap((each) => each.flatMap((one) => one.expected)) },
    ];
  });
}

/** Whether the issue says that the value itself is of another kind or another discriminant. */
function isOther({ issue, path }: FlatIssue, depth: number): boolean {
  return (
    path.length === depth && ['invalid_type', 'invalid_value', 'invalid_union'].includes(issue.code)
  );
}

function stepOf(step: PropertyKey): string | number {
  return typeof step === 'symbol' ? String(step) : step;
}

/**
 * A key with nothing after it is left out; a text that a template wrote is taken for the number or
 * the truth value that is expected there.
 */
function repair(value: LocatedValue, issues: readonly FlatIssue[]): LocatedValue {
  return issues.reduce(
    (at, { issue, path }) => replaceAt(at, path, (found) => mend(found, issue)),
    value,
  );
}

function mend(found: LocatedValue, issue: Issue): LocatedValue | undefined {
  if (found.type !== 'scalar') return found;
  if (found.value === null) return found.isRendered ? found : undefined;
  if (!found.isRendered || issue.code !== 'invalid_type') return found;
  const text = found.text.trim();
  if (issue.expected === 'boolean' && /^(?:true|false)$/i.test(text)) {
    return { ...found, value: text.toLowerCase() === 'true' };
  }
  if (/^(?:number|int)$/.test(issue.expected) && /^-?\d+(?:\.\d+)?$/.test(text)) {
    return { ...found, value: Number(text) };
  }
  return found;
}

function replaceAt(
  value: LocatedValue,
  path: Path,
  change: (found: LocatedValue) => LocatedValue | undefined,
): LocatedValue {
  const [step, ...rest] = path;
  if (step === undefined) return change(value) ?? value;
  const replaceIn = (child: LocatedValue): LocatedValue | undefined =>
    rest.length === 0 ? change(child) : replaceAt(child, rest, change);
  if (value.type === 'list') {
    const items = value.items.map((item, at) => (at === step ? (replaceIn(item) ?? item) : item));
    return { ...value, items };
  }
  if (value.type !== 'map') return value;
  const entries = value.entries.flatMap((entry) => {
    if (entry.key !== String(step)) return [entry];
    const changed = replaceIn(entry.value);
    return changed === undefined ? [] : [{ ...entry, value: changed }];
  });
  return { ...value, entries };
}

function report(
  flat: FlatIssue,
  definition: z.ZodType,
  top: LocatedValue,
  subject: Subject,
  problems: Problems,
): void {
  const { issue, path } = flat;
  const at = valueAt(top, path);
  // a template that could not be rendered was reported for that
  if (at.type === 'scalar' && at.value === null && at.isRendered) return;
  if (issue.code === 'unrecognized_keys') {
    const owner = nameOf(path, subject);
    const part = path.length === 0 ? (subject.part ?? 'key') : 'key';
    const known = fieldsAt(definition, path, plain(at));
    for (const key of issue.keys) {
      problems.error('config-unknown-key', `"${key}" is not a ${part} of ${owner}`, {
        location: entryOf(at, key)?.keyLocation ?? at.location,
        hint: subject.elsewhere?.[key] ?? didYouMean(key, known),
      });
    }
    return;
  }
  if (isMissing(top, path)) {
    const owner = nameOf(path.slice(0, -1), subject);
    const key = String(path.at(-1));
    problems.error('config-missing-key', `${owner} needs "${key}"`, {
      location: at.location,
      hint: `add ${key}: …`,
    });
    return;
  }
  const expected = [...new Set(flat.expected)].filter((each) => each !== 'nothing');
  const choices = choicesOf(issue);
  problems.error(
    'config-value',
    `${nameOf(path, subject)} must be ${listChoices(expected)}, not ${foundAs(at)}`,
    {
      location: at.location,
      hint: at.type === 'scalar' ? hintFor(at, expected, choices) : undefined,
    },
  );
}

/** Whether a missing key is there, but misspelt: that it is unknown says enough. */
function isMisspelt({ path }: FlatIssue, issues: readonly FlatIssue[], top: LocatedValue): boolean {
  if (!isMissing(top, path)) return false;
  const place = path.slice(0, -1).join('/');
  return issues.some(
    (other) =>
      other.issue.code === 'unrecognized_keys' &&
      other.path.join('/') === place &&
      other.issue.keys.some((key) => nearest(key, [String(path.at(-1))]) !== undefined),
  );
}

function hintFor(
  { value, text }: LocatedValue & { readonly type: 'scalar' },
  expected: readonly string[],
  choices: readonly string[],
): string | undefined {
  if (typeof value !== 'string' && text !== '' && expected.includes('text')) {
    return `quote it: "${text}"`;
  }
  const near = nearest(text, choices);
  return near === undefined ? undefined : `did you mean "${near}"?`;
}

function isMissing(top: LocatedValue, path: Path): boolean {
  const last = path.at(-1);
  if (typeof last !== 'string') return false;
  const parent = valueAt(top, path.slice(0, -1));
  return parent.type === 'map' && entryOf(parent, last) === undefined;
}

/** `"unique_key"`, `an item of "tags"`. */
function nameOf(path: Path, subject: Subject): string {
  const last = path.at(-1);
  if (last === undefined) return subject.what;
  if (typeof last === 'string') return `"${last}"`;
  const list = path.findLast((step) => typeof step === 'string');
  return list === undefined ? `an item of ${subject.what}` : `an item of "${list}"`;
}
