// Jobs of made-up games, and the rows that they must leave.

import assert from 'node:assert/strict'
import type { Kysely } from 'kysely'
import { must } from '../../../src/lib/assert.ts'
import type { Database } from '../../../src/store/schema.ts'
import type { WriteBehindObserver } from '../../../src/store/write-behind/write-behind.ts'
import type { WriteJob } from '../../../src/store/write-behind/write-job.ts'
import { AT, guest, seats } from '../contract/store-bed.ts'

export const ROUNDS = 4

/** One match of four rounds; each round moves one point from seat 3 to seat 0. */
export function matchJobs(tableId: string, snapshot = '{}'): readonly WriteJob[] {
  const desk = {
    tableId,
    creator: 1,
    clubId: -1,
    round: ROUNDS,
    mode: 4,
    deskNo: '123456',
    players: seats(1),
    playerNames: seats('甲'),
    createdAt: AT,
    extras: '{}',
  }
  const rounds = Array.from({ length: ROUNDS }, (_, index): WriteJob => {
    const history = { round: index + 1, mode: 4, beginAt: AT, endAt: AT, playerNames: seats('甲'), snapshot }
    const totals = [index + 1, 0, 0, -index - 1] as const
    return { type: 'roundEnded', tableId, history: { ...history, scoreChanges: [1, 0, 0, -1] }, totals }
  })
  return [
    { type: 'deskOpened', desk },
    ...rounds,
    { type: 'deskClosed', tableId, dismissAt: AT + 9, round: ROUNDS, totals: [ROUNDS, 0, 0, -ROUNDS] },
  ]
}

export const loginJob = (key: string, uid: number, at = AT): WriteJob => ({
  type: 'loggedIn',
  key,
  uid,
  login: { ...guest('imei'), at },
})

/** Every match is there once, whole, with its end. */
export async function assertMatches(db: Kysely<Database>, tableIds: readonly string[]): Promise<void> {
  const desks = await db.selectFrom('desk').selectAll().orderBy('tableId').execute()
  assert.deepEqual(
    desks.map(({ tableId }) => tableId),
    tableIds.toSorted(),
  )
  const rounds = await db
    .selectFrom('history')
    .select((eb) => ['deskId', eb.fn.countAll<number>().as('rounds')])
    .groupBy('deskId')
    .execute()
  const roundsOf = new Map(rounds.map(({ deskId, rounds: count }) => [deskId, count]))
  for (const { id, scoreChange0, scoreChange3, dismissAt, round } of desks) {
    assert.equal(roundsOf.get(id), ROUNDS)
    assert.deepEqual([scoreChange0, scoreChange3, dismissAt, round], [ROUNDS, -ROUNDS, AT + 9, ROUNDS])
  }
}

export type Seen = {
  rows: number
  retries: number
  dropped: number
  rejected: string[]
  largest: number
  money: string[]
}

export function countingObserver(): { readonly seen: Seen; readonly observer: WriteBehindObserver } {
  const seen: Seen = { rows: 0, retries: 0, dropped: 0, rejected: [], largest: 0, money: [] }
  return {
    seen,
    observer: {
      onBatch({ rows }) {
        seen.rows += rows
        seen.largest = Math.max(seen.largest, rows)
      },
      onRetry() {
        seen.retries += 1
      },
      onRefused() {
        seen.dropped += 1
      },
      onRejected({ job }) {
        seen.rejected.push(job.type)
      },
      onMoney({ type, result }) {
        seen.money.push(`${type} ${result.ok ? result.value.balance : result.error.code}`)
      },
    },
  }
}

export const quietSpool = { onTorn() {}, onDamaged() {} }

/** Polls; the deadline is a failure. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  withinMs = 20_000,
): Promise<void> {
  const deadlineMs = performance.now() + withinMs
  while (!(await isSo())) {
    must(performance.now() < deadlineMs || null, what)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
