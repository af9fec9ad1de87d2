// The rows that a game produces. Each has a key of its own, so that writing it twice is the same as once.

import type { Result } from '../../lib/result.ts'
import type {
  BySeat,
  Charge,
  ChargeRefusal,
  GuestLogin,
  NewDesk,
  NewHistory,
  Payer,
  RefundRefusal,
  Settled,
} from '../repositories.ts'

export type WriteJob =
  | { readonly type: 'deskOpened'; readonly desk: NewDesk }
  | {
      readonly type: 'cardsCharged'
      readonly tableId: string
      readonly charge: Omit<Charge, 'desk'> & { readonly deskNo: string }
    }
  | {
      readonly type: 'roundEnded'
      readonly tableId: string
      readonly history: Omit<NewHistory, 'deskId'>
      readonly totals: BySeat<number>
    }
  | {
      readonly type: 'deskClosed'
      readonly tableId: string
      readonly dismissAt: number
      readonly round: number
      readonly totals: BySeat<number>
    }
  | {
      readonly type: 'cardsRefunded'
      readonly tableId: string
      /** Who hears of it; null where nobody knows any more. The cards go back to whoever was charged. */
      readonly payer: Payer | null
      readonly reference: string
      readonly at: number
    }
  | {
      readonly type: 'online'
      /** Unique for ever, such as `<process>:<time>`. */
      readonly key: string
      readonly at: number
      readonly userCount: number
      readonly deskCount: number
    }
  | { readonly type: 'loggedIn'; readonly key: string; readonly uid: number; readonly login: GuestLogin }
  /** A connection of a player who is logged in; no row of its own. */
  | { readonly type: 'cameOnline'; readonly uid: number }
  | { readonly type: 'loggedOut'; readonly uid: number; readonly at: number }
  /** A process begins, and nobody is there yet. */
  | { readonly type: 'allOffline'; readonly at: number }

const OF_MATCHES: ReadonlySet<WriteJob['type']> = new Set([
  'deskOpened',
  'cardsCharged',
  'roundEnded',
  'deskClosed',
  'cardsRefunded',
])

/** Of a match, so that somebody misses it where it is not there; the others say who was online when. */
export const isOfMatch = ({ type }: WriteJob): boolean => OF_MATCHES.has(type)

export type JobOf<T extends WriteJob['type']> = Extract<WriteJob, { type: T }>

/** What became of a charge or refund, once it is committed; told again when the job is written again. */
export type MoneyOutcome =
  | {
      readonly type: 'cardsCharged'
      readonly tableId: string
      readonly payer: Payer
      readonly result: Result<Settled, ChargeRefusal>
    }
  | {
      readonly type: 'cardsRefunded'
      readonly tableId: string
      readonly payer: Payer | null
      readonly result: Result<Settled, RefundRefusal>
    }

/** A number for each job, growing in the order of acceptance. */
export type Numbered = { readonly seq: number; readonly atMs: number; readonly job: WriteJob }
