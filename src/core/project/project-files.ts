import type { SourceFile } from '../diagnostics/source-file.ts';

/** What was read from disk, before anything of it is understood. */
export interface ProjectFiles {
  /** Absolute. */
  readonly directory: string;
  readonly projectFile: SourceFile;
  readonly models: readonly SourceFile[];
  readonly macros: readonly SourceFile[];
  /** `expectations/**\/*.sql`. */
  readonly expectationQueries: readonly SourceFile[];
  /** The YAML files below models/, seeds/ and expectations/. */
  readonly yaml: readonly SourceFile[];
  readonly csv: readonly CsvFile[];
  readonly paths: ProjectPaths;
  /** The process's environment over `.env`. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Relative to the project directory, with `/`. */
export interface ProjectPaths {
  readonly models: string;
  readonly seeds: string;
  readonly expectations: string;
  readonly macros: string;
}

export interface CsvFile {
  readonly path: string;
  readonly size: number;
}
