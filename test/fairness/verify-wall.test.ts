import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseHistory } from '../../src/fairness/history-proofs.ts'

const COMMAND = fileURLToPath(new URL('../../src/fairness/verify-wall.ts', import.meta.url))
const VECTORS = readFileSync(new URL('vectors.json', import.meta.url), 'utf8')

const folder = mkdtempSync(join(tmpdir(), 'verify-wall-'))
after(() => rmSync(folder, { recursive: true }))

type Run = { readonly status: number | null; readonly out: string[]; readonly complaint: string }

function run(...args: string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' })
  return { status, out: stdout.trim().split('\n'), complaint: stderr }
}

function verify(text: string): Run {
  const path = join(folder, 'history.json')
  writeFileSync(path, text)
  return run(path)
}

test('a history whose rounds all verify: one line each, exit code 0', () => {
  const { status, out } = verify(VECTORS)
  assert.equal(status, 0)
  assert.deepEqual(out, [
    'ok    r-1',
    'ok    612345:17',
    'ok    trio.8',
    `ok    ${'A'.repeat(64)}`,
    '4 of 4 rounds verify',
  ])
})

test('a single round need not be in a list', () => {
  const { status, out } = verify(JSON.stringify({ ...JSON.parse(VECTORS).rounds[2], anything: 'else' }))
  assert.deepEqual([status, out], [0, ['ok    trio.8', '1 of 1 rounds verify']])
})

test('the answer of the history API is read as it is', () => {
  const snapshot = JSON.stringify(JSON.parse(VECTORS).rounds[2])
  const { status, out } = verify(JSON.stringify({ code: 0, data: { id: 1, snapshot } }))
  assert.deepEqual([status, out], [0, ['ok    trio.8', '1 of 1 rounds verify']])
})

test('rounds that do not verify are named with the reason, the rest is still checked, exit code 1', () => {
  const { rounds } = JSON.parse(VECTORS)
  rounds[0].wall.reverse()
  rounds[1].commit = rounds[0].commit
  delete rounds[3].seatSeeds
  const { status, out } = verify(JSON.stringify({ rounds: [...rounds, 7] }))
  assert.equal(status, 1)
  assert.deepEqual(
    out.map((line) => line.split(':  ')[0]?.replace(/: .*/, '')),
    [
      'FAIL  r-1  WALL_MISMATCH',
      'FAIL  612345:17  COMMIT_MISMATCH',
      'ok    trio.8',
      `FAIL  ${'A'.repeat(64)}  BAD_PROOF`,
      'FAIL  #5  BAD_PROOF',
      '1 of 5 rounds verify',
    ],
  )
})

test('a round without one of its fields is no proof', () => {
  const [round] = JSON.parse(VECTORS).rounds
  const fields = ['roundId', 'commit', 'serverSeed', 'seatSeeds', 'wall', 'rules']
  const { status, out } = verify(
    JSON.stringify({ rounds: fields.map((field) => ({ ...round, [field]: null })) }),
  )
  assert.equal(status, 1)
  fields.forEach((field, index) => assert.match(out[index] ?? '', new RegExp(`BAD_PROOF: no ${field}`)))
})

test('a table that nobody plays is no proof', () => {
  const [round] = JSON.parse(VECTORS).rounds
  for (const rules of [{ players: 5, suits: 3 }, { players: 4, suits: 1 }, { players: 4 }, 'four']) {
    const history = parseHistory(JSON.stringify({ ...round, rules }))
    assert.ok(history.ok)
    const proof = history.value[0]?.proof
    assert.ok(proof !== undefined && !proof.ok && proof.error.code === 'BAD_PROOF')
  }
})

test('what is no history is refused', () => {
  for (const text of ['', 'no json', '[]', 'null', '{"rounds":[]}', '{"rounds":{}}']) {
    const history = parseHistory(text)
    assert.ok(!history.ok, text)
    assert.equal(history.error.code, 'BAD_PROOF')
  }
})

test('without a history to read there is a complaint and exit code 2', () => {
  const noHistory = verify('[]')
  assert.deepEqual(
    [noHistory.status, /history\.json: not a JSON object/.test(noHistory.complaint)],
    [2, true],
  )
  const missing = run(join(folder, 'missing.json'))
  assert.deepEqual([missing.status, /cannot be read/.test(missing.complaint)], [2, true])
  const unnamed = run()
  assert.deepEqual([unnamed.status, unnamed.complaint.startsWith('usage: ')], [2, true])
})
