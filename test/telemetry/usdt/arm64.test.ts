// The object for arm64 on a machine that is none: a loader of that architecture takes it, under an emulator, and every
// probe leaves its arguments in the registers that its note names.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { arm64 } from '../../../src/telemetry/usdt/arm64.ts'
import { BLOCK_BYTES } from '../../../src/telemetry/usdt/block.ts'
import { makeObject } from '../../../src/telemetry/usdt/elf.ts'
import type { ProbeShape } from '../../../src/telemetry/usdt/elf.ts'
import { findComponent } from '../../support/component.ts'
import { hostSource } from './foreign-host.ts'

const SUITE = 'USDT object for arm64'
const HINT = 'Debian: apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static'
const LIBRARIES = '/usr/aarch64-linux-gnu'
const folder = mkdtempSync(join(tmpdir(), 'xuezhan-arm64-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const compiler = findComponent(SUITE, ['aarch64-linux-gnu-gcc'], HINT)
const emulator = findComponent(SUITE, ['qemu-aarch64-static', 'qemu-aarch64'], HINT)
const lacking = [compiler, emulator].find((component) => 'missing' in component)
const skip =
  process.platform !== 'linux' ? 'for Linux' : lacking && 'missing' in lacking ? lacking.missing : false

const [FIRST_TEXT, SECOND_TEXT] = [600, 700]
const SLOTS = [2 ** 40 + 3, FIRST_TEXT, -7, Number.MAX_SAFE_INTEGER, -(2 ** 53), SECOND_TEXT]
const PROBES: readonly ProbeShape[] = [
  { name: 'six', args: ['i64', 'str', 'i64', 'i64', 'i64', 'text'] },
  { name: 'numbers', args: ['i64', 'i64', 'i64'] },
  { name: 'texts', args: ['i64', 'text'] },
  { name: 'none', args: [] },
]

function runHost(): readonly string[] {
  if ('missing' in compiler || 'missing' in emulator) return []
  const [source, host, object] = ['host.c', 'host', 'probes.node'].map((name) => join(folder, name))
  const texts = new Map([
    [FIRST_TEXT, 'DeskManager.Ready'],
    [SECOND_TEXT, 'other'],
  ])
  writeFileSync(source!, hostSource({ slots: SLOTS, texts }))
  writeFileSync(object!, makeObject({ provider: 'xuezhan', machine: arm64, probes: PROBES }))
  execFileSync(compiler.path, ['-O1', '-rdynamic', '-o', host!, source!, '-ldl'], { stdio: 'pipe' })
  return execFileSync(emulator.path, ['-L', LIBRARIES, host!, object!], { encoding: 'utf8' }).split('\n')
}

test('its loader takes it, and every probe leaves its arguments in their registers', { skip }, () => {
  const lines = runHost()
  assert.deepEqual(
    lines.filter((line) => line.startsWith('not so')),
    [],
  )
  assert.equal(lines[0], `block ${BLOCK_BYTES}`)
  const block = Number(lines[1]!.split(' ')[1])
  // x0 holds what the probe returns by the time the host can look: undefined, a null pointer.
  const after0 = (name: string): readonly number[] =>
    lines
      .find((line) => line.startsWith(`${name} `))!
      .split(' ')
      .slice(2)
      .map(Number)
  assert.deepEqual(after0('six'), [block + FIRST_TEXT, ...SLOTS.slice(2, 5), block + SECOND_TEXT])
  assert.deepEqual(after0('numbers').slice(0, 2), SLOTS.slice(1, 3))
  assert.equal(after0('texts')[0], block + FIRST_TEXT)
  for (const { name } of PROBES)
    assert.ok(
      lines.some((line) => line.startsWith(`${name} 0 `)),
      name,
    )
})

test('its map is turned on, says what was compiled and nothing else, and is turned off', { skip }, () => {
  const lines = runHost()
  const from = lines.findIndex((line) => line.startsWith('listener'))
  assert.deepEqual(lines.slice(from), ['listener 77 1 on', 'abc0 40 JS:seen', 'listener 77 0 off', ''])
})
