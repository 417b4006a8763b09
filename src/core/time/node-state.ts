/** What the journal and the catalog hold about one node, as seen from the as_of being built. */
export interface NodeState {
  /** What the relation holds now; undefined for one that was never built. */
  readonly watermark: Watermark | undefined;
  /** The version of the last success at the as_of being built. */
  readonly versionAt: string | undefined;
  /** The last success at an earlier as_of. */
  readonly previous: { readonly asOf: string; readonly version: string } | undefined;
  /** The snapshot in force at the as_of being built. */
  readonly seal: Seal | undefined;
}

export interface Watermark {
  /** undefined for a node that knows no as_of. */
  readonly asOf: string | undefined;
  readonly version: string;
  readonly relationOid: number;
}

export interface Seal {
  readonly asOf: string;
  readonly rowCount: number;
  readonly checksum: string;
  readonly version: string;
  /** `retired`: its rows were let go. */
  readonly status: 'sealed' | 'unsealed' | 'retired';
}
