import { diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { ModelNode, Node } from '../../core/manifest/node.ts';
import type { NodeResult } from '../../core/plan/run-result.ts';
import type { Decision, StrayInput } from '../../core/time/decide.ts';
import type { ModelFacts } from './model-facts.ts';

/** How a node's result reads when it is not built. */
export function describeDecision(
  decision: Exclude<Decision, { readonly type: 'build' | 'recheck' }>,
  node: ModelNode,
  { asOf, strayInputs, state }: ModelFacts,
): NotBuilt {
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
      return describeRefusal(decision, node, { asOf, strayInputs, state });
  }
}

function describeRefusal(
  decision: Extract<Decision, { readonly type: 'refused' }>,
  node: ModelNode,
  { asOf, strayInputs, state }: Pick<ModelFacts, 'asOf' | 'strayInputs' | 'state'>,
): NotBuilt {
  switch (decision.because) {
    case 'stray-inputs':
      return refusedForInputs(node, asOf, strayInputs, state.seal !== undefined);
    case 'retired':
      return refused(node, 'snapshot-retired', {
        message: `of ${asOf} was sealed, and its rows were let go`,
        hint: `to take it again: --restate --select ${node.name} --reason "…"`,
      });
    case 'gap': {
      const { watermark, held } = decision;
      return refused(node, 'as-of-gap', {
        message: `stands at ${watermark}, and the inputs hold ${held} before ${asOf}`,
        hint: `build each as_of in order: run backfill --from ${held} --to ${asOf}`,
      });
    }
  }
}

type NotBuilt = Pick<NodeResult, 'status' | 'message' | 'diagnostics'>;

/** How a result reads when live inputs stand at another as_of than the one it is about. */
export function refusedForInputs(
  node: Node,
  asOf: string | undefined,
  inputs: readonly StrayInput[],
  isSealed = false,
): NotBuilt {
  const list = inputs.map(({ name, asOf: standsAt }) =>
    standsAt === undefined
      ? `"${name}", which was never built`
      : `"${name}", which stands at ${standsAt}`,
  );
  const at = asOf === undefined ? '' : ` at ${asOf}`;
  const sealed = isSealed ? '; what is sealed for it was taken from other inputs' : '';
  const isBehind = inputs.every((input) => input.asOf === undefined || input.asOf < (asOf ?? ''));
  return refused(node, 'as-of-refused', {
    message: `needs${at} the rows of ${list.join(', and of ')}${sealed}`,
    hint: isBehind
      ? `build those first: run build${asOf === undefined ? '' : ` --vars as_of=${asOf}`}`
      : isSealed
        ? 'what is sealed stays; to replace it: --full-refresh --restate --select … --reason "…"'
        : `live tables never go back; to take what was missed: --full-refresh --vars as_of=${asOf}`,
  });
}

function refused(
  node: Node,
  code: 'as-of-gap' | 'as-of-refused' | 'snapshot-retired',
  { message, hint }: { readonly message: string; readonly hint: string },
): NotBuilt {
  const problem = diagnostic(code, `"${node.name}" ${message}`, { location: node.location, hint });
  return { status: 'refused', message, diagnostics: [problem] };
}
