import { quoteIdentifier, quoteLiteral } from '../../core/sql/quote.ts';

const CONNECTION_CHECK = 'client_connection_check_interval';

/** Settings that change what a statement means or prints, at values that no server or role decides. */
const PINS: Readonly<Record<string, string>> = {
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  timezone_abbreviations: 'Default',
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
  backslash_quote: 'safe_encoding',
  array_nulls: 'on',
  transform_null_equals: 'off',
  quote_all_identifiers: 'off',
  bytea_output: 'hex',
  xmlbinary: 'base64',
  xmloption: 'content',
  extra_float_digits: '1',
  lc_monetary: 'C',
  lc_numeric: 'C',
  lc_time: 'C',
  row_security: 'on',
  check_function_bodies: 'on',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
  client_min_messages: 'warning',
  // a statement whose client was killed ends soon, and lets go of its locks
  [CONNECTION_CHECK]: '2s',
};

/** Elsewhere the server cannot see that a client is gone, and refuses the setting. */
const CHECKING_PLATFORMS = 'linux|darwin|freebsd';

/** One statement that sets every pin, and says which backend it runs on. */
export function pinSql(searchPath: readonly string[]): string {
  const pins = { ...PINS, search_path: searchPath.map(quoteIdentifier).join(', ') };
  const values = Object.entries(pins).map(
    ([name, value]) => `(${quoteLiteral(name)}, ${quoteLiteral(value)})`,
  );
  return `select pg_catalog.pg_backend_pid() as process_id,
  pg_catalog.count(pg_catalog.set_config(name, value, false)) as pinned
from (values ${values.join(', ')}) as pins (name, value)
where name <> '${CONNECTION_CHECK}' or pg_catalog.version() ~ '${CHECKING_PLATFORMS}'`;
}

/** Undoes whatever statements have set or left in a session, then pins it again. */
export function resetSql(searchPath: readonly string[]): string {
  return `reset session authorization; reset role; reset all; discard temp;
select pg_catalog.pg_advisory_unlock_all();
${pinSql(searchPath)}`;
}

/**
 * Whether a statement may leave something behind in its session: a setting, a role, a temporary
 * table. Words in strings count too, which costs a reset and harms nothing. The `set` of
 * `on conflict` is none of that, and every write to the journal has one.
 */
export function mayLeaveState(sql: string): boolean {
  return /\b(?:(?<!\bdo\s+update\s+)set(?!\s+local\b)|set_config|reset|temp|temporary|pg_temp|load)\b/i.test(
    sql,
  );
}
