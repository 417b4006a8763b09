import type { Problems } from '../diagnostics/problems.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Graph } from '../graph/graph.ts';
import type { NodeId } from '../graph/node-id.ts';
import { graphOf, type Manifest } from '../manifest/manifest.ts';
import type { Node } from '../manifest/node.ts';
import { matches, suggestionsFor } from './matches.ts';
import type { Criterion, Depth, Selector } from './selector.ts';

/** The ids of the nodes that a command is about. */
export type Selection = ReadonlySet<NodeId>;

export interface SelectOptions {
  /** undefined: every node. */
  readonly select: Selector | undefined;
  readonly exclude: Selector | undefined;
}

/** The nodes of `select` without those of `exclude`; a criterion that matches nothing is a problem. */
export function select(
  { select: wanted, exclude }: SelectOptions,
  manifest: Manifest,
  problems: Problems,
): Selection {
  const nodes = Object.values<Node>(manifest.nodes);
  const graph = graphOf(manifest);
  const errorsBefore = problems.errorCount;
  const all =
    wanted === undefined
      ? new Set(nodes.map(({ id }) => id))
      : evaluate(wanted, { nodes, graph, problems, severity: 'error' });
  if (exclude === undefined) return all;

  const left = new Set(all);
  const excluded = evaluate(exclude, { nodes, graph, problems, severity: 'warning' });
  for (const id of excluded) left.delete(id);
  if (left.size === 0 && nodes.length > 0 && problems.errorCount === errorsBefore) {
    problems.error('selector-no-match', `"${exclude.source.text}" excludes all that is selected`, {
      location: {
        file: exclude.source.path,
        line: 1,
        column: 1,
        length: exclude.source.text.length,
      },
      hint: 'exclude less, or select more',
    });
  }
  return left;
}

interface Evaluation {
  readonly nodes: readonly Node[];
  readonly graph: Graph<NodeId>;
  readonly problems: Problems;
  readonly severity: 'error' | 'warning';
}

function evaluate(selector: Selector, evaluation: Evaluation): ReadonlySet<NodeId> {
  const selected = new Set<NodeId>();
  for (const criteria of selector.union) {
    const sets = criteria.map((criterion) => reached(criterion, evaluation));
    const [first, ...others] = sets;
    const met = [...(first ?? [])].filter((id) => others.every((other) => other.has(id)));
    if (met.length === 0 && sets.every((set) => set.size > 0)) {
      reportEmptyIntersection(criteria, evaluation);
    }
    for (const id of met) selected.add(id);
  }
  return selected;
}

function reached(criterion: Criterion, evaluation: Evaluation): ReadonlySet<NodeId> {
  const { nodes, graph } = evaluation;
  const matched = nodes.filter((node) => matches(node, criterion)).map(({ id }) => id);
  if (matched.length === 0) reportNoMatch(criterion, evaluation);
  if (criterion.isBuildable) {
    return walk(graph.parents, walk(graph.children, matched, 'all'), 'all');
  }
  const above = walk(graph.parents, matched, criterion.ancestors);
  const below = walk(graph.children, matched, criterion.descendants);
  return new Set([...above, ...below]);
}

/** The ids and those at most `depth` edges from one of them. */
function walk(
  edges: ReadonlyMap<NodeId, readonly NodeId[]>,
  from: Iterable<NodeId>,
  depth: Depth,
): ReadonlySet<NodeId> {
  const seen = new Set(from);
  let frontier = [...seen];
  for (let step = 0; frontier.length > 0 && (depth === 'all' || step < depth); step += 1) {
    frontier = [...new Set(frontier.flatMap((id) => edges.get(id) ?? []))].filter(
      (id) => !seen.has(id),
    );
    for (const id of frontier) seen.add(id);
  }
  return seen;
}

function reportNoMatch(criterion: Criterion, { nodes, problems, severity }: Evaluation): void {
  const candidates = new Set(nodes.flatMap((node) => suggestionsFor(node, criterion)));
  report(problems, severity, `no node matches "${criterion.text}"`, {
    location: criterion.location,
    hint: didYouMean(criterion.value, candidates) ?? 'list the nodes with "ls"',
  });
}

function reportEmptyIntersection(
  criteria: readonly Criterion[],
  { problems, severity }: Evaluation,
): void {
  const texts = criteria.map(({ text }) => `"${text}"`).join(' and ');
  const [first] = criteria;
  report(problems, severity, `no node matches ${texts} at once`, {
    location: first?.location,
    hint: 'write a space for "or"; a comma means "and"',
  });
}

function report(
  problems: Problems,
  severity: 'error' | 'warning',
  message: string,
  details: Parameters<Problems['error']>[2],
): void {
  if (severity === 'error') problems.error('selector-no-match', message, details);
  else problems.warn('selector-no-match', message, details);
}
