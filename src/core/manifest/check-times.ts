import type { Note } from '../diagnostics/diagnostic.ts';
import type { Problems } from '../diagnostics/problems.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { DiscoveredCalls, ReadCall } from './discover-calls.ts';
import { resolveRead } from './link-nodes.ts';
import type { ModelNode, Node } from './node.ts';
import type { Resolver } from './resolve-name.ts';

export interface TimesQuestion {
  readonly nodes: Readonly<Record<NodeId, Node>>;
  readonly callsOf: ReadonlyMap<string, DiscoveredCalls>;
  readonly resolver: Resolver;
}

/** One `ref` of a model, and what it leads to through views. */
interface Reading {
  readonly call: ReadCall;
  readonly target: Node;
  readonly live: readonly ModelNode[];
  readonly frozen: readonly ModelNode[];
}

/**
 * Models whose SQL mixes times: a warning where what is live stands beside what is frozen, an error
 * where a snapshot would be taken from a live table that reads the rows of every as_of.
 */
export function checkTimes(question: TimesQuestion, problems: Problems): void {
  for (const node of Object.values<Node>(question.nodes)) {
    if (node.kind !== 'model') continue;
    if (isFrozen(node)) checkLeaks(node, question, problems);
    else checkMixture(node, question, problems);
  }
}

function readingsOf(node: ModelNode, question: TimesQuestion): readonly Reading[] {
  return (question.callsOf.get(node.file)?.reads ?? []).flatMap((call) => {
    const target = targetOf(call, question);
    if (target === undefined || target.id === node.id) return [];
    const stored = seenThroughViews(target, question);
    return [
      {
        call,
        target,
        live: stored.filter((each) => each.temporality === 'current'),
        frozen: stored.filter(isFrozen),
      },
    ];
  });
}

function targetOf(call: ReadCall, { nodes, resolver }: TimesQuestion): Node | undefined {
  try {
    return nodes[resolveRead(call, resolver).id];
  } catch {
    // reported where the nodes are linked
    return undefined;
  }
}

/** The models that hold the rows: the target, or what it reads where it holds none itself. */
function seenThroughViews(
  target: Node,
  question: TimesQuestion,
  seen = new Set<NodeId>(),
): readonly ModelNode[] {
  if (target.kind !== 'model' || seen.has(target.id)) return [];
  seen.add(target.id);
  if (!isView(target)) return [target];
  return target.reads.flatMap((id) => {
    const read = question.nodes[id];
    return read === undefined ? [] : seenThroughViews(read, question, seen);
  });
}

function isView({ config }: ModelNode): boolean {
  return config.materialized === 'view' || config.materialized === 'ephemeral';
}

function isFrozen({ config }: ModelNode): boolean {
  return config.materialized === 'snapshot';
}

/**
 * A table that is built at an as_of finds live tables at it and reads the snapshots of it. A view is
 * read whenever, and rows of other as_ofs are what live tables hold no longer, or not yet.
 */
function checkMixture(node: ModelNode, question: TimesQuestion, problems: Problems): void {
  const readings = readingsOf(node, question);
  const frozen = readings.filter(
    ({ call, frozen: found }) => found.length > 0 && (isView(node) || call.asOf !== undefined),
  );
  // what mixes already is warned of where it does
  if (readings.some((each) => each.live.length > 0 && each.frozen.length > 0)) return;
  const snapshot = frozen[0]?.frozen[0];
  if (snapshot === undefined) return;
  for (const { call, target, live } of readings) {
    const [first] = live;
    if (first === undefined) continue;
    const through = target.id === first.id ? '' : ` through "${target.name}"`;
    problems.warn(
      'model-mixes-live-and-frozen',
      `"${node.name}" reads "${first.name}"${through} as it is now beside "${snapshot.name}", which is frozen`,
      {
        location: call.location,
        hint: `a month that is frozen would be shown with what is live: take a snapshot of "${first.name}" too, and read that`,
      },
    );
  }
}

function checkLeaks(snapshot: ModelNode, question: TimesQuestion, problems: Problems): void {
  const seen = new Set<NodeId>();
  const waiting: { readonly node: ModelNode; readonly way: readonly Note[] }[] = [
    { node: snapshot, way: [] },
  ];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const { call, target } of readingsOf(at.node, question)) {
      const note: Note = {
        message: `"${at.node.name}" reads "${target.name}"`,
        location: call.location,
      };
      // what the snapshot itself and views in it read is refused where they are compiled
      if (call.asOf === 'all' && at.node.temporality === 'current' && !isView(at.node)) {
        problems.error(
          'ref-as-of',
          `"${at.node.name}" reads "${target.name}" of all as_ofs, and the snapshot "${snapshot.name}" comes from it`,
          {
            location: call.location,
            notes: at.way,
            hint: "write as_of='through', for the rows up to the as_of that is built",
          },
        );
      }
      const holdsAsOfs = target.kind !== 'model' || target.temporality === 'dated';
      if (holdsAsOfs || seen.has(target.id)) continue;
      seen.add(target.id);
      waiting.push({ node: target, way: [...at.way, note] });
    }
  }
}
