// Answers for the seats that the server plays: bots, and players in 托管. A think time passes before each
// answer; an answer that comes too late names a prompt that is gone and changes nothing.
import type { Cancel, Clock } from '../lib/clock.ts'
import type { Rng } from '../lib/rng.ts'
import type { Seat } from '../rules/tiles.ts'
import type { Command } from '../table/command.ts'
import { isServed } from '../table/decide/seats.ts'
import type { BotLevel } from '../table/player.ts'
import type { Prompt } from '../table/prompt.ts'
import { seatsOf } from '../table/seating.ts'
import type { TableState } from '../table/state.ts'
import { viewFor } from '../table/view.ts'
import type { BotBrain } from './room-deps.ts'

/** Who plays for a person in 托管. */
const TRUST_LEVEL: BotLevel = 'normal'

export type BotSeatsDeps = {
  readonly clock: Clock
  readonly rng: Rng
  readonly brain: BotBrain
  readonly thinkMs: readonly [number, number]
  readonly stateNow: () => TableState
  readonly submit: (command: Command) => void
  /** The brain threw: the prompt is left to its deadline. */
  readonly onFailure: (seat: Seat, error: unknown) => void
}

type Thinking = { readonly promptId: number; readonly cancel: Cancel }

export class BotSeats {
  readonly #deps: BotSeatsDeps
  readonly #thinking = new Map<Seat, Thinking>()

  constructor(deps: BotSeatsDeps) {
    this.#deps = deps
  }

  /** Starts a thought for every new prompt of a served seat and drops those that are not needed. */
  arm(state: TableState): void {
    for (const seat of seatsOf(state)) {
      const prompt = isServed(state, seat) ? (state.prompts[seat] ?? null) : null
      const thinking = this.#thinking.get(seat)
      if (thinking && thinking.promptId === prompt?.id) continue
      thinking?.cancel()
      this.#thinking.delete(seat)
      if (prompt) this.#think(seat, prompt)
    }
  }

  stop(): void {
    for (const { cancel } of this.#thinking.values()) cancel()
    this.#thinking.clear()
  }

  /** The entry stays until the prompt goes, so that a prompt is thought about once. */
  #think(seat: Seat, { id: promptId }: Prompt): void {
    const { clock, rng, thinkMs } = this.#deps
    const [least, most] = thinkMs
    const delayMs = least + rng.below(most - least + 1)
    const cancel = clock.after(delayMs, () => this.#answer(seat, promptId))
    this.#thinking.set(seat, { promptId, cancel })
  }

  #answer(seat: Seat, promptId: number): void {
    const { brain, stateNow, submit, onFailure } = this.#deps
    const state = stateNow()
    if (state.prompts[seat]?.id !== promptId || !isServed(state, seat)) return
    try {
      const answer = brain(state.seats[seat]!.player.bot ?? TRUST_LEVEL, viewFor(state, seat))
      submit({ ...answer, seat, promptId, byServer: true })
    } catch (error) {
      onFailure(seat, error)
    }
  }
}
