import type { NodeId } from '../../core/graph/node-id.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import type { Node } from '../../core/manifest/node.ts';
import { isHistory } from '../../core/plan/rows-condition.ts';
import type { Verification, VerifiedNode } from '../../core/plan/verification.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Sessions } from '../../postgres/session.ts';
import { inTransaction } from '../../postgres/transaction.ts';
import { readStaleSeals, staleWarnings } from '../stale-seals.ts';
import { verifyLive, verifySeed } from './verify-held.ts';
import { verifyHistory } from './verify-history.ts';
import { verifySnapshot } from './verify-snapshot.ts';

export interface VerifyOptions {
  readonly manifest: Manifest;
  readonly selection: ReadonlySet<NodeId>;
  /** Empty for all. */
  readonly asOfs: readonly string[];
  readonly sessions: Sessions;
  /** The schema of the journal. */
  readonly schema: string;
  readonly signal: AbortSignal;
}

/** Compares what the journal says with the tables, several at a time. Reads only. */
export async function verifyNodes(options: VerifyOptions): Promise<Verification> {
  const { manifest, selection, asOfs, sessions, schema, signal } = options;
  const chosen = Object.values<Node>(manifest.nodes)
    .filter((node) => selection.has(node.id))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const nodes = await Promise.all(
    chosen.map((node) =>
      // what is compared is read at one moment
      sessions.use(
        (session) =>
          inTransaction(session, { isolation: 'repeatable read' }, () =>
            verifyNode({ session, schema }, node, asOfs),
          ),
        signal,
      ),
    ),
  );
  const stale = await sessions.use((session) => readStaleSeals({ session, schema }), signal);
  const asked = stale.filter(
    (seal) =>
      chosen.some((node) => node.id === seal.node) &&
      (asOfs.length === 0 || asOfs.includes(seal.asOf)),
  );
  return {
    nodes: nodes.flatMap((node) => (node === undefined ? [] : [node])),
    stale: staleWarnings(asked, manifest),
  };
}

/** undefined: nothing is held of it. */
async function verifyNode(
  journal: Journal,
  node: Node,
  asOfs: readonly string[],
): Promise<VerifiedNode | undefined> {
  if (node.kind === 'seed') return verifySeed(journal, node, asOfs);
  if (node.kind !== 'model' || node.relation === undefined) return undefined;
  const stored = { ...node, relation: node.relation };
  // without as_ofs it is one table, like any that is live
  if (isHistory(node) && node.temporality === 'dated') return verifyHistory(journal, stored, asOfs);
  return node.config.materialized === 'snapshot'
    ? verifySnapshot(journal, stored, asOfs)
    : verifyLive(journal, stored);
}
