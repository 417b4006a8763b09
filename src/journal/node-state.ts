import type { NodeState, Seal, Watermark } from '../core/time/node-state.ts';
import { number, oneOf, optionalText, text, texts } from '../postgres/row.ts';
import { type Journal, table } from './journal.ts';

/** What the journal holds about a node, as seen from the as_of being built. */
export interface RecordedState extends NodeState {
  readonly watermark: (Watermark & { readonly relation: string }) | undefined;
  readonly seal: (Seal & { readonly columns: readonly string[] }) | undefined;
}

/** What the journal holds about one node, as seen from an as_of (undefined: the node knows none). */
export async function readNodeState(
  journal: Journal,
  nodeId: string,
  asOf: string | undefined,
): Promise<RecordedState> {
  const states = await readNodeStates(journal, [nodeId], asOf);
  return states.get(nodeId) ?? NEVER_BUILT;
}

const NEVER_BUILT: RecordedState = {
  watermark: undefined,
  versionAt: undefined,
  previous: undefined,
  seal: undefined,
};

/** The same of many nodes, by node id, in one statement. */
export async function readNodeStates(
  journal: Journal,
  nodeIds: readonly string[],
  asOf: string | undefined,
): Promise<ReadonlyMap<string, RecordedState>> {
  const { rows } = await journal.session.query({
    sql: stateQuery(journal),
    isRepeated: true,
    values: [nodeIds, asOf],
  });
  return new Map(rows.map((row) => [text(row, 'node_id'), toState(row)]));
}

function stateQuery(journal: Journal): string {
  const nodeRuns = table(journal, 'node_runs');
  // the condition of the index node_runs_applied
  const applied = "n.status in ('success', 'warn', 'unchanged') and n.version is not null";
  return `select q.node_id,
  w.as_of as watermark_as_of, w.version as watermark_version, w.relation_oid, w.relation,
  at_as_of.version as version_at,
  before.as_of as previous_as_of, before.version as previous_version,
  s.as_of as seal_as_of, s.row_count, s.checksum, s.version as seal_version, s.columns, s.status
from unnest((select $1::text[])) as q (node_id)
left join ${table(journal, 'watermarks')} as w on w.node_id = q.node_id
left join lateral (
  select n.version
  from ${nodeRuns} as n
  where n.node_id = q.node_id and ${applied}
    and coalesce(n.as_of, '-infinity') = coalesce($2::date, '-infinity')
  order by n.written desc
  limit 1
) as at_as_of on true
left join lateral (
  select n.as_of, n.version
  from ${nodeRuns} as n
  where n.node_id = q.node_id and ${applied}
    and coalesce(n.as_of, '-infinity') < $2::date and coalesce(n.as_of, '-infinity') > '-infinity'
  order by coalesce(n.as_of, '-infinity') desc, n.written desc
  limit 1
) as before on true
left join ${table(journal, 'snapshots')} as s
  on s.node_id = q.node_id and s.as_of = $2::date and s.status <> 'restated'`;
}

function toState(row: Readonly<Record<string, unknown>>): RecordedState {
  const previousAsOf = optionalText(row, 'previous_as_of');
  return {
    watermark: toWatermark(row),
    versionAt: optionalText(row, 'version_at'),
    previous:
      previousAsOf === undefined
        ? undefined
        : { asOf: previousAsOf, version: text(row, 'previous_version') },
    seal: toSeal(row),
  };
}

function toWatermark(row: Readonly<Record<string, unknown>>): RecordedState['watermark'] {
  const version = optionalText(row, 'watermark_version');
  if (version === undefined) return undefined;
  return {
    asOf: optionalText(row, 'watermark_as_of'),
    version,
    relationOid: number(row, 'relation_oid'),
    relation: text(row, 'relation'),
  };
}

function toSeal(row: Readonly<Record<string, unknown>>): RecordedState['seal'] {
  const asOf = optionalText(row, 'seal_as_of');
  if (asOf === undefined) return undefined;
  return {
    asOf,
    rowCount: number(row, 'row_count'),
    checksum: text(row, 'checksum'),
    version: text(row, 'seal_version'),
    status: oneOf(row, 'status', ['sealed', 'unsealed', 'retired']),
    columns: texts(row, 'columns'),
  };
}
