import { bug } from '../../diagnostics/bug.ts';
import { isJsonList, isJsonMap, type Json } from '../../diagnostics/json.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import type {
  AggregateCheck,
  AggregatePlan,
  ArgumentProblem,
  CheckContext,
  Kwargs,
  Verdict,
} from '../check.ts';
import { readExactJson } from '../facts/read-exact-json.ts';
import { columnFamily } from '../shapes/column-family.ts';
import { ofDistinctValues } from '../shapes/distinct-values.ts';
import { flagOf, numberOf } from '../shapes/kwargs.ts';
import { observedBins, observedValues } from '../shapes/observed-partition.ts';
import {
  type BinPartition,
  binWeights,
  divergence,
  type Holdout,
  holdoutProblem,
  readPartition,
  type ValuePartition,
} from '../shapes/partition.ts';
import { requireFamily } from '../shapes/require-family.ts';
import { renderMember } from '../shapes/value-set.ts';

export const klDivergenceToBeLessThan: AggregateCheck = {
  kind: 'aggregate',
  name: 'kl_divergence_to_be_less_than',
  fullName: 'expect_column_kl_divergence_to_be_less_than',
  scope: 'column',
  parameters: {
    partition_object: {
      type: 'map',
      required: true,
      nullable: true,
      description:
        'the expected distribution: values and weights, or bins and weights (of what lies between two of the bins) and tail_weights; null takes the observed one, to begin from',
    },
    threshold: {
      type: 'number',
      required: true,
      nullable: true,
      description: 'the most it may be; null allows any',
    },
    tail_weight_holdout: {
      type: 'number',
      default: 0,
      description:
        'the share that is kept back for values, or for what lies outside of the bins, that are not expected',
    },
    internal_weight_holdout: {
      type: 'number',
      default: 0,
      description: 'the share that is kept back for bins of weight 0',
    },
    bucketize_data: {
      type: 'boolean',
      default: true,
      description: 'without effect: numbers are always counted by bin',
    },
  },
  principal: undefined,
  description:
    'the Kullback–Leibler divergence of the observed distribution from an expected one is no more than a threshold',
  nulls: 'NULLs are left out',
  empty: 'there is no divergence, and a threshold fails',
  example: `
- model: subscriptions
  columns:
    contract_type:
      - kl_divergence_to_be_less_than:
          partition_object: {values: [Month-to-month, One year, Two year], weights: [0.5, 0.3, 0.2]}
          threshold: 0.2`,
  verify: problemsOf,
  compile(kwargs, context) {
    const given = kwargs['partition_object'] ?? null;
    if (given === null) return compareWithItself(context);
    const partition = readPartition(given);
    if (typeof partition === 'string') return bug(`the partition was not verified: ${partition}`);
    return partition.type === 'values'
      ? compareValues(partition, kwargs, context)
      : compareBins(partition, kwargs, context);
  },
};

/** With nothing to compare it with, it is the observed distribution that is asked for. */
function compareWithItself(context: CheckContext): AggregatePlan {
  const isNumber = columnFamily(context.column) === 'number';
  return {
    facts: [{ over: 'query', sql: isNumber ? observedBins(context) : observedValues(context) }],
    judge([text]) {
      const observed = readExactJson(text ?? 'null');
      const weights = weightsIn(observed);
      return {
        holds: true,
        observed: divergence(weights, weights) ?? null,
        details: { observed_partition: observed },
      };
    },
  };
}

function compareValues(
  { values, weights }: ValuePartition,
  kwargs: Kwargs,
  context: CheckContext,
): AggregatePlan {
  const members = values.map((value) => renderMember(value, context.column));
  const isExpected = `"asof value" in (${members.join(', ')})`;
  const facts = [
    ...members.map(
      (member) => `coalesce(sum("asof count") filter (where "asof value" = ${member}), 0)`,
    ),
    `count(*) filter (where not ${isExpected})`,
    `coalesce(sum("asof count") filter (where not ${isExpected}), 0)`,
    `coalesce(sum("asof count" * ln("asof count"::double precision)) filter (where not ${isExpected}), 0)`,
  ];
  const sql = `to_json(array[${facts.join(', ')}]::double precision[])`;
  return {
    facts: [ofDistinctValues(context, 'aggregate', sql)],
    judge([text]) {
      const found = numbersIn(text);
      const counts = found.slice(0, values.length);
      const [others = 0, otherRows = 0, otherLogs = 0] = found.slice(values.length);
      const total = counts.reduce((sum, count) => sum + count, otherRows);
      const holdout = holdoutOf(kwargs).tail;
      const expected = weights.map((weight) => weight * (1 - holdout));
      // shared by all that is there and not expected
      const held = others === 0 ? 0 : holdout;
      const norm = expected.reduce((sum, weight) => sum + weight, held);
      // what is not expected, value by value: the sum of p × ln(p / q) without one row of it here
      const beyond =
        others === 0
          ? 0
          : (otherLogs - otherRows * Math.log(total)) / total -
            (otherRows / total) * Math.log(held / others / norm);
      const known = counts.reduce((sum, count, index) => {
        const share = count / total;
        return count === 0 ? sum : sum + share * Math.log(share / ((expected[index] ?? 0) / norm));
      }, 0);
      return verdictOn(total === 0 ? Number.NaN : known + beyond, kwargs, {
        observed_partition: { values: [...values], weights: counts.map((count) => count / total) },
        expected_partition: { values: [...values], weights: expected },
      });
    },
  };
}

function compareBins(
  partition: BinPartition,
  kwargs: Kwargs,
  context: CheckContext,
): AggregatePlan {
  const { column } = context;
  requireFamily(column, ['number']);
  const { bins, isOpen } = partition;
  const name = quoteIdentifier(column.name);
  const bucket = `width_bucket(${name}::double precision, array[${bins.join(', ')}]::double precision[])`;
  const last = bins.length - 1;
  // the last bin holds its upper end, unless what is above is a bin too
  const by = isOpen[1]
    ? bucket
    : `case when ${name}::double precision = ${bins[last]}::double precision then ${last} else ${bucket} end`;
  const counts = bins.map((_, index) => index).concat(bins.length);
  const sql = `to_json(array[${counts.map((index) => `coalesce(sum("asof count") filter (where "asof value" = ${index}), 0)`).join(', ')}]::double precision[])`;
  return {
    facts: [
      {
        over: 'groups',
        where: `${name} is not null`,
        by: [by],
        sql,
        form: 'aggregate',
        duplicatesOnly: false,
      },
    ],
    judge([text]) {
      const found = numbersIn(text);
      const total = found.reduce((sum, count) => sum + count, 0);
      const shares = found.map((count) => count / total);
      const expected = binWeights(partition, holdoutOf(kwargs));
      const value = divergence(shares, [expected.tails[0], ...expected.weights, expected.tails[1]]);
      return verdictOn(value ?? Number.NaN, kwargs, {
        observed_partition: {
          bins: [...bins],
          weights: shares.slice(1, -1),
          tail_weights: [shares[0] ?? null, shares.at(-1) ?? null],
        },
        expected_partition: {
          bins: [...bins],
          weights: [...expected.weights],
          tail_weights: [...expected.tails],
        },
      });
    },
  };
}

function verdictOn(value: number, kwargs: Kwargs, details: Json): Verdict {
  const threshold = numberOf(kwargs, 'threshold');
  // what rounding leaves of nothing is nothing
  const observed = Number.isFinite(value) ? Math.max(0, value) : null;
  if (threshold === undefined) return { holds: true, observed, details };
  if (observed !== null && observed <= Number(threshold)) return { holds: true, observed, details };
  const found =
    observed === null
      ? 'there is no finite divergence: something that is there is not expected at all, or nothing is there'
      : `the divergence is ${observed}`;
  return { holds: false, observed, details, message: `${found}, expected at most ${threshold}` };
}

function problemsOf(kwargs: Kwargs): readonly ArgumentProblem[] {
  const given = kwargs['partition_object'] ?? null;
  const shares = ['tail_weight_holdout', 'internal_weight_holdout', 'threshold'].flatMap((name) => {
    const value = Number(numberOf(kwargs, name) ?? 0);
    const isShare = name !== 'threshold';
    if (value >= 0 && (!isShare || value <= 1)) return [];
    const message = `"${name}" must ${isShare ? 'be a share between 0 and 1' : 'not be below 0'}, not ${value}`;
    return [{ parameter: name, message }];
  });
  if (flagOf(kwargs, 'bucketize_data') === false && 'bucketize_data' in kwargs) {
    shares.push({
      parameter: 'bucketize_data',
      message: '"bucketize_data" must be true: numbers are counted by bin',
    });
  }
  if (given === null) {
    if ((kwargs['threshold'] ?? null) === null) return shares;
    const message = 'a threshold needs a "partition_object" to compare with';
    return [...shares, { parameter: 'threshold', message }];
  }
  const partition = readPartition(given);
  if (typeof partition === 'string') {
    const message = `"partition_object" is no distribution: ${partition}`;
    return [...shares, { parameter: 'partition_object', message }];
  }
  const problem = holdoutProblem(partition, holdoutOf(kwargs));
  return problem === undefined ? shares : [...shares, { parameter: undefined, message: problem }];
}

function holdoutOf(kwargs: Kwargs): Holdout {
  return {
    tail: Number(numberOf(kwargs, 'tail_weight_holdout') ?? 0),
    internal: Number(numberOf(kwargs, 'internal_weight_holdout') ?? 0),
  };
}

function weightsIn(partition: Json): readonly number[] {
  const weights = isJsonMap(partition) ? partition['weights'] : undefined;
  return isJsonList(weights) ? weights.map(Number) : [];
}

function numbersIn(text: string | null | undefined): readonly number[] {
  const value = readExactJson(text ?? '[]');
  return isJsonList(value) ? value.map(Number) : [];
}
