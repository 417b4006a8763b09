import type { Activity } from './activity.ts';
import { exp, ln } from './portable-math.ts';
import { type Population, type Profile, REFERENCE_USERS } from './profile.ts';
import { createWeightedChoice } from './quota.ts';
import { createRandom } from './random.ts';

/** Probabilities as whole numbers of this many parts, so that their sums are exact. */
const PARTS = 2 ** 20;

/** Of 7,043 users, who churned in January; and of those who had not and those who had, who did in February. */
const CHURNED_IN_JANUARY = 1869;
/** 1,242 newly churned and 1,869 − 459 no longer: the 2,652 labels that February changed. */
const CHURNED_IN_FEBRUARY = { afterStaying: 1242, afterChurning: 459 };

/** The sums of all users' weights, which a first pass over the users finds. */
export interface JanuaryTotal {
  readonly january: number;
}
export interface FebruaryTotals {
  readonly afterStaying: number;
  readonly afterChurning: number;
}

/** January's label, from the profile; true for exactly 26.54 % of the users. */
export function createJanuaryChurn(
  { users, seed }: Population,
  total: JanuaryTotal,
): (profile: Profile) => boolean {
  const count = inProportion(CHURNED_IN_JANUARY, users);
  const choose = createWeightedChoice(count, total.january, createRandom(seed, 'month 0/churn'));
  return (profile) => choose(januaryWeight(profile));
}

/** February's label, which changes an exact number of January's. */
export function createFebruaryChurn(
  { users, seed }: Population,
  totals: FebruaryTotals,
): (activity: Activity, churnedBefore: boolean) => boolean {
  const choice = (which: 'afterStaying' | 'afterChurning') =>
    createWeightedChoice(
      inProportion(CHURNED_IN_FEBRUARY[which], users),
      totals[which],
      createRandom(seed, `month 1/churn ${which}`),
    );
  const afterStaying = choice('afterStaying');
  const afterChurning = choice('afterChurning');
  return (activity, churnedBefore) =>
    (churnedBefore ? afterChurning : afterStaying)(laterWeight(activity));
}

/** The label of March and on: February's law, with no number to meet. */
export function createLaterChurn(
  { seed }: Population,
  month: number,
): (activity: Activity) => boolean {
  const random = createRandom(seed, `month ${month}/churn`);
  return (activity) => random.below(PARTS) < laterWeight(activity);
}

export function januaryWeight(profile: Profile): number {
  return Math.round(PARTS / (1 + exp(-januaryLogit(profile))));
}

/** The log odds of churning in January: what a model trained on January's labels should find again. */
export function januaryLogit(profile: Profile): number {
  const term = (coefficient: number, holds: boolean) => (holds ? coefficient : 0);
  return (
    -2.396 -
    0.727 * ln(1 + profile.monthsActive) +
    term(1.955, profile.contract === 'Month-to-month') +
    term(1.097, profile.contract === 'One year') +
    term(1.853, profile.service === 'Fiber optic') +
    term(0.853, profile.service === 'DSL') +
    term(0.401, profile.paperless) +
    term(0.326, profile.isSenior) -
    term(0.143, profile.hasDependents) +
    term(0.344, profile.streams?.tv ?? false) +
    term(0.361, profile.streams?.movies ?? false)
  );
}

export function laterWeight({ tickets, failedPayments, watchHours }: Activity): number {
  const probability =
    0.1 +
    (tickets >= 1 ? 0.15 : 0) +
    (failedPayments >= 1 ? 0.15 : 0) +
    (watchHours < 29.2 ? 0.14 : 0);
  return Math.round(PARTS * probability);
}

function inProportion(count: number, users: number): number {
  return Math.round((count * users) / REFERENCE_USERS);
}
