import type { Seal } from './node-state.ts';

/**
 * What a snapshot was taken from, by node: of a seed or a model that is no snapshot the content of
 * its version at the as_of, of a snapshot what its seal holds. Not only the direct inputs: what a
 * live table was made from may be loaded anew long after that table has gone on.
 */
export type SealInputs = Readonly<Record<string, string>>;

/** What a seal says of the rows, whichever versions they were taken from. */
export function sealedContent({ rowCount, checksum }: Pick<Seal, 'rowCount' | 'checksum'>): string {
  return `${rowCount} rows ${checksum}`;
}

/** The inputs that hold something else now; one that nothing is known of any more is not held against the seal. */
export function changedInputs(
  sealed: SealInputs,
  contentNow: (node: string) => string | undefined,
): readonly string[] {
  return Object.keys(sealed)
    .filter((node) => {
      const now = contentNow(node);
      return now !== undefined && now !== sealed[node];
    })
    .sort();
}

/** A seal whose inputs hold something else now than when it was taken. */
export interface StaleSeal {
  readonly node: string;
  readonly asOf: string;
  /** The inputs that changed. */
  readonly inputs: readonly string[];
}
