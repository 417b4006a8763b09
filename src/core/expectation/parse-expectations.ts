import { entryOf, type LocatedEntry, type LocatedValue } from '../diagnostics/located-value.ts';
import type { Problems } from '../diagnostics/problems.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type {
  DeclaredCheck,
  ExpectationDeclaration,
  NodeName,
} from './declaration/expectation-declaration.ts';
import { describeValue } from './declaration/parse-argument.ts';
import { parseChecks } from './declaration/parse-check.ts';
import { parseRows } from './declaration/parse-rows.ts';
import type { Terms } from './declaration/terms.ts';

const NODE_KINDS = ['model', 'seed', 'source'] as const;
const TABLE = { place: 'table', column: undefined, spelling: 'asof' } as const;
const PARTS = ['table', 'columns', 'rows'] as const;

/** One item of a file's `expectations:`: which nodes it is about, and what must hold of each. */
export function parseExpectationBlock(
  block: LocatedValue,
  terms: Terms,
  problems: Problems,
): readonly ExpectationDeclaration[] {
  if (block.type !== 'map') {
    const message = `an expectation must be a map with "model", "seed" or "source", not ${describeValue(block)}`;
    problems.error('config-value', message, { location: block.location });
    return [];
  }
  const nodes = parseNodes(block, problems);
  const declared = parseParts(block, [...NODE_KINDS, ...PARTS], terms, problems);
  return nodes.flatMap((about) =>
    declared.map((check) => ({ ...check, about, isShared: nodes.length > 1 })),
  );
}

/** `expectations:` under a model, seed or source: a list of table checks, or a map of the parts. */
export function parseNodeExpectations(
  value: LocatedValue,
  about: NodeName,
  terms: Terms,
  problems: Problems,
): readonly ExpectationDeclaration[] {
  const isParts = PARTS.some((part) => entryOf(value, part) !== undefined);
  const declared = isParts
    ? parseParts(value, PARTS, terms, problems)
    : parseChecks(value, { ...TABLE, ...terms }, problems);
  return ofNode(declared, about);
}

/** `expectations:` under a column. */
export function parseColumnExpectations(
  value: LocatedValue,
  about: NodeName,
  column: string,
  terms: Terms,
  problems: Problems,
): readonly ExpectationDeclaration[] {
  return ofNode(
    parseChecks(value, { place: 'columns', column, spelling: 'asof', ...terms }, problems),
    about,
  );
}

/** dbt's `data_tests:` (or `tests:`), under a column where one is given, else under the node. */
export function parseDataTests(
  value: LocatedValue,
  about: NodeName,
  column: string | undefined,
  terms: Terms,
  problems: Problems,
): readonly ExpectationDeclaration[] {
  const place = column === undefined ? 'table' : 'columns';
  return ofNode(parseChecks(value, { place, column, spelling: 'dbt', ...terms }, problems), about);
}

function ofNode(
  declared: readonly DeclaredCheck[],
  about: NodeName,
): readonly ExpectationDeclaration[] {
  return declared.map((check) => ({ ...check, about, isShared: false }));
}

/** One of `model`, `seed` and `source`: a name or a list of names. */
function parseNodes(block: LocatedValue, problems: Problems): readonly NodeName[] {
  const given = NODE_KINDS.flatMap((kind) => {
    const entry = entryOf(block, kind);
    return entry === undefined ? [] : [{ kind, entry }];
  });
  const [first, second] = given;
  if (first === undefined) {
    problems.error('config-missing-key', 'an expectation must name a "model", "seed" or "source"', {
      location: block.location,
    });
    return [];
  }
  if (second !== undefined) {
    problems.error(
      'config-value',
      `an expectation is about a ${first.kind} or a ${second.kind}, not both`,
      { location: second.entry.keyLocation, hint: 'make two items of it' },
    );
  }
  const { kind, entry } = first;
  const values = entry.value.type === 'list' ? entry.value.items : [entry.value];
  return values.flatMap((value) => {
    if (value.type === 'scalar' && typeof value.value === 'string') {
      return [{ kind, name: value.value, location: value.location }];
    }
    const message = `"${kind}" must be a name or a list of names, not ${describeValue(value)}`;
    problems.error('config-value', message, { location: value.location });
    return [];
  });
}

function parseParts(
  block: LocatedValue,
  allowed: readonly string[],
  terms: Terms,
  problems: Problems,
): readonly DeclaredCheck[] {
  if (block.type !== 'map') return [];
  return block.entries.flatMap((entry) => {
    switch (entry.key) {
      case 'table':
        return parseChecks(entry.value, { ...TABLE, ...terms }, problems);
      case 'columns':
        return parseColumns(entry, terms, problems);
      case 'rows':
        return parseRows(entry.value, terms, problems);
      default:
        if (!allowed.includes(entry.key)) reportUnknownKey(entry, allowed, problems);
        return [];
    }
  });
}

function parseColumns(
  { value }: LocatedEntry,
  terms: Terms,
  problems: Problems,
): readonly DeclaredCheck[] {
  if (value.type !== 'map') {
    const message = `"columns" must be a map of column names to checks, not ${describeValue(value)}`;
    problems.error('config-value', message, { location: value.location });
    return [];
  }
  return value.entries.flatMap((entry) =>
    parseChecks(
      entry.value,
      { place: 'columns', column: entry.key, spelling: 'asof', ...terms },
      problems,
    ),
  );
}

function reportUnknownKey(
  entry: LocatedEntry,
  allowed: readonly string[],
  problems: Problems,
): void {
  problems.error('config-unknown-key', `an expectation has no key "${entry.key}"`, {
    location: entry.keyLocation,
    hint: didYouMean(entry.key, allowed),
  });
}
