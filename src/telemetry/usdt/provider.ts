// The provider `xuezhan` of this process: what it takes to have probes, or the reason why there are none. Without them
// everything has the same shape and does nothing, so that no call site asks.
import { arch as hostArch, constants, platform as hostPlatform, release as hostRelease } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import { arm64 } from './arm64.ts'
import { MAX_PROBES, SEMAPHORES_AT } from './block.ts'
import { BLOCK_NAME, makeObject } from './elf.ts'
import type { Fire } from './fire.ts'
import { fireNothing, makeFire } from './fire.ts'
import type { Machine } from './machine.ts'
import { putObject, usualFolders } from './object-file.ts'
import type { ProbeName } from './probes.ts'
import { PROBE_NAMES, PROBES } from './probes.ts'
import { x64 } from './x64.ts'

export const PROVIDER = 'xuezhan'

/**
 * switched_off: `probes.usdt`. system, architecture: none that we write objects for. worker: probes are the main thread's.
 * permission: Node's permission model forbids native code. no_folder: nowhere to put or map the object.
 * load_failed: the host would not take it.
 */
export type WhyNot =
  | 'switched_off'
  | 'system'
  | 'architecture'
  | 'worker'
  | 'permission'
  | 'no_folder'
  | 'load_failed'

export type UsdtStatus =
  | { readonly isActive: true; readonly file: string }
  | { readonly isActive: false; readonly reason: WhyNot; readonly detail: string }

/** The switches of the map of compiled functions, and the memory they share. */
export type MapSwitches = {
  readonly block: ArrayBuffer
  readonly mapOn: () => void
  readonly mapOff: () => void
}

export type Usdt = {
  /** One word for each probe; 0: nobody watches. To be asked before `fire`. */
  readonly sem: Uint16Array
  readonly fire: Fire<typeof PROBES>
  readonly status: UsdtStatus
  /** null where there is no object. */
  readonly switches: MapSwitches | null
}

export type UsdtOptions = {
  readonly isOn: boolean
  readonly platform?: NodeJS.Platform
  readonly arch?: string
  /** The kernel's. */
  readonly release?: string
  /** Where the object may go, in the order they are tried. */
  readonly folders?: readonly string[]
}

type Exports = MapSwitches & Readonly<Record<ProbeName, () => void>>

/** Never throws. */
export function openUsdt(options: UsdtOptions): Usdt {
  const { isOn, platform = hostPlatform(), folders = usualFolders() } = options
  if (!isOn) return without('switched_off', 'probes.usdt is false')
  if (platform !== 'linux') return without('system', platform)
  const machine = machineOf(options)
  if (machine === null) return without('architecture', options.arch ?? hostArch())
  if (!isMainThread) return without('worker', 'only the main thread has probes')
  return load(objectFor(machine), folders)
}

const NO_WATCHERS = (): Uint16Array => new Uint16Array(MAX_PROBES)

const without = (reason: WhyNot, detail: string): Usdt => ({
  sem: NO_WATCHERS(),
  fire: fireNothing(PROBES),
  status: { isActive: false, reason, detail },
  switches: null,
})

export const objectFor = (machine: Machine): Buffer =>
  makeObject({
    provider: PROVIDER,
    machine,
    probes: PROBE_NAMES.map((name) => ({ name, args: PROBES[name].args.map(({ type }) => type) })),
  })

function machineOf({ arch = hostArch(), release = hostRelease() }: UsdtOptions): Machine | null {
  if (arch === 'x64') return x64(hasFastNop(release))
  return arch === 'arm64' ? arm64 : null
}

const FAST_NOP_SINCE = [6, 18] as const

/** Whether the kernel turns a nop of five bytes into a call. */
export function hasFastNop(release: string): boolean {
  const [major = 0, minor = 0] = release.split('.').map((part) => Number.parseInt(part, 10))
  return major > FAST_NOP_SINCE[0] || (major === FAST_NOP_SINCE[0] && minor >= FAST_NOP_SINCE[1])
}

function load(bytes: Buffer, folders: readonly string[]): Usdt {
  const failures: { readonly reason: WhyNot; readonly detail: string }[] = []
  for (const folder of folders) {
    try {
      const file = putObject(folder, bytes)
      return over(loadObject(file), file)
    } catch (error) {
      failures.push({ reason: whyOf(error), detail: `${folder}: ${(error as Error).message}` })
    }
  }
  const reason = failures.at(-1)?.reason ?? 'no_folder'
  return without(reason, failures.map(({ detail }) => detail).join('; '))
}

function over(exports: Exports, file: string): Usdt {
  const { block } = exports
  return {
    sem: new Uint16Array(block, SEMAPHORES_AT, MAX_PROBES),
    fire: makeFire(PROBES, { block, stubs: exports }),
    status: { isActive: true, file },
    switches: exports,
  }
}

function whyOf(error: unknown): WhyNot {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ERR_DLOPEN_DISABLED' || code === 'ERR_ACCESS_DENIED') return 'permission'
  if (code !== 'ERR_DLOPEN_FAILED') return 'no_folder'
  return /failed to map segment|Operation not permitted|Permission denied/i.test((error as Error).message)
    ? 'no_folder'
    : 'load_failed'
}

/** A library is loaded once for each process, and its memory may be handed out once. */
const loaded = new Map<string, Exports>()

function loadObject(file: string): Exports {
  const known = loaded.get(file)
  if (known) return known
  const module = { exports: {} as Partial<Exports> }
  // Bound at once and for itself alone: nothing of it is anybody else's symbol.
  process.dlopen(module, file, constants.dlopen.RTLD_NOW)
  const { exports } = module
  if (!(exports[BLOCK_NAME] instanceof ArrayBuffer)) throw dlopenFailed('it exports no memory')
  loaded.set(file, exports as Exports)
  return exports as Exports
}

const dlopenFailed = (message: string): Error =>
  Object.assign(new Error(message), { code: 'ERR_DLOPEN_FAILED' })
