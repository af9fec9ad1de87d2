// Names for compiled JavaScript in the stacks of perf and bpftrace, on a process that was started without any flag: V8
// is asked to tell of every function that it compiles, and the object writes each into /tmp/perf-<pid>.map, where both
// look. File and line are those of the TypeScript, which runs as it is written.
import { closeSync, constants, lstatSync, openSync, rmSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { MAP_DONE_AT, MAP_FD_AT } from './block.ts'
import type { MapSwitches } from './provider.ts'

export type MapState =
  | { readonly isOn: false }
  | { readonly isOn: true; readonly file: string; readonly ms: number }

/** NO_OBJECT: the process has no probes. FILE_TAKEN: somebody else's file is there. NOT_SUPPORTED: this Node lacks the way. */
export type MapRefusal = 'NO_OBJECT' | 'FILE_TAKEN' | 'NOT_SUPPORTED'

export type PerfMapOptions = {
  readonly switches: MapSwitches | null
  readonly file?: string
  /** After which it is turned off by itself: the map only grows. */
  readonly longestMs?: number
  readonly onExpired?: () => void
}

const HOUR_MS = 3_600_000
const OWNER_ONLY = 0o600
/** Code must stay where the map says; interpreted functions get frames of their own from here on. */
const ON_FLAGS = ['--no-compact-code-space', '--interpreted-frames-native-stack'] as const
const OFF_FLAGS = ['--compact-code-space', '--no-interpreted-frames-native-stack'] as const

export class PerfMap {
  readonly #options: PerfMapOptions
  readonly #file: string
  #on: { readonly fd: number; readonly ms: number } | null = null
  #expiry: NodeJS.Timeout | undefined
  readonly #removeAtExit = (): void => this.off()

  constructor(options: PerfMapOptions) {
    this.#options = options
    this.#file = options.file ?? `/tmp/perf-${process.pid}.map`
  }

  get state(): MapState {
    return this.#on === null ? { isOn: false } : { isOn: true, file: this.#file, ms: this.#on.ms }
  }

  /** Complete when it returns, some milliseconds later; null, or why there is none. Twice is once. */
  on(): MapRefusal | null {
    const { switches, longestMs = HOUR_MS } = this.#options
    if (this.#on !== null) return null
    if (switches === null) return 'NO_OBJECT'
    const fd = openOwn(this.#file)
    if (fd === null) return 'FILE_TAKEN'
    const begunMs = performance.now()
    for (const flag of ON_FLAGS) setFlagsFromString(flag)
    if (!turn(switches, fd, switches.mapOn)) {
      this.#remove(fd)
      return 'NOT_SUPPORTED'
    }
    this.#on = { fd, ms: performance.now() - begunMs }
    this.#expiry = setTimeout(() => this.#expire(), longestMs).unref()
    process.once('exit', this.#removeAtExit)
    return null
  }

  /** Removes the file too. Twice is once. */
  off(): void {
    const { switches } = this.#options
    if (this.#on === null || switches === null) return
    const { fd } = this.#on
    this.#on = null
    clearTimeout(this.#expiry)
    process.removeListener('exit', this.#removeAtExit)
    turn(switches, fd, switches.mapOff)
    for (const flag of OFF_FLAGS) setFlagsFromString(flag)
    this.#remove(fd)
  }

  #expire(): void {
    this.off()
    this.#options.onExpired?.()
  }

  #remove(fd: number): void {
    closeSync(fd)
    rmSync(this.#file, { force: true })
  }
}

/** Whether the host could be asked. */
function turn({ block }: MapSwitches, fd: number, ask: () => void): boolean {
  const words = new DataView(block)
  words.setInt32(MAP_FD_AT, fd, true)
  words.setInt32(MAP_DONE_AT, 0, true)
  ask()
  return words.getInt32(MAP_DONE_AT, true) === 1
}

/** A new file; one that an earlier process of ours left under this number is removed. null: it is not ours. */
function openOwn(file: string): number | null {
  try {
    const stat = lstatSync(file, { throwIfNoEntry: false })
    if (stat && stat.uid !== process.getuid?.()) return null
    if (stat) rmSync(file)
    const { O_CREAT, O_EXCL, O_WRONLY, O_APPEND } = constants
    return openSync(file, O_CREAT | O_EXCL | O_WRONLY | O_APPEND, OWNER_ONLY)
  } catch {
    return null
  }
}
