import { fail } from '../core/diagnostics/diagnostic.ts';
import { didYouMean, nearest } from '../core/diagnostics/suggest.ts';
import type { Manifest } from '../core/manifest/manifest.ts';
import { relationOf } from '../core/manifest/manifest-json.ts';
import type { Node } from '../core/manifest/node.ts';
import { formatRelation } from '../core/sql/relation.ts';
import type { NamedSide, SideRequest } from '../run/diff/side.ts';
import { locateValue, locateWord } from './command-line-text.ts';
import { diffDates } from './diff-dates.ts';
import type { Invocation } from './invocation.ts';
import type { Shell } from './shell.ts';

/** What a side is looked for in. */
export interface SidePlace {
  readonly manifest: Manifest;
  /** The name of the target. */
  readonly target: string;
}

export interface DiffSides {
  readonly from: SideRequest;
  readonly to: SideRequest;
}

/** The two sides that the command line names; whatever leaves them open or the same ends it. */
export function diffSides(
  { args, flags, shell }: Invocation,
  { here, there }: { readonly here: SidePlace; readonly there: SidePlace },
): DiffSides {
  const [name = ''] = args;
  const left = sideNamed(name, here, { shell, location: locateWord(shell, name) });
  const right =
    flags.with === undefined && flags.withTarget === undefined
      ? left
      : sideNamed(flags.with ?? name, there, {
          shell,
          location:
            flags.with === undefined
              ? locateWord(shell, name)
              : locateValue(shell, ['--with'], flags.with),
        });
  const dates = diffDates(left, right, { flags, shell });
  const from = { ...left, ...dates.from };
  const to = { ...right, ...dates.to };
  if (from.target === to.target && sameRows(from, to)) {
    fail('usage-argument', `both sides are "${name}"${from.asOf ? ` of ${from.asOf}` : ''}`, {
      location: to.asOfLocation ?? to.location,
      hint: 'compare with another as_of (--to), another relation (--with) or --with-target',
    });
  }
  return { from, to };
}

function sameRows(from: SideRequest, to: SideRequest): boolean {
  return formatRelation(from.relation) === formatRelation(to.relation) && from.asOf === to.asOf;
}

function sideNamed(
  name: string,
  { manifest, target }: SidePlace,
  { shell, location }: { readonly shell: Shell; readonly location: SideRequest['location'] },
): NamedSide {
  const nodes = Object.values<Node>(manifest.nodes);
  const node = nodes.find((each) => [each.name, each.id, relationOf(each)].includes(name));
  if (node === undefined) {
    const dot = name.indexOf('.');
    if (dot > 0 && dot < name.length - 1) {
      const relation = { schema: name.slice(0, dot), name: name.slice(dot + 1) };
      const near = nearest(
        name,
        nodes.flatMap((each) => relationOf(each) ?? []),
      );
      const suggestion = near === undefined ? undefined : `did you mean "${near}"?`;
      return { name, location, relation, node: undefined, suggestion, target };
    }
    const names = nodes.map((each) => each.name);
    return fail('selector-no-match', `no node is named "${name}"`, {
      location,
      hint: didYouMean(name, names) ?? `list the nodes with "${shell.program} ls"`,
    });
  }
  if (node.kind === 'expectation' || node.relation === undefined) {
    return fail('selector-no-match', `"${node.name}" is no relation of the database`, {
      location,
      hint: 'compare nodes that read it',
    });
  }
  return { name, location, relation: node.relation, node, suggestion: undefined, target };
}
