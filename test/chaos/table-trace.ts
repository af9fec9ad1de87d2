// One table as its journal tells it: what every player had to be shown, which answers were taken, how it ended.
import assert from 'node:assert/strict'
import type { JournalRecord } from '../../src/room/journal-port.ts'
import { pushesOf } from '../../src/room/pushes/push-events.ts'
import { syncPushes } from '../../src/room/pushes/sync.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import { cloneState } from '../../src/table/clone.ts'
import type { Answered, TableEvent } from '../../src/table/event.ts'
import { evolve, initialState } from '../../src/table/evolve.ts'
import { seatOfUid, seatsOf } from '../../src/table/seating.ts'
import type { TableState } from '../../src/table/state.ts'

type Records = readonly JournalRecord<TableEvent>[]

/** A push as text, without what depends on the moment of sending. */
export type Shown = { readonly route: string; readonly seq: number | null; readonly text: string }

export type TakenAnswer = {
  readonly seq: number
  readonly uid: number
  readonly promptId: number
  readonly cause: Answered['cause']
  /** As `answerText` writes it. */
  readonly answer: string
}

/** Milliseconds that are left when the push is made. */
const TIME_FIELDS = new Set(['timeoutMs', 'restTime'])

export function shownAs(route: string, payload: unknown): Shown {
  const text = JSON.stringify(payload, (key, value: unknown) => (TIME_FIELDS.has(key) ? 0 : value))
  const { seq = null } = payload as { readonly seq?: number }
  return { route, seq, text }
}

export class TableTrace {
  readonly tableId: string
  readonly records: Records
  readonly final: TableState
  readonly answers: readonly TakenAnswer[]
  /** Players who lost their seat while the journal had them as present; none of them asked for it. */
  readonly evicted: number
  /** Pushes of events by player, in order. */
  readonly #told = new Map<number, Shown[]>()
  /**
   * The table after each record at whose shown number somebody was shown it whole. Records of hidden events alone
   * leave that number as it is, so that several tables may have one.
   */
  readonly #states = new Map<number, TableState[]>()

  /** `shownAt`: the shown numbers at which somebody was shown the whole table. */
  constructor(records: Records, shownAt: ReadonlySet<number>) {
    assertGapless(records)
    const created = records[0]!.events[0]!
    assert.equal(created.type, 'created')
    assert.ok(created.type === 'created')
    this.tableId = created.tableId
    this.records = records
    const state = initialState(created)
    const answers: TakenAnswer[] = []
    let evicted = 0
    for (const { seq, events } of records) {
      if (seq > 1) this.#tell(state, events)
      for (const event of seq > 1 ? events : events.slice(1)) {
        const taken = takenAnswer(state, event)
        if (taken) answers.push(taken)
        if (event.type === 'left' && state.seats[event.seat]?.online) evicted += 1
        evolve(state, event)
      }
      if (shownAt.has(state.shown)) this.#keep(state)
    }
    this.final = state
    this.answers = answers
    this.evicted = evicted
  }

  /** Every push that an event caused for this player, in order. */
  toldTo(uid: number): readonly Shown[] {
    return this.#told.get(uid) ?? []
  }

  /** What a player who comes at this number may be shown, one for each record that ended there. */
  syncsAt(shown: number, uid: number): readonly (readonly Shown[])[] {
    return (this.#states.get(shown) ?? []).flatMap((state) => {
      const seat = seatOfUid(state, uid)
      if (seat === null) return []
      const own = syncPushes(state, seat, 0).filter(({ seats }) => seats === null || seats.includes(seat))
      return [own.map(({ push }) => shownAs(push.route, push.payload))]
    })
  }

  eventsOf<T extends TableEvent['type']>(type: T): Extract<TableEvent, { readonly type: T }>[] {
    const isOne = (event: TableEvent): event is Extract<TableEvent, { readonly type: T }> =>
      event.type === type
    return this.records.flatMap(({ events }) => events).filter(isOne)
  }

  #keep(state: TableState): void {
    const kept = this.#states.get(state.shown) ?? []
    kept.push(cloneState(state))
    this.#states.set(state.shown, kept)
  }

  #tell(before: TableState, events: readonly TableEvent[]): void {
    const everyone = seatsOf(before)
    for (const { seats, push } of pushesOf(before, events, 0)) {
      const shown = shownAs(push.route, push.payload)
      for (const seat of seats ?? everyone) {
        const uid = before.seats[seat]?.player.uid
        if (uid === undefined || uid < 0) continue
        const told = this.#told.get(uid) ?? []
        told.push(shown)
        this.#told.set(uid, told)
      }
    }
  }
}

/** Numbers without a hole, and owners that only follow each other. */
function assertGapless(records: Records): void {
  let next = 1
  let epoch = 0
  for (const record of records) {
    assert.equal(record.seq, next, `table ${record.tableId}: a gap in the journal`)
    assert.ok(record.epoch >= epoch, `table ${record.tableId}: an earlier owner wrote at ${record.seq}`)
    next += record.events.length
    epoch = record.epoch
  }
  assert.ok(next > 1, 'an empty journal')
}

/** `state` is the table that the event found. */
function takenAnswer(state: TableState, event: TableEvent): TakenAnswer | null {
  const seq = state.seq + 1
  const of = (seat: Seat) => state.seats[seat]!.player.uid
  switch (event.type) {
    case 'answered': {
      const { seat, promptId, cause, action } = event
      const what = action.type === 'discard' ? action.tile : action.type === 'kong' ? action.kind : ''
      return { seq, uid: of(seat), promptId, cause, answer: `${action.type} ${what}` }
    }
    case 'swapChosen':
    case 'voidChosen': {
      const { seat, cause } = event
      const promptId = state.prompts[seat]!.id
      const answer = event.type === 'swapChosen' ? swapText(event.tiles) : `void ${event.suit}`
      return { seq, uid: of(seat), promptId, cause, answer }
    }
    default:
      return null
  }
}

export const swapText = (tiles: readonly number[]): string =>
  `swap ${[...tiles].sort((a, b) => a - b).join(' ')}`
