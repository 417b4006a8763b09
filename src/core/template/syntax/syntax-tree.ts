/** A part of a template's source: 0-based offsets in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a literal can be: integers are `bigint`, floats are `number`, none is `null`. */
export type LiteralValue = null | boolean | bigint | number | string;

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export interface Literal extends Span {
  readonly kind: 'literal';
  readonly value: LiteralValue;
  /** Written as one quoted string, so that the text starts just after the quote. */
  readonly isQuoted: boolean;
}

export interface Name extends Span {
  readonly kind: 'name';
  readonly name: string;
}

export interface Sequence extends Span {
  readonly kind: 'list' | 'tuple';
  readonly items: readonly Expression[];
}

export interface MapLiteral extends Span {
  readonly kind: 'map';
  readonly entries: readonly { readonly key: Expression; readonly value: Expression }[];
}

/** `target.name` */
export interface Attribute extends Span {
  readonly kind: 'attribute';
  readonly target: Expression;
  readonly name: string;
  readonly nameSpan: Span;
}

/** `target[key]` */
export interface Item extends Span {
  readonly kind: 'item';
  readonly target: Expression;
  readonly key: Expression;
}

/** `target[from:to:step]` */
export interface Slice extends Span {
  readonly kind: 'slice';
  readonly target: Expression;
  readonly from: Expression | undefined;
  readonly to: Expression | undefined;
  readonly step: Expression | undefined;
}

export interface NamedArgument extends Span {
  readonly name: string;
  readonly value: Expression;
}

export interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: readonly NamedArgument[];
  /** `*expression` */
  readonly spread: Expression | undefined;
  /** `**expression` */
  readonly namedSpread: Expression | undefined;
}

export interface Call extends Span {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly args: Arguments;
}

/** A name with arguments, as after `|` and `is`; the span is that of the name. */
export interface Application extends Span {
  readonly name: string;
  readonly args: Arguments;
}

export interface Filter extends Span {
  readonly kind: 'filter';
  readonly target: Expression;
  readonly filter: Application;
}

export interface Test extends Span {
  readonly kind: 'test';
  readonly target: Expression;
  readonly test: Application;
}

export interface Unary extends Span {
  readonly kind: 'unary';
  readonly operator: 'not' | '-' | '+';
  readonly operand: Expression;
}

export interface Binary extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Logical extends Span {
  readonly kind: 'and' | 'or';
  readonly left: Expression;
  readonly right: Expression;
}

/** `first < second <= third`: each operand is evaluated once at most. */
export interface Comparison extends Span {
  readonly kind: 'comparison';
  readonly first: Expression;
  readonly rest: readonly {
    readonly operator: ComparisonOperator;
    readonly operand: Expression;
  }[];
}

/** `a ~ b ~ c` */
export interface Concatenation extends Span {
  readonly kind: 'concatenation';
  readonly parts: readonly Expression[];
}

/** `value if condition else otherwise` */
export interface Conditional extends Span {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly value: Expression;
  readonly otherwise: Expression | undefined;
}

export type Expression =
  | Literal
  | Name
  | Sequence
  | MapLiteral
  | Attribute
  | Item
  | Slice
  | Call
  | Filter
  | Test
  | Unary
  | Binary
  | Logical
  | Comparison
  | Concatenation
  | Conditional;

export type Target =
  | ({ readonly kind: 'name'; readonly name: string } & Span)
  | ({ readonly kind: 'tuple'; readonly targets: readonly Target[] } & Span)
  /** An attribute of a namespace. */
  | ({ readonly kind: 'attribute'; readonly object: Name; readonly name: string } & Span);

export interface Parameter extends Span {
  readonly name: string;
  readonly default: Expression | undefined;
}

/** A macro, or the body of a `call` block, whose name is then `caller`. The span is that of its name. */
export interface MacroDefinition extends Span {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  /** Names that the body reads; `varargs`, `kwargs` and `caller` say which arguments it takes. */
  readonly reads: ReadonlySet<string>;
}

export interface TextStatement extends Span {
  readonly kind: 'text';
  readonly text: string;
}

export interface OutputStatement extends Span {
  readonly kind: 'output';
  readonly expression: Expression;
}

export interface DoStatement extends Span {
  readonly kind: 'do';
  readonly expression: Expression;
}

export interface IfStatement extends Span {
  readonly kind: 'if';
  readonly branches: readonly {
    readonly condition: Expression;
    readonly body: readonly Statement[];
  }[];
  readonly otherwise: readonly Statement[];
}

export interface ForStatement extends Span {
  readonly kind: 'for';
  readonly target: Target;
  readonly iterable: Expression;
  readonly condition: Expression | undefined;
  readonly isRecursive: boolean;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface SetStatement extends Span {
  readonly kind: 'set';
  readonly target: Target;
  readonly value: Expression;
}

/** `set x | upper … endset` */
export interface SetBlockStatement extends Span {
  readonly kind: 'set-block';
  readonly target: Target;
  readonly filters: readonly Application[];
  readonly body: readonly Statement[];
}

export interface FilterBlockStatement extends Span {
  readonly kind: 'filter-block';
  readonly filters: readonly Application[];
  readonly body: readonly Statement[];
}

export interface MacroStatement extends Span {
  readonly kind: 'macro';
  readonly macro: MacroDefinition;
}

/** `test name(model) … endtest`, dbt's: a macro whose select must return no row. */
export interface DataTestStatement extends Span {
  readonly kind: 'data-test';
  readonly macro: MacroDefinition;
}

export interface CallStatement extends Span {
  readonly kind: 'call-block';
  readonly call: Call;
  readonly caller: MacroDefinition;
}

export interface WithStatement extends Span {
  readonly kind: 'with';
  readonly bindings: readonly { readonly target: Target; readonly value: Expression }[];
  readonly body: readonly Statement[];
}

export interface IncludeStatement extends Span {
  readonly kind: 'include';
  readonly template: Expression;
  readonly ignoresMissing: boolean;
}

export interface ImportStatement extends Span {
  readonly kind: 'import';
  readonly template: Expression;
  readonly name: string;
}

export interface FromImportStatement extends Span {
  readonly kind: 'from-import';
  readonly template: Expression;
  readonly names: readonly ({ readonly name: string; readonly alias: string } & Span)[];
}

export interface ExtendsStatement extends Span {
  readonly kind: 'extends';
  readonly template: Expression;
}

export interface BlockStatement extends Span {
  readonly kind: 'block';
  readonly name: string;
  readonly body: readonly Statement[];
}

export type Statement =
  | TextStatement
  | OutputStatement
  | DoStatement
  | IfStatement
  | ForStatement
  | SetStatement
  | SetBlockStatement
  | FilterBlockStatement
  | MacroStatement
  | DataTestStatement
  | CallStatement
  | WithStatement
  | IncludeStatement
  | ImportStatement
  | FromImportStatement
  | ExtendsStatement
  | BlockStatement;
