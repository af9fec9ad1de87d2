// The object in a real process, and every way in which there is none.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { MAX_PROBES, SLOTS_AT } from '../../../src/telemetry/usdt/block.ts'
import { putObject } from '../../../src/telemetry/usdt/object-file.ts'
import { PROBE, PROBE_NAMES } from '../../../src/telemetry/usdt/probes.ts'
import { hasFastNop, openUsdt } from '../../../src/telemetry/usdt/provider.ts'
import type { UsdtStatus } from '../../../src/telemetry/usdt/provider.ts'

type Said = UsdtStatus & { readonly watched: readonly string[]; readonly words: number }

const CHILD = fileURLToPath(new URL('provider-child.ts', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'xuezhan-usdt-'))
after(() => rmSync(root, { recursive: true, force: true }))

let lastFolder = 0
const newFolder = (): string => {
  lastFolder += 1
  const folder = join(root, String(lastFolder))
  mkdirSync(folder)
  return folder
}

const isHere = process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64')
const linux = { skip: isHere ? false : 'objects are for Linux on x64 and arm64' }
const asRoot = { skip: isHere && process.getuid?.() === 0 ? false : 'mounting needs root on Linux' }

function inChild(args: readonly string[], nodeArgs: readonly string[] = []): Said {
  return JSON.parse(
    execFileSync(process.execPath, [...nodeArgs, CHILD, ...args], { encoding: 'utf8' }),
  ) as Said
}

/** What a call site sees where there is none. */
function assertSilent(said: Said, reason: string): void {
  assert.equal(said.isActive, false)
  assert.equal(said.isActive ? '' : said.reason, reason)
  assert.deepEqual(said.watched, [])
  assert.equal(said.words, MAX_PROBES)
}

test(
  'a semaphore that is raised makes the probe run, with its arguments where the stub reads them',
  linux,
  () => {
    const usdt = openUsdt({ isOn: true, folders: [newFolder()] })
    assert.equal(usdt.status.isActive, true)
    assert.equal(usdt.sem[PROBE.handler__start], 0)
    usdt.sem[PROBE.handler__start] = 1
    const block = usdt.switches!.block
    for (const id of [0, -7, 2 ** 40 + 3, 2 ** 53, -(2 ** 53), Number.MAX_SAFE_INTEGER]) {
      assert.equal(usdt.fire.handler__start(id, 'DeskManager.Ready', 3, 40), undefined)
      assert.equal(new Float64Array(block, SLOTS_AT, 1)[0], id)
    }
    for (const id of [Number.NaN, Infinity, -Infinity]) {
      usdt.fire.handler__start(id, '\ud800\0', 3, 40)
      assert.equal(new Float64Array(block, SLOTS_AT, 1)[0], 0)
    }
    usdt.sem[PROBE.handler__start] = 0
  },
)

test('every probe can fire, and returns', linux, () => {
  const said = inChild(['plain', newFolder()])
  assert.equal(said.isActive, true)
  assert.deepEqual(said.watched, [])
})

test('opened twice, a process has one memory', linux, () => {
  const folders = [newFolder()]
  const [one, two] = [openUsdt({ isOn: true, folders }), openUsdt({ isOn: true, folders })]
  one.sem[PROBE.tick] = 5
  assert.equal(two.sem[PROBE.tick], 5)
  one.sem[PROBE.tick] = 0
})

test('the file is ours alone, and a second process takes the same one', linux, () => {
  const folder = newFolder()
  const [one, two] = [inChild(['plain', folder]), inChild(['plain', folder])]
  assert.ok(one.isActive && two.isActive)
  assert.equal(one.file, two.file)
  assert.equal(statSync(one.file).mode & 0o777, 0o500)
  assert.equal(statSync(dirname(one.file)).mode & 0o777, 0o700)
  assert.deepEqual(readdirSync(dirname(one.file)).length, 1)
})

test('a foreign file in the place of the object is replaced, whatever it is', linux, () => {
  const folder = newFolder()
  const good = putObject(folder, Buffer.from('the object'))
  const spoils = [
    () => writeFileSync(good, 'another program'),
    () => writeFileSync(good, 'the object', { mode: 0o777 }),
    () => symlinkSync('/etc/passwd', good),
    () => symlinkSync('/nowhere', good),
  ]
  for (const spoil of spoils) {
    rmSync(good)
    spoil()
    assert.equal(putObject(folder, Buffer.from('the object')), good)
    assert.equal(readFileSync(good, 'utf8'), 'the object')
    assert.equal(statSync(good).mode & 0o777, 0o500)
  }
  assert.doesNotMatch(readFileSync('/etc/passwd', 'utf8'), /the object/)
})

test('the files of old versions do not pile up, and the newest stay', linux, () => {
  const folder = newFolder()
  const paths = Array.from({ length: 30 }, (_, version) => {
    const path = putObject(folder, Buffer.from(`version ${version}`))
    utimesSync(path, version, version)
    return path
  })
  const now = putObject(folder, Buffer.from('the newest'))
  assert.deepEqual(readdirSync(dirname(now)).length, 8)
  assert.ok(existsSync(now) && existsSync(paths.at(-1)!) && !existsSync(paths[0]!))
})

test('a folder that others can write to, or that is none, is not used', linux, () => {
  const name = `xuezhan-probes-${userInfo().uid}`
  const [open, linked, blocked, good] = [newFolder(), newFolder(), newFolder(), newFolder()]
  mkdirSync(join(open, name))
  chmodSync(join(open, name), 0o777)
  symlinkSync(good, join(linked, name))
  writeFileSync(join(blocked, name), 'a file')
  assertSilent(inChild(['plain', open, linked, blocked]), 'no_folder')
  const said = inChild(['plain', open, linked, blocked, good])
  assert.ok(said.isActive && said.file.startsWith(good))
})

test('folders that are not there or cannot be written are stepped over', linux, () => {
  assertSilent(inChild(['plain', '/proc', join(root, 'not-there'), CHILD]), 'no_folder')
  const good = newFolder()
  const said = inChild(['plain', '/proc', good])
  assert.ok(said.isActive && said.file.startsWith(good))
})

/** In a mount namespace of its own, which goes with the child. */
function inMount(options: string): Said {
  const folder = newFolder()
  const script = `mount -t tmpfs -o ${options} tmpfs ${folder} && exec "$0" "$1" plain ${folder}`
  const said = execFileSync('unshare', ['-m', 'sh', '-c', script, process.execPath, CHILD], {
    encoding: 'utf8',
  })
  return JSON.parse(said) as Said
}

test('a noexec folder: no probes, no fall', asRoot, () => assertSilent(inMount('noexec'), 'no_folder'))

test('a read-only folder: no probes, no fall', asRoot, () => assertSilent(inMount('ro'), 'no_folder'))

test("Node's permission model: no probes, no fall", linux, () => {
  assertSilent(inChild(['plain'], ['--permission', '--allow-fs-read=*']), 'permission')
  assertSilent(inChild(['plain'], ['--permission', '--allow-fs-read=*', '--allow-fs-write=*']), 'permission')
})

test('a worker thread leaves the probes to the main thread', linux, () => {
  assertSilent(inChild(['worker', newFolder()]), 'worker')
})

test('switched off, or on another system or architecture, the guards are zero', () => {
  const cases = [
    [{ isOn: false }, 'switched_off'],
    [{ isOn: true, platform: 'darwin' }, 'system'],
    [{ isOn: true, platform: 'win32' }, 'system'],
    [{ isOn: true, platform: 'linux', arch: 'ia32' }, 'architecture'],
  ] as const
  for (const [options, reason] of cases) {
    const { sem, fire, status, switches } = openUsdt(options)
    assert.equal(status.isActive ? '' : status.reason, reason)
    assert.equal(sem.length, MAX_PROBES)
    assert.ok(sem.every((word) => word === 0))
    assert.deepEqual(Object.keys(fire), PROBE_NAMES)
    fire.tick(1, 2, 3)
    assert.equal(switches, null)
  }
})

test('the object of another architecture is not loaded', linux, () => {
  const arch = process.arch === 'x64' ? 'arm64' : 'x64'
  const { status } = openUsdt({ isOn: true, arch, folders: [newFolder()] })
  assert.equal(status.isActive ? '' : status.reason, 'load_failed')
})

test('kernels from 6.18 on get the nop that they turn into a call', () => {
  for (const [release, expected] of [
    ['6.18.44-vm', true],
    ['6.17.9', false],
    ['6.2.0', false],
    ['7.0.0-rc1', true],
    ['5.19', false],
    ['nonsense', false],
    ['', false],
  ] as const)
    assert.equal(hasFastNop(release), expected, release)
})
