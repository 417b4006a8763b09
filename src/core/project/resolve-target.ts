import type { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Environment } from './environment.ts';
import { renderEnvironmentText } from './environment-text.ts';
import type { LocatedText } from './located-text.ts';
import type { DefaultTarget } from './project.ts';
import { isSecretName, type Secrets } from './secrets.ts';
import type { Target, TargetConnection, TargetDeclaration } from './target.ts';

const DEFAULT_SCHEMA = 'public';
const DEFAULT_CONNECTIONS = 4;
const MAX_CONNECTIONS = 100;

export interface TargetRequest {
  /** `--target`; undefined: ASOF_TARGET, then project.yml's `target`. */
  readonly targetName: string | undefined;
  /** Where `--target` is given. */
  readonly location?: Location | undefined;
  readonly environment: Environment;
  /** Learns every secret of the target that is chosen. */
  readonly secrets: Secrets;
}

interface Targets {
  readonly targets: Readonly<Record<string, TargetDeclaration>>;
  readonly defaultTarget: DefaultTarget | undefined;
}

/** The chosen target, rendered: what the others need of the environment is nobody's business. */
export function resolveTarget(
  project: Targets,
  request: TargetRequest,
  problems: Problems,
): Target | undefined {
  const chosen = chooseTarget(project, request, problems);
  if (chosen === undefined) return undefined;
  const { name, declaration } = chosen;
  const before = problems.errorCount;
  const render = (text: LocatedText | undefined): string | undefined =>
    text && renderEnvironmentText(text, readingOf(request), problems);
  const url = render(declaration.url);
  const target: Target = {
    name,
    schema: render(declaration.schema) ?? DEFAULT_SCHEMA,
    schemaPrefix: render(declaration.schemaPrefix) ?? '',
    connections: connectionsOf(declaration.connections, render(declaration.connections), problems),
    connection: connectionOf(url, declaration.url, problems),
  };
  request.secrets.addEnvironment(onlyPassword(request.environment));
  if (url !== undefined) request.secrets.addUrl(url);
  return problems.errorCount > before ? undefined : target;
}

interface ChosenTarget {
  readonly name: string;
  readonly declaration: TargetDeclaration;
}

/** A project without targets works on an embedded server; one with a single target needs no name. */
function chooseTarget(
  project: Targets,
  { targetName, location, environment }: TargetRequest,
  problems: Problems,
): ChosenTarget | undefined {
  const names = Object.keys(project.targets);
  const fromEnvironment = environment['ASOF_TARGET'] || undefined;
  const only = names.length === 1 ? names[0] : undefined;
  const name = targetName ?? fromEnvironment ?? project.defaultTarget?.name ?? only;
  if (name === undefined && names.length > 0) {
    return problems.error('config-unknown-target', 'no target is chosen', {
      hint: `name one with --target, or as "target:" in project.yml: ${names.join(', ')}`,
    });
  }
  if (name === undefined) return { name: 'dev', declaration: EMBEDDED };
  const declaration = Object.hasOwn(project.targets, name) ? project.targets[name] : undefined;
  if (declaration !== undefined) return { name, declaration };
  const source =
    targetName === undefined && fromEnvironment !== undefined ? ' (from ASOF_TARGET)' : '';
  return problems.error('config-unknown-target', `there is no target named "${name}"${source}`, {
    location: (targetName ?? fromEnvironment) ? location : project.defaultTarget?.location,
    hint: didYouMean(name, names) ?? 'declare it under targets: in project.yml',
  });
}

const EMBEDDED: TargetDeclaration = {
  location: { file: 'project.yml', line: 1, column: 1, length: 1 },
  url: undefined,
  schema: undefined,
  schemaPrefix: undefined,
  connections: undefined,
};

function readingOf({ environment, secrets }: TargetRequest) {
  const onSecret = (name: string, value: string): void => {
    if (isSecretName(name)) secrets.add(value);
  };
  return { environment, onSecret };
}

function onlyPassword(environment: Environment): Environment {
  const password = environment['PGPASSWORD'];
  return password === undefined ? {} : { PGPASSWORD: password };
}

/** A URL that is empty says the same as none: so one variable can switch a target over. */
function connectionOf(
  url: string | undefined,
  written: LocatedText | undefined,
  problems: Problems,
): TargetConnection {
  if (url === undefined || url === '' || written === undefined) return { type: 'embedded' };
  const { location } = written;
  if (!/^postgres(?:ql)?:\/\//.test(url)) {
    problems.error('config-value', '"url" must be a URL that begins with postgresql://', {
      location,
      hint: 'write postgresql://user@host:5432/database',
    });
  }
  return { type: 'url', url, location };
}

function connectionsOf(
  written: LocatedText | undefined,
  text: string | undefined,
  problems: Problems,
): number {
  if (text === undefined || written === undefined) return DEFAULT_CONNECTIONS;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MAX_CONNECTIONS) return count;
  problems.error(
    'config-value',
    `"connections" must be a whole number from 1 to ${MAX_CONNECTIONS}, not "${text}"`,
    { location: written.location },
  );
  return DEFAULT_CONNECTIONS;
}
