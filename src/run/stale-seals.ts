import { type Diagnostic, diagnostic } from '../core/diagnostics/diagnostic.ts';
import type { Manifest } from '../core/manifest/manifest.ts';
import type { Node } from '../core/manifest/node.ts';
import { formatDates } from '../core/plan/create-plan.ts';
import { changedInputs, type StaleSeal, sealedContent } from '../core/time/stale.ts';
import { readInputContents } from '../journal/input-contents.ts';
import type { Journal } from '../journal/journal.ts';
import { readSeals } from '../journal/seals.ts';

/** The seals in force that would be taken from something else today, by node and as_of. */
export async function readStaleSeals(journal: Journal): Promise<readonly StaleSeal[]> {
  const seals = (await readSeals(journal)).filter((seal) => seal.status === 'sealed');
  const held = new Map(seals.map((seal) => [`${seal.asOf} ${seal.nodeId}`, sealedContent(seal)]));
  const questions = seals.flatMap(({ asOf, inputs }) =>
    Object.keys(inputs)
      .filter((nodeId) => !held.has(`${asOf} ${nodeId}`))
      .map((nodeId) => ({ nodeId, asOf })),
  );
  const built =
    questions.length === 0 ? () => undefined : await readInputContents(journal, questions);
  return seals.flatMap(({ nodeId: node, asOf, inputs: sealed }) => {
    const inputs = changedInputs(
      sealed,
      (nodeId) => held.get(`${asOf} ${nodeId}`) ?? built({ nodeId, asOf }),
    );
    return inputs.length === 0 ? [] : [{ node, asOf, inputs }];
  });
}

/** One warning for each snapshot of the project that is stale at some as_of. */
export function staleWarnings(
  stale: readonly StaleSeal[],
  { nodes }: Manifest,
): readonly Diagnostic[] {
  return Object.values<Node>(nodes).flatMap((node) => {
    const seals = stale.filter((seal) => seal.node === node.id);
    const first = seals[0];
    if (first === undefined) return [];
    const asOfs = formatDates(seals.map((seal) => seal.asOf));
    const inputs = [...new Set(seals.flatMap((seal) => seal.inputs))].map(
      (id) => Object.values<Node>(nodes).find((each) => each.id === id)?.name ?? id,
    );
    return [
      diagnostic(
        'snapshot-stale',
        `"${node.name}" of ${asOfs} is sealed, and its inputs changed since`,
        {
          severity: 'warning',
          location: node.location,
          notes: [{ message: `changed: ${inputs.join(', ')}`, location: undefined }],
          hint: `see what differs: run models --select ${node.name} --vars as_of=${first.asOf}; keep what is sealed, or --restate it with a --reason`,
        },
      ),
    ];
  });
}
