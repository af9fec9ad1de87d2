// The totals behind the live page, read all at once, and what two readings say about the time between them.
import type { Rates } from './live-shape.ts'
import type { Buckets, Readable } from './live-readings.ts'
import { bucketsOf, bucketsSince, quantileOf, totalOf } from './live-readings.ts'

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

export function readTotals(metrics: Readable, atMs: number): Totals {
  const actions = metrics.samples('mj_actions_total')
  const handshakes = metrics.samples('mj_ws_handshakes_total')
  return {
    atMs,
    moves: totalOf(actions, MOVED),
    failedMoves: totalOf(actions, NOT_MOVED),
    botMoves: totalOf(metrics.samples('mj_bot_moves_total')),
    connects: totalOf(handshakes, CONNECTED),
    failedConnects: totalOf(handshakes, NOT_CONNECTED),
    pushes: totalOf(metrics.samples('mj_ws_pushes_total')),
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
  const ms = (key: 'actions' | 'loop' | 'sync', share: number): number | null => {
    const value = quantileOf(bucketsSince(now[key], then[key]), share)
    return value === null ? null : value * MS_PER_SECOND
  }
  return {
    moves: per('moves'),
    botMoves: per('botMoves'),
    pushes: per('pushes'),
    moveSuccess: shareOf(now.moves - then.moves, now.failedMoves - then.failedMoves),
    moveP50Ms: ms('actions', HALF),
    moveP99Ms: ms('actions', NEARLY_ALL),
    connectSuccess: shareOf(now.connects - then.connects, now.failedConnects - then.failedConnects),
    loopP99Ms: ms('loop', NEARLY_ALL),
    syncP99Ms: ms('sync', NEARLY_ALL),
  }
}

const shareOf = (good: number, bad: number): number | null => (good + bad === 0 ? null : good / (good + bad))
