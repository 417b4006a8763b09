import type { Json } from '../../src/core/diagnostics/json.ts';

/** One case of Great Expectations' own tests, with the answer that it gave on PostgreSQL. */
export interface ConformanceCase {
  readonly id: string;
  readonly title: string;
  readonly expectation: string;
  readonly kwargs: Readonly<Record<string, Json>>;
  /** The first is the table under test. */
  readonly tables: readonly { readonly name: string; readonly dataset: string }[];
  readonly expect: ExpectedAnswer;
  readonly flags: readonly string[];
}

export interface ExpectedAnswer {
  readonly success: boolean;
  readonly error?: boolean;
  readonly error_kind?: 'config' | 'sql';
  readonly missing_count?: number;
  readonly unexpected_count?: number | null;
  readonly unexpected_list?: readonly Json[];
  readonly unexpected_keys?: readonly Json[];
  readonly observed_value?: Json;
}

export interface Dataset {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}
