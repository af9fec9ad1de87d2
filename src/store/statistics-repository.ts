// What the statistics pages may ask. Days are those of the configured time zone; each row is one whole day that the
// asked range touches, named by its first second.

export type StatsRange = { readonly from: number; readonly to: number }
export type DayValue = { readonly date: number; readonly value: number }
export type OnlineSample = { readonly time: number; readonly userCount: number; readonly deskCount: number }

/** Days after the registration that retention is asked for. */
export const RETENTION_DAYS = [1, 2, 3, 7, 14, 30] as const
export type RetentionDay = (typeof RETENTION_DAYS)[number]

export type Retention = {
  readonly date: number
  readonly register: number
  /** Players of that day who logged in on the n-th day after it, and their share in percent. */
  readonly returned: Readonly<Record<RetentionDay, { readonly login: number; readonly rate: number }>>
}

export type DailyStats = {
  readonly date: number
  readonly score: number
  readonly asCreator: number
  /** Desks that ended with a gain. */
  readonly win: number
  readonly deskNos: readonly string[]
}

export type PlayerStats = {
  readonly registerAt: number
  readonly registerIp: string
  readonly latestLoginAt: number
  readonly latestLoginIp: string
  readonly totalMatch: number
  /** The last 30 days, today included, none before the registration. */
  readonly days: readonly DailyStats[]
}

export interface Statistics {
  /** New accounts in [from, to], to the second. */
  registered(range: StatsRange): Promise<number>
  /** New accounts a day. */
  registrations(range: StatsRange): Promise<readonly DayValue[]>
  /** Different players who logged in a day. */
  activation(range: StatsRange): Promise<readonly DayValue[]>
  /** Cards consumed a day, refunds taken off. */
  consumption(range: StatsRange): Promise<readonly DayValue[]>
  retention(range: StatsRange): Promise<readonly Retention[]>
  onlineNow(): Promise<OnlineSample | undefined>
  /** Samples in [from, to], oldest first, at most 10,000. */
  online(range: StatsRange): Promise<readonly OnlineSample[]>
  /** Undefined for a uid nobody has. */
  player(uid: number, now: number): Promise<PlayerStats | undefined>
}
