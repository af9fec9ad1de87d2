import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WallChecks } from '../../client/wall-checks.ts'
import { err, ok } from '../../src/lib/result.ts'
import { fairRound } from './fair-round.ts'

const record = JSON.stringify(fairRound(4, 3))
const nobody = (): undefined => undefined

test('a wall is fetched and verified once, however often the list is read', async () => {
  const asked: number[] = []
  const checks = new WallChecks({
    load: async (round) => {
      asked.push(round)
      return ok(record)
    },
    witnessOf: nobody,
  })
  const both = await Promise.all([checks.check(7), checks.check(7)])
  assert.deepEqual(
    both.map((check) => check?.verdict),
    ['VERIFIED', 'VERIFIED'],
  )
  assert.equal(checks.known(7), await checks.check(7))
  assert.deepEqual(asked, [7])
})

test('who leaves fetches no further wall, and who comes back goes on where it stopped', async () => {
  const asked: number[] = []
  const checks = new WallChecks({
    load: async (round, { aborted }) => {
      asked.push(round)
      if (asked.length === 2) checks.cancel()
      return aborted ? err({ reason: 'LOST', detail: '' }) : ok(record)
    },
    witnessOf: nobody,
  })
  const seen = await Promise.all([1, 2, 3, 4].map((round) => checks.check(round)))
  assert.deepEqual(
    seen.map((check) => check?.verdict),
    ['VERIFIED', 'VERIFIED', undefined, undefined],
  )
  assert.deepEqual(asked, [1, 2])
  assert.equal((await checks.check(3))?.verdict, 'VERIFIED')
  assert.deepEqual(asked, [1, 2, 3])
})

test('a record that could not be fetched is asked for again; a broken one is told as such', async () => {
  const answers = [err({ reason: 'LOST', detail: '' } as const), ok('{}')]
  const checks = new WallChecks({ load: async () => answers.shift()!, witnessOf: nobody })
  assert.equal(await checks.check(1), undefined)
  assert.equal(checks.known(1), undefined)
  assert.deepEqual(await checks.check(1), { verdict: 'BAD_PROOF', commit: '' })
})
