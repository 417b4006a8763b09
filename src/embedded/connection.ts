/** How to reach the embedded server. */
export interface EmbeddedConnection {
  /** The directory of its Unix socket, or 127.0.0.1 where there are none. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Only where there are no Unix sockets: there nothing else keeps others out. */
  readonly password: string | undefined;
  readonly database: string;
}

export const EMBEDDED_USER = 'asof';
export const EMBEDDED_DATABASE = 'asof';

/** A URL that libpq (so psql) and `pg` read alike. */
export function connectionUrl(connection: EmbeddedConnection): string {
  const { host, port, user, password, database } = connection;
  const parameters = new URLSearchParams({ host, port: String(port), user });
  if (password !== undefined) parameters.set('password', password);
  // libpq does not read "+" as a space.
  const query = parameters.toString().replaceAll('+', '%20');
  return `postgresql:///${encodeURIComponent(database)}?${query}`;
}
