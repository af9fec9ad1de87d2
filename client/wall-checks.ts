// Verifies the walls of finished rounds, each once: a list that is read again shows what is known already.
import type { Result } from '../src/lib/result.ts'
import type { Failure } from './connection.ts'
import { parseProof, verifyWall } from './wall-proof.ts'
import type { Verdict, Witness } from './wall-proof.ts'

/** `commit` is empty where the record holds no proof. */
export type WallCheck = { readonly verdict: Verdict; readonly commit: string }

export type WallChecksOptions = {
  /** The whole record of a round, as JSON text. */
  readonly load: (round: number, signal: AbortSignal) => Promise<Result<string, Failure>>
  readonly witnessOf: (roundId: string) => Witness | undefined
}

/** The oldest are forgotten, and checked again when asked for. */
const MAX_KNOWN = 500

export class WallChecks {
  readonly #options: WallChecksOptions
  readonly #known = new Map<number, WallCheck>()
  readonly #running = new Map<number, Promise<WallCheck | undefined>>()
  /** One wall after the other, so that the page stays quick. */
  #last: Promise<unknown> = Promise.resolve()
  #leaving = new AbortController()

  constructor(options: WallChecksOptions) {
    this.#options = options
  }

  known(round: number): WallCheck | undefined {
    return this.#known.get(round)
  }

  /** undefined: cancelled, or the record could not be fetched; asking again tries again. */
  async check(round: number): Promise<WallCheck | undefined> {
    const known = this.#known.get(round) ?? this.#running.get(round)
    if (known !== undefined) return await known
    const { signal } = this.#leaving
    const verify = (): Promise<WallCheck | undefined> => this.#verify(round, signal)
    const running = this.#last.then(verify, verify)
    this.#last = running
    this.#running.set(round, running)
    try {
      return await running
    } finally {
      if (this.#running.get(round) === running) this.#running.delete(round)
    }
  }

  /** Nobody looks any more: what is not verified yet is not fetched. */
  cancel(): void {
    this.#leaving.abort()
    this.#leaving = new AbortController()
    this.#running.clear()
  }

  async #verify(round: number, signal: AbortSignal): Promise<WallCheck | undefined> {
    if (signal.aborted) return undefined
    const record = await this.#options.load(round, signal)
    if (!record.ok) return undefined
    const proof = parseProof(record.value)
    const verdict = proof ? await verifyWall(proof, this.#options.witnessOf(proof.roundId)) : 'BAD_PROOF'
    const check = { verdict, commit: proof?.commit ?? '' }
    if (this.#known.size >= MAX_KNOWN) this.#known.delete(this.#known.keys().next().value!)
    this.#known.set(round, check)
    return check
  }
}
