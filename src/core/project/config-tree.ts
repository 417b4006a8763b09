/** Settings by folder, as `models:` and `seeds:` of project.yml hold them; an outer folder's hold for the inner ones. */
export interface ConfigTree<Settings> {
  readonly settings: Settings;
  /** By the name of a folder, or of a file without its ending. */
  readonly folders: Readonly<Record<string, ConfigTree<Settings>>>;
}

/** The settings that hold for a file, outer ones first. `path` is below the folder that the tree is about. */
export function layersOf<Settings>(tree: ConfigTree<Settings>, path: string): Settings[] {
  const layers = [tree.settings];
  let at = tree;
  for (const step of path.replace(/\.\w+$/, '').split('/')) {
    const next = Object.hasOwn(at.folders, step) ? at.folders[step] : undefined;
    if (next === undefined) break;
    layers.push(next.settings);
    at = next;
  }
  return layers;
}

/** `marts/orders.sql` of `models/marts/orders.sql`. */
export function pathBelow(folder: string, path: string): string {
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}
