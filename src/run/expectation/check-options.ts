import type { Clock } from '../run-context.ts';

export interface CheckOptions {
  readonly asOf: string | undefined;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Whether the session has a transaction open, which errors must leave usable. */
  readonly inTransaction: boolean;
}
