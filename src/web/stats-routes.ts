// Figures for the operator: nanoserver's /v1/stats/*, /v1/gm/online and /v1/gm/query/user/.

import { type Static, Type } from 'typebox'
import { err, ok, type Result } from '../lib/result.ts'
import type { Store } from '../store/repositories.ts'
import type { OnlineSample, Retention, StatsRange } from '../store/statistics-repository.ts'
import { type AdminRouteParts, addAdminRoute } from './admin-route.ts'
import { Code0, IdText, OptionalWholeText, ReasonText } from './fields.ts'
import { addPlayerQueryRoute } from './player-query-route.ts'
import type { WebApp } from './web-server-options.ts'

export type StatsParts = AdminRouteParts & { readonly store: Store }

const DAY_SECONDS = 86_400
/** A year: the most that one question may be about. */
const RANGE_MAX_SECONDS = 366 * DAY_SECONDS
/** Before the years that anybody asks for, and after them: times outside are mistakes (milliseconds above all). */
const TIME_MAX = 4_102_444_800

const FromTo = Type.Object({ from: Type.Optional(OptionalWholeText), to: Type.Optional(OptionalWholeText) })
const Days = Type.Object({ from: IdText, to: IdText })
const BeginEnd = Type.Object({
  begin: Type.Optional(OptionalWholeText),
  end: Type.Optional(OptionalWholeText),
  reason: Type.Optional(ReasonText),
})
const Nothing = Type.Object({})

const DayItem = Type.Object({ date: Type.Integer(), value: Type.Integer() })
const TotalAnswer = Type.Object({ code: Code0, data: Type.Integer() })
const DaysAnswer = Type.Object({ code: Code0, data: Type.Array(DayItem) })
/** The row of nanoserver's table, which its JSON names by the fields of Go. */
const OnlineItem = Type.Object({
  Time: Type.Integer(),
  UserCount: Type.Integer(),
  DeskCount: Type.Integer(),
})
const OnlineAnswer = Type.Object({ code: Code0, data: Type.Union([OnlineItem, Type.Null()]) })
const OnlineListAnswer = Type.Array(OnlineItem)

const Returned = Type.Object({ login: Type.Integer(), rate: Type.String() })
const RetentionItem = Type.Object({
  date: Type.Integer(),
  register: Type.Integer(),
  retention_1: Returned,
  retention_2: Returned,
  retention_3: Returned,
  retention_7: Returned,
  retention_14: Returned,
  retention_30: Returned,
})
const RetentionAnswer = Type.Object({ code: Code0, data: Type.Array(RetentionItem) })

type Asked = { readonly from: string | undefined; readonly to: string | undefined }

/** nanoserver's defaults: to now; -1 and nothing mean the same. Without a beginning: the last year. */
function rangeOf({ from, to }: Asked, now: number): Result<StatsRange, { readonly code: 'RANGE_INVALID' }> {
  const end = to === undefined || to === '-1' ? now : Number(to)
  const isOpen = from === undefined || from === '-1' || from === '0'
  const begin = isOpen ? Math.max(0, end - RANGE_MAX_SECONDS) : Number(from)
  const isRange = begin <= end && end - begin <= RANGE_MAX_SECONDS && end <= TIME_MAX
  return isRange ? ok({ from: begin, to: end }) : err({ code: 'RANGE_INVALID' })
}

const onlineItem = ({ time, userCount, deskCount }: OnlineSample): Static<typeof OnlineItem> => ({
  Time: time,
  UserCount: userCount,
  DeskCount: deskCount,
})

const returned = ({ login, rate }: Retention['returned'][1]) => ({ login, rate: rate.toFixed(2) })

const retentionItem = ({ date, register, returned: by }: Retention): Static<typeof RetentionItem> => ({
  date,
  register,
  retention_1: returned(by[1]),
  retention_2: returned(by[2]),
  retention_3: returned(by[3]),
  retention_7: returned(by[7]),
  retention_14: returned(by[14]),
  retention_30: returned(by[30]),
})

export function addStatsRoutes(app: WebApp, parts: StatsParts): void {
  addDayRoutes(app, parts)
  addOnlineRoutes(app, parts)
  addPlayerQueryRoute(app, parts)
}

function addDayRoutes(app: WebApp, parts: StatsParts): void {
  const { statistics } = parts.store
  addAdminRoute(app, parts, {
    path: '/v1/stats/user/register',
    scope: 'stats',
    summary: 'New accounts from `from` to `to`, both included, to the second',
    takes: FromTo,
    answers: TotalAnswer,
    async handle({ from, to }, { at }) {
      const range = rangeOf({ from, to }, at)
      if (!range.ok) return range
      return ok({ code: 0, data: await statistics.registered(range.value) } as const)
    },
  })
  for (const { name, of, summary } of [
    { name: 'user/activation', of: 'activation', summary: 'Different players who logged in, day by day' },
    { name: 'consume', of: 'consumption', summary: 'Cards consumed, day by day' },
  ] as const) {
    addAdminRoute(app, parts, {
      path: `/v1/stats/${name}`,
      scope: 'stats',
      summary,
      takes: FromTo,
      answers: DaysAnswer,
      async handle({ from, to }, { at }) {
        const range = rangeOf({ from, to }, at)
        if (!range.ok) return range
        return ok({ code: 0, data: [...(await statistics[of](range.value))] } as const)
      },
    })
  }
  addAdminRoute(app, parts, {
    path: '/v1/stats/retention',
    scope: 'stats',
    summary: 'Of the players of each day, how many came back after 1, 2, 3, 7, 14 and 30 days',
    takes: Days,
    answers: RetentionAnswer,
    async handle({ from, to }, { at }) {
      const range = rangeOf({ from, to }, at)
      if (!range.ok) return range
      return ok({ code: 0, data: (await statistics.retention(range.value)).map(retentionItem) } as const)
    },
  })
}

function addOnlineRoutes(app: WebApp, parts: StatsParts): void {
  const { statistics } = parts.store
  addAdminRoute(app, parts, {
    path: '/v1/stats/online',
    scope: 'stats',
    summary: 'The last sample of players and tables',
    takes: Nothing,
    answers: OnlineAnswer,
    async handle() {
      const sample = await statistics.onlineNow()
      return ok({ code: 0, data: sample === undefined ? null : onlineItem(sample) } as const)
    },
  })
  addAdminRoute(app, parts, {
    path: '/v1/gm/online',
    scope: 'gm',
    summary: 'Samples of players and tables, oldest first',
    takes: BeginEnd,
    answers: OnlineListAnswer,
    deed: ({ begin, end }) => ({ action: 'online', target: 'online', detail: { begin, end } }),
    async handle({ begin, end }, { at }) {
      const range = rangeOf({ from: begin, to: end }, at)
      return range.ok ? ok((await statistics.online(range.value)).map(onlineItem)) : range
    },
  })
}
