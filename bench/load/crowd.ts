// The load generator as its parent sees it, and one measurement of server and generator together.
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { LoadCommand, LoadReply, LoadReport, Pace } from './messages.ts'
import type { Window } from './scrape.ts'
import { growthOf, histogramQuantile, sumOf } from './scrape.ts'
import type { BenchServer } from './server.ts'

const GENERATOR = fileURLToPath(new URL('./generator.ts', import.meta.url))
export const SEATS = 4
/** People: a discard takes them about a second and a half. */
export const HUMAN: Pace = { minMs: 500, maxMs: 2500 }
/** A generator that is later than this measures itself. */
const SATURATED_MS = 20
const MS_PER_SECOND = 1000

export type Measured = {
  readonly tables: number
  readonly moves: number
  readonly movesPerSecond: number
  /** From the arrival of a move to the last frame that it caused, by the server's histogram; ms. */
  readonly moveP50Ms: number
  readonly moveP99Ms: number
  readonly loopP99Ms: number
  /** Cores. */
  readonly serverCpu: number
  readonly generatorCpu: number
  /** Of the server, for one accepted move. */
  readonly cpuUsPerMove: number
  /** Batches of the journal in a second. */
  readonly syncsPerSecond: number
  readonly syncP99Ms: number
  readonly load: LoadReport
  /** The generator itself was too slow: the figures are no figures of the server. */
  readonly isVoid: boolean
}

export class Crowd {
  readonly #server: BenchServer
  readonly #child: ChildProcess = fork(GENERATOR, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })

  constructor(server: BenchServer) {
    this.#server = server
  }

  async connect(clients: number): Promise<void> {
    await this.#tell({ what: 'connect', ports: this.#server.ports, clients })
  }

  /** Those who have no table yet find one. */
  async play(pace: Pace): Promise<void> {
    await this.#tell({ what: 'play', pace })
  }

  async seat(tables: number, pace: Pace): Promise<void> {
    await this.connect(tables * SEATS)
    await this.play(pace)
  }

  async measure(ms: number): Promise<Measured> {
    const server = this.#server
    const [before, usedBefore] = [await server.scrape(), await server.usage()]
    await this.#tell({ what: 'begin' })
    const begunAtMs = performance.now()
    await pause(ms)
    const load = await this.#tell({ what: 'end' })
    const seconds = (performance.now() - begunAtMs) / MS_PER_SECOND
    const [usedAfter, after] = [await server.usage(), await server.scrape()]
    if (load.what !== 'report') throw new Error('the generator reported nothing')
    const cpuMs = usedAfter.cpuMs - usedBefore.cpuMs
    return { ...figures({ before, after }, { seconds, cpuMs }), load, ...generatorOf(load) }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.disconnect()
    await exit
  }

  async #tell(command: LoadCommand): Promise<LoadReply> {
    const answer = once(this.#child, 'message')
    this.#child.send(command)
    const [reply] = (await answer) as [LoadReply]
    if (reply.what === 'failed') throw new Error(`the load generator: ${reply.why}`)
    return reply
  }
}

export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

function figures(
  window: Window,
  { seconds, cpuMs }: { seconds: number; cpuMs: number },
): Omit<Measured, 'load' | 'generatorCpu' | 'isVoid'> {
  const moves = growthOf(window, 'mj_actions_total', ({ result }) => result === 'ok')
  const move = (q: number): number =>
    histogramQuantile(window, 'mj_action_duration_seconds', { q }) * MS_PER_SECOND
  const syncs = growthOf(window, 'mj_journal_sync_seconds_count')
  return {
    tables: sumOf(window.after, 'mj_tables'),
    moves,
    movesPerSecond: moves / seconds,
    moveP50Ms: move(0.5),
    moveP99Ms: move(0.99),
    loopP99Ms: histogramQuantile(window, 'mj_event_loop_delay_seconds', { q: 0.99 }) * MS_PER_SECOND,
    serverCpu: cpuMs / (seconds * MS_PER_SECOND),
    cpuUsPerMove: (cpuMs * MS_PER_SECOND) / moves,
    syncsPerSecond: syncs / seconds,
    syncP99Ms: histogramQuantile(window, 'mj_journal_sync_seconds', { q: 0.99 }) * MS_PER_SECOND,
  }
}

const generatorOf = (load: LoadReport): Pick<Measured, 'generatorCpu' | 'isVoid'> => ({
  generatorCpu: load.cpuMs / load.ms,
  isVoid: load.loopP99Ms > SATURATED_MS,
})

/** Runs `work` on a server that was just started and an empty crowd; both are gone afterwards. */
export async function withCrowd<T>(
  server: BenchServer,
  work: (crowd: Crowd, server: BenchServer) => Promise<T>,
): Promise<T> {
  let crowd: Crowd | null = null
  try {
    await server.start()
    crowd = new Crowd(server)
    return await work(crowd, server)
  } finally {
    await crowd?.stop()
    await server.close()
  }
}
