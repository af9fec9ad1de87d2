// Demo data: players with cards, two clubs, matches that were really played. Made through the store's own ways, so that
// ledger, audit and statistics agree.

import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { timingOf } from '../../src/lobby/settings.ts'
import { invariant, must } from '../../src/lib/assert.ts'
import { buildRuleSet } from '../../src/rules/options.ts'
import type { OfficeRequest } from '../../src/store/office-repositories.ts'
import type { Account, BySeat, Store } from '../../src/store/repositories.ts'
import type { Database } from '../../src/store/schema.ts'
import type { ConfiguredDatabase } from './configured-database.ts'
import { type DemoMatch, playDemoMatch } from './demo-match.ts'

const APP_ID = 'demo'
const PLAYERS = 8
const CARDS = 100
const CLUB_CARDS = 500
const MATCHES = 6
const ROUNDS = 4
const SEATS = 4
const HOUR = 3600
const CLUBS = ['茶馆', '锦里'] as const

export async function seedDatabase(
  database: ConfiguredDatabase,
  { force }: { readonly force: boolean },
): Promise<boolean> {
  const { store, db } = await database.open()
  try {
    const known = await countPlayers(db)
    if (known > 0 && !force) {
      console.error(`${database.name}: has ${known} players already; --force adds the demo data to them`)
      return false
    }
    const at = Math.floor(Date.now() / 1000)
    const accounts = await seedPlayers(store, at)
    await seedClubs(store, accounts, at)
    await seedMatches(store, accounts, { database, at })
    const devices = `demo-1 to demo-${PLAYERS}`
    console.log(`${database.name}: ${PLAYERS} players (guests of app "${APP_ID}", devices ${devices}),`)
    console.log(`  ${CLUBS.length} clubs, ${MATCHES} matches of ${ROUNDS} rounds`)
    return true
  } finally {
    await store.close()
  }
}

async function countPlayers(db: Kysely<Database>): Promise<number> {
  const row = await db
    .selectFrom('user')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

const asked = (at: number): OfficeRequest => ({
  actor: 'db-seed',
  requestId: randomUUID(),
  ip: '',
  reason: 'demo data',
  at,
})

/** The same devices again are the same players; their cards come once. */
async function seedPlayers(store: Store, at: number): Promise<readonly Account[]> {
  const accounts: Account[] = []
  for (let number = 1; number <= PLAYERS; number += 1) {
    const device = { imei: `demo-${number}`, os: 'demo', model: '', ip: '127.0.0.1', remote: '' }
    const arrival = { appId: APP_ID, channelId: 'demo', device, at: at - (PLAYERS - number + 1) * HOUR }
    const login = await store.accounts.guestLogin(arrival)
    invariant(login.ok, 'a demo player cannot log in')
    const { account } = login.value
    await store.accounts.recordLogin(account.uid, arrival)
    await store.players.wentOffline(account.uid, arrival.at + HOUR)
    const payer = { kind: 'user', uid: account.uid } as const
    await store.recharges.recharge({ payer, count: CARDS, reference: `demo-${account.uid}` }, asked(at))
    accounts.push(account)
  }
  return accounts
}

/** Everybody is in the first club, half of them wait for the second. */
async function seedClubs(store: Store, accounts: readonly Account[], at: number): Promise<void> {
  for (const [index, name] of CLUBS.entries()) {
    const club = { agentId: 0, name, desc: 'demo', maxMember: 500, at }
    const { clubId } = await store.clubAdmin.create(club, {
      request: asked(at),
      action: 'club_create',
      target: '',
    })
    const payer = { kind: 'club', clubId } as const
    await store.recharges.recharge({ payer, count: CLUB_CARDS, reference: `demo-club-${clubId}` }, asked(at))
    const isOpen = index === 0
    for (const { uid } of isOpen ? accounts : accounts.slice(0, PLAYERS / 2)) {
      await store.clubs.apply({ uid, clubId, at })
      if (isOpen) await store.clubAdmin.approve(uid, clubId)
    }
  }
}

type Ground = { readonly database: ConfiguredDatabase; readonly at: number }

async function seedMatches(
  store: Store,
  accounts: readonly Account[],
  { database, at }: Ground,
): Promise<void> {
  const rules = buildRuleSet({ preset: 'xuezhan', overrides: { rounds: ROUNDS } })
  invariant(rules.ok, 'the demo rules cannot be')
  const timing = timingOf(database.config.table)
  for (let number = 0; number < MATCHES; number += 1) {
    const players = seatPlayers(accounts, number)
    const startMs = (at - (MATCHES - number) * HOUR) * 1000
    await keepMatch(store, playDemoMatch({ rules: rules.value, timing, players, startMs }))
  }
}

const seatPlayers = (accounts: readonly Account[], shift: number) =>
  Array.from({ length: SEATS }, (_, seat) => {
    const { uid, name } = must(accounts[(seat + shift) % accounts.length], 'a demo player')
    return { uid, name, headUrl: '', sex: 0, ip: '127.0.0.1', bot: null }
  })

const bySeat = <T>(make: (seat: number) => T): BySeat<T> => [make(0), make(1), make(2), make(3)]
const seconds = (ms: number): number => Math.floor(ms / 1000)

async function keepMatch(store: Store, match: DemoMatch): Promise<void> {
  const { state, rounds } = match
  const { rules, creator } = state
  const playerNames = bySeat((seat) => state.seats[seat]?.player.name ?? '')
  const deskId = await store.desks.insert({
    tableId: match.tableId,
    creator,
    clubId: -1,
    round: rules.rounds,
    mode: rules.players,
    deskNo: match.deskNo,
    players: bySeat((seat) => state.seats[seat]?.player.uid ?? 0),
    playerNames,
    createdAt: seconds(match.startedAtMs),
    extras: JSON.stringify(rules),
  })
  const desk = { deskId, deskNo: match.deskNo }
  const charge = {
    payer: { kind: 'user', uid: creator } as const,
    count: 2,
    reference: `desk:${match.tableId}`,
  }
  await store.cards.charge({ ...charge, desk, at: seconds(match.startedAtMs) })
  const totals = [0, 0, 0, 0]
  for (const told of rounds) {
    const scoreChanges = bySeat((seat) => told.scoreChanges[seat] ?? 0)
    for (const [seat, change] of scoreChanges.entries()) totals[seat]! += change
    await store.histories.insert({
      deskId,
      round: told.number,
      mode: rules.players,
      beginAt: seconds(told.startedAtMs),
      endAt: seconds(told.endedAtMs),
      playerNames,
      scoreChanges,
      snapshot: JSON.stringify(told),
    })
  }
  await store.desks.update(deskId, {
    scoreChanges: bySeat((seat) => totals[seat]!),
    round: rounds.length,
    dismissAt: seconds(match.endedAtMs),
  })
}
