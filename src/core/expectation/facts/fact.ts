/** One value that the database is asked for; it comes back as text. */
export type Fact = RowsFact | GroupsFact | LookupFact | QueryFact;

/** An aggregate over rows; all of the same rows share one scan. */
export interface RowsFact {
  readonly over: 'rows';
  readonly sql: string;
  /** What stands in a `from`, with every column of the relation; left out: the relation itself. */
  readonly from?: string;
  /** It sorts what it reads, which no parallel scan can: a scan of its own spares the others that. */
  readonly sorts?: true;
}

/** What is known of groups of equal values: `"asof count"` is how many, `"asof value"` the first of `by`. */
export interface GroupsFact {
  readonly over: 'groups';
  /** Of the rows in scope, those that are grouped. */
  readonly where: string | undefined;
  /** Expressions, as in `group by`. */
  readonly by: readonly string[];
  readonly sql: string;
  /** An aggregate over the groups, or a select of one value from `"groups"`. */
  readonly form: 'aggregate' | 'select';
  /** Groups of one row do not matter to it. */
  readonly duplicatesOnly: boolean;
  readonly shortcut?: Shortcut;
}

/** An aggregate that, where it is true of all rows in scope, says what the groups would. */
export interface Shortcut {
  readonly fact: RowsFact;
  readonly answer: string;
}

/** How many rows find their values in no row of another relation. */
export interface LookupFact {
  readonly over: 'lookups';
  /** What is looked up; a row with a NULL among them is not counted. */
  readonly own: readonly string[];
  /**
   * A select of what it is looked up in: `"asof 0"`, `"asof 1"` … in the order of `own`, in types and
   * collations in which a value of `own` equals at most one of several different ones.
   */
  readonly other: string;
  /** What stands in a `from`: the rows in scope that find nothing, for one that is asked alone. */
  readonly unmatched: string;
}

/** A select of one value, with a statement of its own. */
export interface QueryFact {
  readonly over: 'query';
  readonly sql: string;
}

/** A fact, asked of all rows in scope together, or of each group of them. */
export interface Question {
  readonly fact: Fact;
  /** Columns of the relation; none: all rows are one group. */
  readonly groupBy: readonly string[];
  /** The user's `where`, in brackets. */
  readonly scope: string | undefined;
}

/** Two questions with one key are the same question. */
export function questionKey({ fact, groupBy, scope }: Question): string {
  switch (fact.over) {
    case 'rows':
      return JSON.stringify(['rows', groupBy, fact.from ?? null, fact.sql]);
    case 'groups':
      return JSON.stringify([
        'groups',
        groupBy,
        scope ?? null,
        fact.where ?? null,
        fact.by,
        fact.sql,
      ]);
    case 'lookups':
      return JSON.stringify(['lookups', groupBy, scope ?? null, fact.own, fact.other]);
    case 'query':
      return JSON.stringify(['query', groupBy, scope ?? null, fact.sql]);
  }
}
