import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { type Environment, lookupAnyEnvironment, lookupEnvironment } from './environment.ts';
import type { LocatedText } from './located-text.ts';

const ENV_VAR =
  /^\{\{-?\s*env_var\(\s*(?<quote>['"])(?<name>[^'"]+)\k<quote>\s*(?:,\s*(?:default\s*=\s*)?(?<open>['"])(?<fallback>[^'"]*)\k<open>\s*)?\)\s*-?\}\}$/;

export interface EnvironmentReading {
  readonly environment: Environment;
  /** Told of each variable that is read; its being there allows secret ones. */
  readonly onSecret?: (name: string, value: string) => void;
}

/**
 * Renders the texts that decide which files and which database an invocation is about: they are
 * needed at every start, so they may hold `{{ env_var('NAME', 'default') }}` only, which takes no
 * template engine.
 */
export function renderEnvironmentText(
  { text, location }: LocatedText,
  { environment, onSecret }: EnvironmentReading,
  problems: Problems,
): string | undefined {
  const before = problems.errorCount;
  const rendered = text.replace(/\{\{[\s\S]*?\}\}/g, (expression: string) => {
    const groups = ENV_VAR.exec(expression)?.groups;
    const name = groups?.['name'];
    if (name === undefined) {
      problems.error('config-value', 'only env_var() can stand in "{{ }}" here', {
        location,
        hint: `write {{ env_var('NAME') }} or {{ env_var('NAME', 'default') }}`,
      });
      return '';
    }
    const value = lookup(
      environment,
      name,
      location,
      groups?.['fallback'],
      onSecret !== undefined,
      problems,
    );
    onSecret?.(name, value);
    return value;
  });
  return problems.errorCount > before ? undefined : rendered;
}

function lookup(
  environment: Environment,
  name: string,
  location: Location,
  fallback: string | undefined,
  allowsSecrets: boolean,
  problems: Problems,
): string {
  try {
    return allowsSecrets
      ? lookupAnyEnvironment(environment, name, location, fallback)
      : lookupEnvironment(environment, name, location, fallback);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    for (const each of error.diagnostics) problems.add(each);
    return '';
  }
}
