// nanoserver's pushes, in nanoserver's order, for what happens at a table.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { botAnswer } from '../../src/bot/policy.ts'
import { seededRng } from '../../src/lib/rng.ts'
import type { PushName, PushOf } from '../../src/protocol/pushes.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import { viewFor } from '../../src/table/view.ts'
import { suitOfTile } from '../../src/rules/tiles.ts'
import type { TableEvent, TableEventType } from '../../src/table/event.ts'
import { commandOf, personAt, rulesOf } from '../support/table-driver.ts'
import type { ArrayConnection } from './live-table.ts'
import { assertTaken, LiveTable } from './live-table.ts'

const EVERYONE: readonly Seat[] = [0, 1, 2, 3]

async function seated(preset = 'nanoserver', overrides = {}, seed = 1): Promise<LiveTable> {
  const live = await LiveTable.open(rulesOf(preset, overrides), { seed })
  return await live.seatAll([null, null, null, null])
}

async function routesOf(connection: ArrayConnection, action: () => Promise<unknown>): Promise<PushName[]> {
  const from = connection.pushes.length
  await action()
  return connection.routes().slice(from)
}

const trustAll = async (live: LiveTable): Promise<void> => {
  await live.ready(...EVERYONE)
  for (const seat of EVERYONE) assertTaken(await live.room.submit({ type: 'trust', seat, on: true }))
}

describe('before play', () => {
  test('ready, deal, 定缺 and the first turn', async () => {
    const live = await seated()
    const [connection] = live.connections
    await live.ready(0, 1, 2)
    const dealt = await routesOf(connection!, () => live.ready(3))
    assert.deepEqual(dealt, ['onPlayerEnter', 'onDeskBasicInfo', 'onDuanPai', 'onFairness'])
    const { accountInfo, markerId } = connection!.last('onDuanPai')
    assert.deepEqual(
      accountInfo.map(({ mjs }) => mjs.length),
      live.state.seats.map((seat) => (seat!.player.uid === markerId ? 14 : 13)),
    )
    assert.deepEqual(
      accountInfo.map(({ mjs }) => mjs.every((tile) => tile === -1)),
      [false, true, true, true],
    )
    assert.deepEqual(await routesOf(connection!, () => live.sorted(...EVERYONE)), ['onDingQueHint'])
    const { que, promptId } = connection!.last('onDingQueHint')
    assert.ok(que >= 1 && que <= 3)
    assert.equal(promptId, live.state.prompts[0]!.id)
    const choose = async (seat: Seat): Promise<void> =>
      assertTaken(await live.room.submit({ type: 'chooseVoid', seat, suit: 1, promptId: null }))
    assert.deepEqual(
      await routesOf(connection!, async () => {
        for (const seat of [0, 1, 2] as const) await choose(seat)
      }),
      [],
    )
    await choose(3)
    assert.deepEqual(
      connection!.last('onDingQue').map(({ que }) => que),
      [2, 2, 2, 2],
    )
    const banker = live.connections[live.state.round!.banker]!
    assert.equal(banker.routes().at(-1), 'onOpTypeHint')
  })

  test('换三张 shows each seat its own tiles only', async () => {
    const live = await seated('xuezhan')
    await live.ready(...EVERYONE)
    await live.sorted(...EVERYONE)
    const before = live.state.round!.hands.map(({ tiles }) => [...tiles])
    for (const seat of EVERYONE) {
      const { suggest, promptId, count, sameSuit } = live.connections[seat]!.last('onSwapHint')
      assert.deepEqual([count, sameSuit, new Set(suggest.map(suitOfTile)).size], [3, true, 1])
      assertTaken(await live.room.submit({ type: 'swap', seat, tiles: suggest, promptId }))
    }
    for (const seat of EVERYONE) {
      const swap = live.connections[seat]!.last('onSwap')
      assert.ok(swap.out.every((tile) => before[seat]!.includes(tile)))
      assert.ok(swap.in.every((tile) => live.state.round!.hands[seat]!.tiles.includes(tile)))
    }
  })

  test('who leaves is told so, and the others; the creator takes the desk with him', async () => {
    const live = await seated()
    const leaver = live.connections[2]!
    const left = await routesOf(leaver, () => live.room.submit({ type: 'leave', seat: 2 }))
    assert.deepEqual(left, ['onPlayerExit'])
    assert.deepEqual(live.connections[0]!.last('onPlayerExit'), leaver.last('onPlayerExit'))
    assert.equal(leaver.last('onPlayerExit').deskPos, 2)
    const others = live.connections[1]!
    const closed = await routesOf(others, () => live.room.submit({ type: 'leave', seat: 0 }))
    assert.deepEqual(closed, ['onPlayerExit', 'onDissolve'])
    assert.equal(others.last('onDissolve').exitType, 6)
    assert.equal(leaver.routes().at(-1), 'onPlayerExit')
  })

  test('of several arrivals at once only the last table is told', async () => {
    const live = await LiveTable.open(rulesOf('nanoserver'))
    assertTaken(await live.room.submit({ type: 'join', player: personAt(0), seat: 0 }))
    const connection = await live.connect(0)
    const routes = await routesOf(connection, () =>
      live.room.submit({ type: 'join', player: personAt(1, 'strong'), seat: 1 }),
    )
    assert.deepEqual(routes, ['onPlayerEnter'])
    const bot = connection.last('onPlayerEnter').data[1]!
    assert.deepEqual([bot.isReady, bot.bot, bot.acId], [true, 'strong', -2])
  })
})

describe('play', () => {
  test('each deed is told just before the points that it moves', async () => {
    const live = await seated('nanoserver', { rounds: 16 })
    await trustAll(live)
    await live.playOn()
    const { pushes } = live.connections[0]!
    const optypeBefore = (index: number): number => {
      const { route, payload } = pushes[index - 1]!
      return route === 'onOpTypeDo' ? (payload as PushOf<'onOpTypeDo'>).optype : 0
    }
    const counts = { kongs: 0, wins: 0 }
    for (const [index, { route, payload }] of pushes.entries()) {
      if (route === 'onHuScoreChange' && (payload as PushOf<'onHuScoreChange'>).huPaiType !== 2) {
        assert.equal(optypeBefore(index), 4)
        counts.wins += 1
      }
      // The points of a kong that could have been robbed come when nobody did; its deed was told before that.
      if (route === 'onGangScoreChange' && optypeBefore(index) === 3) counts.kongs += 1
    }
    assert.ok(counts.wins > 20 && counts.kongs > 10, JSON.stringify(counts))
  })

  test('a kong by its kind: tiles, type and points', async () => {
    const live = await seated('nanoserver', { rounds: 16 })
    await trustAll(live)
    await live.playOn()
    const events = live.witness.decided.flatMap(({ events }) => events)
    const kongs = events.filter((event) => event.type === 'konged')
    const uid = (seat: number): number => live.state.seats[seat]!.player.uid
    const told = live.connections[0]!.pushes.filter(({ route }) => route === 'onOpTypeDo')
    for (const { meld, seat, tiles, from } of kongs) {
      const [size, gangType] = {
        'concealed-kong': [4, 1004],
        'exposed-kong': [4, 1014],
        'added-kong': [1, 1024],
      }[meld]
      const found = told.find(({ payload }) => {
        const deed = payload as { uid: number[]; mjs: number[]; optype: number }
        return deed.optype === 3 && deed.uid[0] === uid(seat) && tiles.includes(deed.mjs[0]!)
      })
      const deed = found!.payload as { mjs: number[]; gangType: number; from?: number }
      assert.deepEqual([deed.mjs.length, deed.gangType], [size, gangType])
      if (meld === 'exposed-kong') {
        assert.equal(deed.from, uid(from))
        assert.equal(deed.mjs[0], tiles.at(-1))
      }
    }
    assert.equal(new Set(kongs.map(({ meld }) => meld)).size, 3)
  })

  test('one object goes to all who may see the same', async () => {
    const live = await seated()
    await trustAll(live)
    await live.playOn()
    const [first, second, third] = live.connections
    const shared = (route: PushName): [number, number] => {
      const mine = first!.pushes.filter((push) => push.route === route)
      return [mine.filter((push) => second!.pushes.includes(push)).length, mine.length]
    }
    for (const route of ['onOpTypeDo', 'onDingQue', 'onRoundEnd', 'onTrust'] as const) {
      const [same, all] = shared(route)
      assert.ok(all > 0)
      assert.equal(same, all, route)
    }
    const foreignDraw = (push: ArrayConnection['pushes'][number]): boolean =>
      push.route === 'onMoPai' && (push.payload as { acId: number }).acId === personAt(3).uid
    const draws = first!.pushes.filter(foreignDraw)
    assert.ok(draws.length > 0)
    assert.ok(draws.every((push) => second!.pushes.includes(push) && third!.pushes.includes(push)))
  })
})

describe('results', () => {
  const finished = async (rounds: number): Promise<LiveTable> => {
    const live = await seated('xuezhan', { rounds }, 9)
    await trustAll(live)
    await live.playOn()
    return live
  }
  const eventsOf = <T extends TableEventType>(live: LiveTable, type: T): Extract<TableEvent, { type: T }>[] =>
    live.witness.decided.flatMap(({ events }) => events).filter((event) => event.type === type) as never

  test('the seeds follow the settlement, then comes the next commitment', async () => {
    const live = await finished(2)
    const { pushes } = live.connections[0]!
    const at = pushes.findIndex(({ route }) => route === 'onRoundEnd')
    const [end, revealed, next] = pushes.slice(at, at + 3)
    assert.deepEqual([end!.route, revealed!.route, next!.route], ['onRoundEnd', 'onFairness', 'onFairness'])
    const reveal = revealed!.payload as { commit: string; seed: string; seatSeeds: string[] }
    const dealt = eventsOf(live, 'dealt')
    assert.deepEqual(reveal.seatSeeds, dealt[0]!.seatSeeds)
    const promised = pushes.find(({ route }) => route === 'onFairness')!.payload as { commit: string }
    assert.equal(reveal.commit, promised.commit)
    assert.equal((next!.payload as { commit: string }).commit, live.state.round!.commit)
  })

  test('the last settlement comes inside onGameEnd alone', async () => {
    const live = await finished(2)
    const routes = live.connections[0]!.routes()
    assert.equal(routes.filter((route) => route === 'onRoundEnd').length, 1)
    assert.equal(routes.at(-1), 'onGameEnd')
    const end = live.connections[0]!.last('onGameEnd')
    assert.equal(end.isNormalFinished, true)
    assert.equal(end.roundStats.round, '局数: 2/2')
    const best = Math.max(...end.stats.map(({ totalScore }) => totalScore))
    assert.deepEqual(
      end.stats.map(({ isBigWinner }) => isBigWinner),
      end.stats.map(({ totalScore }) => totalScore === best && best > 0),
    )
    assert.deepEqual(
      end.stats.map(({ isCreator }) => isCreator),
      [true, false, false, false],
    )
  })

  test('a settlement adds up: 刮风, 下雨 and wins make the total, and the rest is the new score', async () => {
    const live = await finished(8)
    const ends = live.connections[0]!.pushes.filter(({ route }) => route === 'onRoundEnd')
    assert.equal(ends.length, 7)
    const scores = [1000, 1000, 1000, 1000]
    for (const { payload } of ends) {
      const { stats, scoreChange, tiles } = payload as PushOf<'onRoundEnd'>
      for (const [seat, entry] of stats.entries()) {
        scores[seat]! += scoreChange[seat]!.score
        assert.equal(entry.total, scoreChange[seat]!.score)
        assert.equal(scoreChange[seat]!.remain, scores[seat])
        const hasWon = entry.bannerType === 1 || entry.bannerType === 2
        assert.equal(hasWon, tiles[seat]!.huPai >= 0)
        assert.equal(hasWon, entry.desc !== '')
        assert.equal(hasWon, entry.fanshu !== -2)
        assert.ok(!tiles[seat]!.shouPai.includes(tiles[seat]!.huPai))
      }
      assert.equal(
        stats.reduce((sum, { total }) => sum + total, 0),
        0,
      )
    }
  })

  test('a match dissolved between rounds ends without a round to settle', async () => {
    const live = await LiveTable.open(rulesOf('xuezhan', { rounds: 4 }))
    await live.seatAll([null, 'easy', 'easy', 'easy'])
    await live.ready(0)
    await live.sorted(0)
    const rng = seededRng(2)
    while (live.room.lastRound === null) {
      const prompt = live.state.prompts[0]
      if (!prompt) assert.ok(await live.clock.step())
      else {
        const answer = botAnswer('easy', viewFor(live.state, 0), rng)
        assertTaken(await live.room.submit(commandOf(prompt, answer)))
      }
    }
    assert.equal(live.state.phase.kind, 'waiting')
    const ended = await routesOf(live.connections[0]!, () => live.room.submit({ type: 'dissolve', seat: 0 }))
    assert.deepEqual(ended.at(-1), 'onGameEnd')
    const end = live.connections[0]!.last('onGameEnd')
    assert.equal(end.isNormalFinished, false)
    assert.deepEqual(
      [end.roundStats.tiles, end.roundStats.stats, end.roundStats.scoreChange, end.roundStats.round],
      [[], [], [], '局数: 1/4'],
    )
    assert.deepEqual(
      end.stats.map(({ totalScore }) => totalScore),
      live.state.seats.map((seat) => seat!.score - 1000),
    )
  })

  test('a refused vote is told with the place of who refused', async () => {
    const live = await seated()
    await live.ready(...EVERYONE)
    assertTaken(await live.room.submit({ type: 'dissolve', seat: 0 }))
    assert.equal(live.connections[1]!.last('onDissolveAgreement').restTime, 300)
    assertTaken(await live.room.submit({ type: 'vote', seat: 3, agree: false }))
    assert.equal(live.connections[1]!.last('onDissolveFailure').deskPos, 4)
  })
})
