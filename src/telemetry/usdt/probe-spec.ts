// What a probe is said to be, as data: from it come the object's notes, the functions that fire, and docs/probes.md.

/** str: one of few values, kept at one place. text: any other string. */
export type ArgumentType = 'i64' | 'str' | 'text'

export type ArgumentSpec = { readonly name: string; readonly type: ArgumentType; readonly says: string }

export type ProbeSpec = {
  /** When it fires. */
  readonly when: string
  /** Six at most, which is as many as travel in registers. */
  readonly args: readonly ArgumentSpec[]
  /** A program for bpftrace; PID stands for the server's. */
  readonly example: string
}

type ValueOf<T extends ArgumentType> = T extends 'i64' ? number : string

/** The parameters of the function that fires a probe. */
export type ValuesOf<S extends ProbeSpec> = Values<S['args']>
type Values<A extends readonly ArgumentSpec[]> = { -readonly [K in keyof A]: ValueOf<A[K]['type']> }

export const i64 = <N extends string>(name: N, says: string) => ({ name, type: 'i64', says }) as const
export const str = <N extends string>(name: N, says: string) => ({ name, type: 'str', says }) as const
export const text = <N extends string>(name: N, says: string) => ({ name, type: 'text', says }) as const
