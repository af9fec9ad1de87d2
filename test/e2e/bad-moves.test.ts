// Moves that the rules do not allow, of a player at his own table and of strangers: each is refused by its name and
// changes nothing, and the tables, also the attacked one, play on.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { PushOf } from '../../src/protocol/pushes.ts'
import { comparable } from '../support/client-sync.ts'
import type { Sync } from '../support/client-sync.ts'
import { ServerProcess } from '../support/server-process.ts'
import type { Guest, Party } from '../support/table-party.ts'
import { closeParty, matchEnd } from '../support/table-party.ts'
import { counts } from './attacker.ts'
import { HonestTables } from './honest-tables.ts'
import type { Try } from './refused-tries.ts'
import { askedParty, choose, isDiscard, OP, refuseAll, tileNotIn } from './refused-tries.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)

const isDiscardOf = ({ optype, uid }: PushOf<'onOpTypeDo'>, { account }: Guest): boolean =>
  optype === OP.chu && uid.includes(account.uid)

/** The table as the server shows it to a guest now. */
async function shown({ player }: Guest, deskId: string): Promise<Sync> {
  const synced = player.pushed((route) => route === 'onSyncDesk')
  assert.equal((await player.say('DeskManager.ReEnter', { deskId })).code, 0)
  return comparable((await synced) as Sync)
}

describe(`illegal moves, seed ${SEED}`, () => {
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

  async function playOn(party: Party): Promise<void> {
    const { player } = party.guests[0]!
    player.hold = () => false
    await player.goOn()
    assert.equal((await matchEnd(party)).isNormalFinished, true)
    closeParty(party)
  }

  test('B6: on the own turn nothing but what was offered is done', async () => {
    const { party, question } = await askedParty(server, isDiscard, SEED)
    const [own, other] = party.guests as [Guest, Guest]
    const before = await shown(own, party.deskId)
    const { promptId } = question
    const { hand } = own.player.view.own
    const foreign = tileNotIn(hand)
    const route = 'DeskManager.OpChoose'
    const tries: readonly Try[] = [
      {
        name: 'a tile of others',
        route,
        payload: choose(OP.chu, foreign, promptId),
        reason: 'TILE_NOT_HELD',
      },
      { name: 'a negative tile', route, payload: choose(OP.chu, -7, promptId), reason: 'TILE_NOT_HELD' },
      { name: 'a tile beyond all', route, payload: choose(OP.chu, 108, promptId), reason: 'TILE_NOT_HELD' },
      { name: 'no tile', route, payload: { optype: OP.chu, promptId }, reason: 'TILE_NOT_HELD' },
      {
        name: 'a win that is none',
        route,
        payload: choose(OP.hu, hand[0]!, promptId),
        reason: 'ACTION_NOT_OFFERED',
      },
      {
        name: 'a pong of nothing',
        route,
        payload: choose(OP.peng, hand[0]!, promptId),
        reason: 'ACTION_NOT_OFFERED',
      },
      {
        name: 'a kong that is none',
        route,
        payload: choose(OP.gang, foreign, promptId),
        reason: 'ACTION_NOT_OFFERED',
      },
      {
        name: 'a pass of a discard',
        route,
        payload: choose(OP.pass, -1, promptId),
        reason: 'ACTION_NOT_OFFERED',
      },
      {
        name: 'an unknown operation',
        route,
        payload: choose(77, hand[0]!, promptId),
        reason: 'ACTION_NOT_OFFERED',
      },
      {
        name: 'an older question',
        route,
        payload: choose(OP.chu, hand[0]!, promptId - 1),
        reason: 'STALE_PROMPT',
      },
      {
        name: 'a question to come',
        route,
        payload: choose(OP.chu, hand[0]!, promptId + 1),
        reason: 'STALE_PROMPT',
      },
      { name: 'a fraction', route, payload: { optype: 1.5, idx: 0 }, reason: 'BAD_PAYLOAD' },
      { name: '定缺 once more', route: 'DeskManager.DingQue', payload: { que: 1 }, reason: 'WRONG_PHASE' },
      {
        name: 'a swap in play',
        route: 'DeskManager.SwapTiles',
        payload: { tiles: hand.slice(0, 3) },
        reason: 'WRONG_PHASE',
      },
      { name: 'ready in play', route: 'DeskManager.Ready', payload: {}, reason: 'WRONG_PHASE' },
      { name: 'a bot in play', route: 'DeskManager.AddBot', payload: {}, reason: 'GAME_STARTED' },
      { name: 'leaving in play', route: 'DeskManager.Exit', payload: {}, reason: 'GAME_STARTED' },
      {
        name: 'a vote that nobody asked for',
        route: 'DeskManager.DissolveStatus',
        payload: { result: true },
        reason: 'NO_VOTE',
      },
    ]
    await counts(
      server,
      'mj_table_commands_total{command="act",result="rejected"}',
      async () => {
        await refuseAll(own, tries)
      },
      7,
    )
    await refuseAll(other, [
      {
        name: 'out of turn',
        route,
        payload: choose(OP.chu, other.player.view.own.hand[0]!),
        reason: 'NOT_YOUR_TURN',
      },
      {
        name: 'for another seat',
        route,
        payload: choose(OP.chu, hand[0]!, promptId),
        reason: 'STALE_PROMPT',
      },
    ])
    assert.deepEqual(await shown(own, party.deskId), before, 'nothing has changed')
    await playOn(party)
  })

  test('B6: a choice is made once; sent again it is acknowledged, another one is refused', async () => {
    const { party, question } = await askedParty(server, isDiscard, SEED + 1)
    const [own, other] = party.guests as [Guest, Guest]
    const { promptId } = question
    const open = question.kind === 'play' ? question.hint.ops[0]!.mjidxs : null
    const [tile, second] = open ?? own.player.view.own.hand
    const discards = (): number =>
      other.player.view.seats.find(({ uid }) => uid === own.account.uid)!.discards.length
    const before = discards()
    const payload = choose(OP.chu, tile!, promptId)
    const told = other.player.pushed(
      (route, payload) => route === 'onOpTypeDo' && isDiscardOf(payload as PushOf<'onOpTypeDo'>, own),
    )
    const twice = await Promise.all([
      own.player.say('DeskManager.OpChoose', payload),
      own.player.say('DeskManager.OpChoose', payload),
    ])
    assert.deepEqual(
      twice.map(({ code }) => code),
      [0, 0],
    )
    assert.deepEqual(((await told) as PushOf<'onOpTypeDo'>).mjs, [tile])
    assert.ok(discards() <= before + 1)
    if (second !== undefined) {
      const other = await own.player.say('DeskManager.OpChoose', choose(OP.chu, second, promptId))
      assert.equal(other.reason, 'STALE_PROMPT')
    }
    await playOn(party)
  })

  test('B6: before play, tiles and suits are checked', async () => {
    const { party, question } = await askedParty(server, ({ kind }) => kind === 'swap', SEED + 2)
    const own = party.guests[0]!
    const { hand } = own.player.view.own
    const { promptId } = question
    const tile = hand[0]!
    const route = 'DeskManager.SwapTiles'
    await refuseAll(own, [
      {
        name: 'tiles of others',
        route,
        payload: { tiles: [tileNotIn(hand), hand[0]!, hand[1]!], promptId },
        reason: 'TILE_NOT_HELD',
      },
      {
        name: 'one tile thrice',
        route,
        payload: { tiles: [tile, tile, tile], promptId },
        reason: 'BAD_SWAP',
      },
      { name: 'too few', route, payload: { tiles: [tile], promptId }, reason: 'BAD_SWAP' },
      { name: 'too many', route, payload: { tiles: hand.slice(0, 4), promptId }, reason: 'BAD_PAYLOAD' },
      { name: '定缺 too early', route: 'DeskManager.DingQue', payload: { que: 1 }, reason: 'WRONG_PHASE' },
      {
        name: 'a move too early',
        route: 'DeskManager.OpChoose',
        payload: choose(OP.chu, tile),
        reason: 'ACTION_NOT_OFFERED',
      },
    ])
    const asked = own.player.pushed((route) => route === 'onDingQueHint')
    own.player.hold = ({ kind }) => kind === 'void'
    await own.player.goOn()
    const { promptId: voidPrompt } = (await asked) as PushOf<'onDingQueHint'>
    await refuseAll(own, [
      {
        name: 'no suit',
        route: 'DeskManager.DingQue',
        payload: { que: 0, promptId: voidPrompt },
        reason: 'BAD_SUIT',
      },
      {
        name: 'a fourth suit',
        route: 'DeskManager.DingQue',
        payload: { que: 4, promptId: voidPrompt },
        reason: 'BAD_SUIT',
      },
      {
        name: 'an old question',
        route: 'DeskManager.DingQue',
        payload: { que: 1, promptId },
        reason: 'STALE_PROMPT',
      },
    ])
    await playOn(party)
  })
})
