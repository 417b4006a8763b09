import { pathBelow } from './config-tree.ts';
import type { ProjectPaths } from './project-files.ts';

/** `marts/orders.yml` of `models/marts/orders.yml`: where `data_tests:` of project.yml finds it. */
export function declaredAt(paths: ProjectPaths, file: string): string {
  const folder = [paths.models, paths.seeds, paths.expectations].find((each) =>
    file.startsWith(`${each}/`),
  );
  return folder === undefined ? file : pathBelow(folder, file);
}
