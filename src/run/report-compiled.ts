import type { Node } from '../core/manifest/node.ts';
import type { RunContext } from './run-context.ts';

/** Says what the template of a node became, before anything is done with it. */
export function reportCompiled(
  { id: node, file }: Node,
  sql: string,
  { report, clock }: Pick<RunContext, 'report' | 'clock'>,
): void {
  report({ type: 'node-compiled', at: clock.now().toISOString(), node, file, sql });
}
