// Players who send anything at any time, come and go, and act out of turn: the table holds its invariants, shows
// nothing it should not, and the journal tells the same story.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/property.ts'
import type { Seat, Suit } from '../../src/rules/tiles.ts'
import type { Command } from '../../src/table/command.ts'
import { REJECTION_CODES } from '../../src/table/rejection.ts'
import { replay } from '../../src/table/replay.ts'
import { rulesOf } from '../support/table-driver.ts'
import { LiveTable, settle } from './live-table.ts'

const KNOWN: readonly string[] = REJECTION_CODES

const seat = fc.constantFrom<Seat>(0, 1, 2, 3)
const promptId = fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 120 }))
const tile = fc.integer({ min: -1, max: 108 })
/** As JSON.parse makes them: an action is kept in the state, which is compared with what the journal gives back. */
const PLAIN = { noNullPrototype: true } as const
const action = fc.oneof(
  fc.record({ type: fc.constant('discard' as const), tile }, PLAIN),
  fc.record({ type: fc.constant('kong' as const), kind: fc.integer({ min: 0, max: 26 }) }, PLAIN),
  fc.constantFrom({ type: 'pong' as const }, { type: 'win' as const }, { type: 'pass' as const }),
)

type Deed =
  | { readonly kind: 'send'; readonly command: Command }
  | { readonly kind: 'connect' | 'drop' | 'sync'; readonly seat: Seat }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'outage'; readonly ms: number }
  | { readonly kind: 'hold' }

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('ready' as const),
      seat,
      seed: fc.constantFrom(null, 'ab'.repeat(16), 'zz'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('sorted' as const), seat }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('swap' as const),
      seat,
      tiles: fc.array(tile, { maxLength: 4 }),
      promptId,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('chooseVoid' as const),
      seat,
      suit: fc.constantFrom<Suit>(0, 1, 2),
      promptId,
    }),
  },
  { weight: 12, arbitrary: fc.record({ type: fc.constant('act' as const), seat, action, promptId }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('trust' as const), seat, on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('presence' as const), seat, online: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('dissolve' as const), seat }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('vote' as const), seat, agree: fc.constant(false) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('leave' as const), seat }) },
)

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 10, arbitrary: command.map((command) => ({ kind: 'send' as const, command })) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('connect' as const, 'drop' as const, 'sync' as const),
      seat,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 16_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('outage' as const), ms: fc.integer({ min: 0, max: 5000 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'hold' as const }) },
)

async function carryOut(live: LiveTable, deed: Deed): Promise<void> {
  switch (deed.kind) {
    case 'send': {
      const taken = await live.room.submit(deed.command)
      if (!taken.ok) assert.ok(KNOWN.includes(taken.error.reason), taken.error.reason)
      return
    }
    case 'connect':
      if (live.state.seats[deed.seat]) await live.connect(deed.seat)
      return
    case 'drop':
      live.room.attendance.detach(deed.seat, live.connections[deed.seat]!)
      await settle()
      return
    case 'sync':
      await live.room.sync(deed.seat)
      live.check()
      return
    case 'wait':
      await live.clock.advance(deed.ms)
      return
    case 'outage':
      live.journal.fail('EIO')
      await live.clock.advance(deed.ms)
      live.journal.heal()
      await live.clock.advance(1000)
      return
    case 'hold': {
      live.journal.hold()
      await live.clock.step()
      live.journal.release()
      await settle()
      return
    }
  }
}

test('a storm of commands breaks nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(10_000),
      fc.array(deed, { minLength: 20, maxLength: 120 }),
      async (seed, deeds) => {
        const live = await LiveTable.open(rulesOf('xuezhan', { rounds: 2 }), { seed, botThinkMs: [200, 900] })
        await live.seatAll([null, null, null, null])
        await live.ready(0, 1, 2, 3)
        await live.sorted(0, 1, 2, 3)
        for (const deed of deeds) await carryOut(live, deed)
        assert.deepEqual(live.witness.violations, [])
        const records = await live.journal.read('T')
        assert.deepEqual(replay(records.flatMap((record) => record.events)), live.state)
        live.room.close()
        const again = await LiveTable.revive(live, { seed })
        await again.playOn()
        assert.deepEqual(again.witness.violations, [])
      },
    ),
    { numRuns: 60 },
  )
})
