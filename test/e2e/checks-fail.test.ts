// The checks that every push of these suites goes through, shown what they have to find: a suite that cannot fail
// proves nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AutoPlayer } from '../support/auto-player.ts'
import type { Wire } from '../support/player-client.ts'
import { checkAnswer, PushChecks } from '../support/push-checks.ts'

const OWN = 1
const OTHER = 2
const hidden = (count: number): number[] => Array.from({ length: count }, () => -1)
const hand = Array.from({ length: 13 }, (_, tile) => tile)
const dealt = (othersTiles: readonly number[]): object => ({
  markerId: OWN,
  dice1: 1,
  dice2: 2,
  accountInfo: [
    { acId: OWN, mjs: hand },
    { acId: OTHER, mjs: othersTiles },
  ],
  seq: 5,
})

function afterDeal(): PushChecks {
  const checks = new PushChecks(OWN)
  checks.check('onDuanPai', dealt(hidden(13)))
  return checks
}

const FAULTS: readonly { readonly name: string; readonly route: string; readonly payload: object }[] = [
  { name: "another seat's draw", route: 'onMoPai', payload: { acId: OTHER, mjids: [50], seq: 6 } },
  { name: 'a hint about a tile that lies nowhere', route: 'onOpTypeHint', payload: hint(77) },
  { name: 'a discard that shows another tile of the hand', ...deed({ optype: 1, mjs: [50, 51] }) },
  { name: 'a pong of a tile that never lay open', ...deed({ optype: 2, mjs: [50, 51, 49], from: OWN }) },
  { name: 'a pong that shows tiles of two kinds', ...deed({ optype: 2, mjs: [12, 50, 51], from: OWN }) },
  { name: 'a kong that shows a tile twice', ...deed({ optype: 3, mjs: [50, 50], gangType: 1004 }) },
  { name: 'a win with a tile that nobody discarded', ...deed({ optype: 4, mjs: [50], from: OWN }) },
  { name: 'a win that shows the hand', ...deed({ optype: 4, mjs: [50, 51] }) },
  { name: 'a tile of its own that it never had', ...deed({ uid: [OWN], optype: 1, mjs: [50] }) },
  { name: 'a field that is not in the schema', route: 'onCoinChange', payload: { coin: 1, wall: [] } },
  { name: 'a missing field', route: 'onMoPai', payload: { mjids: [-1] } },
  { name: 'a number that goes back', route: 'onTrust', payload: { uid: OWN, on: true, seq: 4 } },
  { name: 'an unknown push', route: 'onSurprise', payload: {} },
]

function deed(told: object): { readonly route: string; readonly payload: object } {
  return { route: 'onOpTypeDo', payload: { uid: [OTHER], hutype: 0, seq: 6, ...told } }
}

function hint(tile: number): object {
  return { ops: [{ op: 2, mjidxs: [tile] }], tings: [], uid: OWN, promptId: 1, timeoutMs: 1, seq: 6 }
}

for (const { name, route, payload } of FAULTS) {
  test(`the checks find ${name}`, () => {
    assert.throws(() => afterDeal().check(route, payload), assert.AssertionError)
  })
}

test('the checks find an open hand in the deal', () => {
  const open = hand.map((tile) => tile + 50)
  assert.throws(() => new PushChecks(OWN).check('onDuanPai', dealt(open)), /was shown/)
})

test('the checks take what is right', () => {
  const checks = afterDeal()
  checks.check('onMoPai', { acId: OWN, mjids: [50], seq: 6 })
  checks.check('onOpTypeHint', hint(50))
  checks.check('onMoPai', { acId: OTHER, mjids: [-1], seq: 6 })
  const right = [
    { uid: [OWN], optype: 1, mjs: [12] },
    { optype: 2, mjs: [12, 13, 14], from: OWN },
    { optype: 3, mjs: [15], gangType: 1024 },
    { optype: 3, mjs: [20, 21, 22, 23], gangType: 1004 },
    { optype: 1, mjs: [50] },
    { optype: 4, mjs: [60] },
  ]
  for (const told of right) {
    const { route, payload } = deed(told)
    checks.check(route, payload)
  }
})

test('an answer of another shape is found', () => {
  assert.throws(() => checkAnswer('DeskManager.Ready', { code: 31_041 }), assert.AssertionError)
  checkAnswer('DeskManager.Ready', { code: 0 })
})

test('a player is told when points come from nowhere', async () => {
  const player = new AutoPlayer({ uid: OWN, seed: 1 })
  const wire: Wire = {
    onPush: () => undefined,
    request: () => Promise.resolve({ code: 0 }),
    notify: () => undefined,
    close: () => undefined,
  }
  player.use(wire)
  const seated = { deskPos: 0, acId: OWN, nickname: 'a', isReady: true, sex: 0, isExit: false, headURL: '' }
  wire.onPush('onPlayerEnter', { data: [{ ...seated, score: 1000, ip: '', offline: false }] })
  const scoreChange = [{ acId: OWN, score: 3, remain: 1003 }]
  wire.onPush('onRoundEnd', { title: '', round: '', tiles: [], stats: [], scoreChange })
  await assert.rejects(player.finished, /come to 3/)
})
