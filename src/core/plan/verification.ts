import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** What came of comparing the tables of one node with the journal. JSON-able. */
export interface VerifiedNode {
  readonly node: string;
  readonly relation: string;
  /** snapshot, seed, or how a live table is materialized. */
  readonly kind: string;
  readonly seals: readonly VerifiedSeal[];
  readonly rowCount: number;
  /** Errors where something differs; warnings about what is not wrong and yet to be known. */
  readonly findings: readonly Diagnostic[];
}

export interface VerifiedSeal {
  readonly asOf: string;
  readonly rowCount: number;
  readonly checksum: string;
  readonly status: 'same' | 'differs' | 'unsealed';
}

export interface Verification {
  /** By name. */
  readonly nodes: readonly VerifiedNode[];
  /** Seals whose inputs changed since. */
  readonly stale: readonly Diagnostic[];
}
