// The same promises on a real file system that is really full: a tiny tmpfs, or a limit on the size of files.

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ManualClock } from './manual-clock.ts'
import { codeOf, fill, mustAppend, recordOf, unfinishedOf } from './records.ts'
import { eventually, openedJournal, scratchFolder } from './scratch-folder.ts'

const LONGEST_RETRY_MS = 10_000
const TMPFS_BYTES = 512 * 1024
const FILE_LIMIT_BYTES = 100_000

/** Mounts half a megabyte at the folder; the reason why that is not possible, or null. */
function mountTiny(folder: string): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux to mount a tmpfs'
  const options = ['-t', 'tmpfs', '-o', `size=${TMPFS_BYTES}`, 'xuezhan-test', folder]
  const mount = spawnSync('mount', options, { encoding: 'utf8' })
  return mount.status === 0
    ? null
    : `no tmpfs can be mounted: ${(mount.stderr || String(mount.error)).trim()}`
}

test('a full tmpfs refuses, and the journal goes on when there is room again', async (t) => {
  const folder = path.join(await scratchFolder(t), 'tiny')
  await mkdir(folder)
  const reason = mountTiny(folder)
  if (reason !== null) return t.skip(reason)
  try {
    await fillAndHeal(t, folder)
  } finally {
    execFileSync('umount', ['--lazy', folder])
  }
})

async function fillAndHeal(t: TestContext, folder: string): Promise<void> {
  const clock = new ManualClock()
  const journal = await openedJournal(t, { folder, clock })
  await fill(journal, 'a', 3)
  const ballast = path.join(folder, 'ballast')
  await writeFile(ballast, Buffer.alloc(TMPFS_BYTES)).catch(() => undefined)
  const text = 'x'.repeat(8_192)
  const refused = await journal.append(recordOf('a', 4, { events: [{ type: 'chu', n: 4, text }] }))
  assert.deepEqual(refused, { ok: false, error: { code: 'UNAVAILABLE', reason: 'ENOSPC' } })
  assert.equal(journal.state().kind, 'failed')
  await writeFile(ballast, '')
  await eventually('open again', () => {
    clock.advance(LONGEST_RETRY_MS)
    return journal.state().kind === 'open'
  })
  await mustAppend(journal, recordOf('a', 4))
  await journal.close()
  const again = await openedJournal(t, { folder })
  const table = (await unfinishedOf(again)).get('a')
  assert.equal(table?.kind, 'intact')
  assert.deepEqual(table?.records[3], recordOf('a', 4))
  await again.close()

  await writeFile(ballast, Buffer.alloc(TMPFS_BYTES)).catch(() => undefined)
  const full = await openedJournal(t, { folder, clock })
  assert.equal(full.state().kind, 'failed', 'a full disk does not keep the journal from opening')
  assert.equal((await unfinishedOf(full)).get('a')?.records.length, 4)
  await full.close()
}

test('a limit on the size of files refuses as EFBIG and keeps what was acknowledged', async (t) => {
  if (spawnSync('prlimit', ['--version']).status !== 0) return t.skip('needs prlimit (util-linux)')
  const folder = await scratchFolder(t)
  const writer = fileURLToPath(new URL('./limited-writer.ts', import.meta.url))
  const run = spawnSync('prlimit', [`--fsize=${FILE_LIMIT_BYTES}`, process.execPath, writer, folder], {
    encoding: 'utf8',
  })
  assert.equal(run.status, 0, run.stderr)
  const { acknowledged, refusal, later } = JSON.parse(run.stdout) as {
    acknowledged: number
    refusal: unknown
    later: string
  }
  assert.ok(acknowledged > 50)
  assert.deepEqual(refusal, { code: 'UNAVAILABLE', reason: 'EFBIG' })
  assert.equal(later, 'ok', 'the next segment has room again')
  const journal = await openedJournal(t, { folder })
  const table = (await unfinishedOf(journal)).get('a')
  assert.equal(table?.kind, 'intact')
  assert.equal(table?.records.length, acknowledged + 1)
  assert.equal(codeOf(await journal.append(recordOf('a', acknowledged + 2))), 'ok')
})
