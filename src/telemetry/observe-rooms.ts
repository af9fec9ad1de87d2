// What the tables report, as metrics and log lines.
import type { Decided, Handed, RoomObserver } from '../room/observer.ts'
import type { Room } from '../room/room.ts'
import { isRoundInPlay } from '../table/decide/round-end.ts'
import type { EndReason } from '../table/state.ts'
import type { TableEvent } from '../table/event.ts'
import { moveOf, resultOfRefusal } from './action-words.ts'
import type { ActionResult } from './label-values.ts'
import type { Metrics } from './metrics.ts'
import type { Reporting } from './telemetry.ts'
import type { Traces } from './traces/traces.ts'

const MS_PER_SECOND = 1000

export function observeRooms({ log, metrics, traces = null }: Reporting): RoomObserver {
  const meters = roomMeters(metrics)
  return {
    ...(traces ? { within: traces.within } : {}),
    onQueued() {},
    onDecided(decided) {
      countDecided(meters, decided)
      const { room, command, events, waitMs, trace } = decided
      log.debug('command_taken', { ...whereOf(room, command), events: events.length, waitMs })
      if (trace) traces?.decided(decided)
    },
    onShown(handed) {
      countShown(meters, handed, traces)
      if (handed.trace) traces?.shown(handed)
    },
    onRefused(refused) {
      const { room, command, refusal, waitMs, trace } = refused
      log.debug('command_refused', { ...whereOf(room, command), reason: refusal.reason, waitMs })
      if (trace) traces?.refused(refused)
      countCommand(meters, command, resultOfRefusal(refusal.reason, waitMs))
    },
    onTimerRang: (lagMs) => meters.timerLag.observe(lagMs / MS_PER_SECOND),
    onInvariantViolation({ room, violation, command }) {
      metrics.count('mj_invariant_violations_total', [violation.code])
      log.error('invariant_violated', { ...tableOf(room), violation, command: command?.type ?? null })
    },
    onBotFailure({ room, seat, error }) {
      metrics.count('mj_bot_failures_total')
      log.error('bot_failed', { ...tableOf(room), seat, error })
    },
    onJournalFailure({ room, failure }) {
      log.warn('move_not_journalled', { ...tableOf(room), failure })
    },
    onStopped({ room, reason }) {
      // No event will tell of the end of this round: a close is no end, everything else is.
      if (reason.kind !== 'closed' && isRoundInPlay(room.state)) meters.hands.child('server_aborted').inc()
      if (reason.kind === 'lost') log.error('table_lost', { ...tableOf(room), failure: reason.failure })
    },
  }
}

/** The id that the journal knows, and the number that players and /debug/tables know. */
const tableOf = ({ tableId, no }: Room) => ({ table: tableId, no })

/** Which seat did what; never with which tiles. */
const whereOf = (room: Room, command: Decided['command']) => ({
  ...tableOf(room),
  command: command.type,
  seat: 'seat' in command ? command.seat : null,
})

type Meters = ReturnType<typeof roomMeters>

/** Found once: a move looks up children only. */
const roomMeters = (metrics: Metrics) => ({
  actions: metrics.counter('mj_actions_total'),
  botMoves: metrics.counter('mj_bot_moves_total'),
  commands: metrics.counter('mj_table_commands_total'),
  moveSeconds: metrics.histogram('mj_action_duration_seconds'),
  answers: metrics.counter('mj_answers_total'),
  hands: metrics.counter('mj_hands_total'),
  handSeconds: metrics.histogram('mj_hand_duration_seconds').child(),
  waits: metrics.histogram('mj_match_wait_seconds'),
  fanout: metrics.histogram('mj_push_fanout_seconds').child(),
  timerLag: metrics.histogram('mj_turn_timer_lag_seconds').child(),
})

function countCommand(meters: Meters, command: Decided['command'], result: ActionResult): void {
  meters.commands.child(command.type, result).inc()
  const move = moveOf(command)
  if (!move) return
  if (!move.isBot) meters.actions.child(move.action, result).inc()
  else if (result === 'ok') meters.botMoves.child(move.action).inc()
}

function countShown(
  meters: Meters,
  { command, totalMs, fanoutMs, trace }: Handed,
  traces: Traces | null,
): void {
  meters.fanout.observe(fanoutMs / MS_PER_SECOND)
  const move = moveOf(command)
  if (!move || move.isBot) return
  const traceId = trace && traces ? traces.idOf(trace) : null
  meters.moveSeconds.child(move.action).observeTraced(totalMs / MS_PER_SECOND, traceId)
}

function countDecided(meters: Meters, { room, command, events }: Decided): void {
  countCommand(meters, command, 'ok')
  for (const event of events) countEvent(meters, room, event)
}

function countEvent(meters: Meters, room: Room, event: TableEvent): void {
  switch (event.type) {
    case 'answered':
    case 'swapChosen':
    case 'voidChosen':
      meters.answers.child(event.cause).inc()
      return
    case 'dealt':
      if (event.number === 1) meters.waits.child('matched').observe(sinceMade(room, event.atMs))
      return
    case 'roundEnded':
      meters.hands.child(event.reason === 'winners' ? 'three_win' : 'wall_exhausted').inc()
      meters.handSeconds.observe(sinceDealt(room, event.atMs))
      return
    case 'roundAborted':
      meters.hands.child(abortedBy(room)).inc()
      return
    case 'matchEnded':
      if (room.state.roundNo === 0) meters.waits.child('cancelled').observe(sinceMade(room, event.atMs))
      return
    default:
  }
}

const sinceMade = ({ state }: Room, atMs: number): number => (atMs - state.createdAtMs) / MS_PER_SECOND
const sinceDealt = ({ state }: Room, atMs: number): number =>
  (atMs - (state.round?.startedAtMs ?? atMs)) / MS_PER_SECOND

const PLAYERS_END: readonly EndReason[] = ['dissolved', 'finished', 'bust']

/** A round is aborted together with its match: by a vote of the players, or by us. */
function abortedBy({ state: { phase } }: Room): 'player_abandoned' | 'server_aborted' {
  const isPlayers = phase.kind === 'ended' && PLAYERS_END.includes(phase.reason)
  return isPlayers ? 'player_abandoned' : 'server_aborted'
}
