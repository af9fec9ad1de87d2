// A journal of the first version, whose questions were numbered over the whole table and whose added kongs were
// announced only where somebody could rob them, is read and its table played on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRng } from '../../src/lib/rng.ts'
import type { TableEvent } from '../../src/table/event.ts'
import { replay } from '../../src/table/replay.ts'
import type { TableState } from '../../src/table/state.ts'
import type { TableDriver } from '../support/table-driver.ts'
import { newTable, rulesOf } from '../support/table-driver.ts'
import { nextAnswer, towardsWin } from '../support/table-players.ts'
import { checkInvariants } from './invariants.ts'

const SEED = 7
const RULES = rulesOf('xuezhan', { rounds: 2 })

/** One command, or none where the table waits for nothing but the next deal. */
function step(table: TableDriver, rng: ReturnType<typeof seededRng>): void {
  const command = nextAnswer(table.state, towardsWin, rng)
  if (command) table.do(command)
  else table.deal()
}

/** The same events as the first version wrote them. */
function asOfOld(events: readonly TableEvent[]): TableEvent[] {
  let asked = 0
  const ids = new Map<number, number>()
  return events.flatMap((event, index): TableEvent[] => {
    switch (event.type) {
      case 'prompted':
        asked += 1
        ids.set(event.prompt.seat, asked)
        return [{ ...event, prompt: { ...event.prompt, id: asked } }]
      case 'answered':
      case 'swapChosen':
      case 'voidChosen':
        return [{ ...event, promptId: ids.get(event.seat)! }]
      case 'kongDeclared':
        return events[index + 1]?.type === 'konged' ? [] : [event]
      default:
        return [event]
    }
  })
}

/** All but the numbers that the versions count differently. */
function withoutNumbers({ seats, prompts, ...state }: TableState): unknown {
  const { version: _v, seq: _s, shown: _n, promptIds: _p, ...rest } = state
  return {
    ...rest,
    seats: seats.map((seat) => seat && { ...seat, lastAnswer: seat.lastAnswer?.reply ?? null }),
    prompts: prompts.map((prompt) => prompt && { ...prompt, id: 0 }),
  }
}

test('a journal of the first version gives the same table, which plays on to its end', () => {
  const rng = seededRng(SEED)
  const table = newTable(RULES, { seed: SEED }).seatAll()
  const cuts: { readonly events: readonly TableEvent[]; readonly state: TableState }[] = []
  for (let commands = 0; table.state.phase.kind !== 'ended'; commands += 1) {
    if (commands % 10 === 5) cuts.push({ events: [...table.events], state: table.state })
    step(table, rng)
  }
  assert.ok(asOfOld(table.events).length < table.events.length, 'a kong that nobody could rob')
  for (const { events, state } of cuts) {
    const old = replay(asOfOld(events))
    assert.deepEqual(withoutNumbers(old), withoutNumbers(state))
    const again = newTable(RULES, { seed: SEED })
    again.state = old
    while (again.state.phase.kind !== 'ended') {
      step(again, rng)
      checkInvariants(again.state)
    }
  }
})
