import { fail } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { isSecretName } from './secrets.ts';

export type Environment = Readonly<Record<string, string>>;

/** The value of an environment variable for a template; a secret one is refused. */
export function lookupEnvironment(
  environment: Environment,
  name: string,
  location: Location,
  fallback?: string,
): string {
  if (isSecretName(name)) {
    return fail(
      'env-var-secret',
      `"${name}" is named like a secret, and only "targets" of project.yml may use secrets`,
      {
        location,
        hint: 'rename the variable if it is no secret',
      },
    );
  }
  return lookupAnyEnvironment(environment, name, location, fallback);
}

/** The same under `targets:`, where secrets are allowed. */
export function lookupAnyEnvironment(
  environment: Environment,
  name: string,
  location: Location,
  fallback?: string,
): string {
  const value = (Object.hasOwn(environment, name) ? environment[name] : undefined) ?? fallback;
  if (value !== undefined) return value;
  return fail('env-var-missing', `the environment variable "${name}" is not set`, {
    location,
    hint: `set ${name}, in .env for example, or give a default: env_var('${name}', '…')`,
  });
}
