import { isJsonList, type Json } from '../../diagnostics/json.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import type { AggregateCheck, CheckContext, Kwargs, Verdict } from '../check.ts';
import { EVIDENCE_LIMIT } from '../facts/first-rows.ts';
import { orderTerm } from '../facts/order-term.ts';
import { readExactJson } from '../facts/read-exact-json.ts';
import { ofDistinctValues } from './distinct-values.ts';
import { type Scalar, scalarsOf } from './kwargs.ts';
import { isMember, renderMember } from './value-set.ts';

/** So many different values are shown; a column may hold millions. */
const SHOWN = 100;

/** What the groups of equal values call it. */
const VALUE = '"asof value"';

interface Definition {
  readonly name: string;
  readonly description: string;
  readonly example: string;
  /** What each member is to the column, as the page says it. */
  readonly members: string;
  readonly empty: string;
  /** Whether a value outside of the set is unexpected, and whether a member without a value is. */
  readonly mayHoldOthers: boolean;
  readonly mayLackMembers: boolean;
  /** Whether an empty list allows any value, as null does. */
  readonly emptyAllowsAny: boolean;
}

/** A check that holds the different values of a column, as a set, against a set. */
export function distinctSetCheck(definition: Definition): AggregateCheck {
  const { name, description, example, empty } = definition;
  return {
    kind: 'aggregate',
    name,
    fullName: `expect_column_${name}`,
    scope: 'column',
    parameters: {
      value_set: {
        type: 'list',
        required: true,
        nullable: true,
        description: definition.members,
      },
    },
    principal: 'value_set',
    description,
    nulls: 'NULL is not a value, here and in the set',
    empty,
    example,
    compile(kwargs, context) {
      const members = membersOf(kwargs, definition);
      const { column } = context;
      const allowed = definition.mayHoldOthers ? undefined : members;
      const isAllowed = isMember(VALUE, allowed, column);
      const order = orderTerm({ ...column, name: 'asof value' });
      const list = (limit: number, which = ''): string =>
        `select coalesce(json_agg(${VALUE}), '[]') from (select ${VALUE} from "groups"${which} order by ${order} limit ${limit}) as "shown"`;
      const others = ` where not (${isAllowed})`;
      const presence = (members ?? []).map(
        (member) => `coalesce(bool_or(${VALUE} = ${renderMember(member, column)}), false)`,
      );
      return {
        facts: [
          ofDistinctValues(context, 'select', list(SHOWN)),
          ofDistinctValues(context, 'aggregate', `count(*) filter (where not (${isAllowed}))`),
          ofDistinctValues(context, 'select', list(context.sample, others)),
          ofDistinctValues(
            context,
            'aggregate',
            `to_json(array[${presence.join(', ')}]::boolean[])`,
          ),
        ],
        judge: ([observed, count, unexpected, present]) =>
          verdictOn(members ?? [], definition, {
            observed: readExactJson(observed ?? '[]'),
            otherCount: Number(count),
            others: listIn(unexpected),
            present: listIn(present),
          }),
        ...(definition.mayHoldOthers ? {} : { listing: listOthers(allowed, context) }),
      };
    },
  };
}

/** undefined: any value is well. */
function membersOf(kwargs: Kwargs, { emptyAllowsAny }: Definition): readonly Scalar[] | undefined {
  const members = scalarsOf(kwargs, 'value_set');
  return members?.length === 0 && emptyAllowsAny ? undefined : members;
}

function listOthers(allowed: readonly Scalar[] | undefined, context: CheckContext): string {
  const { column } = context;
  const name = quoteIdentifier(column.name);
  const values = `select distinct ${name} as "value"\n${context.rowsWhere(`${name} is not null`)}`;
  return [
    `select *\nfrom (\n${values}\n) as "values"`,
    `where not (${isMember('"value"', allowed, column)})`,
    `order by ${orderTerm({ ...column, name: 'value' })}`,
  ].join('\n');
}

interface FoundValues {
  readonly observed: Json;
  readonly otherCount: number;
  readonly others: readonly Json[];
  /** Whether each member is there. */
  readonly present: readonly Json[];
}

function verdictOn(
  members: readonly Scalar[],
  { mayLackMembers }: Definition,
  { observed, otherCount, others, present }: FoundValues,
): Verdict {
  const missing = mayLackMembers ? [] : members.filter((_, index) => present[index] !== true);
  if (otherCount === 0 && missing.length === 0) return { holds: true, observed };
  const noun = otherCount === 1 ? 'value is' : 'different values are';
  const parts = [
    ...(otherCount === 0 ? [] : [`${otherCount} ${noun} not in the set`]),
    ...(missing.length === 0 ? [] : [`no value is ${listed(missing)}`]),
  ];
  return { holds: false, observed, unexpectedList: others, message: parts.join('; ') };
}

/** `"a", "b" or "c"`, and how many more there are. */
function listed(members: readonly Scalar[]): string {
  const shown = members.slice(0, EVIDENCE_LIMIT).map((member) => JSON.stringify(member));
  const more = members.length - shown.length;
  const last = more > 0 ? `${more} more` : shown.pop();
  return shown.length === 0 ? String(last) : `${shown.join(', ')} or ${last}`;
}

function listIn(text: string | null | undefined): readonly Json[] {
  const value = readExactJson(text ?? '[]');
  return isJsonList(value) ? value : [];
}
