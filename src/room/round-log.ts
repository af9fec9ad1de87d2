// The events of the round in play and of the one before it, which the history of a round is made from. Read
// from the journal's events, so that it is the same after a restart.
import { cloneState } from '../table/clone.ts'
import type { TableEvent } from '../table/event.ts'
import { evolve, initialState } from '../table/evolve.ts'
import type { TableState } from '../table/state.ts'
import { invariant } from '../lib/assert.ts'

/** One round: the table just before its deal, and every event from the deal on. */
export type RoundRecord = {
  readonly before: TableState
  /** From `dealt`; the last one is `roundEnded` or `roundAborted` once the round is over. */
  readonly events: readonly TableEvent[]
}

type GrowingRecord = RoundRecord & { readonly events: TableEvent[] }

export class RoundLog {
  #current: GrowingRecord | null = null
  #last: RoundRecord | null = null

  /** `rounds`: those of a journal that is gone on with (`roundsOf`). */
  constructor(rounds: readonly GrowingRecord[] = []) {
    const newest = rounds.at(-1)
    if (!newest) return
    const isOver = endsRound(newest.events.at(-1))
    this.#current = isOver ? null : newest
    this.#last = (isOver ? newest : rounds.at(-2)) ?? null
  }

  /** The round in play; null between rounds. */
  get current(): RoundRecord | null {
    return this.#current
  }

  /** The last round that is over. */
  get last(): RoundRecord | null {
    return this.#last
  }

  /** `before`: the table that the first of the events found. */
  note(before: TableState, events: readonly TableEvent[]): void {
    for (const [index, event] of events.entries()) {
      if (event.type === 'dealt') {
        this.#current = { before: after(before, events.slice(0, index)), events: [] }
      }
      this.#current?.events.push(event)
      if (endsRound(event)) {
        this.#last = this.#current
        this.#current = null
      }
    }
  }
}

const endsRound = (event: TableEvent | undefined): boolean =>
  event?.type === 'roundEnded' || event?.type === 'roundAborted'

function after(before: TableState, events: readonly TableEvent[]): TableState {
  const state = cloneState(before)
  for (const event of events) evolve(state, event)
  return state
}

/** Every round of a journal, in order; the last may still be in play. */
export function roundsOf(events: readonly TableEvent[]): GrowingRecord[] {
  const [created] = events
  invariant(created?.type === 'created', 'a journal begins with the creation of its table')
  const state = initialState(created)
  const rounds: GrowingRecord[] = []
  let current: GrowingRecord | null = null
  for (const event of events.slice(1)) {
    if (event.type === 'dealt') {
      current = { before: cloneState(state), events: [] }
      rounds.push(current)
    }
    current?.events.push(event)
    if (endsRound(event)) current = null
    evolve(state, event)
  }
  return rounds
}
