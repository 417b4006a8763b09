import type { Expectation } from '../../core/expectation/expectation.ts';
import type { SeedNode } from '../../core/manifest/node.ts';
import { quarantineHash } from '../../core/plan/node-version.ts';
import { hashOf } from '../../core/time/version.ts';

/** Changes when the same files would be loaded in another way, or into other columns. */
export function settingsHash(
  node: SeedNode,
  { expectationsOf }: { readonly expectationsOf: ReadonlyMap<string, readonly Expectation[]> },
): string {
  const expectations = expectationsOf.get(node.id) ?? NO_EXPECTATIONS;
  const before = KNOWN.get(node);
  if (before?.expectations === expectations) return before.hash;
  const hash = hashOfSettings(node, expectations);
  KNOWN.set(node, { expectations, hash });
  return hash;
}

const NO_EXPECTATIONS: readonly Expectation[] = [];

/** All as_ofs of a seed ask, and more than once. */
const KNOWN = new WeakMap<
  SeedNode,
  { readonly expectations: readonly Expectation[]; readonly hash: string }
>();

function hashOfSettings(
  { settings, temporality, files }: SeedNode,
  expectations: readonly Expectation[],
): string {
  const captures = Object.entries(files[0]?.captures ?? {});
  return hashOf({
    columns: settings.columns.map(({ name, type, since, nullValues }) => [
      name,
      type ?? null,
      since ?? null,
      ...(nullValues === undefined ? [] : [[...nullValues]]),
    ]),
    uniqueKey: settings.uniqueKey,
    delimiter: settings.delimiter ?? null,
    quote: settings.quote,
    escape: settings.escape ?? null,
    comment: settings.comment ?? null,
    hasHeader: settings.hasHeader,
    normalizesNames: settings.normalizesNames,
    encoding: settings.encoding ?? null,
    nullValues: settings.nullValues,
    onExtraColumn: settings.onExtraColumn ?? null,
    onMissingColumn: settings.onMissingColumn,
    onBadRow: settings.onBadRow,
    notNull: settings.notNull,
    foreignKeys: settings.foreignKeys.map(({ columns, to, toColumns }) => [
      [...columns],
      to,
      [...toColumns],
    ]),
    temporality,
    captures: captures.map(([name, value]) => [name, typeof value]),
    ...quarantineHash(expectations),
  });
}
