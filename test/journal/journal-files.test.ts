// The files that a journal is written to, on a real disk.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodeJournalFiles } from '../../src/journal/journal-files.ts'
import { scratchFolder } from './scratch-folder.ts'

const bytesOf = (length: number, first: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_, index) => (first + index * 7) & 0xff))

for (const length of [1, 65_536, 65_537, 3_000_000]) {
  test(`a batch of ${length} bytes lies where it was put, whoever wrote it`, async (context) => {
    const files = nodeJournalFiles(await scratchFolder(context))
    await files.prepare()
    const file = await files.create('segment')
    const [first, second] = [bytesOf(length, 1), bytesOf(length, 2)]
    await file.write(first, 0)
    await file.write(second, length)
    await file.sync()
    await file.close()
    assert.ok((await files.read('segment', 0)).equals(Buffer.concat([first, second])))
  })

  test(`a batch of ${length} bytes for which there is no room rejects`, async (context) => {
    if (process.platform !== 'linux') return context.skip('needs /dev/full')
    const file = await nodeJournalFiles('/dev').create('full')
    await assert.rejects(file.write(bytesOf(length, 1), 0), { code: 'ENOSPC' })
    await file.close()
  })
}
