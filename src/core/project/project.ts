import type { Json } from '../diagnostics/json.ts';
import type { LocatedEntry, LocatedValue } from '../diagnostics/located-value.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { ForeignKey } from '../seed/seed-settings.ts';
import type { DeclaredColumn } from '../sql/declared-column.ts';
import type { ConfigTree } from './config-tree.ts';
import type { LocatedText } from './located-text.ts';
import type { ModelSettings } from './model-settings.ts';
import type { SeedFields } from './seed-fields.ts';
import type { TargetDeclaration } from './target.ts';
import type { VarDeclaration } from './vars.ts';

/** What project.yml and the YAML files beside the models, seeds and expectations say. JSON-able. */
export interface Project {
  readonly name: string;
  readonly vars: Readonly<Record<string, VarDeclaration>>;
  readonly targets: Readonly<Record<string, TargetDeclaration>>;
  /** The target that is used when neither `--target` nor ASOF_TARGET names one. */
  readonly defaultTarget: DefaultTarget | undefined;
  readonly modelTree: ConfigTree<ModelSettings>;
  readonly seedTree: ConfigTree<SeedFields>;
  /** Settings of expectations, by the folder of the file that declares them. */
  readonly testTree: ConfigTree<readonly LocatedEntry[]>;
  readonly models: readonly ModelDeclaration[];
  readonly seeds: readonly SeedDeclaration[];
  readonly sources: readonly SourceDeclaration[];
  /** All of them in the order of their files: those of their own and those beside columns. */
  readonly expectations: readonly ExpectationDeclaration[];
  /** The vars whose defaults the YAML read, each with the place that does. */
  readonly varsRead: Readonly<Record<string, Location>>;
}

export interface DefaultTarget {
  readonly name: string;
  readonly location: Location;
}

/** What YAML says about one model. */
export interface ModelDeclaration {
  readonly name: string;
  /** Of the name. */
  readonly location: Location;
  readonly description: string | undefined;
  readonly columns: readonly DeclaredColumn[];
  /** Its `config:`, and the constraints that are declared beside it. */
  readonly settings: ModelSettings;
}

/** What YAML says about one seed. */
export interface SeedDeclaration {
  readonly name: string;
  /** Of the name. */
  readonly location: Location;
  readonly description: string | undefined;
  /** Below the seeds path; undefined: a file of the seed's name, anywhere there. */
  readonly files: LocatedText | undefined;
  readonly columns: readonly DeclaredColumn[];
  readonly foreignKeys: readonly ForeignKey[];
  /** Columns that hold no NULL. */
  readonly notNull: readonly string[];
  readonly settings: SeedFields;
}

/** One table of a source. */
export interface SourceDeclaration {
  /** `source.table`. */
  readonly name: string;
  readonly sourceName: string;
  readonly tableName: string;
  readonly schema: string;
  /** The table's name in the database. */
  readonly identifier: string;
  /** Of the table's name. */
  readonly location: Location;
  readonly description: string | undefined;
  readonly enabled: boolean;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, Json>>;
  readonly asOfColumn: string | undefined;
  readonly columns: readonly DeclaredColumn[];
}

/** Checks that are declared at one place, about one or several nodes, as they are written. */
export interface ExpectationDeclaration {
  readonly subjects: readonly ExpectationSubject[];
  /** `dbt` under `data_tests:` and `tests:`, where thresholds mean what they mean in dbt. */
  readonly spelling: Spelling;
  readonly table: readonly LocatedValue[];
  readonly columns: readonly ColumnChecks[];
  readonly rows: readonly LocatedValue[];
  readonly location: Location;
}

export type Spelling = 'asof' | 'dbt';

export interface ExpectationSubject {
  readonly kind: 'model' | 'seed' | 'source';
  readonly name: string;
  readonly location: Location;
}

export interface ColumnChecks {
  readonly column: string;
  readonly location: Location;
  readonly checks: readonly LocatedValue[];
}
