// The patterns of every HTTP route, as labels. One that is missing here is counted as `other`; the test of the
// catalogue compares the list with the server's own.

export const HTTP_ROUTES: readonly string[] = [
  '/v1/version',
  '/ping',
  '/v1/user/login/query',
  '/v1/user/login/guest',
  '/v1/user/login/3rd',
  '/v1/user/club',
  '/v1/desk/player/:id',
  '/v1/desk/:id',
  '/v1/history/lite/:desk_id',
  '/v1/history/:id',
  '/v1/order/',
  '/v1/order/notify/wechat',
  '/v1/order/console/',
  '/v1/gm/reset',
  '/v1/gm/kick',
  '/v1/gm/freeze',
  '/v1/gm/unfreeze',
  '/v1/gm/recharge',
  '/v1/gm/consume',
  '/v1/gm/broadcast',
  '/v1/gm/desk/dissolve',
  '/v1/gm/online',
  '/v1/gm/query/user',
  '/v1/gm/query/user/',
  '/v1/gm/club/create',
  '/v1/gm/club/list',
  '/v1/gm/club/recharge',
  '/v1/gm/club/applicants',
  '/v1/gm/club/members',
  '/v1/gm/club/approve',
  '/v1/gm/club/refuse',
  '/v1/gm/club/remove',
  '/v1/gm/agent/create',
  '/v1/gm/agent/list',
  '/v1/gm/agent/recharge',
  '/v1/gm/agent/sell',
  '/v1/audit',
  '/v1/stats/user/register',
  '/v1/stats/user/activation',
  '/v1/stats/consume',
  '/v1/stats/retention',
  '/v1/stats/online',
  '/static/*',
  '/static/update/version.json',
  '/src/:folder/*',
  '/docs/*',
  '/*',
  'unmatched',
]

const DOCS = /^\/docs(\/|$)/
const PAGE = /^\/($|\*|:file|views\/)/

/** The pages of the documentation are one label, and so are the files of the browser client. */
export function routeLabel(pattern: string): string {
  if (DOCS.test(pattern)) return '/docs/*'
  return PAGE.test(pattern) ? '/*' : pattern
}

/** The class of a status says whose fault it was; more would be too many series. */
export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx'] as const
export type StatusClass = (typeof STATUS_CLASSES)[number]

const HUNDRED = 100
const FIRST_CLASS = 2

export const statusClassOf = (status: number): StatusClass =>
  STATUS_CLASSES[Math.floor(status / HUNDRED) - FIRST_CLASS] ?? '5xx'
