import type { Client } from 'pg';
import type { Statement } from '../../core/sql/statement.ts';

const names = new Map<string, string>();

/** Connections on which somebody may have deallocated what was prepared. */
const forgetful = new WeakSet<Client>();

/** The name under which the server keeps the plan of a repeated statement; undefined: it keeps none. */
export function preparedName(client: Client, { sql, isRepeated }: Statement): string | undefined {
  if (isRepeated !== true) {
    if (/\b(?:deallocate|discard\s+(?:all|plans))\b/i.test(sql)) forgetful.add(client);
    return undefined;
  }
  if (forgetful.has(client)) return undefined;
  const name = names.get(sql) ?? `asof ${names.size + 1}`;
  names.set(sql, name);
  return name;
}
