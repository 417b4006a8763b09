import type { Expectation } from '../../src/core/expectation/expectation.ts';
import { nodeId } from '../../src/core/graph/node-id.ts';

/** An expectation as a project declares it. */
export function declaredExpectation(id: string, changes: Partial<Expectation> = {}): Expectation {
  return {
    id,
    node: nodeId('model', 'shop', 'orders'),
    check: 'not_be_null',
    column: 'customer_id',
    kwargs: {},
    reads: {},
    where: undefined,
    groupBy: [],
    mostly: 1,
    threshold: { type: 'severity', severity: 'error' },
    gate: true,
    quarantine: undefined,
    storesFailures: false,
    sample: 20,
    contextColumns: [],
    description: undefined,
    tags: [],
    owner: undefined,
    limit: undefined,
    location: { file: 'expectations/orders.yml', line: 4, column: 1, length: 1 },
    ...changes,
  };
}
