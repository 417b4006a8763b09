import { number } from '../../../postgres/row.ts';
import type { Session } from '../../../postgres/session.ts';
import { type Captures, ofFile } from './publish-files.ts';

/** The condition that a row is of a file, by what the path of that says. */
export function isOfFile({ captures }: { readonly captures: Captures }, qualifier: string): string {
  return Object.keys(captures).length === 0 ? 'true' : ofFile(captures, qualifier);
}

/** How many rows of a table are of each file, in order; where two say the same, of the first. */
export async function countByFile(
  session: Session,
  table: string,
  files: readonly { readonly captures: Captures }[],
): Promise<readonly number[]> {
  const counts = files.map((file, at) => {
    const others = files.slice(0, at).map((each) => ` and not (${isOfFile(each, 'counted')})`);
    return `count(*) filter (where (${isOfFile(file, 'counted')})${others.join('')}) as of_${at}`;
  });
  if (counts.length === 0) return [];
  const { rows } = await session.query(`select ${counts.join(',\n  ')} from ${table} as counted`);
  return files.map((_, at) => number(rows[0] ?? {}, `of_${at}`));
}
