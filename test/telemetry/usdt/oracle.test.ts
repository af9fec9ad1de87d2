// Our object beside the one that a C compiler makes of the same probes, read by tools that know neither.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { arm64 } from '../../../src/telemetry/usdt/arm64.ts'
import { PROBE_NAMES } from '../../../src/telemetry/usdt/probes.ts'
import { hasFastNop, objectFor } from '../../../src/telemetry/usdt/provider.ts'
import { x64 } from '../../../src/telemetry/usdt/x64.ts'
import { findComponent } from '../../support/component.ts'
import { referenceSource } from './reference.ts'

const SUITE = 'USDT oracle'
const HINT = 'Debian: apt-get install gcc libc6-dev binutils gdb systemtap-sdt-dev'
const folder = mkdtempSync(join(tmpdir(), 'xuezhan-oracle-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const isHere = process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64')

/** A reason to skip, or nothing: on another system there is nothing to compare. */
function lacking(...names: readonly string[]): { readonly skip: string | false } {
  if (!isHere) return { skip: 'objects are for Linux on x64 and arm64' }
  const missing = names.map((name) => findComponent(SUITE, [name], HINT)).find((found) => 'missing' in found)
  return { skip: missing && 'missing' in missing ? missing.missing : false }
}

const run = (command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

function ownObject(): string {
  const file = join(folder, 'own.node')
  writeFileSync(file, objectFor(process.arch === 'arm64' ? arm64 : x64(hasFastNop(release()))))
  return file
}

/** Provider, name and arguments of each probe, as readelf says them. */
const notesOf = (file: string): readonly string[] =>
  run('readelf', '-n', file)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(Provider|Name|Arguments):/.test(line))

// systemtap-sdt-dev brings sys/sdt.h, and a program by which one can see that it is there.
test('readelf says the same of our object and of a compiled one', lacking('gcc', 'readelf', 'dtrace'), () => {
  const [source, compiled] = [join(folder, 'reference.c'), join(folder, 'reference.node')]
  writeFileSync(source, referenceSource(process.arch))
  run('gcc', '-O2', '-fno-toplevel-reorder', '-fPIC', '-shared', '-Wall', '-Werror', '-o', compiled, source)
  const expected = notesOf(compiled)
  assert.equal(expected.length, PROBE_NAMES.length * 3)
  assert.deepEqual(notesOf(ownObject()), expected)
  const module = { exports: {} as Record<string, () => undefined> }
  process.dlopen(module, compiled)
  assert.deepEqual(Object.keys(module.exports), PROBE_NAMES)
  for (const name of PROBE_NAMES) assert.equal(module.exports[name]!(), undefined)
})

test('readelf finds nothing to complain of', lacking('readelf'), () => {
  const file = ownObject()
  for (const question of ['-hlS', '-d', '-r', '-s', '-n'])
    execFileSync('readelf', ['-W', question, file], { stdio: ['ignore', 'ignore', 'pipe'] })
  assert.doesNotMatch(run('sh', '-c', `readelf -aW "$0" 2>&1`, file), /readelf: (Warning|Error)/)
})

test('gdb lists every probe with its semaphore', lacking('gdb'), () => {
  const said = run('gdb', '-nx', '-batch', '-ex', `file ${ownObject()}`, '-ex', 'info probes stap xuezhan')
  for (const name of PROBE_NAMES)
    assert.match(said, new RegExp(`\\bxuezhan\\s+${name}\\s+0x\\w+\\s+0x\\w+ `), name)
})
