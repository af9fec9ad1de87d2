// The rooms of this process, found by table, by number and by who sits in them.
import type { Room } from '../room/room.ts'
import type { Seat } from '../rules/tiles.ts'
import { seatOfUid } from '../table/seating.ts'

export type Place = { readonly room: Room; readonly seat: Seat }

export class RoomRegistry {
  readonly #byTable = new Map<string, Room>()
  readonly #byNo = new Map<string, Room>()
  /** Players only; bots belong to their table. */
  readonly #byUid = new Map<number, Room>()
  /** Players on their way to a seat: two requests of one account cannot both sit down. */
  readonly #arriving = new Set<number>()
  /** Numbers of tables that are being made. */
  readonly #promised = new Set<string>()

  get size(): number {
    return this.#byTable.size
  }

  /** Tables that are live or being made, for the limit. */
  get load(): number {
    return this.#byTable.size + this.#promised.size
  }

  rooms(): IterableIterator<Room> {
    return this.#byTable.values()
  }

  add(room: Room): void {
    this.#byTable.set(room.tableId, room)
    this.#byNo.set(room.no, room)
    for (const taken of room.state.seats)
      if (taken && taken.player.bot === null) this.seat(room, taken.player.uid)
  }

  remove(room: Room): void {
    this.#byTable.delete(room.tableId)
    if (this.#byNo.get(room.no) === room) this.#byNo.delete(room.no)
    for (const taken of room.state.seats) if (taken) this.unseat(room, taken.player.uid)
  }

  ofNo(no: string): Room | undefined {
    return this.#byNo.get(no)
  }

  isTaken(no: string): boolean {
    return this.#byNo.has(no) || this.#promised.has(no)
  }

  seat(room: Room, uid: number): void {
    this.#byUid.set(uid, room)
  }

  unseat(room: Room, uid: number): void {
    if (this.#byUid.get(uid) === room) this.#byUid.delete(uid)
  }

  placeOf(uid: number): Place | undefined {
    const room = this.#byUid.get(uid)
    if (!room) return undefined
    const seat = seatOfUid(room.state, uid)
    return seat === null ? undefined : { room, seat }
  }

  /** Whether an account is at a table or on its way to one. */
  isBusy(uid: number): boolean {
    return this.#byUid.has(uid) || this.#arriving.has(uid)
  }

  /** Runs `arrive` while no other request of the account can sit down. */
  async whileArriving<T>(uid: number, arrive: () => Promise<T>): Promise<T> {
    this.#arriving.add(uid)
    try {
      return await arrive()
    } finally {
      this.#arriving.delete(uid)
    }
  }

  /** Runs `make` while no other table can get the number. */
  async whileMaking<T>(no: string, make: () => Promise<T>): Promise<T> {
    this.#promised.add(no)
    try {
      return await make()
    } finally {
      this.#promised.delete(no)
    }
  }
}
