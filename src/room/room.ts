// A live table: takes one item at a time out of its mailbox, decides, journals, and only then adopts the new
// state and shows it. Nobody sees a move that a crash could forget. A seat stands for who sits there at the call.
import type { Result } from '../lib/result.ts'
import { err, ok } from '../lib/result.ts'
import type { Reason, Refusal } from '../protocol/refusals.ts'
import { refusal } from '../protocol/refusals.ts'
import type { Seat } from '../rules/tiles.ts'
import type { Command } from '../table/command.ts'
import type { TableEvent } from '../table/event.ts'
import type { TableState } from '../table/state.ts'
import { Attendance } from './attendance.ts'
import type { Outgoing } from './connection.ts'
import type { Violation } from './invariants.ts'
import { causeOf, reasonOf, troubleOf } from './journal-answer.ts'
import type { JournalFailure, JournalRecord } from './journal-port.ts'
import { Mailbox } from './mailbox.ts'
import type { StopReason } from './observer.ts'
import { openTable, reopenTable } from './opening-table.ts'
import type { NewTable, RoomDeps } from './room-deps.ts'
import type { CommandItem, Done, Item, Origin, Taken } from './room-item.ts'
import { refuseLate, subjectOf, traceOf, uidAt } from './room-item.ts'
import { RoomPace } from './room-pace.ts'
import type { RoundLog, RoundRecord } from './round-log.ts'
import type { Shown } from './stage.ts'
import { Stage } from './stage.ts'
import type { Outcome, TableKeeper } from './table-keeper.ts'

export class Room {
  readonly #deps: RoomDeps
  readonly #keeper: TableKeeper
  readonly #stage: Stage
  /** Who is connected, and to which seat. */
  readonly attendance: Attendance
  readonly #mailbox: Mailbox<Item>
  readonly #pace: RoomPace
  #isFrozen = false
  #halt: StopReason | null = null
  #downSinceMs: number | null = null

  private constructor(deps: RoomDeps, keeper: TableKeeper, log: RoundLog) {
    const { settings, observer } = deps
    this.#deps = deps
    this.#keeper = keeper
    this.#stage = new Stage(this, deps, log)
    this.#mailbox = new Mailbox({
      limit: settings.mailboxLimit,
      handle: (item) => this.#handle(item),
      onQueued: (depth) => observer.onQueued({ room: this, depth }),
    })
    this.#pace = new RoomPace({
      ...deps,
      stateNow: () => keeper.state,
      submit: (command, done) => this.#mailbox.put(this.#commandItem(command, {}, done)),
      retry: () => this.#mailbox.put({ kind: 'retry' }),
      onBotFailure: (seat, error) => observer.onBotFailure({ room: this, seat, error }),
    })
    this.attendance = new Attendance({
      links: this.#stage.audience.links,
      stateNow: () => keeper.state,
      queueTurn: (uid) => this.#mailbox.put({ kind: 'link', uid }),
    })
  }

  /** Journals the table's creation; refused (JOURNAL_DOWN, SERVER_BUSY) when that fails. */
  static async create(deps: RoomDeps, table: NewTable): Promise<Result<Room, Refusal>> {
    const opened = await openTable(deps, table)
    if (!opened.ok) return opened
    const { keeper, log, created } = opened.value
    const room = new Room(deps, keeper, log)
    deps.events.onApplied(room, [created], null)
    return ok(room)
  }

  /**
   * The table that its journal holds, under a new epoch, with its deadlines moved by the time it was down.
   * A table that is over comes back as it is (`isOver`), without a new record. While the journal is down it
   * refuses everything (JOURNAL_DOWN), and goes on when the journal is back.
   */
  static async recover(
    deps: RoomDeps,
    records: readonly JournalRecord<TableEvent>[],
  ): Promise<Result<Room, Refusal>> {
    const { keeper, log, downSinceMs, violation } = reopenTable(deps, records)
    const room = new Room(deps, keeper, log)
    if (room.isOver) return ok(room)
    const command: Command = { type: 'recover', downSinceMs }
    if (violation) await room.#freeze(command, violation, [])
    const recovered = await room.submit(command)
    if (recovered.ok || room.isOver) return ok(room)
    if (room.#halt) return recovered
    // Nothing can be recorded just now: the table waits for that, with its players, as a live one does.
    room.#downSinceMs = downSinceMs
    return ok(room)
  }

  get tableId(): string {
    return this.state.tableId
  }

  get no(): string {
    return this.state.no
  }

  /** The acknowledged table. Never changed in place: a later state is another object. */
  get state(): Readonly<TableState> {
    return this.#keeper.state
  }

  get isOver(): boolean {
    return this.state.phase.kind === 'ended'
  }

  /** Why the room does nothing any more; null while it lives. */
  get stopReason(): StopReason | null {
    return this.#halt
  }

  get mailboxDepth(): number {
    return this.#mailbox.depth
  }

  /** The last round that is over, for `historyOf`; null before the first has ended. */
  get lastRound(): RoundRecord | null {
    return this.#stage.log.last
  }

  /** Resolves once the command is journalled, applied and shown, or refused. Never rejects. */
  async submit(command: Command, origin: Origin = {}): Promise<Taken> {
    return await this.#ask((done) => this.#commandItem(command, origin, done))
  }

  /** Sends the seat's connection everything it needs to show the table; DESK_GONE, and nothing, when it is over. */
  async sync(seat: Seat): Promise<Taken> {
    const uid = uidAt(this.state, seat)
    return await this.#ask((done) => ({ kind: 'sync', uid, done }))
  }

  /** Sends a push that is not the table's own (voice) to every seat, in the order of the mailbox. */
  async relay(push: Outgoing): Promise<Taken> {
    return await this.#ask((done) => ({ kind: 'relay', push, done }))
  }

  /** Stops the timers and refuses what comes; the table stays in the journal as it is. */
  close(): void {
    this.#stop({ kind: 'closed' })
  }

  #commandItem(command: Command, origin: Origin, done: Done): CommandItem {
    const uid = subjectOf(command, this.state)
    return { kind: 'command', command, uid, origin, queuedAtMs: this.#deps.clock.monotonicMs(), done }
  }

  async #ask(make: (done: Done) => Item): Promise<Taken> {
    const { promise, resolve } = Promise.withResolvers<Taken>()
    const item = make(resolve)
    if (!this.#mailbox.offer(item))
      resolve(item.kind === 'command' ? this.#refuse(item, 'SERVER_BUSY') : err(refusal('SERVER_BUSY')))
    return await promise
  }

  async #handle(item: Item): Promise<void> {
    const { observer } = this.#deps
    await (observer.within ? observer.within(traceOf(item), this.#work, item) : this.#work(item))
    if (this.#halt || this.isOver) this.#pace.stop()
    else if (!this.#isFrozen) this.#pace.follow(this.state)
  }

  #work = async (item: Item): Promise<void> => {
    switch (item.kind) {
      case 'command':
        return item.done(await this.#take(item))
      case 'link':
        return await this.#takeTurn(item.uid)
      case 'sync':
        return item.done(this.#answer(this.#stage.sync(this.state, item.uid)))
      case 'relay':
        this.#stage.audience.relay(this.state, item.push)
        return item.done(this.#answer(null))
      case 'retry':
        if (this.#isFrozen && !this.isOver) await this.#giveUp()
        else if (this.#downSinceMs !== null) await this.#resume(this.#downSinceMs)
        else this.attendance.renew()
    }
  }

  async #takeTurn(uid: number): Promise<void> {
    const presence = this.attendance.takeTurn(uid)
    if (presence) await this.#take(this.#commandItem(presence, {}, () => undefined))
  }

  async #take(item: CommandItem): Promise<Taken> {
    const reason = await this.#perform(item)
    return reason === null ? this.#answer(null) : this.#refuse(item, reason)
  }

  #answer = (reason: Reason | null): Taken =>
    reason === null ? ok({ seq: this.state.seq }) : err(refusal(reason))

  #waitedMs = ({ origin, queuedAtMs }: CommandItem): number =>
    this.#deps.clock.monotonicMs() - (origin.receivedAtMs ?? queuedAtMs)

  #refuse(item: CommandItem, reason: Reason): Taken {
    const refused = refusal(reason)
    const [waitMs, trace] = [this.#waitedMs(item), traceOf(item)]
    this.#deps.observer.onRefused({ room: this, command: item.command, refusal: refused, waitMs, trace })
    return err(refused)
  }

  /** null once the command is applied and shown. */
  async #perform(item: CommandItem): Promise<Reason | null> {
    const { command, origin } = item
    if (this.#halt) return this.#halt.kind === 'closed' ? 'DRAINING' : 'SERVER_BUSY'
    if (this.#isFrozen) return 'DESK_FROZEN'
    if (this.#downSinceMs !== null && !(await this.#resume(this.#downSinceMs))) return 'JOURNAL_DOWN'
    const late = refuseLate(item, this.state)
    if (late !== null) return late
    const outcome = await this.#keeper.commit(command, causeOf(command, origin))
    return await this.#settle(outcome, {
      command,
      arrivedAtMs: origin.receivedAtMs ?? item.queuedAtMs,
      trace: traceOf(item),
    })
  }

  async #settle(outcome: Outcome, sent: Omit<Shown, 'applied'>): Promise<Reason | null> {
    const { command } = sent
    switch (outcome.kind) {
      case 'applied': {
        const crash = this.#stage.show({ ...sent, applied: outcome })
        if (crash) await this.#freeze(command, crash, outcome.events)
        return null
      }
      case 'refused':
        return outcome.code
      case 'broken':
        await this.#freeze(command, outcome.violation, outcome.events)
        return 'DESK_FROZEN'
      case 'failed':
        return this.#fail(outcome.failure)
    }
  }

  async #freeze(command: Command, violation: Violation, events: readonly TableEvent[]): Promise<void> {
    this.#deps.observer.onInvariantViolation({ room: this, violation, command, events })
    if (this.#isFrozen) return
    this.#isFrozen = true
    this.#pace.stop()
    await this.#giveUp()
  }

  /** Ends a broken table. Its journal stays for diagnosis. */
  async #giveUp(): Promise<void> {
    const command: Command = { type: 'end', reason: 'frozen' }
    const outcome = await this.#keeper.commit(command, { kind: 'system' })
    if (outcome.kind === 'failed') this.#fail(outcome.failure)
    if (outcome.kind === 'broken') this.#stop({ kind: 'broken', violation: outcome.violation })
    const own = { command, arrivedAtMs: null, trace: null }
    const crash = outcome.kind === 'applied' ? this.#stage.show({ ...own, applied: outcome }) : null
    if (crash) this.#deps.observer.onInvariantViolation({ room: this, violation: crash, command, events: [] })
  }

  #fail(failure: JournalFailure): Reason {
    this.#deps.observer.onJournalFailure({ room: this, failure })
    const trouble = troubleOf(failure)
    if (trouble === 'lost') this.#stop({ kind: 'lost', failure })
    else this.#pace.retryLater()
    if (trouble === 'down') this.#downSinceMs ??= this.#keeper.journalDownSinceMs()
    return reasonOf(trouble)
  }

  /** The journal is tried again; the time without it is given back to every deadline. */
  async #resume(downSinceMs: number): Promise<boolean> {
    // A recovery that changes nothing appends nothing, and would pass for a journal that is back.
    if (this.#deps.journal.state().kind !== 'open') {
      this.#pace.retryLater()
      return false
    }
    const command: Command = { type: 'recover', downSinceMs }
    const outcome = await this.#keeper.commit(command, { kind: 'recovered' })
    if (outcome.kind === 'applied') this.#downSinceMs = null
    await this.#settle(outcome, { command, arrivedAtMs: null, trace: null })
    if (outcome.kind !== 'applied') return false
    // `recover` takes everybody for offline, as after a restart.
    this.attendance.renew()
    return true
  }

  #stop(reason: StopReason): void {
    if (this.#halt) return
    this.#halt = reason
    this.#pace.stop()
    this.#deps.observer.onStopped({ room: this, reason })
    this.#deps.events.onStopped(this, reason)
  }
}
