// Matches played by four seats that answer at once, as fast as one thread can, with whatever observers.
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { MemoryJournal } from '../src/journal/memory.ts'
import { systemClock as clock } from '../src/lib/clock.ts'
import { seededRng } from '../src/lib/rng.ts'
import type { NetObserver } from '../src/net/observer.ts'
import { PushEncoder } from '../src/net/push-encoder.ts'
import { plainPipeline } from '../src/protocol/pipeline.ts'
import type { RoomObserver } from '../src/room/observer.ts'
import { NO_EVENTS } from '../src/room/observer.ts'
import { Room } from '../src/room/room.ts'
import type { Command } from '../src/table/command.ts'
import type { TableEvent } from '../src/table/event.ts'
import { seatsOf } from '../src/table/seating.ts'
import { personAt, rulesOf, TIMING } from '../test/support/table-driver.ts'
import { nextAnswer, towardsWin } from '../test/support/table-players.ts'
import { hexLuck } from '../test/room/live-table.ts'
import { median } from './quantile.ts'

const WARM_UPS = 3
/** A match is some 500 commands. */
const MATCHES = 6
const US_PER_SECOND = 1e6
const ROUTE = 'DeskManager.OpChoose'
const BIRTH = { id: 's1', transport: 'ws', openedAtMs: 0, shookAtMs: 0 } as const

export type Observers = { readonly room: RoomObserver; readonly net: NetObserver }

export type Compared = {
  /** Commands per second of processor time: the middle of the samples. */
  readonly value: number
  readonly baseline: number
  /** Of `value` to `baseline`, pair by pair. */
  readonly ratio: number
}

/** `samples` is even, so that each goes first as often. */
export async function comparedMoves(on: Observers, off: Observers, samples: number): Promise<Compared> {
  for (let warm = 0; warm < WARM_UPS; warm += 1) {
    await movesPerSecond(off, warm)
    await movesPerSecond(on, warm)
  }
  const pairs: { readonly on: number; readonly off: number }[] = []
  for (let sample = 1; sample <= samples; sample += 1) {
    // In turns, and by turns first, so that neither always has the warmer machine.
    const first = await movesPerSecond(sample % 2 === 0 ? on : off, sample)
    const second = await movesPerSecond(sample % 2 === 0 ? off : on, sample)
    pairs.push(sample % 2 === 0 ? { on: first, off: second } : { on: second, off: first })
  }
  const value = median(pairs.map((pair) => pair.on))
  const baseline = median(pairs.map((pair) => pair.off))
  // Each order has half of the pairs: what the second of a pair gains cancels out in the mean.
  const ratio = Math.exp(pairs.reduce((sum, pair) => sum + Math.log(pair.on / pair.off), 0) / pairs.length)
  return { value, baseline, ratio }
}

/**
 * Four seats that answer at once: nothing waits for a clock, a disk or a socket. By processor time, which neighbours
 * do not take away.
 */
async function movesPerSecond(observers: Observers, seed: number): Promise<number> {
  let said = 0
  const before = process.cpuUsage()
  for (let match = 0; match < MATCHES; match += 1) {
    said += await playMatch(observers, seed * MATCHES + match)
    // For what is sent on the side.
    await turnOfTheLoop()
  }
  const { user, system } = process.cpuUsage(before)
  return (said * US_PER_SECOND) / (user + system)
}

async function playMatch(observers: Observers, seed: number): Promise<number> {
  const room = await openRoom(observers, seed)
  const rng = seededRng(seed)
  let said = 0
  while (!room.isOver) {
    const commands = nextCommands(room, rng)
    for (const command of commands) {
      await submit(room, command, observers.net)
      said += 1
    }
  }
  return said
}

/** As the dispatcher does it: the read, the command, the answer. */
async function submit(room: Room, command: Command, net: NetObserver): Promise<void> {
  const receivedAtMs = performance.now()
  net.dataReceived('ws', 40)
  const trace = net.messageReceived ? net.messageReceived(ROUTE, receivedAtMs, BIRTH) : null
  const taken = await room.submit(command, { receivedAtMs, trace })
  const result = taken.ok ? 'OK' : taken.error.reason
  net.messageHandled({
    route: ROUTE,
    result,
    ms: performance.now() - receivedAtMs,
    receivedAtMs,
    trace,
  })
}

function nextCommands({ state }: Room, rng: ReturnType<typeof seededRng>): Command[] {
  const answer = nextAnswer(state, towardsWin, rng)
  if (answer) return [answer]
  if (state.phase.kind === 'sorting') return seatsOf(state).map((seat) => ({ type: 'sorted', seat }))
  return seatsOf(state).map((seat) => ({ type: 'ready', seat, seed: null }))
}

async function openRoom({ room: observer, net }: Observers, seed: number): Promise<Room> {
  const rng = seededRng(seed)
  const deps = {
    journal: new MemoryJournal<TableEvent>(),
    clock,
    luck: hexLuck(seed),
    rng,
    brain: (): never => unreachable('there are no bots'),
    observer,
    events: NO_EVENTS,
    settings: { mailboxLimit: 64, botThinkMs: [0, 0] as const },
  }
  const created = await Room.create(deps, {
    tableId: `T${seed}`,
    no: '123456',
    creator: personAt(0).uid,
    clubId: null,
    isPublic: false,
    rules: rulesOf('xuezhan'),
    timing: TIMING,
  })
  if (!created.ok) throw new Error(created.error.reason)
  const room = created.value
  for (const seat of seatsOf(room.state)) {
    await room.submit({ type: 'join', player: personAt(seat), seat })
    room.attendance.attach(seat, encodingConnection(`s${seat}`, net))
  }
  return room
}

function unreachable(what: string): never {
  throw new Error(what)
}

/** A session without its socket. */
function encodingConnection(id: string, observer: NetObserver) {
  const encoder = new PushEncoder({ pipeline: plainPipeline, dictionary: null, observer })
  return {
    id,
    send(push: Parameters<PushEncoder['encode']>[0]): void {
      const bytes = encoder.encode(push, false)
      if (bytes) observer.pushSent(push.route, bytes.length)
    },
    whenHandedOver: (listener: () => void): void => listener(),
  }
}
