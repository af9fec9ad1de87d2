// The functions that fire: they put the arguments into the shared memory and call the probe's stub. Callers ask the
// semaphore first, so they run only while somebody watches.
import { SLOTS_AT } from './block.ts'
import type { ArgumentType, ProbeSpec, ValuesOf } from './probe-spec.ts'
import { Strings } from './strings.ts'

export type Fire<P extends Readonly<Record<string, ProbeSpec>>> = {
  readonly [N in keyof P]: (...values: ValuesOf<P[N]>) => void
}

/** What the loaded object exports. */
export type LoadedObject = {
  readonly block: ArrayBuffer
  /** A function for each probe, by its name. */
  readonly stubs: object
}

const MAX_SLOTS = 6
const nothing = (): void => undefined

/** Functions that do nothing, for a process without the object. */
export function fireNothing<P extends Readonly<Record<string, ProbeSpec>>>(probes: P): Fire<P> {
  return Object.fromEntries(Object.keys(probes).map((name) => [name, nothing])) as unknown as Fire<P>
}

export function makeFire<P extends Readonly<Record<string, ProbeSpec>>>(
  probes: P,
  { block, stubs }: LoadedObject,
): Fire<P> {
  const slots = new Float64Array(block, SLOTS_AT, MAX_SLOTS)
  const strings = new Strings(new Uint8Array(block))
  const place: Readonly<Record<ArgumentType, (value: never) => number>> = {
    i64: whole,
    str: (text: string) => strings.intern(text),
    text: (text: string) => strings.pass(text),
  }
  const functions = Object.entries(probes).map(([name, { args }]) => {
    const stub = (stubs as Readonly<Record<string, () => void>>)[name] ?? nothing
    const places = args.map(({ type }) => place[type] as (value: string | number) => number)
    const fire = (...values: readonly (string | number)[]): void => {
      for (let index = 0; index < places.length; index += 1) slots[index] = places[index]!(values[index]!)
      stub()
    }
    return [name, fire]
  })
  return Object.fromEntries(functions) as Fire<P>
}

/** Exact from -2^53 to 2^53. What is no number counts as 0: a probe never throws. */
const whole = (value: number): number => (Number.isFinite(value) ? value : 0)
