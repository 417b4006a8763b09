import { type PairedColumns, pairColumns } from '../../core/comparison/pair-columns.ts';
import { fail } from '../../core/diagnostics/diagnostic.ts';
import type { Location } from '../../core/diagnostics/source-file.ts';
import { didYouMean } from '../../core/diagnostics/suggest.ts';
import { HISTORY_COLUMNS } from '../../core/materialization/history-columns.ts';
import { asOfColumnOf, isHistory } from '../../core/plan/rows-condition.ts';
import { tableKey } from '../seed/seed-unit.ts';
import { type Side, type SideRequest, sideTitle } from './side.ts';

/** The key that was asked for, if one was. */
export interface KeyRequest {
  readonly columns: readonly string[];
  readonly location: Location | undefined;
}

export interface ChosenColumns extends PairedColumns {
  readonly uncompared: readonly string[];
}

/** By which columns the rows of two sides are matched, and which of the others are compared. */
export function chooseColumns(from: Side, to: Side, given: KeyRequest | undefined): ChosenColumns {
  const key = keyOf(from, to, given);
  for (const side of [from, to]) demandColumns(side, key, given);
  const [left, right] = [addedColumns(from.request), addedColumns(to.request)];
  const unsealed = [...unsealedColumns(from.request), ...unsealedColumns(to.request)];
  const hidden = new Set([...left, ...right, ...unsealed]);
  const paired = pairColumns(from.catalog.columns, to.catalog.columns, { key, hidden });
  // what asof added to both sides is nobody's news; what it added to one is data of the other
  const uncompared = [...hidden].filter(
    (name) =>
      !key.includes(name) &&
      !(left.includes(name) && right.includes(name)) &&
      (unsealed.includes(name) || [from, to].every((side) => hasColumn(side, name))),
  );
  return { ...paired, uncompared };
}

function keyOf(from: Side, to: Side, given: KeyRequest | undefined): readonly string[] {
  const declared = [from, to].map((side) => declaredKey(side.request));
  const primary = [from, to].map(({ request, catalog }) => {
    const asOf = asOfOf(request);
    return catalog.primaryKey.filter((name) => name !== asOf);
  });
  const known = [...declared, ...primary].filter((each) => each.length > 0);
  const shared = known.find((names) =>
    names.every((name) => hasColumn(from, name) && hasColumn(to, name)),
  );
  const found = given?.columns ?? shared ?? known[0];
  if (found === undefined) {
    return fail('diff-key', `"${from.request.name}" has no key by which its rows are known`, {
      location: from.request.location,
      hint: 'name the columns that tell them apart: --key a,b',
    });
  }
  // all as_ofs at once: each row is compared with that of its own as_of
  const asOf = asOfOf(from.request);
  const isOfAll = asOf !== undefined && [from, to].every((side) => isWhole(side.request));
  return isOfAll && !found.includes(asOf) ? [...found, asOf] : found;
}

function hasColumn({ catalog }: Side, name: string): boolean {
  return catalog.columns.some((column) => column.name === name);
}

function isWhole({ node, asOf }: SideRequest): boolean {
  return node?.temporality === 'dated' && asOf === undefined;
}

function declaredKey({ node }: SideRequest): readonly string[] {
  if (node === undefined || node.kind === 'source') return [];
  return node.kind === 'seed' ? tableKey(node) : node.config.uniqueKey;
}

function demandColumns(
  { request, catalog }: Side,
  key: readonly string[],
  given: KeyRequest | undefined,
) {
  const names = catalog.columns.map((column) => column.name);
  const missing = key.find((name) => !names.includes(name));
  if (missing === undefined) return;
  fail('diff-key', `${sideTitle(request)} has no column "${missing}", which is of the key`, {
    location: given?.location ?? request.location,
    hint: didYouMean(missing, names) ?? 'name columns that both sides have: --key a,b',
  });
}

/** What asof added to the rows: no part of what they say. */
function addedColumns(request: SideRequest): readonly string[] {
  const { node } = request;
  if (node !== undefined && isHistory(node)) return HISTORY_COLUMNS;
  const asOf = asOfOf(request);
  const captured = node?.kind === 'seed' ? Object.keys(node.files[0]?.captures ?? {}) : [];
  return [...(asOf === undefined ? [] : [asOf]), ...captured];
}

/** Clocks and the like, which differ by themselves. */
function unsealedColumns({ node }: SideRequest): readonly string[] {
  return node?.kind === 'model' ? node.config.unsealedColumns : [];
}

function asOfOf({ node }: SideRequest): string | undefined {
  return node?.temporality === 'dated' ? asOfColumnOf(node) : undefined;
}
