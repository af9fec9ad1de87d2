// What happens to a table without anybody's asking: empty seats of a public one become bots, people who are gone
// lose their place at it before it begins, and old tables are destroyed. No timer outlives its table.
import type { Cancel, Clock } from '../lib/clock.ts'
import { DueTimer } from '../room/due-timer.ts'
import type { Room } from '../room/room.ts'
import type { Seat } from '../rules/tiles.ts'
import { seatsOf } from '../table/seating.ts'
import type { TableState } from '../table/state.ts'
import { seatBot } from './bot-players.ts'
import { isGathering } from './public-tables.ts'

/** Before the next try to destroy a table whose journal refused. */
const RETRY_MS = 10_000
/** The least time between two looks at a table that still gathers its players. */
const LEAST_FILL_MS = 1000

export type TableCareDeps = {
  readonly clock: Clock
  /** The empty seats of a public table are filled so often. */
  readonly botFillMs: number
  /** Older tables are destroyed. */
  readonly idleMs: number
}

type Care = { readonly age: DueTimer; cancelFill: Cancel | null; cancelRetry: Cancel | null }

export class TableCare {
  readonly #deps: TableCareDeps
  readonly #cares = new Map<Room, Care>()
  /** Before that nobody could come; Infinity while nobody can. */
  #openSinceMs = 0

  constructor(deps: TableCareDeps) {
    this.#deps = deps
  }

  /** Players cannot come until `openDoors`: their absence does not count. */
  shutDoors(): void {
    this.#openSinceMs = Infinity
  }

  openDoors(): void {
    this.#openSinceMs = this.#deps.clock.nowMs()
  }

  begin(room: Room): void {
    if (room.isOver || room.stopReason) return
    const { clock, botFillMs, idleMs } = this.#deps
    const age = new DueTimer(clock, () => void this.destroy(room))
    this.#cares.set(room, { age, cancelFill: null, cancelRetry: null })
    age.arm(room.state.createdAtMs + idleMs)
    this.#fillAfter(room, botFillMs)
  }

  end(room: Room): void {
    const care = this.#cares.get(room)
    care?.age.stop()
    care?.cancelFill?.()
    care?.cancelRetry?.()
    this.#cares.delete(room)
  }

  endAll(): void {
    for (const room of this.#cares.keys()) this.end(room)
  }

  /** Ends the match; while that is refused it is tried again and again. */
  async destroy(room: Room): Promise<void> {
    await this.#endWhile(room, () => true)
  }

  /** The same for a table at which nobody sits, unless somebody comes first. */
  async discard(room: Room): Promise<void> {
    await this.#endWhile(room, () => !hasPeople(room.state))
  }

  async #endWhile(room: Room, isWanted: () => boolean): Promise<void> {
    if (!isWanted()) return
    const ended = await room.submit({ type: 'end', reason: 'destroyed' }, { isStill: isWanted })
    const care = this.#cares.get(room)
    if (ended.ok || !care) return
    care.cancelRetry?.()
    care.cancelRetry = this.#deps.clock.after(RETRY_MS, () => void this.#endWhile(room, isWanted))
  }

  #fillAfter(room: Room, delayMs: number): void {
    const care = this.#cares.get(room)
    if (!care || !isGathering(room.state)) return
    care.cancelFill = this.#deps.clock.after(delayMs, () => void this.#fill(room))
  }

  async #fill(room: Room): Promise<void> {
    await this.#dropAbsent(room)
    if (hasPeople(room.state)) await this.#seatBots(room)
    else await this.discard(room)
    // Somebody may still leave, or be gone.
    this.#fillAfter(room, Math.max(LEAST_FILL_MS, this.#deps.botFillMs))
  }

  async #seatBots(room: Room): Promise<void> {
    while (isGathering(room.state) && room.state.seats.includes(null)) {
      const joined = await seatBot(room, 'normal')
      if (!joined.ok) return
    }
  }

  /** Strangers do not wait for somebody who is gone. */
  async #dropAbsent(room: Room): Promise<void> {
    for (const seat of seatsOf(room.state)) {
      const isStill = (): boolean => this.#isAbsent(room, seat)
      // He may be back by the time that it is the table's turn to let him go.
      if (isStill()) await room.submit({ type: 'leave', seat }, { isStill })
    }
  }

  /** Gone for longer than the grace time, and not on the way back. */
  #isAbsent(room: Room, seat: Seat): boolean {
    const { seats, timing } = room.state
    const sinceMs = seats[seat]?.offlineSinceMs ?? null
    if (!isGathering(room.state) || sinceMs === null || room.attendance.isChanging(seat)) return false
    return Math.max(sinceMs, this.#openSinceMs) + timing.offlineGraceMs <= this.#deps.clock.nowMs()
  }
}

/** Whether anybody but bots has a seat. */
const hasPeople = ({ seats }: Readonly<TableState>): boolean =>
  seats.some((taken) => taken !== null && taken.player.bot === null)
