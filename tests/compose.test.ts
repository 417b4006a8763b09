import { readFileSync } from 'node:fs';
import { parse as parseEnvironment } from 'dotenv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createProgram } from '../src/cli/program.ts';
import { parseConnectionUrl } from '../src/postgres/connection-settings.ts';

// The part of the Compose Specification that compose.yaml uses, its keys and forms as its JSON
// Schema has them: what is not in here is either a mistake or a reason to add it.
const duration = z.string().regex(/^\d+(?:ms|s|m|h)$/);
const name = z.string().regex(/^[a-zA-Z0-9._-]+$/);
const service = z.strictObject({
  image: z.string(),
  environment: z.record(z.string(), z.string()),
  command: z.union([z.string(), z.array(z.string())]).optional(),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:\$\{\w+:-\d+\}:\d+$/)).optional(),
  volumes: z.array(z.string().regex(/^[^:]+:\/[^:]*(?::ro)?$/)),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.literal('CMD-SHELL'), z.string()]),
      interval: duration,
      timeout: duration,
      retries: z.int().min(1),
    })
    .optional(),
  depends_on: z
    .record(
      name,
      z.strictObject({
        condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
      }),
    )
    .optional(),
});
const composeFile = z.strictObject({
  services: z.record(name, service),
  volumes: z.record(name, z.null()),
});

const TEXT = readFileSync(new URL('../compose.yaml', import.meta.url), 'utf8');
const ENVIRONMENT = parseEnvironment(
  readFileSync(new URL('../.env.example', import.meta.url), 'utf8'),
);

const COMPOSE = composeFile.parse(parse(TEXT));
const SERVICES = Object.entries(COMPOSE.services);

test('compose.yaml is made of what the specification knows', () => {
  expect(SERVICES.map(([service]) => service)).toEqual(['postgres', 'pipeline']);
});

test('what a service waits for is there, and can become healthy', () => {
  const awaited = SERVICES.flatMap(([, { depends_on = {} }]) => Object.entries(depends_on));
  expect(awaited.length).toBeGreaterThan(0);
  for (const [awaitedName, { condition }] of awaited) {
    const found = COMPOSE.services[awaitedName];
    if (condition === 'service_healthy') expect(found?.healthcheck).toBeDefined();
    expect(found).toBeDefined();
  }
});

test('every named volume is declared, and every declared one used', () => {
  const used = SERVICES.flatMap(([, { volumes }]) => volumes)
    .map((volume) => volume.split(':')[0] ?? '')
    .filter((source) => !source.startsWith('.'));
  expect(used.sort()).toEqual(Object.keys(COMPOSE.volumes).sort());
});

test('.env.example gives every variable that compose.yaml asks for', () => {
  const asked = [...TEXT.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, variable]) => variable);
  expect(asked.length).toBeGreaterThan(0);
  for (const variable of asked) expect(Object.keys(ENVIRONMENT)).toContain(variable);
});

test('the commands of asof in compose.yaml are commands of asof', async () => {
  const executed: string[][] = [];
  const commands = [...TEXT.matchAll(/npx run (.+)/g)].map(([, line = '']) => line.split(' '));
  for (const words of commands) {
    const program = createProgram('run', {
      write: () => {},
      writeError: () => {},
      version: () => '',
      locate: () => undefined,
      execute: async () => {
        executed.push(words);
      },
    });
    await program.parseAsync(words, { from: 'user' });
  }
  expect(executed).toEqual([['backfill', '--target', 'warehouse']]);
});

test('from outside, .env.example leads to the published port; from inside, to the service', async () => {
  const outside = parseConnectionUrl(ENVIRONMENT['DATABASE_URL'] ?? '', ENVIRONMENT);
  expect(outside).toMatchObject({ host: 'localhost', port: 5432, database: 'streamflow' });
  expect(await outside.readPassword()).toBe(ENVIRONMENT['PGPASSWORD']);
  const given = COMPOSE.services['pipeline']?.environment ?? {};
  const environment = Object.fromEntries(
    Object.entries(given).map(([key, value]) => [
      key,
      value.replace(/\$\{(\w+)[^}]*\}/g, (_, variable: string) => ENVIRONMENT[variable] ?? ''),
    ]),
  );
  const inside = parseConnectionUrl(environment['DATABASE_URL'] ?? '', environment);
  expect(inside).toMatchObject({ host: 'postgres', port: 5432, user: 'postgres' });
  expect(await inside.readPassword()).toBe('choose-one');
});
