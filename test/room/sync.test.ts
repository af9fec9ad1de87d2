// A client that comes in at any moment is shown what its seat's view holds, and nothing else.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PushOf } from '../../src/protocol/pushes.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import { isRoundInPlay } from '../../src/table/decide/round-end.ts'
import type { SeatView } from '../../src/table/view.ts'
import { viewFor } from '../../src/table/view.ts'
import { rulesOf } from '../support/table-driver.ts'
import { assertTaken, LiveTable } from './live-table.ts'

type SyncDesk = PushOf<'onSyncDesk'>

function assertShows(sync: SyncDesk, view: SeatView): void {
  const round = view.round!
  assert.equal(sync.restCnt, round.wallLeft)
  assert.equal(sync.markerAcId, view.seats[round.banker]!.player.uid)
  assert.equal(sync.lastChuPaiId, round.lastDiscard?.tile ?? -1)
  assert.deepEqual(
    sync.scoreInfo.map(({ score }) => score),
    view.seats.map((seat, index) => seat!.score + round.deltas[index]!),
  )
  for (const [seat, player] of sync.players.entries()) {
    const hand = round.hands[seat]!
    assert.equal(player.acId, view.seats[seat]!.player.uid)
    assert.equal(player.isHu, hand.won !== null)
    assert.equal(player.huPai, hand.won?.tile ?? -1)
    assert.deepEqual(player.chuPaiIds, hand.discards)
    assert.deepEqual(
      player.gangInfos,
      hand.melds.flatMap((meld) => meld.tiles),
    )
    const held = player.shouPaiIds.length + (hand.won?.source === 'wall' ? 1 : 0)
    assert.equal(held, hand.tiles.length)
    assert.equal(player.lastTile, hand.drawn ?? -1)
    if (seat === view.seat) assert.deepEqual(player.shouPaiIds, hand.tiles.slice(0, player.shouPaiIds.length))
    else assert.ok(player.shouPaiIds.every((tile) => tile === -1))
    if (hand.voidSuit !== null) assert.equal(player.que, hand.voidSuit + 1)
  }
  assertHint(sync, view)
}

function assertHint({ hint, players }: SyncDesk, { prompt, seat }: SeatView): void {
  if (prompt === null || prompt.kind === 'swap') {
    assert.equal(hint, null)
    return
  }
  if (prompt.kind === 'void') {
    assert.equal(hint, null)
    assert.equal(players[seat]!.que, -(prompt.suggest + 1))
    return
  }
  assert.ok(hint)
  assert.equal(hint.promptId, prompt.id)
  assert.ok(hint.ops.length > 0)
}

describe('sync', () => {
  test('at every moment of a match equals the view of the seat', async () => {
    const live = await LiveTable.open(rulesOf('xuezhan', { rounds: 2 }), { seed: 23 })
    await live.seatAll([null, null, null, null])
    await live.ready(0, 1, 2, 3)
    for (const seat of [0, 1, 2, 3] as const)
      assertTaken(await live.room.submit({ type: 'trust', seat, on: true }))
    const seen = new Set<string>()
    for (let turn = 0; !live.room.isOver; turn += 1) {
      const seat = (turn % 4) as Seat
      const connection = live.connections[seat]!
      const from = connection.pushes.length
      assertTaken(await live.room.sync(seat))
      live.check()
      const routes = connection.routes().slice(from)
      assert.deepEqual(routes.slice(0, 2), ['onDeskBasicInfo', 'onPlayerEnter'])
      assert.equal(routes.at(-1), 'onFairness')
      assert.equal(routes.includes('onSyncDesk'), isRoundInPlay(live.state))
      if (isRoundInPlay(live.state)) assertShows(connection.last('onSyncDesk'), viewFor(live.state, seat))
      const kind = live.state.prompts[seat]?.kind
      assert.equal(routes.includes('onSwapHint'), kind === 'swap')
      assert.equal(routes.includes('onDingQueHint'), kind === 'void')
      seen.add(kind ?? live.state.phase.kind)
      assert.ok(await live.clock.step())
    }
    for (const kind of ['swap', 'void', 'self', 'discard', 'claim'])
      assert.ok(seen.has(kind), `no ${kind} was synced`)
  })

  test('before the first deal: the desk, its players and the commitment', async () => {
    const live = await LiveTable.open(rulesOf('xuezhan'))
    await live.seatAll([null, null, null, null])
    const connection = await live.connect(3)
    assert.deepEqual(connection.routes(), ['onDeskBasicInfo', 'onPlayerEnter', 'onFairness'])
    assert.equal(connection.last('onDeskBasicInfo').title, '房号: 123456 局数: 0/8')
    assert.equal(connection.last('onPlayerEnter').data.length, 4)
    assert.equal(connection.last('onFairness').commit, live.state.sealed.commit)
    assert.equal(connection.last('onFairness').seed, undefined)
  })

  test('during a vote: asks who has not agreed, and tells the others who is back', async () => {
    const live = await LiveTable.open(rulesOf('xuezhan'))
    await live.seatAll([null, null, null, null])
    await live.ready(0, 1, 2, 3)
    assertTaken(await live.room.submit({ type: 'dissolve', seat: 0 }))
    live.room.attendance.detach(1, live.connections[1]!)
    await live.clock.advance(1000)
    assert.equal(live.connections[2]!.last('onDissolveStatus').dissolveStatus[1]!.status, '离线')
    const asked = await live.connect(1)
    assert.equal(asked.last('onDissolveAgreement').dissolveUid, 0)
    assert.equal(asked.last('onDissolveAgreement').restTime, 299)
    assert.equal(live.connections[2]!.last('onDissolveStatus').dissolveStatus[1]!.status, '等待中')
    const applicant = await live.connect(0)
    assert.equal(applicant.last('onDissolveAgreement').dissolveUid, live.state.seats[0]!.player.uid)
  })

  test('of an empty seat is refused', async () => {
    const live = await LiveTable.open(rulesOf('xuezhan'))
    const synced = await live.room.sync(2)
    assert.equal(synced.ok ? 'ok' : synced.error.reason, 'NOT_AT_DESK')
  })
})
