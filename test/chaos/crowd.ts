// The people of a chaos run: parties of four, and single players among bots, who play match after match.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { Rng } from '../../src/lib/rng.ts'
import { seededRng } from '../../src/lib/rng.ts'
import type { AutoPlayer, AutoPlayerOptions } from '../support/auto-player.ts'
import { logInAsGuest } from '../support/player-client.ts'
import type { Json } from '../support/player-client.ts'
import type { ServerProcess } from '../support/server-process.ts'
import type { Chronicle } from './chronicle.ts'
import { PersistentPlayer } from './persistent-player.ts'
import type { Arrival, Outcome } from './persistent-player.ts'

const SEATS = 4
const PRESETS = ['xuezhan', 'nanoserver'] as const
const BOT_LEVELS = ['easy', 'normal', 'strong'] as const
const VERSION = '1.9.3'

export type CrowdOptions = {
  readonly server: Pick<ServerProcess, 'ports'>
  readonly chronicle: Chronicle
  readonly seed: number
  /** Tables of four people each. */
  readonly parties: number
  /** Tables of one person and three bots. */
  readonly hosts?: number
  /** People who press quick start. */
  readonly strangers?: number
  /** Lengths of matches, to choose from. */
  readonly rounds: readonly number[]
  readonly auto?: Partial<AutoPlayerOptions>
  /** Sends everybody home at once. */
  readonly signal: AbortSignal
}

type Kind = 'party' | 'host' | 'stranger'
type Company = { readonly kind: Kind; readonly players: readonly PersistentPlayer[]; readonly rng: Rng }

export class Crowd {
  readonly outcomes: Outcome[] = []
  readonly #companies: readonly Company[]
  readonly #options: CrowdOptions
  #goesOn = true

  private constructor(options: CrowdOptions, companies: readonly Company[]) {
    this.#options = options
    this.#companies = companies
  }

  /** Everybody has an account. */
  static async gather(options: CrowdOptions): Promise<Crowd> {
    const { parties, hosts = 0, strangers = 0, seed } = options
    const kinds: Kind[] = [
      ...Array<Kind>(parties).fill('party'),
      ...Array<Kind>(hosts).fill('host'),
      ...Array<Kind>(strangers).fill('stranger'),
    ]
    const companies: Company[] = []
    for (const [index, kind] of kinds.entries()) {
      const players: PersistentPlayer[] = []
      for (let place = 0; place < (kind === 'party' ? SEATS : 1); place++)
        players.push(await newPlayer(options, seed + index * 1000 + place * 100))
      companies.push({ kind, players, rng: seededRng(seed + index) })
    }
    return new Crowd(options, companies)
  }

  get players(): readonly PersistentPlayer[] {
    return this.#companies.flatMap(({ players }) => players)
  }

  /** The matches that run are the last ones. */
  lastCall(): void {
    this.#goesOn = false
  }

  /** Plays match after match until `lastCall`; every company at least one. */
  async play(): Promise<void> {
    await Promise.all(this.#companies.map((company) => this.#playOn(company)))
  }

  async #playOn(company: Company): Promise<void> {
    do {
      const { rounds } = this.#options
      const desk = {
        preset: PRESETS[company.rng.below(PRESETS.length)]!,
        round: rounds[company.rng.below(rounds.length)]!,
      }
      this.outcomes.push(...(await playMatch(company, desk)))
    } while (this.#goesOn)
  }
}

async function newPlayer(options: CrowdOptions, seed: number): Promise<PersistentPlayer> {
  const { server, chronicle, auto, signal } = options
  const account = await logInAsGuest(server.ports, randomUUID())
  return new PersistentPlayer({ server, account, chronicle, seed, signal, ...(auto ? { auto } : {}) })
}

async function playMatch({ kind, players, rng }: Company, desk: Json): Promise<Outcome[]> {
  const [only] = players as readonly [PersistentPlayer]
  switch (kind) {
    case 'stranger':
      return [await only.play({ sitDown: (wire) => quickStart(wire, desk), isPublic: true })]
    case 'host':
      return [await only.play({ sitDown: (wire) => create(wire, desk), furnish: seatBots })]
    case 'party':
      return await playParty(players, desk, rng.below(players.length))
  }
}

type Asking = Parameters<Arrival['sitDown']>[0]

const create = (wire: Asking, options: Json) =>
  wire.request('DeskManager.CreateDesk', { version: VERSION, clubId: -1, options })

const quickStart = (wire: Asking, options: Json) =>
  wire.request('DeskManager.QuickStart', { version: VERSION, options })

/** Somebody else pays each time: a guest has few cards. */
async function playParty(
  players: readonly PersistentPlayer[],
  desk: Json,
  creator: number,
): Promise<Outcome[]> {
  const made = Promise.withResolvers<string>()
  return await Promise.all(
    players.map((player, index) =>
      player.play(
        index === creator
          ? { sitDown: (wire) => create(wire, desk), onSeated: (deskId) => made.resolve(deskId) }
          : {
              sitDown: async (wire) =>
                await wire.request('DeskManager.Join', { version: VERSION, deskId: await made.promise }),
            },
      ),
    ),
  )
}

/** Empty seats may be left over from a server that died between two bots. */
async function seatBots(player: AutoPlayer): Promise<void> {
  for (let tries = 0; player.view.seats.length < SEATS; tries++) {
    assert.ok(tries <= SEATS, 'bots do not take the empty seats')
    const level = BOT_LEVELS[player.view.seats.length % BOT_LEVELS.length]!
    const added = await player.say('DeskManager.AddBot', { level })
    assert.equal(added.code, 0, `AddBot: ${added.reason}`)
  }
}
