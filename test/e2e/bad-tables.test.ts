// What players may not do to other tables, nor learn of them; and desks that cannot be.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { PushOf } from '../../src/protocol/pushes.ts'
import { logInAsGuest, PlayerClient } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import type { Guest } from '../support/table-party.ts'
import { beReady, closeParty, matchEnd, seatParty } from '../support/table-party.ts'
import { counts } from './attacker.ts'
import { HonestTables } from './honest-tables.ts'
import { choose, DESK, OP, refuseAll } from './refused-tries.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)

const MANY = 50

const refusals = (reason: string): string => `mj_handler_results_total{result="${reason}"}`

describe(`tables apart, seed ${SEED}`, () => {
  let server: ServerProcess
  let honest: HonestTables
  before(async () => {
    server = await ServerProcess.start()
    honest = new HonestTables(server, SEED)
  })
  after(async () => {
    try {
      await honest.unharmed()
    } finally {
      await server.close()
    }
  })

  test('B3: two moves at once with nothing asked hold nobody up', async () => {
    const party = await seatParty(server, { desk: DESK, players: 4, seed: SEED + 4 })
    const own = party.guests[0]!
    await counts(
      server,
      refusals('WRONG_PHASE'),
      async () => {
        const many = Array.from({ length: MANY }, () =>
          own.player.say('DeskManager.OpChoose', choose(OP.chu, 1)),
        )
        for (const { reason } of await Promise.all(many)) assert.equal(reason, 'WRONG_PHASE')
      },
      MANY,
    )
    await beReady(party)
    assert.equal((await matchEnd(party)).isNormalFinished, true)
    const late = await own.player.say('DeskManager.OpChoose', choose(OP.chu, 1))
    assert.equal(late.reason, 'NOT_AT_DESK', 'the match is over')
    closeParty(party)
  })

  test('B4: nobody is dealt the sight of another hand', async () => {
    const party = await seatParty(server, { desk: DESK, players: 4, seed: SEED + 5 })
    const deals = party.guests.map(({ player }) => player.pushed((route) => route === 'onDuanPai'))
    await beReady(party)
    for (const [index, deal] of deals.entries()) {
      const { accountInfo } = (await deal) as PushOf<'onDuanPai'>
      for (const { acId, mjs } of accountInfo) {
        const isOwn = acId === party.guests[index]!.account.uid
        assert.ok(mjs.every((tile) => (isOwn ? tile >= 0 : tile === -1)))
        assert.ok(mjs.length === 13 || mjs.length === 14)
      }
    }
    await matchEnd(party)
    closeParty(party)
  })

  test('B5: tables that are dealt at the same moment have walls of their own', async () => {
    const parties = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        seatParty(server, { desk: DESK, players: 4, seed: SEED + 20 + index }),
      ),
    )
    const hands = parties.map(async ({ guests }) => {
      const deal = (await guests[0]!.player.pushed((route) => route === 'onDuanPai')) as PushOf<'onDuanPai'>
      return String(deal.accountInfo.find(({ acId }) => acId === guests[0]!.account.uid)!.mjs)
    })
    await Promise.all(parties.map(beReady))
    assert.equal(new Set(await Promise.all(hands)).size, parties.length)
    const commits = parties.flatMap(({ guests }) => [...guests[0]!.player.view.commits.values()])
    assert.equal(new Set(commits).size, commits.length)
    await Promise.all(parties.map(matchEnd))
    for (const party of parties) closeParty(party)
  })

  test('B6: what comes before the deal, or for a desk that cannot be, is refused', async () => {
    const party = await seatParty(server, { desk: DESK, players: 3, seed: SEED + 3 })
    const [own, other] = party.guests as [Guest, Guest]
    await refuseAll(own, [
      {
        name: 'sorted before the deal',
        route: 'DeskManager.QiPaiFinished',
        payload: {},
        reason: 'WRONG_PHASE',
      },
      {
        name: 'a move before the deal',
        route: 'DeskManager.OpChoose',
        payload: choose(OP.chu, 1),
        reason: 'WRONG_PHASE',
      },
      { name: 'a vote before the deal', route: 'DeskManager.Dissolve', payload: {}, reason: 'WRONG_PHASE' },
      {
        name: '托管 before the deal',
        route: 'DeskManager.Trust',
        payload: { on: true },
        reason: 'WRONG_PHASE',
      },
      {
        name: 'a seed that is none',
        route: 'DeskManager.Ready',
        payload: { seed: 'xyz' },
        reason: 'BAD_PAYLOAD',
      },
      {
        name: 'a bot on a taken seat',
        route: 'DeskManager.AddBot',
        payload: { seat: 0 },
        reason: 'SEAT_TAKEN',
      },
      {
        name: 'a bot of no kind',
        route: 'DeskManager.AddBot',
        payload: { level: 'god' },
        reason: 'BAD_PAYLOAD',
      },
    ])
    await refuseAll(other, [
      { name: "a bot at another's desk", route: 'DeskManager.AddBot', payload: {}, reason: 'NOT_CREATOR' },
    ])
    closeParty(party)
    const stranger = await PlayerClient.logIn(server.ports, await logInAsGuest(server.ports, randomUUID()))
    for (const options of [
      { mode: 5, round: 4 },
      { mode: 4, round: 3 },
      { mode: 4, round: 4, maxFan: 999 },
      { mode: 4, round: 4, zimo: 'all' },
      { preset: 'toString', round: 4 },
      { preset: 'xuezhan', round: 4, rules: { __proto__: null, constructor: 1 } },
      { preset: 'xuezhan', round: 4, rules: { capFan: -1 } },
    ])
      await counts(server, refusals('BAD_OPTION'), async () => {
        const refused = await stranger.request('DeskManager.CreateDesk', { options })
        assert.equal(refused.reason, 'BAD_OPTION', JSON.stringify(options))
      })
    stranger.close()
  })
})
