import type { Code } from './codes.ts';
import {
  type Diagnostic,
  type DiagnosticDetails,
  DiagnosticError,
  diagnostic,
} from './diagnostic.ts';

/** The diagnostics gathered so far, so that one invocation reports everything that is wrong. */
export class Problems {
  readonly #all: Diagnostic[] = [];

  get all(): readonly Diagnostic[] {
    return this.#all;
  }

  get errorCount(): number {
    return this.#all.filter((each) => each.severity === 'error').length;
  }

  add(problem: Diagnostic): undefined {
    this.#all.push(problem);
    return undefined;
  }

  error(code: Code, message: string, details: DiagnosticDetails = {}): undefined {
    return this.add(diagnostic(code, message, details));
  }

  warn(code: Code, message: string, details: DiagnosticDetails = {}): undefined {
    return this.add(diagnostic(code, message, { ...details, severity: 'warning' }));
  }

  /** The result of `work`, or nothing where it throws diagnostics, which are added. */
  attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      this.#all.push(...error.diagnostics);
      return undefined;
    }
  }

  /** Called between stages: a later stage over broken input would only report nonsense. */
  throwIfErrors(): void {
    if (this.errorCount > 0) throw new DiagnosticError(this.#all);
  }
}
