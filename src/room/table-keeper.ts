// Owns the acknowledged state of one table. A command becomes events, the events go to the journal, and only an
// acknowledged append changes the state; whatever fails before that leaves the table as it was.
import type { Clock } from '../lib/clock.ts'
import type { Reason } from '../protocol/refusals.ts'
import type { Command } from '../table/command.ts'
import type { Decision } from '../table/decide.ts'
import { decide } from '../table/decide.ts'
import type { TableEvent } from '../table/event.ts'
import type { Luck } from '../table/luck.ts'
import type { TableState } from '../table/state.ts'
import type { Violation } from './invariants.ts'
import { violationOf } from './invariants.ts'
import type { JournalCause, JournalFailure, TableJournal } from './journal-port.ts'
import type { RoomObserver } from './observer.ts'

/** Written into every record, so that a later version knows by which rules its events were made. */
export const RULES_VERSION = 2

export type Applied = {
  readonly kind: 'applied'
  /** Empty for a legal command that changes nothing; then nothing was journalled. */
  readonly events: readonly TableEvent[]
  readonly before: TableState
  /** Monotonic ms at which its turn came. */
  readonly begunAtMs: number
  readonly decideMs: number
  readonly appendMs: number
}

export type Outcome =
  | Applied
  | { readonly kind: 'refused'; readonly code: Reason }
  /** The command would break the table: nothing was journalled. */
  | { readonly kind: 'broken'; readonly violation: Violation; readonly events: readonly TableEvent[] }
  | { readonly kind: 'failed'; readonly failure: JournalFailure }

export type KeeperDeps = {
  readonly journal: TableJournal<TableEvent>
  readonly clock: Clock
  readonly luck: Luck
  readonly observer?: Pick<RoomObserver, 'onDeciding' | 'onWorkedOut'>
}

export class TableKeeper {
  readonly #deps: KeeperDeps
  readonly #epoch: number
  #state: TableState
  #acknowledgedAtMs: number

  /** `state` must be what the journal holds. */
  constructor(deps: KeeperDeps, state: TableState, epoch: number) {
    this.#deps = deps
    this.#state = state
    this.#epoch = epoch
    this.#acknowledgedAtMs = deps.clock.nowMs()
  }

  get state(): TableState {
    return this.#state
  }

  /** Since when the journal has refused what this table wrote, as far as is known; Unix ms. */
  journalDownSinceMs(): number {
    const { journal, clock } = this.#deps
    const state = journal.state()
    const sinceMs = state.kind === 'failed' ? state.sinceMs : clock.nowMs()
    return Math.max(sinceMs, this.#acknowledgedAtMs)
  }

  async commit(command: Command, cause: JournalCause): Promise<Outcome> {
    const { clock, observer } = this.#deps
    const begunAtMs = clock.monotonicMs()
    observer?.onDeciding?.(this.#state, command)
    const decided = this.#decide(command)
    observer?.onWorkedOut?.(this.#state, command, decided.kind === 'decided')
    if (decided.kind !== 'decided') return decided
    const decidedAtMs = clock.monotonicMs()
    const before = this.#state
    const { events, state } = decided.decision
    if (events.length > 0) {
      const failure = await this.#append(events, cause)
      if (failure) return failure
      this.#state = state
      this.#acknowledgedAtMs = clock.nowMs()
    }
    const appendMs = clock.monotonicMs() - decidedAtMs
    return { kind: 'applied', events, before, begunAtMs, decideMs: decidedAtMs - begunAtMs, appendMs }
  }

  #isFrozen(): boolean {
    const { phase } = this.#state
    return phase.kind === 'ended' && phase.reason === 'frozen'
  }

  #decide(
    command: Command,
  ):
    | { readonly kind: 'decided'; readonly decision: Decision }
    | Exclude<Outcome, { readonly kind: 'applied' | 'failed' }> {
    const { clock, luck } = this.#deps
    try {
      const decided = decide(this.#state, command, { nowMs: clock.nowMs(), luck })
      if (!decided.ok) return { kind: 'refused', code: this.#isFrozen() ? 'DESK_FROZEN' : decided.error.code }
      const { value } = decided
      // Ending a table is how a broken one is given up, so it is not held to the invariants.
      const violation = command.type === 'end' ? null : violationOf(value.state, this.#state)
      if (violation) return { kind: 'broken', violation, events: value.events }
      return { kind: 'decided', decision: value }
    } catch (error) {
      return { kind: 'broken', violation: crashOf(error), events: [] }
    }
  }

  async #append(
    events: readonly TableEvent[],
    cause: JournalCause,
  ): Promise<Exclude<Outcome, Applied> | null> {
    const { journal, clock } = this.#deps
    const appended = await journal.append({
      tableId: this.#state.tableId,
      seq: this.#state.seq + 1,
      epoch: this.#epoch,
      atMs: clock.nowMs(),
      rulesVersion: RULES_VERSION,
      cause,
      events,
    })
    if (appended.ok) return null
    const { error } = appended
    if (error.code !== 'RECORD_TOO_LARGE') return { kind: 'failed', failure: error }
    const detail = `a record of ${error.bytes} bytes, the journal takes ${error.maxBytes}`
    return { kind: 'broken', violation: { code: 'CRASHED', detail }, events }
  }
}

export const crashOf = (error: unknown): Violation => ({
  code: 'CRASHED',
  detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
})
