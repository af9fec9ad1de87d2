// A table that breaks is ended and kept for diagnosis; the others go on.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Luck } from '../../src/table/luck.ts'
import { rulesOf } from '../support/table-driver.ts'
import { assertTaken, hexLuck, LiveTable } from './live-table.ts'

const RULES = rulesOf('nanoserver', { rounds: 1 })

/** A wall in which one tile lies twice and another not at all. */
const badLuck = (): Luck => {
  const luck = hexLuck(1)
  return { ...luck, wall: (...given) => luck.wall(...given).map((tile) => (tile === 5 ? 6 : tile)) }
}

async function broken(luck = badLuck()): Promise<LiveTable> {
  const live = await LiveTable.open(RULES, { luck })
  await live.seatAll([null, 'easy', 'easy', 'easy'])
  return live
}

const reason = async (live: LiveTable): Promise<string> => {
  const taken = await live.room.submit({ type: 'ready', seat: 0, seed: null })
  return taken.ok ? 'ok' : taken.error.reason
}

describe('a broken table', () => {
  test('is frozen before anybody sees what broke it', async () => {
    const live = await broken()
    const shown = live.connections[0]!.pushes.length
    assert.equal(await reason(live), 'DESK_FROZEN')
    const [violated, ...more] = live.witness.violations
    assert.equal(more.length, 0)
    assert.equal(violated!.violation.code, 'TILES_NOT_CONSERVED')
    assert.deepEqual(violated!.command, { type: 'ready', seat: 0, seed: null })
    assert.ok(violated!.events.some((event) => event.type === 'dealt'))
    assert.deepEqual(live.state.phase, { kind: 'ended', reason: 'frozen' })
    assert.deepEqual(live.connections[0]!.routes().slice(shown), ['onDissolve'])
    assert.equal(live.clock.pending, 0)
    assert.deepEqual(
      live.witness.applied.at(-1)!.events.map(({ type }) => type),
      ['matchEnded'],
    )
  })

  test('refuses everything from then on, also after a restart, and keeps its journal', async () => {
    const live = await broken()
    await reason(live)
    assert.equal(await reason(live), 'DESK_FROZEN')
    const again = await LiveTable.revive(live)
    assert.ok(again.room.isOver)
    assert.equal(await reason(again), 'DESK_FROZEN')
    const events = (await again.journal.read('T')).flatMap((record) => record.events)
    assert.deepEqual(events.at(-1)!.type, 'matchEnded')
    assert.ok(!events.some((event) => event.type === 'dealt'))
  })

  test('leaves other tables alone', async () => {
    const live = await broken()
    const other = await broken(hexLuck(1))
    await reason(live)
    await other.ready(0)
    assertTaken(await other.room.submit({ type: 'trust', seat: 0, on: true }))
    await other.playOn()
    assert.deepEqual(other.witness.violations, [])
  })

  test('is ended once the journal is back', async () => {
    const live = await broken()
    live.journal.hold()
    const submitted = live.room.submit({ type: 'ready', seat: 0, seed: null })
    live.journal.fail('EIO')
    assert.equal((await submitted).ok, false)
    await live.clock.advance(5000)
    assert.ok(!live.room.isOver)
    assert.equal(await reason(live), 'DESK_FROZEN')
    live.journal.release()
    live.journal.heal()
    await live.clock.advance(1000)
    assert.deepEqual(live.state.phase, { kind: 'ended', reason: 'frozen' })
  })

  test('whose decisions throw is frozen too', async () => {
    const luck: Luck = {
      ...hexLuck(1),
      wall: () => {
        throw new Error('no wall')
      },
    }
    const live = await broken(luck)
    assert.equal(await reason(live), 'DESK_FROZEN')
    assert.match(live.witness.violations[0]!.violation.detail, /no wall/)
    assert.ok(live.room.isOver)
  })

  test('by an observer that throws is frozen after the move was shown', async () => {
    const live = await broken(hexLuck(1))
    live.deps.events.onApplied = () => {
      throw new Error('deaf')
    }
    await live.room.submit({ type: 'ready', seat: 0, seed: null })
    assert.ok(live.connections[0]!.routes().includes('onDuanPai'))
    assert.match(live.witness.violations[0]!.violation.detail, /deaf/)
    assert.ok(live.room.isOver)
  })
})
