// Who is there, for the back office: players as they come and go, and every five minutes how many there are. All of
// it goes through the write-behind queue; a row that it refuses is left out, the next one puts the count right.
import type { Cancel, Clock } from '../lib/clock.ts'
import type { WriteBehind } from '../store/write-behind/write-behind.ts'
import type { WriteJob } from '../store/write-behind/write-job.ts'
import type { Session, SessionEvents } from './session.ts'

/** nanoserver's pace of the table `online`. */
const SAMPLE_MS = 300_000
const MS_PER_SECOND = 1000

export type PresenceDeps = {
  readonly queue: Pick<WriteBehind, 'put'>
  readonly clock: Clock
  /** Unique for ever: names this process's samples. */
  readonly processId: string
  /** Logged-in players, and live tables. */
  readonly counts: () => { readonly players: number; readonly tables: number }
}

export class Presence implements SessionEvents {
  readonly #deps: PresenceDeps
  readonly #putting = new Set<Promise<unknown>>()
  #cancel: Cancel = () => undefined

  constructor(deps: PresenceDeps) {
    this.#deps = deps
  }

  /** Before the first player: whoever a crash left online is not. */
  start(): void {
    this.#put({ type: 'allOffline', at: this.#at() })
    this.#sample()
  }

  onBound(uid: number): void {
    this.#put({ type: 'cameOnline', uid })
  }

  onUnbound(_session: Session, uid: number, isReplaced: boolean): void {
    if (!isReplaced) this.#put({ type: 'loggedOut', uid, at: this.#at() })
  }

  /** Resolves once everything so far is in the queue, or was refused by it. */
  async close(): Promise<void> {
    this.#cancel()
    await Promise.all(this.#putting)
  }

  #at(): number {
    return Math.floor(this.#deps.clock.nowMs() / MS_PER_SECOND)
  }

  #sample(): void {
    const { clock, processId, counts } = this.#deps
    const { players, tables } = counts()
    const at = this.#at()
    this.#put({ type: 'online', key: `${processId}:${at}`, at, userCount: players, deskCount: tables })
    this.#cancel = clock.after(SAMPLE_MS, () => this.#sample())
  }

  #put(job: WriteJob): void {
    const putting = this.#deps.queue.put(job).finally(() => this.#putting.delete(putting))
    this.#putting.add(putting)
  }
}
