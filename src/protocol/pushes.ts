// Every message that the server sends unasked, with its schema and for whom it is made.
import { ACCOUNT_PUSHES, DESK_PUSHES } from './desk-pushes.ts'
import { PLAY_PUSHES } from './play-pushes.ts'
import { RESULT_PUSHES } from './result-pushes.ts'
import type { Infer, PayloadSchema } from './schema.ts'

/** One payload for the whole table, one made for each seat, or one for a session alone. */
export type Audience = 'table' | 'seat' | 'session'
export type Push = { readonly payload: PayloadSchema; readonly audience: Audience }

export const PUSHES = {
  ...ACCOUNT_PUSHES,
  ...DESK_PUSHES,
  ...PLAY_PUSHES,
  ...RESULT_PUSHES,
} as const satisfies { readonly [name: string]: Push }

export type PushName = keyof typeof PUSHES
export type PushOf<N extends PushName> = Infer<(typeof PUSHES)[N]['payload']>
/** A push with its payload, as a discriminated union over all names. */
export type AnyPush = {
  readonly [N in PushName]: { readonly name: N; readonly payload: PushOf<N> }
}[PushName]

export const PUSH_NAMES = Object.keys(PUSHES) as readonly PushName[]
