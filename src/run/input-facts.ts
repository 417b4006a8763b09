import type { NodeId } from '../core/graph/node-id.ts';
import type { ModelNode, Node } from '../core/manifest/node.ts';
import { currentInputs, historyInputs } from '../core/plan/inputs-of.ts';
import type { StrayInput } from '../core/time/decide.ts';
import { type SealInputs, sealedContent } from '../core/time/stale.ts';
import { heldContent, parseVersion, type Version } from '../core/time/version.ts';
import { readHistories } from '../journal/histories.ts';
import { type RecordedState, readNodeStates } from '../journal/node-state.ts';
import type { Session } from '../postgres/session.ts';
import type { RunContext } from './run-context.ts';

/** What the journal and this run know of a node and of what it reads, at one as_of. */
export interface InputFacts {
  readonly state: RecordedState;
  /** The current inputs that stand at another as_of. */
  readonly strayInputs: readonly StrayInput[];
  readonly versionsOf: (nodes: readonly Node[]) => ReadonlyMap<NodeId, Version | undefined>;
  /** What a seal says that a snapshot of these was taken from. */
  readonly sealInputsOf: (nodes: readonly Node[]) => SealInputs;
}

/** `others` are nodes whose versions will be asked for. */
export async function readInputFacts(
  session: Session,
  node: Node,
  {
    others,
    asOf,
    context,
  }: {
    readonly others: readonly Node[];
    readonly asOf: string | undefined;
    readonly context: RunContext;
  },
): Promise<InputFacts> {
  const current = currentInputs(context.manifest.nodes, node);
  const states = await readNodeStates(
    { session, schema: context.journal },
    [node, ...others, ...current].map((each) => each.id),
    asOf,
  );
  const histories = historyInputs(context.manifest.nodes, node);
  const held =
    histories.length === 0
      ? []
      : await readHistories(
          { session, schema: context.journal },
          histories.map((each) => each.id),
        );
  const heldVersion = (each: Node) =>
    held.find((record) => record.nodeId === each.id && record.asOf === asOf)?.version;
  const versionOf = (each: Node) => {
    const ofHistory = heldVersion(each);
    if (ofHistory !== undefined) return parseVersion(ofHistory);
    return context.versions.get(each.id) ?? recordedVersion(states.get(each.id), asOf);
  };
  return {
    state: states.get(node.id) ?? NEVER_BUILT,
    strayInputs: [
      ...current.flatMap((each) => stray(each, states.get(each.id), asOf)),
      // what it holds before is not what was true at the as_of
      ...histories.flatMap((each) => {
        if (heldVersion(each) !== undefined) return [];
        const before = held.findLast(
          (record) => record.nodeId === each.id && record.asOf < (asOf ?? ''),
        );
        return [{ name: each.name, asOf: before?.asOf }];
      }),
    ],
    versionsOf: (nodes) => new Map(nodes.map((each) => [each.id, versionOf(each)])),
    sealInputsOf: (nodes) =>
      Object.fromEntries(
        nodes.flatMap((each) => {
          const seal = states.get(each.id)?.seal;
          const version = versionOf(each);
          const built = version === undefined ? undefined : heldContent(version);
          const content = seal === undefined ? built : sealedContent(seal);
          return content === undefined ? [] : [[each.id, content]];
        }),
      ),
  };
}

const NEVER_BUILT: RecordedState = {
  watermark: undefined,
  versionAt: undefined,
  previous: undefined,
  seal: undefined,
};

/** What the journal says that a node holds at the as_of, or whatever as_of it is where it knows none. */
function recordedVersion(
  state: RecordedState | undefined,
  asOf: string | undefined,
): Version | undefined {
  if (state === undefined) return undefined;
  const { seal, watermark, versionAt } = state;
  const isAtAsOf =
    watermark !== undefined && (watermark.asOf === asOf || watermark.asOf === undefined);
  const version = seal?.version ?? (isAtAsOf ? watermark.version : versionAt);
  return version === undefined ? undefined : parseVersion(version);
}

function stray(
  { name }: ModelNode,
  state: RecordedState | undefined,
  asOf: string | undefined,
): readonly StrayInput[] {
  const at = state?.watermark?.asOf;
  return state?.watermark !== undefined && at === asOf ? [] : [{ name, asOf: at }];
}
