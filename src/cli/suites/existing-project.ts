import { fail } from '../../core/diagnostics/diagnostic.ts';
import { didYouMean } from '../../core/diagnostics/suggest.ts';
import { subjectNames } from '../../core/expectation/suite/subject-names.ts';
import type { Suite } from '../../core/expectation/suite/suite.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import type { Node } from '../../core/manifest/node.ts';
import { locateValue } from '../command-line-text.ts';
import type { Invocation } from '../invocation.ts';
import { openProject } from '../open-project.ts';
import type { Destination } from './destination.ts';

/** The project of that directory, which must be sound: suites are about its nodes. */
export async function existingProject(
  directory: string,
  invocation: Invocation,
): Promise<Destination> {
  const { flags, shell } = invocation;
  const opened = await openProject({ ...invocation, flags: { ...flags, projectDir: directory } });
  const { files, project } = await opened.load();
  const { manifest } = opened;
  return {
    directory,
    expectationsPath: files.paths.expectations,
    aboutOf(suite) {
      if (flags.model === undefined) return aboutOf(suite, manifest);
      const node = findNode(flags.model, manifest);
      if (node !== undefined) return node;
      return fail(
        'expectation-unknown-node',
        `there is no model, seed or source named "${flags.model}"`,
        {
          location: locateValue(shell, ['--model'], flags.model),
          hint: didYouMean(flags.model, namesIn(manifest)),
        },
      );
    },
    findNode: ({ name }) => findNode(name, manifest)?.name,
    isVar: (name) => Object.hasOwn(project.vars, name),
    takenIds: manifest.expectations.map(({ id }) => id),
  };
}

function aboutOf(suite: Suite, manifest: Manifest): Subject {
  for (const name of subjectNames(suite)) {
    const node = findNode(name, manifest);
    if (node !== undefined) return node;
  }
  const message = `no model, seed or source has a name like that of the suite "${suite.name}"`;
  return fail('expectation-unknown-node', message, {
    location: suite.location,
    hint: 'say what the suite is about: --model users',
  });
}

interface Subject {
  readonly kind: 'model' | 'seed' | 'source';
  readonly name: string;
}

const KINDS = ['model', 'seed', 'source'] as const;

/** By its whole name, or the one source with a table of that name. */
function findNode(name: string, manifest: Manifest): Subject | undefined {
  const nodes = Object.values<Node>(manifest.nodes);
  for (const kind of KINDS) {
    if (nodes.some((node) => node.kind === kind && node.name === name)) return { kind, name };
  }
  const [source, other] = nodes.filter(
    (node) => node.kind === 'source' && node.name.endsWith(`.${name}`),
  );
  return source === undefined || other !== undefined
    ? undefined
    : { kind: 'source', name: source.name };
}

function namesIn(manifest: Manifest): readonly string[] {
  return Object.values<Node>(manifest.nodes)
    .filter((node) => node.kind !== 'expectation')
    .map((node) => node.name);
}
