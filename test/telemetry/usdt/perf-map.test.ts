// The map of compiled functions, on a process that was started without any flag.
import assert from 'node:assert/strict'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { MapSwitch } from '../../../src/telemetry/usdt/map-switch.ts'
import type { SignalSource } from '../../../src/telemetry/usdt/map-switch.ts'
import { PerfMap } from '../../../src/telemetry/usdt/perf-map.ts'
import { openUsdt } from '../../../src/telemetry/usdt/provider.ts'
import { until } from '../../support/until.ts'

const folder = mkdtempSync(join(tmpdir(), 'xuezhan-map-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const { switches } = openUsdt({ isOn: true, folders: [folder] })
const linux = { skip: switches === null ? 'there are no objects on this system' : false }

const COMPILED_MS = 60_000

let lastFile = 0
const newFile = (): string => {
  lastFile += 1
  return join(folder, `perf-${lastFile}.map`)
}

/** Hot enough to be compiled; its name and place are what the map has to say. */
function plantedBefore(turns: number): number {
  let sum = 0
  for (let turn = 0; turn < turns; turn += 1) sum = (sum * 31 + turn) % 1_000_003
  return sum
}

function plantedAfter(turns: number): number {
  let sum = 1
  for (let turn = 1; turn < turns; turn += 1) sum = (sum * 17 + turn) % 999_983
  return sum
}

const warm = (work: (turns: number) => number): void => {
  for (let call = 0; call < 2000; call += 1) work(2000)
}

test(
  'the map names functions compiled before and after, with the line of the TypeScript',
  linux,
  async () => {
    const file = newFile()
    const map = new PerfMap({ switches, file })
    const lines = (): string => readFileSync(file, 'utf8')
    // The compiler works beside us, and as it likes: what it had ready when the map came is asked for again and again.
    await until(
      'the map names what was compiled before it',
      () => {
        map.off()
        warm(plantedBefore)
        assert.equal(map.on(), null)
        return /^[0-9a-f]+ [0-9a-f]+ JS:.plantedBefore file:\/\/.*perf-map\.test\.ts:\d+:\d+$/m.test(lines())
      },
      COMPILED_MS,
    )
    assert.equal(map.on(), null, 'twice is once')
    await until(
      'the map names what is compiled now',
      () => {
        warm(plantedAfter)
        return /plantedAfter file:\/\/.*perf-map\.test\.ts:\d+/.test(lines())
      },
      COMPILED_MS,
    )
    const line = readFileSync(import.meta.filename, 'utf8')
      .split('\n')
      .findIndex((text) => text.startsWith('function plantedAfter'))
    assert.match(lines(), new RegExp(`plantedAfter .*perf-map\\.test\\.ts:${line + 1}:`))
    assert.equal(lstatSync(file).mode & 0o777, 0o600)
    map.off()
    map.off()
    assert.equal(existsSync(file), false)
    assert.deepEqual(map.state, { isOn: false })
  },
)

test('turned on and off many times it leaves neither files nor descriptors', linux, () => {
  const file = newFile()
  const map = new PerfMap({ switches, file })
  const open = (): number => readdirSync('/proc/self/fd').length
  map.on()
  map.off()
  const before = open()
  for (let turn = 0; turn < 20; turn += 1) {
    assert.equal(map.on(), null)
    map.off()
  }
  assert.equal(open(), before)
  assert.equal(existsSync(file), false)
})

test(
  'what an earlier process left is replaced; a link is not followed; a folder is left alone',
  linux,
  () => {
    const [stale, link, blocked, victim] = [newFile(), newFile(), newFile(), newFile()]
    writeFileSync(stale, 'stale')
    writeFileSync(victim, 'precious')
    symlinkSync(victim, link)
    mkdirSync(blocked)
    for (const file of [stale, link]) {
      const map = new PerfMap({ switches, file })
      assert.equal(map.on(), null)
      assert.match(readFileSync(file, 'utf8'), /JS:/)
      assert.ok(lstatSync(file).isFile())
      map.off()
    }
    assert.equal(readFileSync(victim, 'utf8'), 'precious')
    const map = new PerfMap({ switches, file: blocked })
    assert.equal(map.on(), 'FILE_TAKEN')
    assert.deepEqual(map.state, { isOn: false })
    map.off()
    assert.ok(existsSync(blocked))
  },
)

test('a map that nobody turns off is turned off by itself', linux, async () => {
  const file = newFile()
  const expired = Promise.withResolvers<void>()
  const map = new PerfMap({ switches, file, longestMs: 30, onExpired: expired.resolve })
  assert.equal(map.on(), null)
  // The timer keeps no process alive, so this one has to.
  const alive = setInterval(() => undefined, 1000)
  await expired.promise
  clearInterval(alive)
  assert.equal(existsSync(file), false)
})

test('a process without the object says so', () => {
  const map = new PerfMap({ switches: null, file: newFile() })
  assert.equal(map.on(), 'NO_OBJECT')
  map.off()
})

test('a storm of SIGUSR2 turns the map once; the next signal, later, turns it back', () => {
  const listeners: (() => void)[] = []
  const source: SignalSource = {
    on: (_, listener) => listeners.push(listener),
    removeListener: (_, listener) => listeners.splice(listeners.indexOf(listener), 1),
  }
  const lines: string[] = []
  const say = (event: string): unknown => lines.push(event)
  let nowMs = 5000
  const map = new PerfMap({ switches, file: newFile() })
  const turned = new MapSwitch({ map, log: { info: say, warn: say }, source, nowMs: () => nowMs })
  turned.listen()
  for (let signal = 0; signal < 1000; signal += 1) {
    nowMs += 0.5
    listeners[0]?.()
  }
  const first = switches === null ? 'perf_map_refused' : 'perf_map_on'
  assert.deepEqual(lines, [first])
  assert.equal(turned.state.isOn, switches !== null)
  nowMs += 2000
  listeners[0]?.()
  assert.deepEqual(lines, [first, switches === null ? 'perf_map_refused' : 'perf_map_off'])
  assert.equal(turned.state.isOn, false)
  turned.close()
  assert.equal(listeners.length, 0)
})
