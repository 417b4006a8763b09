import type { Json } from '../diagnostics/json.ts';
import type { Node } from '../manifest/node.ts';
import type { Column } from '../sql/column.ts';
import { quoteIdentifier } from '../sql/quote.ts';

export interface ExportQuery {
  /** The select of the rows. */
  readonly select: string;
  readonly columns: readonly Column[];
  readonly key: readonly string[];
  /** Whether no two rows can have one key. */
  readonly isKeyUnique: boolean;
}

/**
 * Writes the rows as CSV in an order that depends on nothing but the rows: that of the key, texts
 * by their bytes; where the key may repeat, or there is none, rows are told apart by all they hold.
 */
export function exportSql({ select, columns, key, isKeyUnique }: ExportQuery): string {
  const order = key.map((name) => sortKey(columns.find((each) => each.name === name)));
  if (!isKeyUnique || key.length === 0) order.push(`${ROWS}::text collate "C"`);
  return `copy (select * from (
${select}
) as ${ROWS} order by ${order.join(', ')}) to stdout (format csv, header, encoding 'UTF8')`;
}

/** Not what a user would call a column, which would stand in its place. */
const ROWS = '"asof exported rows"';

/** Types of which equal values are spelt alike, or are equal in a unique key only once. */
const ORDERED =
  /^(smallint|integer|bigint|numeric|real|double precision|date|time|timestamp|uuid|boolean)\b/;

function sortKey(column: Column | undefined): string {
  const { name = '', type = 'text' } = column ?? {};
  const quoted = `${ROWS}.${quoteIdentifier(name)}`;
  return ORDERED.test(type) && !type.endsWith('[]') ? quoted : `${quoted}::text collate "C"`;
}

/** The columns by which the rows of a node are told apart, and whether the database sees to that. */
export function keyOf(node: Node): { readonly key: readonly string[]; readonly isUnique: boolean } {
  if (node.kind === 'seed') {
    // without as_ofs a key is that of one file
    return { key: node.settings.uniqueKey, isUnique: node.temporality === 'dated' };
  }
  if (node.kind !== 'model') return { key: [], isUnique: false };
  const { materialized, uniqueKey } = node.config;
  return { key: uniqueKey, isUnique: materialized === 'snapshot' || materialized === 'upsert' };
}

/** What is known of an exported file, so that it can be held against what it was made from. */
export interface ExportManifest {
  readonly node: string;
  readonly relation: string | undefined;
  readonly asOf: string | undefined;
  readonly rowCount: number;
  /** Before compression. */
  readonly byteCount: number;
  /** Of the bytes before compression. */
  readonly sha256: string;
  readonly columns: readonly Column[];
  readonly orderBy: readonly string[];
  readonly compiledHash: string;
  readonly gitCommit: string | undefined;
  readonly asofVersion: string;
  /** Of the snapshots that the rows come from. */
  readonly seals: readonly ExportedSeal[];
}

export interface ExportedSeal {
  readonly node: string;
  readonly relation: string;
  readonly asOf: string;
  readonly status: string;
  readonly rowCount: number;
  readonly checksum: string;
  readonly version: string;
  readonly compiledHash: string;
  readonly runId: string;
  readonly sealedAt: string;
}

export function exportManifestJson(manifest: ExportManifest): { readonly [key: string]: Json } {
  return {
    node: manifest.node,
    relation: manifest.relation ?? null,
    as_of: manifest.asOf ?? null,
    row_count: manifest.rowCount,
    byte_count: manifest.byteCount,
    sha256: manifest.sha256,
    order_by: [...manifest.orderBy],
    columns: manifest.columns.map(({ name, type }) => ({ name, type })),
    compiled_hash: manifest.compiledHash,
    git_commit: manifest.gitCommit ?? null,
    asof_version: manifest.asofVersion,
    seals: manifest.seals.map((seal) => ({
      node: seal.node,
      relation: seal.relation,
      as_of: seal.asOf,
      status: seal.status,
      row_count: seal.rowCount,
      checksum: seal.checksum,
      version: seal.version,
      compiled_hash: seal.compiledHash,
      run_id: seal.runId,
      sealed_at: seal.sealedAt,
    })),
  };
}
