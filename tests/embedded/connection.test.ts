import pg from 'pg';
import { expect, test } from 'vitest';
import { connectionUrl } from '../../src/embedded/connection.ts';

const socket = {
  host: '/tmp/über die/asof-1',
  port: 5432,
  user: 'asof',
  password: undefined,
  database: 'asof',
};

test('the URL of a socket names its directory as a parameter', () => {
  expect(connectionUrl(socket)).toBe(
    'postgresql:///asof?host=%2Ftmp%2F%C3%BCber%20die%2Fasof-1&port=5432&user=asof',
  );
});

test('pg reads a URL back as what it was made from', () => {
  const tcp = { ...socket, host: '127.0.0.1', port: 50123, password: 'p@ss w+rd&é' };
  for (const connection of [socket, tcp]) {
    const client = new pg.Client({ connectionString: connectionUrl(connection) });
    expect([client.host, client.port, client.user, client.database]).toEqual([
      connection.host,
      connection.port,
      connection.user,
      connection.database,
    ]);
  }
  expect(new pg.Client({ connectionString: connectionUrl(tcp) }).password).toBe(tcp.password);
});
