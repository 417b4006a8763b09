import { diagnostic } from '../core/diagnostics/diagnostic.ts';
import type { ModelNode } from '../core/manifest/node.ts';
import type { NodeResult } from '../core/plan/run-result.ts';
import type { Decision } from '../core/time/decide.ts';
import type { ModelFacts } from './model-facts.ts';

/** How a node's result reads when it is not built. */
export function describeDecision(
  decision: Exclude<Decision, { readonly type: 'build' | 'recheck' }>,
  node: ModelNode,
  { asOf, strayInputs, state }: ModelFacts,
): Pick<NodeResult, 'status' | 'message' | 'diagnostics'> {
  switch (decision.type) {
    case 'unchanged':
      return { status: 'unchanged', message: undefined, diagnostics: [] };
    case 'superseded': {
      const message = `stands at ${decision.watermark}, which is later than ${asOf}`;
      const problem = diagnostic(
        'as-of-superseded',
        `"${node.name}" ${message}: nothing was written`,
        {
          severity: 'warning',
          location: node.location,
          hint: 'a live table never goes back: read an earlier as_of from its snapshot',
        },
      );
      return { status: 'superseded', message, diagnostics: [problem] };
    }
    case 'refused':
      return decision.because === 'gap'
        ? refused(
            `stands at ${decision.watermark}, and the inputs hold ${decision.held} before ${asOf}`,
            node,
            'as-of-gap',
            `build each as_of in order: run backfill --from ${decision.held} --to ${asOf}`,
          )
        : refused(
            strayMessage(asOf, strayInputs, state.seal !== undefined),
            node,
            'as-of-refused',
            strayHint(asOf, strayInputs),
          );
  }
}

function refused(
  message: string,
  node: ModelNode,
  code: 'as-of-gap' | 'as-of-refused',
  hint: string,
): Pick<NodeResult, 'status' | 'message' | 'diagnostics'> {
  const problem = diagnostic(code, `"${node.name}" ${message}`, { location: node.location, hint });
  return { status: 'refused', message, diagnostics: [problem] };
}

function strayMessage(
  asOf: string | undefined,
  inputs: ModelFacts['strayInputs'],
  isSealed: boolean,
): string {
  const list = inputs.map(({ name, asOf: at }) =>
    at === undefined ? `"${name}", which was never built` : `"${name}", which stands at ${at}`,
  );
  const sealed = isSealed ? '; what is sealed for it was taken from other inputs' : '';
  return `needs at ${asOf} the rows of ${list.join(', and of ')}${sealed}`;
}

function strayHint(asOf: string | undefined, inputs: ModelFacts['strayInputs']): string {
  const isBehind = inputs.every((input) => input.asOf === undefined || input.asOf < (asOf ?? ''));
  return isBehind
    ? `build those first: run build --vars as_of=${asOf}`
    : 'a live table never goes back: what was not snapshotted at its time can only come from a new target';
}
