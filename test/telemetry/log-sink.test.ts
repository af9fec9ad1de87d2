// The log before an output that is slow, blocked or gone: bounded, counted, and never in the way.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { LogSink } from '../../src/telemetry/log-sink.ts'
import type { Put } from '../../src/telemetry/log-sink.ts'
import { until } from '../support/until.ts'

type Taken = { readonly chunk: string; readonly done: Parameters<Put>[1] }

function openSink(limitChars: number) {
  const puts: Taken[] = []
  const rest: string[] = []
  const dropped: number[] = []
  const resumed: number[] = []
  const sink = new LogSink({
    output: { put: (chunk, done) => puts.push({ chunk, done }), putNow: (chunk) => rest.push(chunk) },
    limitChars,
    onDropped: (lines) => dropped.push(lines),
    onResumed: (lines) => resumed.push(lines),
  })
  return { sink, puts, rest, dropped, resumed }
}

test('lines that come while the output is busy wait, in order', () => {
  const { sink, puts } = openSink(100)
  for (const line of ['a\n', 'b\n', 'c\n']) sink.write(line)
  assert.deepEqual(
    puts.map(({ chunk }) => chunk),
    ['a\n'],
  )
  puts[0]!.done(null)
  assert.equal(puts[1]!.chunk, 'b\nc\n')
})

test('what finds no room is dropped and counted, and the log says so when it goes on', () => {
  const { sink, puts, dropped, resumed } = openSink(4)
  for (const line of ['a\n', 'b\n', 'c\n', 'd\n', 'e\n']) sink.write(line)
  assert.deepEqual(dropped, [1, 1])
  assert.deepEqual(resumed, [])
  puts[0]!.done(null)
  assert.deepEqual(resumed, [2])
  assert.equal(puts[1]!.chunk, 'b\nc\n')
})

test('an output that is gone takes its lines with it, each counted once', () => {
  const { sink, puts, dropped } = openSink(100)
  for (const line of ['a\n', 'b\n', 'c\n']) sink.write(line)
  puts[0]!.done(new Error('EPIPE'))
  puts[1]!.done(new Error('EPIPE'))
  assert.deepEqual(dropped, [1, 2])
  assert.equal(puts.length, 2)
})

test('a stop waits for a slow reader, but not for one that never reads', async () => {
  const { sink, puts } = openSink(100)
  assert.equal(await sink.drained(60_000), true)
  sink.write('a\n')
  assert.equal(await sink.drained(1), false)
  const drained = sink.drained(60_000)
  puts[0]!.done(null)
  assert.equal(await drained, true)
})

test('a process that ends at once hands over what waits', () => {
  const { sink, rest } = openSink(100)
  for (const line of ['a\n', 'b\n', 'c\n']) sink.write(line)
  sink.flushNow()
  assert.deepEqual(rest, ['b\nc\n'])
})

const LOG_MODULE = new URL('../../src/telemetry/process-log.ts', import.meta.url).href
/** Several times what the queue and any pipe hold. */
const LINES = 30_000
/** About half of what the queue holds, for an output that is slow but takes everything. */
const FEW_LINES = 3000
const script = (lines: number): string => `
  const { openProcessLog } = await import(${JSON.stringify(LOG_MODULE)})
  let dropped = 0
  const { log, close } = openProcessLog({ level: 'info', format: 'auto', onDropped: (n) => { dropped += n } })
  let ticks = 0
  const timer = setInterval(() => { ticks += 1 }, 1)
  for (let at = 0; at < ${lines}; at += 1) {
    log.info('ready', { at, padding: 'x'.repeat(100) })
    if (at % 1000 === 0) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  clearInterval(timer)
  await close()
  process.stderr.write(JSON.stringify({ dropped, ticks }) + '\\n')
  process.exit(0)
`
/** Only a broken sink comes near it. */
const DEADLINE_MS = 60_000

/** The shell, the logging process and its reader. */
function killGroup({ pid, exitCode }: ChildProcess): void {
  if (exitCode === null) process.kill(-pid!, 'SIGKILL')
}

describe('a real process', { concurrency: true }, () => {
  /** The reader of its standard output is another process, behind a real pipe. */
  async function runInto(reader: string): Promise<{ dropped: number; ticks: number }> {
    const shell = spawn('sh', ['-c', `"$NODE" --input-type=module -e "$SCRIPT" | ${reader}`], {
      env: { ...process.env, NODE: process.execPath, SCRIPT: script(LINES) },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    })
    const exited = once(shell, 'exit')
    const deadline = setTimeout(() => killGroup(shell), DEADLINE_MS)
    let said = ''
    shell.stderr.on('data', (text: Buffer) => (said += text))
    await until('the process said its counts', () => said.includes('\n'), DEADLINE_MS)
    clearTimeout(deadline)
    killGroup(shell)
    await exited
    return JSON.parse(said) as { dropped: number; ticks: number }
  }

  test('goes on and ends although nobody reads its log', async () => {
    const { dropped, ticks } = await runInto('sleep 120')
    assert.ok(dropped > 0 && dropped < LINES, `${dropped} dropped`)
    assert.ok(ticks > 10, `${ticks} ticks`)
  })

  test('goes on and ends although the reader of its log went away', async () => {
    const { dropped } = await runInto('head -n 1 > /dev/null')
    assert.ok(dropped > 0, `${dropped} dropped`)
  })

  test('loses no line to a reader that reads, nor to a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'xuezhan-log-'))
    const file = join(folder, 'log')
    const child = spawn(process.execPath, ['--input-type=module', '-e', script(FEW_LINES)], {
      stdio: ['ignore', openSync(file, 'w'), 'ignore'],
    })
    const [code] = (await once(child, 'exit')) as [number]
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    rmSync(folder, { recursive: true })
    assert.equal(code, 0)
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { at: number }).at),
      Array.from({ length: FEW_LINES }, (_, at) => at),
    )
  })
})
