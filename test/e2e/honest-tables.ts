// Honest players on the server under attack: one match after another, to the end, who must notice nothing.
import assert from 'node:assert/strict'
import type { ServerProcess } from '../support/server-process.ts'
import { closeParty, playMatch, seatParty } from '../support/table-party.ts'

const THINK_MS = 10
const SECONDS_A_QUESTION = 5

export class HonestTables {
  readonly #server: ServerProcess
  readonly #playing: Promise<number>
  #isLast = false

  constructor(server: ServerProcess, seed: number) {
    this.#server = server
    this.#playing = this.#play(seed)
    this.#playing.catch(() => undefined)
  }

  /** Resolves once the match in play is over; throws where a player was refused something, or the server broke. */
  async unharmed(): Promise<void> {
    this.#isLast = true
    assert.ok((await this.#playing) >= 1)
    assert.ok(this.#server.isAlive, 'the process lives')
    const metrics = await this.#server.metrics()
    for (const [name, value] of metrics) {
      const isAlarm = /^mj_(invariant_violations|handler_failures)_total/.test(name)
      assert.ok(!isAlarm || value === 0, `${name} ${value}`)
    }
    const faults = this.#server.log.filter((line) => /"level":"(error|fatal)"/.test(line))
    assert.deepEqual(faults, [])
  }

  /** How many matches were played. */
  async #play(seed: number): Promise<number> {
    for (let match = 1; ; match++) {
      const party = await seatParty(this.#server, {
        desk: { preset: 'xuezhan', round: 4 },
        players: 4,
        seed: seed + match,
        auto: { thinkMs: (rng) => rng.below(THINK_MS) },
      })
      const end = await playMatch(party)
      assert.equal(end.isNormalFinished, true)
      for (const { player } of party.guests) {
        assert.deepEqual(
          [...player.refusals.keys()].filter((reason) => reason !== 'STALE_PROMPT'),
          [],
        )
        assert.equal(
          player.view.own.trust,
          false,
          `nobody waited ${SECONDS_A_QUESTION} s for an honest player`,
        )
      }
      closeParty(party)
      if (this.#isLast) return match
    }
  }
}
