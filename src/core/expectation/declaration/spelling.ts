/** Where a declaration stands: dbt's thresholds mean what they mean in dbt. */
export type Spelling = 'asof' | 'dbt';
