// The data folder: made with what lies above it, or refused in one line, at once.
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { makeFolder } from '../../src/process/make-folder.ts'
import { failedStart } from '../support/server-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'xuezhan-folder-'))
after(() => rmSync(folder, { recursive: true, force: true }))

test('a folder is made with what lies above it, by two at once and again', async () => {
  const path = join(folder, 'a', 'b', 'c')
  await Promise.all([makeFolder(path), makeFolder(path)])
  await makeFolder(path)
  assert.ok(statSync(path).isDirectory())
})

test('a file in the way is named', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  const refusal = { code: 'NO_FOLDER', message: `${file} is no folder` }
  await assert.rejects(makeFolder(file), refusal)
  await assert.rejects(makeFolder(join(file, 'x', 'y')), refusal)
})

test('a link to nowhere is no folder', async () => {
  const link = join(folder, 'link')
  symlinkSync(join(folder, 'nowhere'), link)
  await assert.rejects(makeFolder(link), { message: `the folder ${link} cannot be made (EEXIST)` })
})

test('a folder that we may not write in is named; root may write anywhere', async () => {
  const closed = join(folder, 'closed')
  await makeFolder(closed)
  chmodSync(closed, 0o500)
  if (process.getuid?.() === 0) {
    await makeFolder(join(closed, 'x'))
    return assert.ok(statSync(join(closed, 'x')).isDirectory())
  }
  const refusal = { message: `the folder ${closed} cannot be written (EACCES)` }
  await assert.rejects(makeFolder(closed), refusal)
  await assert.rejects(makeFolder(join(closed, 'x')), refusal)
})

for (const [setting, name] of [
  ['core.data_dir', 'XUEZHAN_CORE__DATA_DIR'],
  ['database.file', 'XUEZHAN_DATABASE__FILE'],
] as const) {
  test(`a ${setting} where nobody can make folders ends the start with one line`, {
    skip: process.platform !== 'linux' && 'there is no /proc',
  }, async () => {
    const env = { XUEZHAN_CORE__DATA_DIR: join(folder, 'data'), [name]: '/proc/xuezhan/x' }
    const { code, said } = await failedStart(env)
    assert.equal(code, 1, said)
    const lines = said.split('\n').filter((line) => line.startsWith('cannot start'))
    const why =
      /^cannot start: (\S+): the folder \/proc(\/xuezhan)? cannot be (made|written) \((ENOENT|EACCES)\)$/
    assert.equal(why.exec(lines[0] ?? '')?.[1], setting, said)
  })
}
