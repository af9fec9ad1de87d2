// What our stack costs over the bare WebSocket library: packets, messages, schema, routes, sessions and
// limits.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { must } from '../src/lib/assert.ts'
import type { Command, Reply, ServerKind } from './net/messages.ts'
import { median } from './quantile.ts'
import type { BenchOptions, BenchRow } from './row.ts'
import { FULL } from './row.ts'

const ROUNDS = 5
const QUICK_ROUNDS = 1
const ROUND_MS = 800
const WARM_UP_MS = 1000
const SOCKETS = 64
const IDLE_SOCKETS = 2000
const JOIN_MS = 2000
const JOIN_AT_ONCE = 32
/** Messages per second against the bare library's echo. */
const MIN_RATIO = 0.6
const MAX_IDLE_KIB = 25
const SETTLE_MS = 500

const pause = async (ms: number): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

class Worker {
  readonly #child: ChildProcess

  constructor(file: string) {
    const path = fileURLToPath(new URL(`./net/${file}`, import.meta.url))
    this.#child = fork(path, { execArgv: ['--expose-gc'], stdio: 'inherit' })
  }

  async tell<W extends Reply['what']>(command: Command, expected: W): Promise<Extract<Reply, { what: W }>> {
    const answer = once(this.#child, 'message')
    this.#child.send(command)
    const [reply] = (await answer) as [Reply]
    if (reply.what !== expected) throw new Error(`expected ${expected}, got ${reply.what}`)
    return reply as Extract<Reply, { what: W }>
  }

  async stop(): Promise<void> {
    const exit = once(this.#child, 'exit')
    this.#child.disconnect()
    await exit
  }
}

/** A server and its load, each in a process of its own. */
class Pair {
  readonly kind: ServerKind
  readonly #server = new Worker('server.ts')
  readonly #client = new Worker('client.ts')
  #port = 0

  constructor(kind: ServerKind) {
    this.kind = kind
  }

  async start(): Promise<void> {
    this.#port = (await this.#server.tell({ what: 'start', kind: this.kind }, 'port')).port
  }

  async open(sockets: number): Promise<void> {
    await this.#client.tell({ what: 'open', kind: this.kind, port: this.#port, sockets }, 'count')
  }

  /** Answers per second, and the server's CPU time per answer in microseconds. */
  async ask(ms: number, window: number): Promise<{ readonly perSecond: number; readonly cpuUs: number }> {
    const before = await this.#server.tell({ what: 'usage' }, 'usage')
    const asked = await this.#client.tell({ what: 'ask', ms, window }, 'count')
    const after = await this.#server.tell({ what: 'usage' }, 'usage')
    return {
      perSecond: (asked.count / asked.ms) * 1000,
      cpuUs: ((after.cpuMs - before.cpuMs) * 1000) / asked.count,
    }
  }

  async joinsPerSecond(ms: number): Promise<number> {
    const load = { kind: this.kind, port: this.#port, sockets: JOIN_AT_ONCE }
    const joined = await this.#client.tell({ what: 'join', ms, ...load }, 'count')
    return (joined.count / joined.ms) * 1000
  }

  /** Resident memory that one more idle socket costs, in KiB. */
  async idleKiB(sockets: number): Promise<number> {
    const before = await this.#server.tell({ what: 'settle' }, 'usage')
    await this.open(sockets)
    await pause(SETTLE_MS)
    const after = await this.#server.tell({ what: 'settle' }, 'usage')
    return (after.rssBytes - before.rssBytes) / sockets / 1024
  }

  async stop(): Promise<void> {
    await Promise.all([this.#client.stop(), this.#server.stop()])
  }
}

async function withPairs<T>(work: (ours: Pair, echo: Pair) => Promise<T>): Promise<T> {
  const pairs = [new Pair('ours'), new Pair('echo')] as const
  try {
    await Promise.all(pairs.map((pair) => pair.start()))
    return await work(...pairs)
  } finally {
    await Promise.all(pairs.map((pair) => pair.stop()))
  }
}

type Throughput = { readonly window: number; readonly label: string; readonly rounds: number }

/** The two take turns, so that what else the machine does falls on both. */
async function throughput({ window, label, rounds }: Throughput): Promise<BenchRow[]> {
  return await withPairs(async (ours, echo) => {
    const seen: { readonly [kind in ServerKind]: { perSecond: number; cpuUs: number }[] } = {
      ours: [],
      echo: [],
    }
    for (const pair of [ours, echo]) {
      await pair.open(SOCKETS)
      await pair.ask(WARM_UP_MS, window)
    }
    for (let round = 0; round < rounds; round++) {
      for (const pair of [ours, echo]) seen[pair.kind].push(await pair.ask(ROUND_MS, window))
    }
    const [value, baseline] = [seen.ours, seen.echo].map((rows) => median(rows.map((row) => row.perSecond)))
    const [cpu, echoCpu] = [seen.ours, seen.echo].map((rows) => median(rows.map((row) => row.cpuUs)))
    // Of each round by itself: both sides of a round saw much the same machine.
    const ratio = median(
      seen.ours.map((row, round) => row.perSecond / must(seen.echo[round], 'echo').perSecond),
    )
    return [
      {
        name: `net: request and answer, ${SOCKETS} sockets, ${label}`,
        value: Math.round(must(value, 'ours')),
        unit: 'messages/s',
        baseline: Math.round(must(baseline, 'echo')),
        ratio,
        target: MIN_RATIO,
        met: ratio >= MIN_RATIO,
      },
      {
        name: `net: server CPU per message, ${label}`,
        value: must(cpu, 'ours'),
        unit: 'us',
        baseline: must(echoCpu, 'echo'),
        ratio: must(cpu, 'ours') / must(echoCpu, 'echo'),
      },
    ]
  })
}

async function joins(): Promise<BenchRow> {
  return await withPairs(async (ours, echo) => {
    await ours.joinsPerSecond(WARM_UP_MS)
    await echo.joinsPerSecond(WARM_UP_MS)
    const value = await ours.joinsPerSecond(JOIN_MS)
    const baseline = await echo.joinsPerSecond(JOIN_MS)
    return {
      name: 'net: connections with upgrade, handshake and login (bare: upgrade only)',
      value: Math.round(value),
      unit: 'connections/s',
      baseline: Math.round(baseline),
      ratio: value / baseline,
    }
  })
}

async function idleMemory(): Promise<BenchRow> {
  return await withPairs(async (ours, echo) => {
    // The first sockets pay for code and pools that all share.
    for (const pair of [ours, echo]) await pair.open(SOCKETS)
    const value = await ours.idleKiB(IDLE_SOCKETS)
    const baseline = await echo.idleKiB(IDLE_SOCKETS)
    return {
      name: `net: resident memory per idle session, ${IDLE_SOCKETS} logged in`,
      value,
      unit: 'KiB',
      baseline,
      ratio: value / baseline,
      target: MAX_IDLE_KIB,
      met: value <= MAX_IDLE_KIB,
    }
  })
}

export async function benchNet({ quick }: BenchOptions = FULL): Promise<BenchRow[]> {
  const rounds = quick ? QUICK_ROUNDS : ROUNDS
  return [
    ...(await throughput({ window: 1, label: 'one in flight each', rounds })),
    ...(await throughput({ window: 8, label: 'eight in flight each', rounds })),
    await joins(),
    await idleMemory(),
  ]
}

if (import.meta.main) console.table(await benchNet())
