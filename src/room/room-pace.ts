// What makes a room act without being asked: the next deadline, the thoughts of its bots, and the retry of a
// journal that refused. While a retry is due nothing else is.
import type { Cancel } from '../lib/clock.ts'
import type { Seat } from '../rules/tiles.ts'
import type { Command } from '../table/command.ts'
import { nextDueAtMs } from '../table/decide/expiry.ts'
import type { TableState } from '../table/state.ts'
import { BotSeats } from './bot-seats.ts'
import { DueTimer } from './due-timer.ts'
import type { RoomDeps } from './room-deps.ts'

/** Between two tries of a journal that refuses. */
const RETRY_MS = 1000
/** After an expiry that changed nothing, which only a bug can cause, so that it cannot spin. */
const FRUITLESS_MS = 1000

export type RoomPaceDeps = Pick<RoomDeps, 'clock' | 'rng' | 'brain' | 'settings' | 'observer'> & {
  readonly stateNow: () => TableState
  /** Puts a command into the room's mailbox. */
  readonly submit: (command: Command, done: () => void) => void
  readonly retry: () => void
  readonly onBotFailure: (seat: Seat, error: unknown) => void
}

export class RoomPace {
  readonly #deps: RoomPaceDeps
  readonly #dueTimer: DueTimer
  readonly #bots: BotSeats
  #cancelRetry: Cancel | null = null
  #isExpiring = false
  #expiredAtMs = 0

  constructor(deps: RoomPaceDeps) {
    this.#deps = deps
    const { clock, rng, brain, settings, stateNow, submit, onBotFailure } = deps
    this.#dueTimer = new DueTimer(clock, (lagMs) => this.#expire(lagMs))
    this.#bots = new BotSeats({
      clock,
      rng,
      brain,
      thinkMs: settings.botThinkMs,
      stateNow,
      submit: (command) => submit(command, () => undefined),
      onFailure: onBotFailure,
    })
  }

  /** Sets everything to what the table now waits for. */
  follow(state: TableState): void {
    if (this.#cancelRetry) return
    this.#bots.arm(state)
    if (!this.#isExpiring) this.#dueTimer.arm(this.#dueAtMs(state))
  }

  /** The table stands still until the retry. */
  retryLater(): void {
    this.#standStill()
    this.#cancelRetry ??= this.#deps.clock.after(RETRY_MS, () => {
      this.#cancelRetry = null
      this.#deps.retry()
    })
  }

  stop(): void {
    this.#standStill()
    this.#cancelRetry?.()
    this.#cancelRetry = null
  }

  #expire(lagMs: number): void {
    this.#deps.observer.onTimerRang(lagMs)
    this.#isExpiring = true
    this.#deps.submit({ type: 'expire' }, () => {
      this.#isExpiring = false
      this.#expiredAtMs = this.#deps.clock.nowMs()
    })
  }

  #standStill(): void {
    this.#dueTimer.stop()
    this.#bots.stop()
  }

  #dueAtMs(state: TableState): number | null {
    const dueAtMs = nextDueAtMs(state)
    return dueAtMs !== null && dueAtMs <= this.#expiredAtMs ? this.#expiredAtMs + FRUITLESS_MS : dueAtMs
  }
}
