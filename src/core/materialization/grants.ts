import { quoteIdentifier } from '../sql/quote.ts';
import { type Relation, renderRelation } from '../sql/relation.ts';

/** Roles by privilege. `public` is everybody. */
export type Grants = Readonly<Record<string, readonly string[]>>;

/**
 * The statements after which each privilege that `wanted` names is held by exactly the roles that
 * it names. Other privileges stay as they are: they were granted outside of asof.
 */
export function grantStatements(
  relation: Relation,
  wanted: Grants,
  held: Grants,
): readonly string[] {
  return Object.entries(wanted).flatMap(([privilege, roles]) => {
    const before = held[privilege] ?? [];
    const lost = before.filter((role) => !roles.includes(role));
    const gained = roles.filter((role) => !before.includes(role));
    const on = `${privilege} on ${renderRelation(relation)}`;
    return [
      ...(lost.length === 0 ? [] : [`revoke ${on} from ${roleList(lost)}`]),
      ...(gained.length === 0 ? [] : [`grant ${on} to ${roleList(gained)}`]),
    ];
  });
}

function roleList(roles: readonly string[]): string {
  return roles.map((role) => (role === 'public' ? role : quoteIdentifier(role))).join(', ');
}
