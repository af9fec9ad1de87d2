// A table from its journal.
import { invariant } from '../lib/assert.ts'
import type { TableEvent } from './event.ts'
import { evolve, initialState } from './evolve.ts'
import type { TableState } from './state.ts'

/** The state after `events`, the first of which must be `created`. */
export function replay(events: Iterable<TableEvent>): TableState {
  let state: TableState | null = null
  for (const event of events) {
    if (state) {
      evolve(state, event)
      continue
    }
    invariant(event.type === 'created', 'a journal begins with the creation of its table')
    state = initialState(event)
  }
  invariant(state, 'a journal is not empty')
  return state
}
