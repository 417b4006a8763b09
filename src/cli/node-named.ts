import { fail } from '../core/diagnostics/diagnostic.ts';
import { didYouMean } from '../core/diagnostics/suggest.ts';
import type { Manifest } from '../core/manifest/manifest.ts';
import { relationOf } from '../core/manifest/manifest-json.ts';
import type { Node } from '../core/manifest/node.ts';
import { locateWord } from './command-line-text.ts';
import type { Shell } from './shell.ts';

/** The node that a command names as a word: by its name, its id or its relation. */
export function nodeNamed(name: string, manifest: Manifest, shell: Shell): Node {
  const nodes = Object.values<Node>(manifest.nodes);
  const found = nodes.find((node) => [node.name, node.id, relationOf(node)].includes(name));
  return (
    found ??
    fail('selector-no-match', `no node is named "${name}"`, {
      location: locateWord(shell, name),
      hint:
        didYouMean(
          name,
          nodes.map((node) => node.name),
        ) ?? 'list the nodes with "ls"',
    })
  );
}
