// The totals behind the live page, read all at once, and what two readings say about the time between them.
import type { MetricName } from './catalogue.ts'
import type { Rates } from './live-shape.ts'
import type { Buckets, Readable } from './live-readings.ts'
import { bucketsOf, bucketsSince, quantileOf, totalOf } from './live-readings.ts'

/** Events of an objective; those that count for neither are left out. */
type Judged = { readonly good: number; readonly bad: number }

/** Grow only, until the process ends. */
export type Totals = {
  readonly atMs: number
  /** Moves that players made. */
  readonly moves: number
  /** Moves that should have been made, and were not: too late, or a fault of ours. */
  readonly failedMoves: number
  readonly botMoves: number
  readonly connects: number
  /** Connections that were turned away although their handshake was in order. */
  readonly failedConnects: number
  readonly pushes: number
  readonly resumes: Judged
  readonly hands: Judged
  readonly settlements: Judged
  readonly api: Judged
  readonly apiSeconds: Buckets
  readonly actions: Buckets
  readonly loop: Buckets
  readonly sync: Buckets
}

const MOVED = { result: ['ok'] }
/** What the rules refuse is the player's. */
const NOT_MOVED = { result: ['timeout', 'error'] }
const CONNECTED = { result: ['ok'] }
/** A malformed or forged handshake is the client's. */
const NOT_CONNECTED = { result: ['overload', 'draining', 'error'] }
const PLAYED = ['three_win', 'wall_exhausted', 'player_abandoned']
const NOT_OURS = ['2xx', '3xx', '4xx']

export function readTotals(metrics: Readable, atMs: number): Totals {
  const actions = metrics.samples('mj_actions_total')
  const handshakes = metrics.samples('mj_ws_handshakes_total')
  const judged = (name: MetricName, label: string, words: { good: string[]; bad: string[] }): Judged => {
    const samples = metrics.samples(name)
    const of = (values: readonly string[]): number => totalOf(samples, { [label]: values })
    return { good: of(words.good), bad: of(words.bad) }
  }
  return {
    atMs,
    moves: totalOf(actions, MOVED),
    failedMoves: totalOf(actions, NOT_MOVED),
    botMoves: totalOf(metrics.samples('mj_bot_moves_total')),
    connects: totalOf(handshakes, CONNECTED),
    failedConnects: totalOf(handshakes, NOT_CONNECTED),
    pushes: totalOf(metrics.samples('mj_ws_pushes_total')),
    resumes: judged('mj_ws_resumes_total', 'result', { good: ['ok'], bad: ['state_lost', 'error'] }),
    hands: judged('mj_hands_total', 'outcome', { good: PLAYED, bad: ['server_aborted'] }),
    settlements: judged('mj_settlements_total', 'result', { good: ['ok', 'retry_ok'], bad: ['failed'] }),
    api: judged('http_server_requests_total', 'http_response_status_code', { good: NOT_OURS, bad: ['5xx'] }),
    apiSeconds: bucketsOf(metrics.samples('http_server_request_duration_seconds')),
    actions: bucketsOf(metrics.samples('mj_action_duration_seconds')),
    loop: bucketsOf(metrics.samples('mj_event_loop_delay_seconds')),
    sync: bucketsOf(metrics.samples('mj_journal_sync_seconds')),
  }
}

const MS_PER_SECOND = 1000
const HALF = 0.5
const NEARLY_ALL = 0.99

export function ratesBetween(then: Totals, now: Totals): Rates {
  const seconds = (now.atMs - then.atMs) / MS_PER_SECOND
  const per = (key: 'moves' | 'botMoves' | 'pushes'): number =>
    seconds > 0 ? (now[key] - then[key]) / seconds : 0
  const ms = (key: 'actions' | 'apiSeconds' | 'loop' | 'sync', share: number): number | null => {
    const value = quantileOf(bucketsSince(now[key], then[key]), share)
    return value === null ? null : value * MS_PER_SECOND
  }
  const good = (key: 'resumes' | 'hands' | 'settlements' | 'api'): number | null =>
    shareOf(now[key].good - then[key].good, now[key].bad - then[key].bad)
  return {
    moves: per('moves'),
    botMoves: per('botMoves'),
    pushes: per('pushes'),
    moveSuccess: shareOf(now.moves - then.moves, now.failedMoves - then.failedMoves),
    moveP50Ms: ms('actions', HALF),
    moveP99Ms: ms('actions', NEARLY_ALL),
    connectSuccess: shareOf(now.connects - then.connects, now.failedConnects - then.failedConnects),
    resumeSuccess: good('resumes'),
    handsCompleted: good('hands'),
    settled: good('settlements'),
    apiSuccess: good('api'),
    apiP99Ms: ms('apiSeconds', NEARLY_ALL),
    loopP99Ms: ms('loop', NEARLY_ALL),
    syncP99Ms: ms('sync', NEARLY_ALL),
  }
}

const shareOf = (good: number, bad: number): number | null => (good + bad === 0 ? null : good / (good + bad))
