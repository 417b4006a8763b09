/**
 * Puts the program and the packages it needs into a few files of dist/, and the packages' licenses
 * beside them. Read one by one, a thousand small files took more of a short command than its work.
 */

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleProgram } from './bundle-program.ts';

const DIRECTORY = 'dist';

rmSync(DIRECTORY, { recursive: true, force: true });
const program = await bundleProgram({
  entryPoints: ['src/cli/main.ts'],
  directory: DIRECTORY,
  form: 'kept',
});
const chunks = [
  ...program,
  ...(await bundleProgram({
    entryPoints: ['src/cli/start.ts'],
    directory: DIRECTORY,
    form: 'script',
    texts: { PROGRAM_FILE: program.find((each) => each.isEntry)?.fileName ?? '' },
  })),
  ...(await bundleProgram({
    entryPoints: ['src/index.ts', 'src/embedded/server/supervisor.ts'],
    directory: DIRECTORY,
  })),
];

const packages = new Set(
  chunks.flatMap(({ moduleIds }) =>
    moduleIds.flatMap((id) => {
      const name = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id)?.[1];
      return name === undefined ? [] : [name];
    }),
  ),
);
writeFileSync(
  join(DIRECTORY, 'THIRD-PARTY-LICENSES.txt'),
  [...packages].sort().map(licenseOf).join('\n\n'),
);

function licenseOf(name: string): string {
  const directory = join('node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const file = readdirSync(directory).find((each) => /^licen[cs]e/i.test(each));
  const text = file === undefined ? '' : readFileSync(join(directory, file), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}
