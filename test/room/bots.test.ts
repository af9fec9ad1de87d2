// Bots answer in their own time, and nothing that a brain does can hurt the table.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RoomDeps } from '../../src/room/room-deps.ts'
import type { Refusal } from '../../src/protocol/refusals.ts'
import type { Command } from '../../src/table/command.ts'
import type { SeatView } from '../../src/table/view.ts'
import { rulesOf, TIMING } from '../support/table-driver.ts'
import type { LiveOptions } from './live-table.ts'
import { assertTaken, LiveTable } from './live-table.ts'

const RULES = rulesOf('nanoserver', { rounds: 1 })

const withBots = async (options: LiveOptions): Promise<LiveTable> =>
  await (await LiveTable.open(RULES, options)).seatAll(['easy', 'easy', 'easy', 'easy'])

describe('a bot', () => {
  test('thinks for a time within the bounds before each answer', async () => {
    const live = await withBots({ botThinkMs: [400, 1200] })
    await live.playOn()
    let since = 0
    for (const { command, events } of live.witness.decided) {
      if (command.type !== 'act') continue
      assert.equal(command.byServer, true)
      assert.ok(events.length > 0)
      since += 1
    }
    assert.ok(since > 20)
    const timeouts = live.witness.decided.filter(({ command }) => command.type === 'expire')
    assert.equal(timeouts.length, 0)
  })

  test('answers once for each prompt', async () => {
    const asked = new Map<string, number>()
    const brains = withBots({ botThinkMs: [0, 0] })
    const live = await brains
    const { brain } = live.deps
    const counting: RoomDeps['brain'] = (level, view) => {
      const question = `${view.seat}.${view.prompt!.id}`
      asked.set(question, (asked.get(question) ?? 0) + 1)
      return brain(level, view)
    }
    const again = await withBots({ brain: counting })
    await again.playOn()
    assert.ok(asked.size > 20)
    assert.deepEqual([...new Set(asked.values())], [1])
  })

  test('sees its own view only', async () => {
    const views: SeatView[] = []
    const live = await withBots({
      brain: (_level, view) => {
        views.push(view)
        const { prompt } = view
        assert.ok(prompt)
        if (prompt.kind === 'void') return { type: 'chooseVoid', suit: prompt.suggest }
        if (prompt.kind === 'discard') {
          return { type: 'act', action: { type: 'discard', tile: prompt.discards[0]! } }
        }
        return { type: 'act', action: { type: 'pass' } }
      },
    })
    await live.playOn()
    for (const view of views) {
      for (const [seat, hand] of view.round!.hands.entries()) {
        assert.ok(seat === view.seat || hand.tiles.every((tile) => tile === -1))
      }
      assert.equal(view.prompt!.seat, view.seat)
    }
  })

  test('that throws leaves its prompt to the deadline', async () => {
    const failures: unknown[] = []
    const live = await withBots({
      brain: () => {
        throw new Error('no idea')
      },
      observer: { onBotFailure: ({ error }) => failures.push(error) },
    })
    await live.clock.advance(TIMING.voidMs - 1)
    assert.equal(live.state.phase.kind, 'choosingVoid')
    assert.equal(failures.length, 4)
    await live.playOn()
    assert.ok(failures.length > 20)
    assert.deepEqual(live.witness.violations, [])
  })

  test('whose answer is illegal is refused and left to the deadline', async () => {
    const refused: { command: Command; refusal: Refusal }[] = []
    const live = await withBots({
      brain: () => ({ type: 'act', action: { type: 'discard', tile: 200 } }),
      observer: { onRefused: (refusal) => refused.push(refusal) },
    })
    await live.playOn()
    assert.ok(refused.length > 20)
    assert.ok(refused.every(({ command }) => command.type === 'act'))
    assert.deepEqual(live.witness.violations, [])
  })
})

describe('an answer that comes too late', () => {
  test('changes nothing when its prompt has been answered by the player', async () => {
    const live = await LiveTable.open(RULES, { botThinkMs: [1000, 1000] })
    await live.seatAll([null, null, null, null])
    await live.ready(0, 1, 2, 3)
    await live.sorted(0, 1, 2, 3)
    assertTaken(await live.room.submit({ type: 'trust', seat: 0, on: true }))
    const { id: promptId } = live.state.prompts[0]!
    assertTaken(await live.room.submit({ type: 'chooseVoid', seat: 0, suit: 2, promptId }))
    assert.equal(live.state.seats[0]!.trust, false)
    // Only the deadline is left: the thought was dropped.
    assert.equal(live.clock.pending, 1)
    const { seq } = live.state
    await live.clock.advance(2000)
    assert.equal(live.state.seq, seq)
    assert.equal(live.clock.pending, 1)
  })
})
