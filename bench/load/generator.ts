// The load generator's process: many clients, and what they saw between `begin` and `end`.
import { randomUUID } from 'node:crypto'
import { LoopDelay } from '../../src/telemetry/loop-delay.ts'
import { quantileOf } from '../quantile.ts'
import type { Answer } from './link.ts'
import { Link, logInAsGuest } from './link.ts'
import type { LoadCommand, LoadReply, LoadReport, Pace, ServerPorts } from './messages.ts'
import { Player } from './player.ts'

/** Clients that log in, or look for a table, at the same time. */
const AT_ONCE = 24

let pace: Pace = { minMs: 500, maxMs: 2500 }
const players: Player[] = []
let unseated: Player[] = []
let lost = 0

type Seen = {
  accepted: number
  pushes: number
  readonly refused: Record<string, number>
  readonly roundTripsMs: number[]
  readonly loopMs: number[]
  readonly begunAtMs: number
  readonly cpuMs: number
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
const nothingSeen = (): Seen => ({
  accepted: 0,
  pushes: 0,
  refused: {},
  roundTripsMs: [],
  loopMs: [],
  begunAtMs: performance.now(),
  cpuMs: cpuMs(),
})
let seen = nothingSeen()
new LoopDelay({ onSample: (ms) => seen.loopMs.push(ms) }).start()

function note({ code, reason = 'UNKNOWN' }: Answer): void {
  if (code === 0) seen.accepted += 1
  else seen.refused[reason] = (seen.refused[reason] ?? 0) + 1
}

async function connectOne(ports: ServerPorts): Promise<void> {
  const account = await logInAsGuest(ports, randomUUID())
  const link = await Link.open(ports, account)
  link.onRoundTrip = (ms) => seen.roundTripsMs.push(ms)
  link.onClosed = () => {
    lost += 1
  }
  const player = new Player({
    link,
    account,
    pace: () => pace,
    onAnswer: note,
    onPush: () => (seen.pushes += 1),
  })
  players.push(player)
  unseated.push(player)
}

/** `count` times `work`, some at once; rejects at the first failure. */
async function spread(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

async function play(): Promise<void> {
  const guests = unseated
  unseated = []
  await spread(guests.length, (index) => guests[index]!.sitDown())
}

function report(): LoadReport {
  const at = (values: readonly number[], q: number): number =>
    values.length === 0 ? 0 : quantileOf(values, q)
  return {
    what: 'report',
    clients: players.length,
    inRound: players.filter(({ isInRound }) => isInRound).length,
    lost,
    accepted: seen.accepted,
    refused: seen.refused,
    pushes: seen.pushes,
    roundTripMs: { p50: at(seen.roundTripsMs, 0.5), p99: at(seen.roundTripsMs, 0.99) },
    loopP99Ms: at(seen.loopMs, 0.99),
    cpuMs: cpuMs() - seen.cpuMs,
    ms: performance.now() - seen.begunAtMs,
  }
}

async function obey(command: LoadCommand): Promise<LoadReply> {
  switch (command.what) {
    case 'connect':
      await spread(command.clients, () => connectOne(command.ports))
      return { what: 'done' }
    case 'play':
      pace = command.pace
      await play()
      return { what: 'done' }
    case 'begin':
      seen = nothingSeen()
      return { what: 'done' }
    case 'end':
      return report()
  }
}

process.on('message', (command: LoadCommand) => {
  obey(command).then(
    (reply) => process.send?.(reply),
    (error: unknown) => process.send?.({ what: 'failed', why: String(error) } satisfies LoadReply),
  )
})
process.on('disconnect', () => process.exit(0))
