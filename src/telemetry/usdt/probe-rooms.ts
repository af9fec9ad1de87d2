// Probes of tables: what waits, what is decided, what is shown, who won what, what bots think.
import type { Decided, RoomEvents, RoomObserver } from '../../room/observer.ts'
import type { BotBrain } from '../../room/room-deps.ts'
import type { Room } from '../../room/room.ts'
import type { LedgerRow } from '../../rules/ledger.ts'
import type { Command } from '../../table/command.ts'
import type { TableEvent } from '../../table/event.ts'
import type { TableState } from '../../table/state.ts'
import { moveOf } from '../action-words.ts'
import { PROBE } from './probes.ts'
import type { Usdt } from './provider.ts'

const US_PER_MS = 1000
const NONE = -1
const QUEUE_DEPTH = PROBE.queue__depth
const QUEUE_WAIT = PROBE.queue__wait
const DECIDE_START = PROBE.decide__start
const DECIDE_DONE = PROBE.decide__done
const ACTION = PROBE.table__action
const SCORE = PROBE.score
const BROADCAST_START = PROBE.broadcast__start
const BROADCAST_DONE = PROBE.broadcast__done
const HANDED = PROBE.broadcast__handed
const AI_START = PROBE.ai__start
const AI_DONE = PROBE.ai__done
const CREATE = PROBE.table__create
const END = PROBE.table__end
const STATE = PROBE.table__state

const numberOf = ({ no }: Pick<TableState, 'no'>): number => Number(no)

/** The observer itself in a process without probes. */
export function probeRooms(inner: RoomObserver, usdt: Usdt): RoomObserver {
  const { sem, fire, status } = usdt
  if (!status.isActive) return inner
  return {
    ...inner,
    ...probeDecisions(inner, usdt),
    onQueued(queued) {
      if (sem[QUEUE_DEPTH] !== 0) fire.queue__depth('mailbox', numberOf(queued.room), queued.depth)
      inner.onQueued(queued)
    },
    onShowing(room, events) {
      inner.onShowing?.(room, events)
      if (sem[BROADCAST_START] !== 0) fire.broadcast__start(numberOf(room), events.length)
    },
    onDecided(decided) {
      const { room, pushes, waitMs } = decided
      if (sem[BROADCAST_DONE] !== 0) fire.broadcast__done(numberOf(room), pushes)
      if (sem[QUEUE_WAIT] !== 0) fire.queue__wait('mailbox', numberOf(room), waitMs * US_PER_MS)
      if (sem[ACTION] !== 0) fireAction(usdt, decided)
      if (sem[SCORE] !== 0) for (const event of decided.events) fireScores(usdt, room, event)
      inner.onDecided(decided)
    },
    onRefused(refused) {
      const { room, waitMs } = refused
      if (sem[QUEUE_WAIT] !== 0) fire.queue__wait('mailbox', numberOf(room), waitMs * US_PER_MS)
      inner.onRefused(refused)
    },
    onShown(handed) {
      const { room, command, totalMs, fanoutMs } = handed
      if (sem[HANDED] !== 0)
        fire.broadcast__handed(numberOf(room), command.type, totalMs * US_PER_MS, fanoutMs * US_PER_MS)
      inner.onShown(handed)
    },
  }
}

/** Start and end lie in one turn of the event loop, so the last number is the one that runs. */
function probeDecisions(
  inner: RoomObserver,
  { sem, fire }: Usdt,
): Pick<RoomObserver, 'onDeciding' | 'onWorkedOut'> {
  let id = 0
  return {
    onDeciding(table, command) {
      inner.onDeciding?.(table, command)
      id += 1
      if (sem[DECIDE_START] !== 0) fire.decide__start(id, numberOf(table), command.type)
    },
    onWorkedOut(table, command, isAccepted) {
      if (sem[DECIDE_DONE] !== 0) fire.decide__done(id, numberOf(table), command.type, isAccepted ? 1 : 0)
      inner.onWorkedOut?.(table, command, isAccepted)
    },
  }
}

function fireAction({ fire }: Usdt, { room, command }: Decided): void {
  const move = moveOf(command)
  if (move === null || !('seat' in command)) return
  fire.table__action(
    numberOf(room),
    command.seat,
    move.action,
    tileOf(command),
    room.state.seq,
    move.isBot ? 1 : 0,
  )
}

/** Only a discard names one tile; a kong names a kind, and what is swapped is nobody's to see. */
const tileOf = (command: Command): number =>
  command.type === 'act' && command.action.type === 'discard' ? command.action.tile : NONE

function fireScores({ fire }: Usdt, room: Room, event: TableEvent): void {
  const rows: readonly LedgerRow[] = 'rows' in event ? event.rows : []
  for (const { reason, from, to, points } of rows)
    fire.score(numberOf(room), reason, from === 'pot' ? NONE : from, to === 'pot' ? NONE : to, points)
}

/** The listener itself in a process without probes. */
export function probeTables(inner: RoomEvents, { sem, fire, status }: Usdt): RoomEvents {
  if (!status.isActive) return inner
  const fireChange = (room: Room, events: readonly TableEvent[], before: TableState | null): void => {
    const table = numberOf(room)
    const { phase, tableId, isPublic, finishedRounds } = room.state
    if (before === null) {
      if (sem[CREATE] !== 0) fire.table__create(table, tableId, isPublic ? 1 : 0)
    } else if (before.phase.kind !== phase.kind && sem[STATE] !== 0)
      fire.table__state(table, before.phase.kind, phase.kind)
    if (sem[END] === 0) return
    for (const event of events)
      if (event.type === 'matchEnded') fire.table__end(table, event.reason, finishedRounds)
  }
  return {
    onApplied(room, events, before) {
      if (sem[CREATE] !== 0 || sem[STATE] !== 0 || sem[END] !== 0) fireChange(room, events, before)
      inner.onApplied(room, events, before)
    },
    onStopped: (room, reason) => inner.onStopped(room, reason),
  }
}

/** The brain itself in a process without probes. */
export function probeBrain(inner: BotBrain, { sem, fire, status }: Usdt): BotBrain {
  if (!status.isActive) return inner
  let lastId = 0
  return (level, view) => {
    if (sem[AI_START] === 0 && sem[AI_DONE] === 0) return inner(level, view)
    lastId += 1
    const table = numberOf(view)
    if (sem[AI_START] !== 0) fire.ai__start(lastId, table, view.seat, level)
    const answer = inner(level, view)
    if (sem[AI_DONE] !== 0) fire.ai__done(lastId, table, view.seat, answer.type)
    return answer
  }
}
