// The tables of this process: making them, finding them, filling them, and letting them go.
import type { Clock } from '../lib/clock.ts'
import type { Result } from '../lib/result.ts'
import type { Rng } from '../lib/rng.ts'
import type { Refusal } from '../protocol/refusals.ts'
import type { JournalRecord } from '../room/journal-port.ts'
import type { RoomDeps } from '../room/room-deps.ts'
import { Room } from '../room/room.ts'
import type { RoomEvents } from '../room/observer.ts'
import type { RuleSet } from '../rules/ruleset.ts'
import type { TableEvent } from '../table/event.ts'
import type { Player } from '../table/player.ts'
import type { Timing } from '../table/timing.ts'
import { PublicTables } from './public-tables.ts'
import { refuse } from './refuse.ts'
import { RoomRegistry } from './registry.ts'
import { freeRoomNumber } from './room-number.ts'
import { TableCare } from './table-care.ts'
import { TableDrain } from './table-drain.ts'

export type LobbySettings = {
  readonly timing: Timing
  readonly maxTables: number
  /** After so long bots take the empty seats of a public table. */
  readonly botFillMs: number
  /** Older tables are destroyed. */
  readonly idleMs: number
}

export type LobbyDeps = {
  readonly roomDeps: Omit<RoomDeps, 'events'>
  readonly clock: Clock
  readonly rng: Rng
  readonly settings: LobbySettings
  /** Hears of every table's events after the lobby itself. */
  readonly events: RoomEvents
  /** False while the rows of a new table would find no place. */
  readonly canRecord: () => boolean
  /** True while the process has enough to do with the tables that it has. */
  readonly isStrained?: () => boolean
  /** A new table's id; unique for ever. */
  readonly newTableId: () => string
}

export type WantedTable = {
  readonly creator: number
  readonly clubId: number | null
  readonly isPublic: boolean
  readonly rules: RuleSet
}

export class Lobby {
  readonly registry = new RoomRegistry()
  readonly publicTables = new PublicTables(this.registry)
  readonly #deps: LobbyDeps
  readonly #roomDeps: RoomDeps
  readonly #care: TableCare
  #drain: TableDrain | null = null

  constructor(deps: LobbyDeps) {
    this.#deps = deps
    this.#roomDeps = { ...deps.roomDeps, events: this.#events() }
    this.#care = new TableCare({ clock: deps.clock, ...deps.settings })
  }

  get isDraining(): boolean {
    return this.#drain !== null
  }

  /** No new table and no new round from now on. The rounds that are worth waiting for are told of. */
  drain(): TableDrain {
    this.#drain ??= new TableDrain(this.registry.rooms())
    return this.#drain
  }

  /** Makes a table with its creator seated. The creator must be `arriving` (see RoomRegistry). */
  async open(table: WantedTable, creator: Player): Promise<Result<Room, Refusal>> {
    const open = (): Promise<Result<Room, Refusal>> => this.#open(table, creator)
    return await (table.isPublic ? this.publicTables.whileOpening(table.rules, open) : open())
  }

  async #open(table: WantedTable, creator: Player): Promise<Result<Room, Refusal>> {
    const refused = this.#refuseNew()
    if (refused) return refused
    const no = freeRoomNumber(this.#deps.rng, (taken) => this.registry.isTaken(taken))
    if (no === undefined) return refuse('SERVER_BUSY')
    const made = await this.registry.whileMaking(no, () => this.#make(table, no))
    if (!made.ok) return made
    const room = made.value
    const seated = await room.submit({ type: 'join', player: creator })
    // Not before: a table at which nobody sits yet would be taken for one that everybody has left.
    this.#care.begin(room)
    if (seated.ok) return made
    // Unless somebody else has found it meanwhile.
    await this.#care.discard(room)
    return seated
  }

  async #make(table: WantedTable, no: string): Promise<Result<Room, Refusal>> {
    const { newTableId, settings } = this.#deps
    const tableId = newTableId()
    const created = await Room.create(this.#roomDeps, { ...table, tableId, no, timing: settings.timing })
    if (created.ok) this.registry.add(created.value)
    return created
  }

  #refuseNew(): Result<never, Refusal> | null {
    if (this.#drain) return refuse('DRAINING')
    if (this.#roomDeps.journal.state().kind !== 'open') return refuse('JOURNAL_DOWN')
    if (!this.#deps.canRecord()) return refuse('STORE_DOWN')
    if (this.registry.load >= this.#deps.settings.maxTables) return refuse('SERVER_BUSY')
    if (this.#deps.isStrained?.()) return refuse('SERVER_BUSY')
    return null
  }

  /** A table from its journal, after a restart; one that nobody has sat down at is ended. */
  async recover(records: readonly JournalRecord<TableEvent>[]): Promise<Result<Room, Refusal>> {
    const recovered = await Room.recover(this.#roomDeps, records)
    if (!recovered.ok || recovered.value.isOver) return recovered
    this.registry.add(recovered.value)
    this.#care.begin(recovered.value)
    await this.#care.discard(recovered.value)
    return recovered
  }

  /** While tables are brought back: an absence is nobody's fault until the doors are open again. */
  shutDoors(): void {
    this.#care.shutDoors()
  }

  openDoors(): void {
    this.#care.openDoors()
  }

  /** Stops every timer; the tables stay in their journals, and what is still asked of them is refused (DRAINING). */
  close(): void {
    this.#care.endAll()
    for (const room of this.registry.rooms()) room.close()
  }

  /** Keeps the registry in step, then passes the events on. */
  #events(): RoomEvents {
    return {
      onApplied: (room, events, before) => {
        for (const event of events) this.#follow(room, event)
        this.#deps.events.onApplied(room, events, before)
        this.#drain?.follow(room)
      },
      onStopped: (room, reason) => {
        // A closed room is not gone: a player must not hear that there is no such table.
        if (reason.kind !== 'closed') this.#remove(room)
        this.#deps.events.onStopped(room, reason)
        this.#drain?.follow(room)
      },
    }
  }

  #follow(room: Room, event: TableEvent): void {
    if (event.type === 'joined' && event.player.bot === null) this.registry.seat(room, event.player.uid)
    if (event.type === 'left') this.registry.unseat(room, event.uid)
    if (event.type === 'matchEnded') this.#remove(room)
  }

  #remove(room: Room): void {
    this.registry.remove(room)
    this.#care.end(room)
  }
}
