import { type Population, type Profile, REFERENCE_USERS } from './profile.ts';
import { apportion, createUrn } from './quota.ts';
import { createRandom, type Random } from './random.ts';

/** What a month says of one user, but for the label. */
export interface Activity {
  readonly watchHours: number;
  readonly devices: number;
  readonly skips: number;
  readonly rebuffers: number;
  readonly failedPayments: number;
  readonly tickets: number;
  /** In tenths of an hour. */
  readonly resolutionTenths: number;
}

/** January, the first month: each user's activity from the profile alone, called in the users' order. */
export function createJanuary({ seed }: Population): (profile: Profile) => Activity {
  const random = (stream: string) => createRandom(seed, `month 0/${stream}`);
  const watch = random('watch');
  const devices = random('devices');
  const skips = random('skips');
  const rebuffers = random('rebuffers');
  const failures = random('failed payments');
  const tickets = random('tickets');
  const resolution = random('resolution');
  return ({ feeCents, service }) => ({
    watchHours: drawWatch(() => watch.normal(20 + 0.15 * (feeCents / 100), 5)),
    devices: 1 + devices.below(3),
    skips: skips.poisson(5),
    rebuffers: rebuffers.poisson(2) + (service === 'DSL' ? 1 : 0),
    failedPayments: binomial(failures, 3, 0.054),
    tickets: tickets.poisson(0.3),
    resolutionTenths: Math.max(10, Math.round(resolution.normal(10, 4) * 10)),
  });
}

/** How many of 7,043 users a month moves: what Poisson(.3), Bernoulli(.03) and Bernoulli(.05) came to in February. */
const REBUFFERS_MOVED = 1828;
const FAILURES_MOVED = 202;
const TICKETS_MOVED = 360;

/** February and every later month: each user's activity from that of the month before, called in the users' order. */
export function createLaterMonth(
  { users, seed }: Population,
  month: number,
): (previous: Activity) => Activity {
  const random = (stream: string) => createRandom(seed, `month ${month}/${stream}`);
  const moved = (stream: string, count: number) =>
    createUrn(apportion([REFERENCE_USERS - count, count], users), random(`${stream} moved`));
  const watch = random('watch');
  const rebuffers = random('rebuffers');
  const rebuffersMoved = moved('rebuffers', REBUFFERS_MOVED);
  const failuresMoved = moved('failed payments', FAILURES_MOVED);
  const ticketsMoved = moved('tickets', TICKETS_MOVED);
  return (previous) => ({
    ...previous,
    watchHours: drawWatch(() => {
      const hours = previous.watchHours * watch.normal(0.98, 0.03);
      return hours === previous.watchHours ? 0 : hours;
    }),
    rebuffers: previous.rebuffers + (rebuffersMoved() === 1 ? positivePoisson(rebuffers, 0.3) : 0),
    failedPayments: previous.failedPayments + failuresMoved(),
    tickets: previous.tickets + ticketsMoved(),
  });
}

/** Draws until the hours are above zero and print with 13 to 15 decimals, as all of the reference's do. */
function drawWatch(draw: () => number): number {
  for (;;) {
    const hours = draw();
    const text = String(hours);
    const decimals = text.length - text.indexOf('.') - 1;
    if (hours > 0.001 && decimals >= 13 && decimals <= 15) return hours;
  }
}

function binomial(random: Random, trials: number, probability: number): number {
  let count = 0;
  for (let i = 0; i < trials; i += 1) count += Number(random.chance(probability));
  return count;
}

function positivePoisson(random: Random, mean: number): number {
  for (;;) {
    const count = random.poisson(mean);
    if (count > 0) return count;
  }
}
