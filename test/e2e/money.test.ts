// Room cards: taken once at the first deal, given back where no round was finished, whatever happens in between; and
// who pays for the tables of a club.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Store } from '../../src/store/repositories.ts'
import { openSqliteStore } from '../../src/store/open-store.ts'
import type { Json } from '../support/player-client.ts'
import { logInAsGuest, PlayerClient } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import type { Guest, Party } from '../support/table-party.ts'
import { beReady, closeParty, comeBack, matchEnd, playMatch, seatParty } from '../support/table-party.ts'
import { until } from '../support/until.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const ROUNDS = 4
const PRICE = 2
const DESK: Json = { preset: 'xuezhan', round: ROUNDS }
/** More than a new account has. */
const DEAR_ROUNDS = 8
const PRICES = `${ROUNDS}/${PRICE},${DEAR_ROUNDS}/11`

const openStore = async (server: ServerProcess): Promise<Store> =>
  await openSqliteStore({
    file: join(server.dataDir, 'xuezhan.db'),
    busyTimeoutMs: 5000,
    synchronous: 'normal',
  })

async function balanceOf(server: ServerProcess, guest: Guest): Promise<number> {
  const store = await openStore(server)
  try {
    return await store.cards.balance({ kind: 'user', uid: guest.account.uid })
  } finally {
    await store.close()
  }
}

const toldCoins = (guest: Guest, coin: number): Promise<unknown> =>
  guest.player.pushed((route, payload) => route === 'onCoinChange' && (payload as Json)['coin'] === coin)

/** In its first round, and waiting for its creator. */
async function dealtParty(server: ServerProcess, seed: number, clubId = -1): Promise<Party> {
  const party = await seatParty(server, { desk: DESK, players: 4, seed, clubId })
  const { player } = party.guests[0]!
  player.hold = () => true
  const dealt = player.pushed((route) => route === 'onDuanPai')
  await beReady(party)
  await dealt
  return party
}

async function dissolve({ guests }: Party): Promise<void> {
  const [asker, ...others] = guests as [Guest, ...Guest[]]
  const asked = others.map(({ player }) => player.pushed((route) => route === 'onDissolveAgreement'))
  assert.equal((await asker.player.say('DeskManager.Dissolve')).code, 0)
  await Promise.all(asked)
  for (const { player } of others) {
    const voted = await player.say('DeskManager.DissolveStatus', { result: true })
    assert.equal(voted.code, 0, String(voted.reason))
  }
}

describe(`room cards, seed ${SEED}`, { concurrency: true }, () => {
  let server: ServerProcess
  before(async () => {
    server = await ServerProcess.start({ env: { XUEZHAN_CORE__CONSUME: PRICES } })
  })
  after(async () => await server.close())

  test('the creator pays once, at the first deal, and is told', async () => {
    const party = await seatParty(server, { desk: DESK, players: 4, seed: SEED })
    const [creator, other] = party.guests as [Guest, Guest]
    const { fangka } = creator.account
    assert.equal(await balanceOf(server, creator), fangka, 'nothing is taken before the deal')
    const charged = toldCoins(creator, fangka - PRICE)
    await playMatch(party)
    await charged
    assert.equal(await balanceOf(server, creator), fangka - PRICE)
    assert.equal(await balanceOf(server, other), other.account.fangka)
    closeParty(party)
  })

  test('dissolved in the first round: the cards come back', async () => {
    const party = await dealtParty(server, SEED + 1)
    const creator = party.guests[0]!
    const { fangka } = creator.account
    await until('charged', async () => (await balanceOf(server, creator)) === fangka - PRICE)
    const refunded = toldCoins(creator, fangka)
    await dissolve(party)
    assert.equal((await matchEnd(party)).isNormalFinished, false)
    await refunded
    assert.equal(await balanceOf(server, creator), fangka)
    closeParty(party)
  })

  test('dissolved after a finished round: they stay paid', async () => {
    const party = await seatParty(server, { desk: DESK, players: 4, seed: SEED + 2 })
    const creator = party.guests[0]!
    creator.player.readies = false
    const ended = creator.player.pushed((route) => route === 'onRoundEnd')
    await beReady(party)
    await ended
    await dissolve(party)
    await matchEnd(party)
    await until('the desk is closed', async () => {
      const store = await openStore(server)
      const [desk] = await store.desks.lastOfPlayer(creator.account.uid)
      await store.close()
      return (desk?.dismissAt ?? 0) > 0
    })
    assert.equal(await balanceOf(server, creator), creator.account.fangka - PRICE)
    closeParty(party)
  })

  test('who leaves before the deal has paid nothing', async () => {
    const party = await seatParty(server, { desk: DESK, players: 2, seed: SEED + 3 })
    const [creator, other] = party.guests as [Guest, Guest]
    const gone = other.player.pushed((route) => route === 'onDissolve' || route === 'onPlayerExit')
    assert.equal((await creator.player.say('DeskManager.Exit', { isDestroy: true })).code, 0)
    await gone
    assert.equal(await balanceOf(server, creator), creator.account.fangka)
    closeParty(party)
  })

  test('a desk that costs more than the creator has is refused with 30002', async () => {
    const account = await logInAsGuest(server.ports, randomUUID())
    const wire = await PlayerClient.logIn(server.ports, account)
    const refused = await wire.request('DeskManager.CreateDesk', {
      version: '1.9.3',
      clubId: -1,
      options: { ...DESK, round: DEAR_ROUNDS },
    })
    assert.deepEqual([refused.code, refused.reason], [30_002, 'CARDS_SHORT'])
    wire.close()
  })

  test('a club pays for the tables of its members, and only of them', async () => {
    const store = await openStore(server)
    const at = Math.floor(Date.now() / 1000)
    const { clubId } = await store.clubAdmin.create({ agentId: 1, name: '川', desc: '', maxMember: 9, at })
    const payer = { kind: 'club', clubId } as const
    const account = await logInAsGuest(server.ports, 'member')
    const wire = await PlayerClient.logIn(server.ports, account)
    const create = async (): Promise<readonly unknown[]> => {
      const options = { version: '1.9.3', clubId, options: DESK }
      const { code, reason } = await wire.request('DeskManager.CreateDesk', options)
      return [code, reason]
    }
    assert.deepEqual(await create(), [-1, 'CLUB_NOT_MEMBER'])
    const applied = await wire.request('ClubManager.ApplyClub', { clubId })
    assert.deepEqual(applied, { code: 0, data: 'success' })
    assert.deepEqual(await create(), [-1, 'CLUB_NOT_MEMBER'], 'an application is no membership')
    await store.clubAdmin.approve(account.uid, clubId)
    assert.deepEqual(await create(), [30_002, 'CLUB_CARDS_SHORT'])
    await store.cards.credit({ payer, count: PRICE, reference: randomUUID(), reason: 'recharge', at })
    assert.deepEqual(await create(), [0, undefined])
    for (const level of ['easy', 'easy', 'easy']) await wire.request('DeskManager.AddBot', { level })
    await wire.request('DeskManager.Ready', {})
    await until('the club has paid', async () => (await store.cards.balance(payer)) === 0)
    assert.equal(await store.cards.balance({ kind: 'user', uid: account.uid }), account.fangka)
    await store.close()
    wire.close()
  })
})

test('killed between the deal and the end, again and again: paid once', async () => {
  const server = await ServerProcess.start({ env: { XUEZHAN_CORE__CONSUME: PRICES } })
  try {
    const party = await dealtParty(server, SEED + 9)
    const creator = party.guests[0]!
    const { fangka } = creator.account
    for (let kills = 0; kills < 3; kills++) {
      for (const { player } of party.guests) player.leave()
      await server.kill()
      await server.restart()
      await until('charged', async () => (await balanceOf(server, creator)) === fangka - PRICE)
    }
    creator.player.hold = () => false
    for (const guest of party.guests) await comeBack(server, guest, party.deskId)
    for (const { player } of party.guests) await player.goOn()
    await matchEnd(party)
    assert.equal(await balanceOf(server, creator), fangka - PRICE)
    closeParty(party)
  } finally {
    await server.close()
  }
})

test('dissolved, and killed before anything else: the cards come back once', async () => {
  const server = await ServerProcess.start({ env: { XUEZHAN_CORE__CONSUME: PRICES } })
  try {
    const party = await dealtParty(server, SEED + 10)
    const creator = party.guests[0]!
    const { fangka } = creator.account
    await dissolve(party)
    await server.kill()
    for (let restarts = 0; restarts < 2; restarts++) {
      await server.restart()
      await until('refunded', async () => (await balanceOf(server, creator)) === fangka)
      await server.kill()
    }
  } finally {
    await server.close()
  }
})
