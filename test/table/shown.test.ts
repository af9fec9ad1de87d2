// The numbers that leave the table count what everybody may know of, and each seat's questions count its own alone.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seededRng } from '../../src/lib/rng.ts'
import type { TableEvent, TableEventType } from '../../src/table/event.ts'
import { evolve, initialState } from '../../src/table/evolve.ts'
import { eventFor } from '../../src/table/redact.ts'
import { IS_SHOWN, isShown } from '../../src/table/shown.ts'
import type { TableState } from '../../src/table/state.ts'
import { viewFor } from '../../src/table/view.ts'
import { fc } from '../support/property.ts'
import { randomRules } from '../support/random-rules.ts'
import type { TableDriver } from '../support/table-driver.ts'
import { newTable, rulesOf } from '../support/table-driver.ts'
import { nextAnswer, towardsWin } from '../support/table-players.ts'

const PRIVATE: readonly TableEventType[] = [
  'swapChosen',
  'voidChosen',
  'prompted',
  'answered',
  'withdrawn',
  'claimsOpened',
  'passedUp',
]

/** One round, or a match of several. */
function played(rules: Parameters<typeof newTable>[0], seed: number): TableDriver {
  const rng = seededRng(seed)
  const table = newTable(rules, { seed }).seatAll()
  while (table.state.phase.kind !== 'ended') {
    const command = nextAnswer(table.state, towardsWin, rng)
    if (command) table.do(command)
    else table.deal()
  }
  return table
}

/** Every event but the first, with the table after it. */
function eachAfter(
  events: readonly TableEvent[],
  look: (event: TableEvent, state: TableState) => void,
): void {
  const [created] = events
  assert.ok(created?.type === 'created')
  const state = initialState(created)
  for (const event of events.slice(1)) {
    evolve(state, event)
    look(event, state)
  }
}

describe('what is counted', () => {
  test('the hidden types of events are these', () => {
    const hidden = (Object.keys(IS_SHOWN) as TableEventType[]).filter((type) => !IS_SHOWN[type])
    assert.deepEqual(hidden.sort(), [...PRIVATE].sort())
  })

  test('an event is counted if and only if every seat may know of it', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const table = played(randomRules(seededRng(seed), 1), seed)
        for (const event of table.events) {
          const knowing = table.seats.filter((seat) => eventFor(event, seat) !== null)
          assert.equal(isShown(event), knowing.length === table.seats.length, event.type)
        }
      }),
      { numRuns: 12 },
    )
  })

  test('the shown number goes up by one with each public event and stands still in between', () => {
    const { events } = played(rulesOf('xuezhan', { rounds: 2 }), 7)
    let shown = 1
    eachAfter(events, (event, state) => {
      if (!PRIVATE.includes(event.type)) shown += 1
      assert.equal(state.shown, shown)
      assert.equal(viewFor(state, 0).seq, shown)
    })
    assert.ok(shown < events.length / 2, 'most events are hidden')
  })

  test('each seat counts its own questions from 1, whatever the others are asked', () => {
    const { events, seats } = played(rulesOf('xuezhan', { rounds: 2 }), 7)
    const ids = seats.map((seat) =>
      events.flatMap((event) =>
        event.type === 'prompted' && event.prompt.seat === seat ? [event.prompt.id] : [],
      ),
    )
    for (const own of ids) {
      assert.ok(own.length > 10)
      assert.deepEqual(
        own,
        own.map((_, index) => index + 1),
      )
    }
  })
})
