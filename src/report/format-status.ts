import { exactJson } from '../core/diagnostics/exact-json.ts';
import type { Json } from '../core/diagnostics/json.ts';
import { type HeldNode, type HeldSeal, liveAsOfs } from '../core/plan/node-status.ts';
import { formatTable } from './format-table.ts';
import { plural } from './plural.ts';
import { NODE_STATUS_WORDS } from './status-word.ts';

const COLUMNS = ['node', 'kind', 'as_of', 'holds', 'last result'].map(
  (name) => ({ name, align: 'left' }) as const,
);

/** What a database holds of each node, what of it is stale, and where live tables do not stand together. */
export function formatStatus(nodes: readonly HeldNode[]): string {
  const table = formatTable(
    COLUMNS,
    nodes.map((node) => [node.name, node.kind, node.asOf ?? '', holdings(node), lastResult(node)]),
  );
  const stands = liveAsOfs(nodes);
  const notes = [
    ...(stands.length < 2 ? [] : [`live tables stand at ${stands.join(' and at ')}`]),
    ...nodes.flatMap((node) => node.seals.flatMap((seal) => sealNotes(node, seal))),
  ];
  return `${[...table, ...(notes.length === 0 ? [] : ['', ...notes])].join('\n')}\n`;
}

function holdings({ asOfs, seals }: HeldNode): string {
  const sealed = seals.filter((seal) => seal.status === 'sealed').length;
  if (sealed > 0) return `${sealed} sealed, from ${asOfs[0]}`;
  return asOfs.length === 0 ? '' : `${plural(asOfs.length, 'as_of')}, from ${asOfs[0]}`;
}

function lastResult({ last }: HeldNode): string {
  if (last === undefined) return 'never built';
  const of = last.asOf === undefined ? '' : ` of ${last.asOf}`;
  const why = last.message === undefined ? '' : `: ${last.message}`;
  return `${NODE_STATUS_WORDS[last.status].word}${of}${why}`;
}

function sealNotes({ name }: HeldNode, seal: HeldSeal): readonly string[] {
  const subject = `${name} of ${seal.asOf}`;
  if (seal.status === 'unsealed') {
    return [`not sealed: ${subject}, taken without its gates`];
  }
  const inputs = seal.staleInputs.map((id) => id.split('.').at(-1) ?? id);
  return inputs.length === 0 ? [] : [`stale: ${subject}, since ${inputs.join(', ')} changed`];
}

/** The object that `status --json` prints. */
export function statusJson(target: string, nodes: readonly HeldNode[]): Json {
  return {
    target,
    live_as_ofs: liveAsOfs(nodes),
    nodes: nodes.map((each) => ({
      node: each.node,
      kind: each.kind,
      relation: each.relation,
      as_of: each.asOf ?? null,
      as_ofs: each.asOfs,
      seals: each.seals.map((seal) => ({
        as_of: seal.asOf,
        status: seal.status,
        row_count: exactJson(seal.rowCount),
        checksum: seal.checksum,
        sealed_at: seal.sealedAt,
        stale_inputs: seal.staleInputs,
      })),
      last:
        each.last === undefined
          ? null
          : {
              status: each.last.status,
              as_of: each.last.asOf ?? null,
              run_id: each.last.runId,
              message: each.last.message ?? null,
              finished_at: each.last.finishedAt,
            },
    })),
  };
}
