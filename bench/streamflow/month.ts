import { type Activity, createJanuary, createLaterMonth } from './activity.ts';
import {
  createFebruaryChurn,
  createJanuaryChurn,
  createLaterChurn,
  type FebruaryTotals,
  type JanuaryTotal,
  januaryWeight,
  laterWeight,
} from './churn.ts';
import { createProfiles, type Population, type Profile } from './profile.ts';

/** One user in one month: what all six tables say. */
export interface UserMonth {
  readonly profile: Profile;
  readonly activity: Activity;
  readonly churned: boolean;
}

/**
 * All users of a month (0 is January 2024), in their order. Nothing is kept: a month is made by walking every user
 * from January on, after at most two passes that only sum up what the exact counts of churned users need.
 */
export function* generateUserMonths(population: Population, month: number): Generator<UserMonth> {
  const january = januaryTotal(population);
  const steps = month === 0 ? [] : laterSteps(population, month, february(population, january));
  for (const first of januaryUsers(population, january)) {
    yield steps.reduce((user, step) => step(user), first);
  }
}

type Step = (before: UserMonth) => UserMonth;

function laterSteps(population: Population, month: number, totals: FebruaryTotals): Step[] {
  return Array.from({ length: month }, (_, i): Step => {
    const nextActivity = createLaterMonth(population, i + 1);
    const nextChurn =
      i === 0 ? createFebruaryChurn(population, totals) : createLaterChurn(population, i + 1);
    return (before) => {
      const activity = nextActivity(before.activity);
      return { profile: before.profile, activity, churned: nextChurn(activity, before.churned) };
    };
  });
}

function* januaryUsers(population: Population, total: JanuaryTotal): Generator<UserMonth> {
  const nextProfile = createProfiles(population);
  const activityOf = createJanuary(population);
  const hasChurned = createJanuaryChurn(population, total);
  for (let i = 0; i < population.users; i += 1) {
    const profile = nextProfile();
    yield { profile, activity: activityOf(profile), churned: hasChurned(profile) };
  }
}

function januaryTotal(population: Population): JanuaryTotal {
  const nextProfile = createProfiles(population);
  let january = 0;
  for (let i = 0; i < population.users; i += 1) january += januaryWeight(nextProfile());
  return { january };
}

function february(population: Population, january: JanuaryTotal): FebruaryTotals {
  const nextActivity = createLaterMonth(population, 1);
  const totals = { afterStaying: 0, afterChurning: 0 };
  for (const { activity, churned } of januaryUsers(population, january)) {
    totals[churned ? 'afterChurning' : 'afterStaying'] += laterWeight(nextActivity(activity));
  }
  return totals;
}
