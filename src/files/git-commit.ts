import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** The commit that is checked out where the project is, without starting git; undefined: none. */
export async function readGitCommit(directory: string): Promise<string | undefined> {
  const gitDirectory = await findGitDirectory(directory);
  if (gitDirectory === undefined) return undefined;
  const head = await readText(join(gitDirectory, 'HEAD'));
  const ref = /^ref: (.+)$/m.exec(head ?? '')?.[1]?.trim();
  if (ref === undefined) return commitIn(head);
  const common = await readText(join(gitDirectory, 'commondir'));
  const refsDirectory = common === undefined ? gitDirectory : resolve(gitDirectory, common.trim());
  const loose = commitIn(await readText(join(refsDirectory, ref)));
  if (loose !== undefined) return loose;
  const packed = await readText(join(refsDirectory, 'packed-refs'));
  return commitIn(packed?.split('\n').find((line) => line.endsWith(` ${ref}`)));
}

/** Of a worktree or a submodule `.git` is a file that names the directory. */
async function findGitDirectory(from: string): Promise<string | undefined> {
  for (let directory = from; ; directory = dirname(directory)) {
    const git = join(directory, '.git');
    if ((await readText(join(git, 'HEAD'))) !== undefined) return git;
    const elsewhere = /^gitdir: (.+)$/m.exec((await readText(git)) ?? '')?.[1];
    if (elsewhere !== undefined) return resolve(directory, elsewhere.trim());
    if (directory === dirname(directory)) return undefined;
  }
}

function commitIn(text: string | undefined): string | undefined {
  return /^[0-9a-f]{40,64}/.exec(text ?? '')?.[0];
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // Absent, a directory, or not ours to read: then no commit is journalled.
    return undefined;
  }
}
