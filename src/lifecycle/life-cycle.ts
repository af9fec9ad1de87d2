// Where the process is in its life, and whether new players should be sent to it. Health checks, metrics and the log
// listen; nothing here opens or closes anything.

export const PHASES = ['starting', 'ready', 'draining'] as const
export type Phase = (typeof PHASES)[number]

/** Why a process that is up should get nobody new. */
export const TROUBLES = ['journal', 'store', 'overload'] as const
export type Trouble = (typeof TROUBLES)[number]

export type LifeState = {
  readonly phase: Phase
  readonly troubles: readonly Trouble[]
  /** Up, not on its way out, and without trouble. */
  readonly isReady: boolean
}

export class LifeCycle {
  readonly #onChange: (state: LifeState) => void
  #state: LifeState = { phase: 'starting', troubles: [], isReady: false }

  constructor(onChange: (state: LifeState) => void) {
    this.#onChange = onChange
  }

  get state(): LifeState {
    return this.#state
  }

  /** Store, journal, replay and sockets are up. A process that drains already stays so. */
  started(): void {
    if (this.#state.phase === 'starting') this.#become('ready', this.#state.troubles)
  }

  /** There is no way back. */
  drain(): void {
    if (this.#state.phase !== 'draining') this.#become('draining', this.#state.troubles)
  }

  /** All that is wrong now; what is not named is over. */
  suffer(troubles: readonly Trouble[]): void {
    if (troubles.join() !== this.#state.troubles.join()) this.#become(this.#state.phase, troubles)
  }

  #become(phase: Phase, troubles: readonly Trouble[]): void {
    this.#state = { phase, troubles, isReady: phase === 'ready' && troubles.length === 0 }
    this.#onChange(this.#state)
  }
}
