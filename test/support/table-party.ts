// Guests who log in, sit down at one table and are ready.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { buildRuleSet } from '../../src/rules/options.ts'
import { wallSize } from '../../src/rules/wall.ts'
import { AutoPlayer } from './auto-player.ts'
import type { AutoPlayerOptions, GameEnd } from './auto-player.ts'
import { logInAsGuest, PlayerClient } from './player-client.ts'
import type { Account, Json, Wire } from './player-client.ts'
import type { ServerProcess } from './server-process.ts'

export type Guest<W extends Wire = PlayerClient> = {
  readonly account: Account
  readonly player: AutoPlayer
  wire: W
}

export type Party<W extends Wire = PlayerClient> = {
  readonly deskId: string
  readonly guests: readonly Guest<W>[]
}

export type PartyOptions<W extends Wire> = {
  /** Of CreateDesk. */
  readonly desk: Json
  readonly players: number
  readonly seed: number
  readonly clubId?: number
  readonly auto?: Partial<AutoPlayerOptions>
  readonly connect: (server: ServerProcess, account: Account) => Promise<W>
}

const own = async (server: ServerProcess, account: Account): Promise<PlayerClient> =>
  await PlayerClient.logIn(server.ports, account)

/** The wall of such a desk: nanoserver's three players have no 万. */
export function wallOf({ preset, mode, rules }: Json): number {
  if (preset === undefined && rules === undefined) return mode === 3 ? 72 : 108
  const built = buildRuleSet({
    ...(typeof preset === 'string' ? { preset } : {}),
    overrides: (rules ?? {}) as Json,
  })
  assert.ok(built.ok)
  return wallSize(built.value)
}

/** Everybody has a seat and the table's pushes; nobody is ready. */
export async function seatParty<W extends Wire = PlayerClient>(
  server: ServerProcess,
  options: Omit<PartyOptions<W>, 'connect'> & { readonly connect?: PartyOptions<W>['connect'] },
): Promise<Party<W>> {
  const { desk, players, seed, clubId = -1, auto } = options
  const connect = options.connect ?? (own as unknown as PartyOptions<W>['connect'])
  const guests: Guest<W>[] = []
  for (let index = 0; index < players; index++) {
    const account = await logInAsGuest(server.ports, randomUUID())
    const wire = await connect(server, account)
    const player = new AutoPlayer({
      uid: account.uid,
      seed: seed * 10 + index,
      wallSize: wallOf(desk),
      ...auto,
    })
    player.use(wire)
    guests.push({ account, player, wire })
  }
  const deskId = await sitDown(guests, { desk, clubId })
  return { deskId, guests }
}

async function sitDown(
  guests: readonly Guest<Wire>[],
  { desk, clubId }: { readonly desk: Json; readonly clubId: number },
): Promise<string> {
  const [creator, ...others] = guests.map(({ wire }) => wire)
  const made = await creator!.request('DeskManager.CreateDesk', { version: '1.9.3', clubId, options: desk })
  assert.equal(made.code, 0, `CreateDesk: ${String(made['reason'])} ${String(made['detail'])}`)
  const { deskId } = made['tableInfo'] as { readonly deskId: string }
  for (const wire of others) {
    const joined = await wire.request('DeskManager.Join', { version: '1.9.3', deskId })
    assert.equal(joined.code, 0, `Join: ${String(joined['reason'])}`)
  }
  for (const { wire } of guests) {
    const shown = await wire.request('DeskManager.ClientInitCompleted', { isReenter: false })
    assert.equal(shown.code, 0)
  }
  return deskId
}

export async function beReady({ guests }: Party<Wire>): Promise<void> {
  for (const { player } of guests) await player.say('DeskManager.Ready', { seed: seatSeed(player.uid) })
}

/** 16 bytes that say whose they are. */
const seatSeed = (uid: number): string => uid.toString(16).padStart(32, '0')

/** Plays a whole match; resolves with what the creator was told at its end, which all were told alike. */
export async function playMatch<W extends Wire>(party: Party<W>): Promise<GameEnd> {
  await beReady(party)
  return await matchEnd(party)
}

export async function matchEnd({ guests }: Party<Wire>): Promise<GameEnd> {
  const ends = await Promise.all(guests.map(({ player }) => player.finished))
  for (const end of ends) assert.deepEqual(end, ends[0])
  return ends[0]!
}

export function closeParty({ guests }: Party<Wire>): void {
  for (const { wire, player } of guests) {
    player.leave()
    wire.close()
  }
}

/** Logs in again and comes back to the table, as the protocol's document says. */
export async function comeBack(
  server: { readonly ports: Pick<ServerProcess['ports'], 'game'> },
  guest: Guest,
  deskId: string,
): Promise<PlayerClient> {
  const wire = await PlayerClient.logIn(server.ports, guest.account)
  guest.wire = wire
  guest.player.use(wire)
  const found = await wire.request('DeskManager.UnCompleteDesk', {})
  assert.equal(found['exist'], true)
  const back = await wire.request('DeskManager.ReEnter', { deskId })
  assert.equal(back.code, 0, `ReEnter: ${String(back.reason)}`)
  const shown = await wire.request('DeskManager.ClientInitCompleted', { isReenter: true })
  assert.equal(shown.code, 0)
  return wire
}
