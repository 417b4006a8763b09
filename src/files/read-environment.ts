import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problems } from '../core/diagnostics/problems.ts';
import { readSource } from './read-source.ts';

/** The environment over what `.env` beside project.yml says: what is really set wins. */
export async function readEnvironment(
  directory: string,
  environment: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  if (!existsSync(join(directory, '.env'))) return environment;
  const problems = new Problems();
  const source = readSource(directory, '.env', problems);
  problems.throwIfErrors();
  const { parse } = await import('dotenv');
  return { ...parse(source?.text ?? ''), ...environment };
}
