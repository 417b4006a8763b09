/** Which rows an expectation of Great Expectations is about. */
export type RowCondition =
  | { readonly type: 'and' | 'or'; readonly conditions: readonly RowCondition[] }
  | { readonly type: 'not'; readonly condition: RowCondition }
  /** False or NULL: what `not` means to who knows only true and false. */
  | { readonly type: 'untrue'; readonly condition: RowCondition }
  | {
      readonly type: 'comparison';
      readonly left: Operand;
      readonly operator: Comparison;
      readonly right: Operand;
    }
  | { readonly type: 'member'; readonly column: string; readonly values: readonly Literal[] }
  | { readonly type: 'null'; readonly column: string }
  /** A column of booleans. */
  | { readonly type: 'truth'; readonly column: string };

export type Comparison = '=' | '<>' | 'is distinct from' | '<' | '<=' | '>' | '>=';

export type Operand = { readonly type: 'column'; readonly name: string } | Literal;

export type Literal =
  | { readonly type: 'string' | 'date'; readonly text: string }
  /** As written: every digit counts. */
  | { readonly type: 'number'; readonly text: string }
  | { readonly type: 'boolean'; readonly value: boolean };

/** Who reads its text in Great Expectations. */
export type ConditionLanguage = 'great_expectations' | 'pandas' | 'spark';
