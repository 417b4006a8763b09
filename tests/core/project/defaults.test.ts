import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Json } from '../../../src/core/diagnostics/json.ts';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { buildManifest } from '../../../src/core/manifest/build-manifest.ts';
import { modelSettings } from '../../../src/core/project/definitions/model-settings.ts';
import {
  projectFile,
  target,
  varDeclaration,
} from '../../../src/core/project/definitions/project-file.ts';
import { seedSettings } from '../../../src/core/project/definitions/seed-settings.ts';
import { parseProject } from '../../../src/core/project/parse-project.ts';
import { resolveTarget } from '../../../src/core/project/resolve-target.ts';
import { resolveVars } from '../../../src/core/project/resolve-vars.ts';
import { Secrets } from '../../../src/core/project/secrets.ts';
import { lines, project } from '../../support/project.ts';

type Values = Readonly<Record<string, Json>>;

interface Places {
  readonly model?: Values;
  readonly seed?: Values;
  readonly target?: Values;
  readonly var?: Values;
  readonly paths?: Values;
}

/** The defaults that a definition tells of, by key. */
function defaultsOf(definition: z.ZodObject): readonly (readonly [key: string, value: Json])[] {
  const schema: { properties: Record<string, { default?: Json }> } = JSON.parse(
    JSON.stringify(z.toJSONSchema(definition, { target: 'draft-7', io: 'input' })),
  );
  return Object.entries(schema.properties).flatMap(([key, field]) =>
    field.default === undefined ? [] : [[key, field.default] as const],
  );
}

const CASES: readonly (readonly [place: keyof Places, key: string, value: Json])[] = [
  ...defaultsOf(modelSettings).map(([key, value]) => ['model', key, value] as const),
  ...defaultsOf(seedSettings).map(([key, value]) => ['seed', key, value] as const),
  ...defaultsOf(target).map(([key, value]) => ['target', key, value] as const),
  ...defaultsOf(varDeclaration).map(([key, value]) => ['var', key, value] as const),
  ...defaultsOf(projectFile.shape.paths.unwrap()).map(
    ([key, value]) => ['paths', key, value] as const,
  ),
];

test('definitions tell of defaults in each of the places', () => {
  expect([...new Set(CASES.map(([place]) => place))]).toEqual([
    'model',
    'seed',
    'target',
    'var',
    'paths',
  ]);
});

test.each(CASES)('leaving out %s: "%s" means %j', async (place, key, value) => {
  expect(await resolved({ [place]: { [key]: value } })).toEqual(await resolved({}));
});

/** All that a project means, but for where it is written. */
async function resolved(places: Places): Promise<unknown> {
  const problems = new Problems();
  const file = {
    name: 'shop',
    paths: places.paths ?? {},
    vars: { v: { type: 'string', ...places.var } },
    targets: { dev: { ...places.target } },
  };
  const files = project({
    'project.yml': JSON.stringify(file),
    'models/orders.sql': 'select 1 as id',
    'models/m.yml': JSON.stringify({ models: [{ name: 'orders', config: places.model ?? {} }] }),
    'seeds/items.csv': 'id\n1\n',
    'seeds/s.yml': JSON.stringify({ seeds: [{ name: 'items', ...places.seed }] }),
  });
  const parsed = parseProject(files, problems);
  const secrets = new Secrets();
  const chosen =
    parsed && resolveTarget(parsed, { targetName: 'dev', environment: {}, secrets }, problems);
  if (parsed === undefined || chosen === undefined) throw new Error(lines(problems).join('\n'));
  const vars = await resolveVars(parsed, [], problems);
  const facts = {
    vars,
    environment: {},
    target: chosen,
    runStartedAt: '2024-02-01T12:00:00Z',
    invocationId: 'x',
  };
  const manifest = buildManifest(
    parsed,
    files,
    { facts, target: chosen, asOf: undefined },
    problems,
  );
  // a default may be written where it has no use
  expect(problems.errorCount).toBe(0);
  return withoutPlaces({ manifest, target: chosen, vars: vars.declarations });
}

function withoutPlaces(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner) =>
      key === 'location' || key === 'locations' ? undefined : inner,
    ),
  );
}
