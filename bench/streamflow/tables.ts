import { generateUserMonths, type UserMonth } from './month.ts';

export const TABLES = [
  'users',
  'subscriptions',
  'usage_agg_30d',
  'payments_agg_90d',
  'support_agg_90d',
  'labels',
] as const;

export type Table = (typeof TABLES)[number];

export const HEADERS: Readonly<Record<Table, string>> = {
  users: 'user_id,signup_date,user_gender,user_is_senior,has_family,has_dependents',
  subscriptions:
    'user_id,months_active,plan_stream_tv,plan_stream_movies,contract_type,paperless_billing,' +
    'monthly_fee,total_paid,net_service',
  usage_agg_30d:
    'user_id,watch_hours_30d,avg_session_mins_7d,unique_devices_30d,skips_7d,rebuffer_events_7d',
  payments_agg_90d: 'user_id,failed_payments_90d',
  support_agg_90d: 'user_id,support_tickets_90d,ticket_avg_resolution_hrs_90d',
  labels: 'user_id,churn_label',
};

/** The reference's data fault: one value in every row. */
const AVG_SESSION_MINS = '29.14104464084511';

export const DEFAULT_SEED = 20240131;

export interface MonthOptions {
  /** 0 is January 2024. */
  readonly month: number;
  readonly users: number;
  readonly seed?: number;
}

/** One user's line of every table, without line ends: the rows of the month's six files, in step. */
export type MonthLines = Readonly<Record<Table, string>>;

/** The rows of a month, user by user; the same options give the same text on every Node. */
export function* generateMonth({
  month,
  users,
  seed = DEFAULT_SEED,
}: MonthOptions): Generator<MonthLines> {
  for (const user of generateUserMonths({ users, seed }, month)) yield linesOf(user);
}

function linesOf({ profile, activity, churned }: UserMonth): MonthLines {
  const id = profile.userId;
  const { tv, movies } = profile.streams ?? { tv: undefined, movies: undefined };
  return {
    users: [
      id,
      profile.signupDate,
      profile.gender,
      flag(profile.isSenior),
      flag(profile.hasFamily),
      flag(profile.hasDependents),
    ].join(),
    subscriptions: [
      id,
      profile.monthsActive,
      flag(tv),
      flag(movies),
      profile.contract,
      flag(profile.paperless),
      money(profile.feeCents),
      money(profile.paidCents),
      profile.service,
    ].join(),
    usage_agg_30d: [
      id,
      activity.watchHours,
      AVG_SESSION_MINS,
      activity.devices,
      activity.skips,
      activity.rebuffers,
    ].join(),
    payments_agg_90d: `${id},${activity.failedPayments}`,
    support_agg_90d: `${id},${activity.tickets},${money(activity.resolutionTenths * 10)}`,
    labels: `${id},${flag(churned)}`,
  };
}

function flag(value: boolean | undefined): string {
  if (value === undefined) return '';
  return value ? 'True' : 'False';
}

/** A whole number of hundredths as Python prints the number: one decimal at least, two where they are needed. */
function money(hundredths: number): string {
  const whole = Math.floor(hundredths / 100);
  const rest = String(hundredths % 100).padStart(2, '0');
  return `${whole}.${rest.endsWith('0') ? rest.slice(0, 1) : rest}`;
}
