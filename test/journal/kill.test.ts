// A real process on the real disk, killed at random again and again.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { seededRng } from '../../src/lib/rng.ts'
import { unfinishedOf } from './records.ts'
import { LUCK_SEED } from '../support/property.ts'
import { openedJournal, scratchFolder } from './scratch-folder.ts'

const KILLS = 20
const SHORTEST_LIFE_MS = 20
const LIFE_SPREAD_MS = 150
const WRITER = fileURLToPath(new URL('./kill-writer.ts', import.meta.url))

type Acknowledged = { readonly lastSeq: Map<string, number>; readonly finished: Set<string> }

function note(acknowledged: Acknowledged, output: string): number {
  // What follows the last line feed was torn by the kill.
  const lines = output
    .slice(0, output.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1)
  for (const line of lines) {
    const [tableId, what] = line.split(' ') as [string, string]
    if (what === 'finished') acknowledged.finished.add(tableId)
    else acknowledged.lastSeq.set(tableId, Number(what))
  }
  return lines.length
}

async function liveAndDie(folder: string, life: number, lifeMs: number): Promise<string> {
  const child = spawn(process.execPath, [WRITER, folder, String(life)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (errors += text))
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), lifeMs)
    output += text
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  assert.equal(signal, 'SIGKILL', errors)
  return output
}

test(`${KILLS} kill -9: nothing acknowledged is lost, nothing is doubled`, async (t) => {
  const folder = await scratchFolder(t)
  const seed = LUCK_SEED
  const rng = seededRng(seed)
  t.diagnostic(`seed ${seed}`)
  const acknowledged: Acknowledged = { lastSeq: new Map(), finished: new Set() }
  let lines = 0
  for (let life = 0; life < KILLS; life += 1) {
    lines += note(acknowledged, await liveAndDie(folder, life, SHORTEST_LIFE_MS + rng.below(LIFE_SPREAD_MS)))
  }
  const journal = await openedJournal(t, { folder })
  const tables = await unfinishedOf(journal)
  let unacknowledged = 0
  for (const [tableId, lastSeq] of acknowledged.lastSeq) {
    const table = tables.get(tableId)
    assert.notEqual(table?.kind, 'quarantined', `seed ${seed}: ${tableId}`)
    if (acknowledged.finished.has(tableId))
      assert.equal(table, undefined, `seed ${seed}: ${tableId} is finished`)
    const seqs = (await journal.read(tableId)).map(({ seq }) => seq)
    assert.ok(seqs.length >= lastSeq, `seed ${seed}: ${tableId} has ${seqs.length} records of ${lastSeq}`)
    assert.deepEqual(
      seqs,
      Array.from({ length: seqs.length }, (_, index) => index + 1),
      `seed ${seed}: ${tableId}`,
    )
    unacknowledged += seqs.length - lastSeq
  }
  assert.ok(lines > KILLS)
  t.diagnostic(
    `${lines} acknowledged, 0 lost, ${unacknowledged} more that died before their acknowledgement was read`,
  )
})
