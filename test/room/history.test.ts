// The history of a round: nanoserver's snapshot, the proof of the wall, and nothing of the next round.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { parseHistory } from '../../src/fairness/history-proofs.ts'
import { serverLuck } from '../../src/fairness/server-luck.ts'
import { verifyRound } from '../../src/fairness/verify.ts'
import { PUSHES } from '../../src/protocol/pushes.ts'
import type { RoundHistory } from '../../src/room/history.ts'
import { historyOf } from '../../src/room/history.ts'
import { rulesOf } from '../support/table-driver.ts'
import { assertTaken, LiveTable } from './live-table.ts'

const ajv = new Ajv({ strict: true, allErrors: true })

async function afterOneRound(rounds: number): Promise<LiveTable> {
  const live = await LiveTable.open(rulesOf('nanoserver', { rounds }), {
    luck: serverLuck,
    botThinkMs: [5, 9],
  })
  await live.seatAll([null, 'easy', 'normal', 'easy'])
  await live.ready(0)
  assertTaken(await live.room.submit({ type: 'trust', seat: 0, on: true }))
  while (live.room.lastRound === null) assert.ok(await live.clock.step())
  return live
}

test('the snapshot holds what nanoserver shows in a replay', async () => {
  const live = await afterOneRound(4)
  const history = historyOf(live.room.lastRound!)
  const { seq: _, ...shown } = live.connections[0]!.last('onRoundEnd')
  assert.deepEqual(history.end, shown)
  assert.ok(ajv.validate(PUSHES.onPlayerEnter.payload, history.enter), ajv.errorsText())
  assert.ok(ajv.validate(PUSHES.onDeskBasicInfo.payload, history.basicInfo), ajv.errorsText())
  assert.ok(ajv.validate(PUSHES.onDuanPai.payload, history.duanPai), ajv.errorsText())
  for (const change of history.gangScoreChanges) {
    assert.ok(ajv.validate(PUSHES.onGangScoreChange.payload, change), ajv.errorsText())
  }
  for (const change of history.huScoreChanges) {
    assert.ok(ajv.validate(PUSHES.onHuScoreChange.payload, change), ajv.errorsText())
  }
  const tiles = history.duanPai.accountInfo.flatMap(({ mjs }) => mjs)
  assert.equal(tiles.length, 53)
  assert.ok(tiles.every((tile) => tile >= 0))
  const draws = history.do.filter(({ optype }) => optype === 500)
  assert.deepEqual(
    draws.flatMap(({ mjs }) => mjs),
    history.wall.slice(53, 53 + draws.length),
  )
  assert.equal(
    history.do.filter(({ optype }) => optype === 4).length,
    history.huScoreChanges.filter(({ huPaiType }) => huPaiType !== 2).length,
  )
})

test('its wall verifies, as does the file that holds it', async () => {
  const history = historyOf((await afterOneRound(1)).room.lastRound!)
  const verified = verifyRound(history)
  assert.ok(verified.ok, JSON.stringify(verified))
  const parsed = parseHistory(JSON.stringify({ rounds: [history] }))
  assert.ok(parsed.ok && parsed.value[0]!.proof.ok)
  const forged = { ...history, wall: [...history.wall].reverse() }
  assert.ok(!verifyRound(forged).ok)
})

test('its points are those of the ledger and sum to zero', async () => {
  const { scoreChanges, ledger }: RoundHistory = historyOf((await afterOneRound(1)).room.lastRound!)
  assert.equal(
    scoreChanges.reduce((sum, change) => sum + change, 0),
    0,
  )
  for (const [seat, change] of scoreChanges.entries()) {
    const rows = ledger.reduce(
      (sum, row) => sum + (row.to === seat ? row.points : 0) - (row.from === seat ? row.points : 0),
      0,
    )
    assert.equal(change, rows)
  }
})

test('the seed of the next round is not in it', async () => {
  const live = await afterOneRound(4)
  const text = JSON.stringify(historyOf(live.room.lastRound!))
  assert.ok(text.includes(live.state.sealed.commit))
  assert.ok(!text.includes(live.state.sealed.serverSeed))
  assert.ok(text.includes(live.room.lastRound!.before.sealed.serverSeed))
})

test('an aborted round has one too, with the points that stand', async () => {
  const live = await LiveTable.open(rulesOf('nanoserver'), { luck: serverLuck })
  await live.seatAll([null, 'easy', 'easy', 'easy'])
  await live.ready(0)
  await live.sorted(0)
  assertTaken(await live.room.submit({ type: 'dissolve', seat: 0 }))
  assert.ok(live.room.isOver)
  const history = historyOf(live.room.lastRound!)
  assert.ok(history.isAborted)
  assert.deepEqual(history.scoreChanges, [0, 0, 0, 0])
  assert.ok(verifyRound(history).ok)
})
