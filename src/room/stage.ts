// Shows what was acknowledged: first to the seats, then to telemetry and the lobby, always in that order.
import type { Trace } from '../lib/trace.ts'
import type { Reason } from '../protocol/refusals.ts'
import type { Command } from '../table/command.ts'
import { seatOfUid } from '../table/seating.ts'
import type { TableState } from '../table/state.ts'
import { Audience } from './audience.ts'
import { whenAllHandedOver } from './handover.ts'
import type { Violation } from './invariants.ts'
import type { Room } from './room.ts'
import type { RoomDeps } from './room-deps.ts'
import type { RoundLog } from './round-log.ts'
import type { Applied } from './table-keeper.ts'
import { crashOf } from './table-keeper.ts'

/** A command that was applied, and when it arrived (monotonic ms); null: it was the room's own. */
export type Shown = {
  readonly command: Command
  readonly applied: Applied
  readonly arrivedAtMs: number | null
  readonly trace: Trace | null
}

type Begun = Pick<Shown, 'command' | 'trace'> & { readonly begunAtMs: number; readonly sinceMs: number }

export class Stage {
  readonly audience = new Audience()
  readonly log: RoundLog
  readonly #room: Room
  readonly #deps: Pick<RoomDeps, 'clock' | 'observer' | 'events'>

  constructor(room: Room, deps: RoomDeps, log: RoundLog) {
    this.#room = room
    this.#deps = deps
    this.log = log
  }

  /** Returns what went wrong, which is a bug; everybody who can be told has been told all the same. */
  show({ command, applied, arrivedAtMs, trace }: Shown): Violation | null {
    const { clock, observer, events: lobby } = this.#deps
    const { events, before, decideMs, appendMs } = applied
    const waitMs = applied.begunAtMs - (arrivedAtMs ?? applied.begunAtMs)
    const room = this.#room
    const begunAtMs = clock.monotonicMs()
    let pushes = 0
    const crash = attempt(() => {
      observer.onShowing?.(room, events)
      pushes = this.audience.show(before, events, clock.nowMs())
    })
    const sinceMs = arrivedAtMs ?? applied.begunAtMs
    this.#reportHandover(before, { command, begunAtMs, sinceMs, trace })
    this.log.note(before, events)
    const fanoutMs = clock.monotonicMs() - begunAtMs
    const deaf = attempt(() => {
      observer.onDecided({ room, command, events, waitMs, decideMs, appendMs, fanoutMs, pushes, trace })
      if (events.length > 0) lobby.onApplied(room, events, before)
    })
    return crash ?? deaf
  }

  /** Tells, now or later, when the last frame of the command was with the kernel. */
  #reportHandover(before: TableState, { command, begunAtMs, sinceMs, trace }: Begun): void {
    const { clock, observer } = this.#deps
    const room = this.#room
    whenAllHandedOver(this.audience.connections(before), () => {
      const nowMs = clock.monotonicMs()
      const fanoutMs = nowMs - begunAtMs
      observer.onShown({ room, command, totalMs: nowMs - sinceMs, fanoutMs, trace })
    })
  }

  /** A view that cannot be made is a bug too, but the table itself goes on. */
  sync(state: TableState, uid: number | null): Reason | null {
    // Of a match that is over nothing is shown: its end was told to whoever was there.
    if (state.phase.kind === 'ended') return 'DESK_GONE'
    const seat = uid === null ? null : seatOfUid(state, uid)
    if (seat === null) return 'NOT_AT_DESK'
    const { clock, observer } = this.#deps
    const violation = attempt(() => this.audience.sync(state, seat, clock.nowMs()))
    if (!violation) return null
    observer.onInvariantViolation({ room: this.#room, violation, command: null, events: [] })
    return 'INTERNAL'
  }
}

function attempt(action: () => void): Violation | null {
  try {
    action()
    return null
  } catch (error) {
    return crashOf(error)
  }
}
