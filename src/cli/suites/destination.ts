import type { NodeName } from '../../core/expectation/declaration/expectation-declaration.ts';
import type { Suite } from '../../core/expectation/suite/suite.ts';

/** The project that suites are brought into. */
export interface Destination {
  readonly directory: string;
  /** Where its files of expectations are. */
  readonly expectationsPath: string;
  /** The node that a suite is about; one that cannot be found is a DiagnosticError. */
  readonly aboutOf: (suite: Suite) => Pick<NodeName, 'kind' | 'name'>;
  /** The name of another node that an argument names. */
  readonly findNode: (name: NodeName) => string | undefined;
  readonly isVar: (name: string) => boolean;
  readonly takenIds: Iterable<string>;
}
