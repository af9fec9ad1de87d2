// The tables of a process that is about to stop: rounds with a connected player are waited for, everything else rests at
// once. A table that rests goes on at the next start, where its journal has it.
import type { Room } from '../room/room.ts'
import { isRoundInPlay } from '../table/decide/round-end.ts'
import type { TableState } from '../table/state.ts'

/** Bots have time; so has a player who is not there, whose seat is kept. */
const isWaitedFor = (state: Readonly<TableState>): boolean =>
  isRoundInPlay(state) &&
  state.seats.some((taken) => taken !== null && taken.player.bot === null && taken.online)

export class TableDrain {
  /** With the number of the round that is waited for: where everybody is served, the next is dealt with its end. */
  readonly #left = new Map<Room, number>()
  readonly #done = Promise.withResolvers<void>()

  constructor(rooms: Iterable<Room>) {
    // Resting a room tells its listeners, who may change what `rooms` goes through.
    const all = [...rooms]
    for (const room of all)
      if (!room.stopReason && isWaitedFor(room.state)) this.#left.set(room, room.state.roundNo)
    for (const room of all) this.follow(room)
    this.#settle()
  }

  /** Tables whose round is waited for. */
  get remaining(): number {
    return this.#left.size
  }

  /** Resolves once no round is waited for any more. */
  get done(): Promise<void> {
    return this.#done.promise
  }

  /** The table has changed, or stopped. */
  follow(room: Room): void {
    const rests = room.isOver || room.stopReason !== null
    if (!rests && isWaitedFor(room.state) && this.#left.get(room) === room.state.roundNo) return
    if (!rests) room.close()
    this.#left.delete(room)
    this.#settle()
  }

  #settle(): void {
    if (this.#left.size === 0) this.#done.resolve()
  }
}
