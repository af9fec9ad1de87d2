// Where QuickStart finds company: public tables that still gather their players, and those about to be there.
import type { Room } from '../room/room.ts'
import type { RuleSet } from '../rules/ruleset.ts'
import type { TableState } from '../table/state.ts'
import type { RoomRegistry } from './registry.ts'

/** The same rules give the same text: every set lists its options in its preset's order (see buildRuleSet). */
const keyOf = (rules: RuleSet): string => JSON.stringify(rules)

/** A public table before its first deal. */
export const isGathering = ({ isPublic, roundNo, phase }: Readonly<TableState>): boolean =>
  isPublic && roundNo === 0 && phase.kind === 'waiting'

export class PublicTables {
  readonly #registry: RoomRegistry
  readonly #opening = new Map<string, Promise<unknown>>()

  constructor(registry: RoomRegistry) {
    this.#registry = registry
  }

  /** Tables with these rules and a free seat, the oldest first. */
  withSeats(rules: RuleSet): Room[] {
    const wanted = keyOf(rules)
    return [...this.#registry.rooms()].filter(
      ({ state }) => isGathering(state) && state.seats.includes(null) && keyOf(state.rules) === wanted,
    )
  }

  /** Ends when the table that is being opened with these rules is there, or has failed; undefined without one. */
  opening(rules: RuleSet): Promise<unknown> | undefined {
    return this.#opening.get(keyOf(rules))
  }

  async whileOpening<T>(rules: RuleSet, open: () => Promise<T>): Promise<T> {
    const key = keyOf(rules)
    const opened = open()
    this.#opening.set(key, opened)
    try {
      return await opened
    } finally {
      if (this.#opening.get(key) === opened) this.#opening.delete(key)
    }
  }
}
