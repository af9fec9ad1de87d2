// 抢杠: an added kong that others may rob, the rarest of the table's waits, in pushes, sync and recovery.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Rng } from '../../src/lib/rng.ts'
import { seededRng } from '../../src/lib/rng.ts'
import type { PushOf } from '../../src/protocol/pushes.ts'
import type { BotAnswer, RoomDeps } from '../../src/room/room-deps.ts'
import type { Action } from '../../src/table/prompt.ts'
import type { Phase } from '../../src/table/state.ts'
import { rulesOf } from '../support/table-driver.ts'
import { LiveTable } from './live-table.ts'

/** Matches in which somebody may rob a kong, found by trying seeds. */
const SEEDS = [9, 16, 30]

/** Keeps every hand open for long: claims all it can, wins nothing but the robbed tile. */
function brainThat(action: 'win' | 'pass', rng: Rng): RoomDeps['brain'] {
  return (_level, { prompt }) => {
    assert.ok(prompt)
    switch (prompt.kind) {
      case 'void':
        return { type: 'chooseVoid', suit: prompt.suggest }
      case 'swap':
        return { type: 'swap', tiles: prompt.suggest }
      case 'discard':
        return act({ type: 'discard', tile: prompt.discards[rng.below(prompt.discards.length)]! })
      case 'self':
        return act(prompt.kongs.length > 0 ? { type: 'kong', kind: prompt.kongs[0]! } : { type: 'pass' })
      case 'claim':
        return act(prompt.pong ? { type: 'pong' } : { type: 'pass' })
      case 'rob':
        return act({ type: action })
    }
  }
}

const act = (action: Action): BotAnswer => ({ type: 'act', action })

async function atRob(seed: number, action: 'win' | 'pass'): Promise<LiveTable> {
  const brain = brainThat(action, seededRng(seed))
  const live = await LiveTable.open(rulesOf('nanoserver', { rounds: 16 }), {
    seed,
    brain,
    botThinkMs: [0, 0],
  })
  await live.seatAll(['easy', 'easy', 'easy', 'easy'])
  for (const seat of [0, 1, 2, 3] as const) await live.connect(seat)
  while (live.state.phase.kind !== 'rob') assert.ok(await live.clock.step(), `seed ${seed}: nobody may rob`)
  return live
}

const robOf = ({ state }: LiveTable): Extract<Phase, { kind: 'rob' }> => {
  const { phase } = state
  assert.ok(phase.kind === 'rob')
  return phase
}

const gangsOf = (live: LiveTable, tile: number): PushOf<'onOpTypeDo'>[] =>
  live.connections[0]!.pushes.filter(({ route }) => route === 'onOpTypeDo')
    .map(({ payload }) => payload as PushOf<'onOpTypeDo'>)
    .filter(({ optype, mjs }) => optype === 3 && mjs.includes(tile))

for (const seed of SEEDS) {
  describe(`seed ${seed}`, () => {
    test('the kong is told before it can be robbed, and once; its points come when nobody does', async () => {
      const live = await atRob(seed, 'pass')
      const { tile, from } = robOf(live)
      const round = live.state.roundNo
      assert.deepEqual(gangsOf(live, tile).at(-1)?.mjs, [tile])
      const told = gangsOf(live, tile).length
      const before = live.connections[0]!.pushes.length
      while (live.state.phase.kind === 'rob') assert.ok(await live.clock.step())
      assert.equal(live.state.roundNo, round)
      assert.equal(gangsOf(live, tile).length, told)
      const [next] = live.connections[0]!.pushes.slice(before)
      assert.equal(next!.route, 'onGangScoreChange')
      const change = next!.payload as PushOf<'onGangScoreChange'>
      assert.equal(change.isXiaYu, false)
      assert.equal(change.changes[0]!.acId, live.state.seats[from]!.player.uid)
    })

    test('a robber wins the tile from the konger, who is not paid', async () => {
      const live = await atRob(seed, 'win')
      const { tile, from } = robOf(live)
      const before = live.connections[0]!.pushes.length
      while (live.state.phase.kind === 'rob') assert.ok(await live.clock.step())
      const pushes = live.connections[0]!.pushes.slice(before)
      assert.deepEqual(
        pushes.slice(0, 2).map(({ route }) => route),
        ['onOpTypeDo', 'onHuScoreChange'],
      )
      const won = pushes[0]!.payload as PushOf<'onOpTypeDo'>
      assert.deepEqual([won.optype, won.mjs, won.from], [4, [tile], live.state.seats[from]!.player.uid])
      assert.deepEqual(live.witness.violations, [])
    })

    test('a client that comes back is asked again, also after a restart', async () => {
      const live = await atRob(seed, 'pass')
      const { tile } = robOf(live)
      const seat = live.state.prompts.find((prompt) => prompt !== null)!.seat
      const { hint } = (await live.connect(seat)).last('onSyncDesk')
      assert.deepEqual(hint?.ops, [
        { op: 4, mjidxs: [tile] },
        { op: 5, mjidxs: null },
      ])
      live.room.close()
      const again = await LiveTable.revive(live, { seed })
      const asked = (await again.connect(seat)).last('onSyncDesk').hint
      assert.deepEqual([asked?.promptId, asked?.ops], [hint?.promptId, hint?.ops])
      await again.playOn()
      assert.deepEqual(again.witness.violations, [])
    })
  })
}
