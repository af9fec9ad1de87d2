// The queue on disk: nothing accepted is forgotten, nothing torn is read.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { must } from '../../../src/lib/assert.ts'
import { Spool } from '../../../src/store/write-behind/spool.ts'
import type { SpoolObserver } from '../../../src/store/write-behind/spool-files.ts'
import type { WriteJob } from '../../../src/store/write-behind/write-job.ts'
import { quietSpool } from './jobs.ts'

const root = mkdtempSync(join(tmpdir(), 'xuezhan-spool-'))
after(() => rmSync(root, { recursive: true }))

const job = (uid: number): WriteJob => ({ type: 'loggedOut', uid, at: 1 })
const newFolder = (): string => mkdtempSync(join(root, 'spool-'))
const openIn = (folder: string, observer: SpoolObserver = quietSpool, overrides = {}): Promise<Spool> =>
  Spool.open({ folder, maxBytes: 1e6, segmentBytes: 300, sync: false, ...overrides }, observer)
const segmentsOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.spool'))
    .sort()

async function uidsLeft(spool: Spool): Promise<number[]> {
  const uids: number[] = []
  for (;;) {
    const batch = await spool.read({ jobs: 3, bytes: 1e6 })
    if (batch === null) return uids
    for (const { job: left } of batch.jobs) uids.push(left.type === 'loggedOut' ? left.uid : -1)
    await spool.release(batch)
  }
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

test('jobs come back in order, over many segments, and their files go', async () => {
  const folder = newFolder()
  const spool = await openIn(folder)
  for (const uid of numbers(20)) assert.deepEqual(await spool.append(job(uid), 5), { ok: true, value: uid })
  assert.equal(spool.depth, 20)
  assert.ok(segmentsOf(folder).length > 3)
  assert.deepEqual(await uidsLeft(spool), numbers(20))
  assert.equal(spool.depth, 0)
  assert.equal(spool.bytes, 0)
  assert.deepEqual(segmentsOf(folder), [])
  await spool.close()
})

test('jobs of one turn are one write, each with its own number', async () => {
  const spool = await openIn(newFolder())
  const results = await Promise.all(numbers(50).map((uid) => spool.append(job(uid), 0)))
  assert.deepEqual(
    results.map((result) => (result.ok ? result.value : 0)),
    numbers(50),
  )
  assert.deepEqual(await uidsLeft(spool), numbers(50))
  await spool.close()
})

test('a new process goes on where the last release was', async () => {
  const folder = newFolder()
  const first = await openIn(folder)
  for (const uid of numbers(10)) await first.append(job(uid), 0)
  await first.release(must(await first.read({ jobs: 4, bytes: 1e6 }), 'a batch'))
  await first.close()
  const second = await openIn(folder)
  assert.equal(second.depth, 6)
  await second.append(job(11), 0)
  assert.deepEqual(await uidsLeft(second), [5, 6, 7, 8, 9, 10, 11])
  await second.close()
})

test('without its cursor a spool is read from the start: twice is harmless, never is not', async () => {
  const folder = newFolder()
  const first = await openIn(folder, quietSpool, { segmentBytes: 1e6 })
  for (const uid of numbers(5)) await first.append(job(uid), 0)
  await first.release(must(await first.read({ jobs: 2, bytes: 1e6 }), 'a batch'))
  await first.close()
  writeFileSync(join(folder, 'cursor'), 'garbage')
  const second = await openIn(folder)
  assert.deepEqual(await uidsLeft(second), numbers(5))
  await second.close()
})

test('a write that was cut off anywhere is dropped, all before it stays', async () => {
  const folder = newFolder()
  const first = await openIn(folder, quietSpool, { segmentBytes: 1e6 })
  for (const uid of numbers(3)) await first.append(job(uid), 0)
  await first.close()
  const path = join(folder, must(segmentsOf(folder)[0], 'the segment'))
  const whole = readFileSync(path)
  const frame = whole.length / 3
  for (let length = whole.length - 1; length >= 0; length -= 7) {
    truncateSync(path, 0)
    appendFileSync(path, whole.subarray(0, length))
    let torn = 0
    const spool = await openIn(folder, { ...quietSpool, onTorn: ({ bytes }) => (torn += bytes) })
    assert.equal(spool.depth, Math.floor(length / frame))
    assert.equal(torn, length % frame)
    await spool.close()
    writeFileSync(path, whole)
  }
})

test('a flipped bit in an older segment costs that segment only, and is reported and kept', async () => {
  const folder = newFolder()
  const first = await openIn(folder)
  for (const uid of numbers(12)) await first.append(job(uid), 0)
  await first.close()
  const path = join(folder, must(segmentsOf(folder)[0], 'the segment'))
  const bytes = readFileSync(path)
  bytes[bytes.length - 3]! ^= 1
  writeFileSync(path, bytes)
  const damaged: string[] = []
  const spool = await openIn(folder, { ...quietSpool, onDamaged: (seen) => damaged.push(seen.path) })
  assert.equal(damaged.length, 1)
  assert.deepEqual(readFileSync(must(damaged[0], 'its copy')), bytes)
  const left = await uidsLeft(spool)
  assert.equal(left.at(-1), 12)
  assert.equal(left.length, 11)
  await spool.close()
})

test('beyond its size a spool refuses, and takes jobs again when some are written', async () => {
  const spool = await openIn(newFolder(), quietSpool, { maxBytes: 400 })
  const results: boolean[] = []
  for (const uid of numbers(20)) results.push((await spool.append(job(uid), 0)).ok)
  assert.ok(results.includes(false))
  const accepted = results.filter(Boolean).length
  assert.equal((await uidsLeft(spool)).length, accepted)
  assert.equal((await spool.append(job(1), 0)).ok, true)
  await spool.close()
  assert.deepEqual(await spool.append(job(1), 0), { ok: false, error: { code: 'CLOSED' } })
})

test('kill -9: every job that was accepted is there', async () => {
  const folder = newFolder()
  const spoolModule = new URL('../../../src/store/write-behind/spool.ts', import.meta.url).href
  const script = `
    const { Spool } = await import(${JSON.stringify(spoolModule)})
    const options = { folder: ${JSON.stringify(folder)}, maxBytes: 1e9, segmentBytes: 5000, sync: false }
    const spool = await Spool.open(options, { onTorn() {}, onDamaged() {} })
    for (let uid = 1; ; uid += 1) {
      const accepted = await spool.append({ type: 'loggedOut', uid, at: 1 }, 0)
      process.stdout.write(accepted.value + '\\n')
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let told = ''
  for await (const chunk of child.stdout) {
    told += String(chunk)
    if (told.length > 3000) child.kill('SIGKILL')
  }
  const lastTold = Number(told.slice(0, told.lastIndexOf('\n')).split('\n').at(-1))
  const spool = await openIn(folder, quietSpool, { maxBytes: 1e9 })
  const left = await uidsLeft(spool)
  assert.ok(left.length >= lastTold && lastTold > 100)
  assert.deepEqual(left, numbers(left.length))
  await spool.close()
})
