import { randomBytes } from 'node:crypto';
import { fail } from '../../core/diagnostics/diagnostic.ts';
import { ancestors } from '../../core/graph/graph.ts';
import type { NodeId } from '../../core/graph/node-id.ts';
import { graphOf, type Manifest } from '../../core/manifest/manifest.ts';
import type { ModelNode, Node } from '../../core/manifest/node.ts';
import type { Plan } from '../../core/plan/plan.ts';
import {
  comparingPlan,
  publishingPlan,
  type Replay,
  replayedAsOfs,
  replayedModels,
  replayedSeeds,
  shadowManifest,
  shadowPlan,
} from '../../core/plan/replay.ts';
import type { RunEvent } from '../../core/plan/run-event.ts';
import type { RunResult } from '../../core/plan/run-result.ts';
import { migrate } from '../../journal/migrate.ts';
import { readWatermarks } from '../../journal/watermarks.ts';
import { type RunOptions, runPlan } from '../run-plan.ts';
import { changedInputs, type InputsQuestion } from './changed-inputs.ts';
import { openShadow } from './shadow.ts';

/**
 * Carries out a plan whose live tables are to be built from nothing: in a shadow, from their first
 * as_of up to the later of where they stand and the plan's. Snapshots that are taken on the way are
 * held against what is sealed; only when all of them agree do the live tables take over what the
 * shadow holds. Ends at the first step that fails: then nothing live has changed.
 */
export async function runReplay(plan: Plan, options: RunOptions): Promise<RunResult> {
  const models = replayedModels(plan, options.manifest);
  if (models.length === 0 || plan.asOf === undefined) return runPlan(plan, options);
  const lastAsOf = await laterAsOf(models, plan.asOf, options);
  const asOfs = replayedAsOfs(plan, models, lastAsOf);
  if (asOfs.length < 2) return runPlan({ ...plan, asOf: lastAsOf }, options);

  const seeds = replayedSeeds(plan, options.manifest, asOfs);
  if (seeds !== undefined) {
    const loaded = await runPlan(seeds, options);
    if (loaded.status !== 'success') return loaded;
  }
  const shadowed = (prefix: string) => shadowManifest(options.manifest, plan, prefix);
  await using shadow = await openShadow(options.sessions, {
    token: randomBytes(4).toString('hex'),
    journal: options.journal,
    nodeIds: [...shadowed('').shadows.keys()],
  });
  const { manifest, shadows } = shadowed(shadow.prefix);
  for (const asOf of asOfs) {
    const events: RunEvent[] = [];
    const result = await runPlan(shadowPlan(plan, shadows, asOf), {
      ...options,
      manifest,
      journal: shadow.journal,
      report: (event) => {
        events.push(event);
      },
    });
    if (result.status === 'success') continue;
    // what went wrong is shown as if it had happened outside
    for (const event of events) if (event.type !== 'node-compiled') options.report(event);
    return result;
  }
  const inputs = inputsOf(plan, options.manifest);
  const demandSameInputs = () =>
    refuseChanges(options, {
      journal: options.journal,
      copy: shadow.journal,
      shadows: [...shadows.keys()],
      nodeIds: inputs,
      lastAsOf,
    });
  await demandSameInputs();
  for (const asOf of asOfs) {
    const replay: Replay = { shadows, journal: shadow.journal, isPublishing: false };
    const compared = await runPlan(comparingPlan(plan, shadows, asOf), { ...options, replay });
    if (compared.status !== 'success') return compared;
  }
  await demandSameInputs();
  const replay: Replay = { shadows, journal: shadow.journal, isPublishing: true };
  // the shadow is needed until then
  return await runPlan(publishingPlan(plan, lastAsOf), { ...options, replay });
}

/** What the plan's models read, directly or through others, and they themselves. */
function inputsOf(plan: Plan, manifest: Manifest): readonly NodeId[] {
  const graph = graphOf(manifest);
  const built = Object.values(plan.tasks).map((task) => task.node);
  return [...new Set(built.flatMap((id) => [id, ...ancestors(graph, id)]))];
}

/** What a shadow holds is true of what it was built from, and of nothing that came since. */
async function refuseChanges(
  { sessions, signal, manifest }: RunOptions,
  question: InputsQuestion,
): Promise<void> {
  const changed = await sessions.use((session) => changedInputs(session, question), signal);
  if (changed.length === 0) return;
  const names = Object.values<Node>(manifest.nodes)
    .filter((node) => changed.includes(node.id))
    .map((node) => `"${node.name}"`);
  fail('run-overtaken', `${names.join(', ')} changed while live tables were replayed from it`, {
    hint: 'nothing live was changed: run the same command again',
  });
}

/** Live tables never go back: they are replayed up to where the last of them stands. */
async function laterAsOf(
  models: readonly ModelNode[],
  asOf: string,
  { sessions, journal: schema, signal }: RunOptions,
): Promise<string> {
  const ids: readonly NodeId[] = models.map((model) => model.id);
  const watermarks = await sessions.use(async (session) => {
    const journal = { session, schema };
    await migrate(journal);
    return readWatermarks(journal, ids);
  }, signal);
  const stands = [...watermarks.values()].flatMap((mark) => mark.asOf ?? []);
  return [...stands, asOf].sort().at(-1) ?? asOf;
}
