import { apportion, createUrn } from './quota.ts';
import { createRandom, type Random } from './random.ts';
import { userIdAt } from './user-ids.ts';

/** What a month does not change: the user and the subscription. */
export interface Profile {
  readonly userId: string;
  readonly signupDate: string;
  readonly gender: 'Male' | 'Female';
  readonly isSenior: boolean;
  readonly hasFamily: boolean;
  readonly hasDependents: boolean;
  readonly monthsActive: number;
  /** undefined for a user without internet service: an empty cell, not a plan that was turned down. */
  readonly streams: Streams | undefined;
  readonly contract: Contract;
  readonly paperless: boolean;
  readonly feeCents: number;
  readonly paidCents: number;
  readonly service: Service;
}

interface Streams {
  readonly tv: boolean;
  readonly movies: boolean;
}

type Service = 'DSL' | 'Fiber optic' | 'No';
type Contract = 'Month-to-month' | 'One year' | 'Two year';
type Fee = readonly [mean: number, deviation: number];

export interface Population {
  readonly users: number;
  readonly seed: number;
}

/** The population whose counts the quotas below are; any other one gets them in proportion. */
export const REFERENCE_USERS = 7043;

const GENDERS = ['Male', 'Female'] as const;
const GENDER_QUOTA = [3555, 3488];
const SENIOR_QUOTA = [REFERENCE_USERS - 1142, 1142];
/** no family and no dependents, only dependents, only family, both */
const HOUSEHOLD_QUOTA = [3280, 361, 1653, 1749];

/** How many of the reference users have each contract, paperless billing (no, yes) and each pair of streams. */
interface Plan {
  readonly service: Service;
  readonly contracts: readonly [number, number, number];
  readonly paperless: readonly [number, number];
  /** With internet service only. */
  readonly internet?: {
    /** neither, only movies, only tv, both */
    readonly streams: readonly [number, number, number, number];
    /** by the number of streams */
    readonly fees: readonly [Fee, Fee, Fee];
  };
}

const CONTRACTS = ['Month-to-month', 'One year', 'Two year'] as const;
const SERVICES: readonly Plan[] = [
  {
    service: 'DSL',
    contracts: [1223, 570, 628],
    paperless: [1092, 1329],
    internet: {
      streams: [1113, 351, 327, 630],
      fees: [
        [47.8, 11.5],
        [61.2, 12.6],
        [73.0, 13.8],
      ],
    },
  },
  {
    service: 'Fiber optic',
    contracts: [2128, 539, 429],
    paperless: [700, 2396],
    internet: {
      streams: [905, 441, 440, 1310],
      fees: [
        [77.1, 6.2],
        [89.3, 6.4],
        [103.0, 6.8],
      ],
    },
  },
  { service: 'No', contracts: [524, 364, 638], paperless: [1080, 446] },
];

/** Without internet service there are one line or several, and nothing between: two narrow peaks. */
const PHONE_FEES: readonly [Fee, Fee] = [
  [19.98, 0.6],
  [24.98, 0.6],
];
const SEVERAL_LINES = 0.22;
const FEE_RANGE = [18.25, 118.75] as const;

/** Months active by contract, as quantiles [share, months] with straight lines between. */
const MONTHS_ACTIVE: Readonly<Record<Contract, readonly (readonly [number, number])[]>> = {
  'Month-to-month': [
    [0, 1],
    [0.25, 3.6],
    [0.5, 12.5],
    [0.75, 27],
    [0.9, 44.5],
    [1, 73],
  ],
  'One year': [
    [0, 0],
    [0.05, 10],
    [0.25, 27],
    [0.5, 44.5],
    [0.75, 58.5],
    [1, 73],
  ],
  'Two year': [
    [0, 0],
    [0.05, 20],
    [0.25, 50],
    [0.5, 64.5],
    [0.75, 72],
    [1, 73],
  ],
};

/** The users in their order, one a call; every file and month has these. */
export function createProfiles({ users, seed }: Population): () => Profile {
  const random = (stream: string) => createRandom(seed, `profile/${stream}`);
  const urn = (stream: string, quota: readonly number[], among = users) =>
    createUrn(apportion(quota, among), random(stream));

  const gender = urn('gender', GENDER_QUOTA);
  const senior = urn('senior', SENIOR_QUOTA);
  const household = urn('household', HOUSEHOLD_QUOTA);
  const cells = apportion(
    SERVICES.flatMap(({ contracts }) => contracts),
    users,
  );
  const cell = createUrn(cells, random('service and contract'));
  const services = SERVICES.map((plan, i) => {
    const among = cells.slice(3 * i, 3 * i + 3).reduce((a, b) => a + b, 0);
    const paperless = urn(`paperless/${plan.service}`, plan.paperless, among);
    const streams = plan.internet && urn(`streams/${plan.service}`, plan.internet.streams, among);
    return { service: plan.service, fees: plan.internet?.fees, paperless, streams };
  });
  const fees = random('fee');
  const months = random('months');
  const days = random('signup day');
  const paid = random('paid');

  let position = 0;
  return () => {
    const drawn = cell();
    const contract = pick(CONTRACTS, drawn % 3);
    const plan = pick(services, Math.floor(drawn / 3));
    const home = household();
    const streams = plan.streams && streamsOf(plan.streams());
    const feeCents = drawFee(streams && plan.fees?.[countOf(streams)], fees);
    const monthsActive = drawMonths(contract, months);
    const userId = userIdAt(position);
    position += 1;
    return {
      userId,
      signupDate: signupDate(monthsActive, 1 + days.below(28)),
      gender: pick(GENDERS, gender()),
      isSenior: senior() === 1,
      hasFamily: home >= 2,
      hasDependents: home % 2 === 1,
      monthsActive,
      streams,
      contract,
      paperless: plan.paperless() === 1,
      feeCents,
      paidCents: Math.round(monthsActive * feeCents * (1 + paid.normal(0, 0.0535))),
      service: plan.service,
    };
  };
}

function streamsOf(drawn: number): Streams {
  return { tv: drawn >= 2, movies: drawn % 2 === 1 };
}

function countOf({ tv, movies }: Streams): 0 | 1 | 2 {
  if (tv && movies) return 2;
  return tv || movies ? 1 : 0;
}

/** A multiple of 5 cents within the range; without internet service from one of the two peaks. */
function drawFee(internet: Fee | undefined, random: Random): number {
  const [mean, deviation] = internet ?? pick(PHONE_FEES, Number(random.chance(SEVERAL_LINES)));
  const fee = Math.min(Math.max(random.normal(mean, deviation), FEE_RANGE[0]), FEE_RANGE[1]);
  return Math.round(fee * 20) * 5;
}

function drawMonths(contract: Contract, random: Random): number {
  const quantiles = MONTHS_ACTIVE[contract];
  const share = random.uniform();
  const upper = quantiles.findIndex(([to]) => share < to);
  const [from, low] = pick(quantiles, upper - 1);
  const [to, high] = pick(quantiles, upper);
  return Math.floor(low + ((share - from) / (to - from)) * (high - low));
}

/** As many months before January 2024 as the user was active then. */
function signupDate(monthsActive: number, day: number): string {
  const month = 2024 * 12 - monthsActive;
  return `${Math.floor(month / 12)}-${pad(1 + (month % 12))}-${pad(day)}`;
}

function pad(part: number): string {
  return String(part).padStart(2, '0');
}

function pick<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new Error(`there is no entry ${index} among ${values.length}`);
  return value;
}
