import { fail } from '../../core/diagnostics/diagnostic.ts';
import type { Location } from '../../core/diagnostics/source-file.ts';

export interface SplitUrl {
  /** By libpq's names: host, port, user, password, dbname, and those after the `?`. */
  readonly parameters: ReadonlyMap<string, string>;
}

const SCHEME = /^postgres(?:ql)?:\/\//;
const PARTS =
  /^(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?(?<host>\[[^\]]*\]|[^:/?]*)(?::(?<port>[^/?]*))?(?:\/(?<dbname>[^?]*))?(?:\?(?<query>.*))?$/;

/**
 * Takes a libpq URL apart as libpq does. URL classes do not: they refuse an empty host after a
 * user, and read "#" in a password as the end. Never says what stands where a password may stand.
 */
export function splitUrl(url: string, location?: Location): SplitUrl {
  if (!SCHEME.test(url)) {
    fail('database-url', 'the URL of a target must begin with postgresql://', {
      location,
      hint: 'write postgresql://user@host:5432/database',
    });
  }
  const match = PARTS.exec(url.replace(SCHEME, ''));
  const { query, host, ...rest } = match?.groups ?? {};
  if (match === null || host?.includes('@')) {
    fail('database-url', 'the URL must be postgresql://user:password@host:port/database', {
      location,
      hint: 'write a "@", ":", "/" or "%" inside a password as %40, %3A, %2F or %25',
    });
  }
  const parameters = new Map<string, string>();
  const add = (name: string, text: string | undefined): void => {
    if (text !== undefined && text !== '') parameters.set(name, decode(name, text, location));
  };
  for (const [name, text] of Object.entries(rest)) add(name, text);
  add('host', host?.replace(/^\[(.*)\]$/, '$1'));
  for (const pair of (query ?? '').split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    if (equals < 0) {
      fail('database-url', 'the URL has a parameter without a value', {
        location,
        hint: 'write each as name=value, such as sslmode=require',
      });
    }
    add(decode('name', pair.slice(0, equals), location), pair.slice(equals + 1));
  }
  return { parameters };
}

function decode(name: string, text: string, location: Location | undefined): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return fail('database-url', `the ${name} of the URL has a "%" that begins no escape`, {
      location,
      hint: 'write a "%" as %25',
    });
  }
}
