// A decision in the making. Rules read the draft and emit events; each event goes through `evolve` at
// once, so the next rule sees its effect, and what is decided is what a replay will see.
import type { Seat } from '../rules/tiles.ts'
import { cloneState } from './clone.ts'
import type { TableEvent } from './event.ts'
import { evolve } from './evolve.ts'
import type { Luck } from './luck.ts'
import type { Prompt } from './prompt.ts'
import type { Round } from './round.ts'
import type { SeatState, TableState } from './state.ts'

/** Time and luck, passed in. */
export type Context = { readonly nowMs: number; readonly luck: Luck }

/** A prompt before it has its number. */
export type Question = Prompt extends infer P ? (P extends Prompt ? Omit<P, 'id'> : never) : never

export class Draft {
  readonly state: TableState
  readonly events: TableEvent[] = []
  readonly context: Context

  constructor(state: TableState, context: Context) {
    this.state = cloneState(state)
    this.context = context
  }

  emit(event: TableEvent): void {
    this.events.push(event)
    evolve(this.state, event)
  }

  prompt(question: Question): void {
    const id = this.state.promptIds[question.seat]! + 1
    this.emit({ type: 'prompted', prompt: { ...question, id } as Prompt })
  }

  get nowMs(): number {
    return this.context.nowMs
  }

  /** The round in play; only called where there is one. */
  get round(): Round {
    return this.state.round!
  }

  seat(seat: Seat): SeatState {
    return this.state.seats[seat]!
  }
}
