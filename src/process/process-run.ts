// One process from its first signal handler to its exit code: start, be ready, drain, close.
import type { Config } from '../config/schema.ts'
import type { Clock } from '../lib/clock.ts'
import { endNow } from './end-now.ts'
import { inTime } from '../lifecycle/in-time.ts'
import { LifeCycle } from '../lifecycle/life-cycle.ts'
import { makeWaitLine } from '../lifecycle/wait-line.ts'
import { Watch } from '../lifecycle/watch.ts'
import type { Watched } from '../lifecycle/watch.ts'
import type { TableDrain } from '../lobby/table-drain.ts'
import { hearStopSignals } from './signals.ts'
import type { StopSignals } from './signals.ts'
import { during, refuseStart } from './start-error.ts'
import { startHealth } from '../telemetry/health.ts'
import { observeDrain, observeLife } from '../telemetry/observe-life.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'

const SECOND_MS = 1000
const EXIT_UNCLEAN = 1

/** What a start is given. */
export type Beginning = {
  /** Closed in the opposite order, whether the start came to its end or not. */
  readonly parts: AsyncDisposableStack
  readonly healthPort: number
  /** Throws once a stop was asked for; to be called between steps. */
  readonly goOn: () => void
}

/** What a start ends with. */
export type Running = {
  readonly watched: Watched
  /** Everything is up, and the process is ready. */
  readonly announce: () => void
  /** Refuses newcomers from now on. */
  readonly drain: () => TableDrain
}

export type ProcessRun = {
  readonly config: Pick<Config, 'ops' | 'lifecycle'>
  readonly telemetry: Telemetry
  readonly clock: Clock
  readonly start: (beginning: Beginning) => Promise<Running>
}

/** Runs until a signal, and to the end after it; resolves to the exit code. */
export async function runProcess(run: ProcessRun): Promise<number> {
  const { telemetry } = run
  const stop = hearStopSignals(telemetry.log)
  const parts = new AsyncDisposableStack()
  const code = await beginToEnd(run, parts, stop)
  telemetry.log.info('stopped', { code })
  await telemetry.close()
  return code === 0 ? code : endNow(code)
}

/** A start that does not hear of the stop in time has nothing that could be closed: it ends with the process. */
async function beginToEnd(run: ProcessRun, parts: AsyncDisposableStack, stop: StopSignals): Promise<number> {
  const begun = await inTime(patience(run, stop.asked), begin(run, parts, stop))
  if (begun === 'late') return tooLate(run)
  if (begun !== null) await live(run, begun, stop)
  return await closeAll(run, parts)
}

const patience = ({ config, clock }: ProcessRun, since: Promise<void>) => ({
  clock,
  since,
  withinMs: config.lifecycle.stopSeconds * SECOND_MS,
})

function tooLate({ config, telemetry }: ProcessRun): number {
  telemetry.log.error('stop_late', { seconds: config.lifecycle.stopSeconds })
  return EXIT_UNCLEAN
}

/** From ready to drained. */
async function live(run: ProcessRun, { life, running }: Begun, stop: StopSignals): Promise<void> {
  const { config, clock } = run
  const { journalLagMs, storeLagSeconds } = config.lifecycle
  const limits = { journalLagMs, storeLagMs: storeLagSeconds * SECOND_MS }
  const watch = new Watch({ clock, life, limits, watched: running.watched })
  watch.start()
  life.started()
  running.announce()
  await stop.asked
  watch.stop()
  life.drain()
  await drainTables(run, running, stop)
}

/** Ends by what `goOn` throws. */
export async function* eachWhile<T>(items: AsyncIterable<T>, goOn: () => void): AsyncGenerator<T> {
  for await (const item of items) {
    goOn()
    yield item
  }
}

type Begun = { readonly life: LifeCycle; readonly running: Running }

/** null: a stop was asked for before everything was up. */
async function begin(
  { config, telemetry, start }: ProcessRun,
  parts: AsyncDisposableStack,
  stop: StopSignals,
): Promise<Begun | null> {
  const goOn = (): void => {
    if (stop.isAsked) throw new Error('a stop was asked for')
  }
  try {
    const health = await during('ops.health_port', startHealth(config.ops.healthPort))
    parts.defer(() => health.close())
    const heard = observeLife(telemetry)
    const life = new LifeCycle((state) => {
      health.set(state.isReady)
      heard(state)
    })
    const running = await start({ parts, healthPort: health.port, goOn })
    goOn()
    return { life, running }
  } catch (error) {
    if (!stop.isAsked) refuseStart(error)
    telemetry.log.info('start_abandoned')
    return null
  }
}

/** Waits for rounds with a connected player: as long as the configuration says, or until the second signal. */
async function drainTables(
  { config, telemetry, clock }: ProcessRun,
  { drain }: Running,
  { forced }: StopSignals,
): Promise<void> {
  const { drainSeconds } = config.lifecycle
  const tables = drain()
  const waited = tables.remaining
  const ended = observeDrain(telemetry, () => tables.remaining)
  telemetry.log.info('draining', { tables: waited, seconds: drainSeconds })
  if (process.stdout.isTTY && waited > 0) telemetry.print(makeWaitLine(waited, drainSeconds))
  const startedMs = clock.monotonicMs()
  const over = Promise.withResolvers<void>()
  const cancel = clock.after(drainSeconds * SECOND_MS, over.resolve)
  await Promise.race([tables.done, over.promise, forced])
  cancel()
  const { remaining } = tables
  const ms = Math.round(clock.monotonicMs() - startedMs)
  const drained = { finished: waited - remaining, left: remaining, ms }
  ended(drained)
  telemetry.log.info('drained', drained)
}

/** 0 when everything closed in time. */
async function closeAll(run: ProcessRun, parts: AsyncDisposableStack): Promise<number> {
  try {
    const end = await inTime(patience(run, Promise.resolve()), parts.disposeAsync())
    return end === 'late' ? tooLate(run) : 0
  } catch (error) {
    run.telemetry.log.error('stop_failed', { error })
    return EXIT_UNCLEAN
  }
}
