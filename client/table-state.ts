// What the page knows of a table, as plain data. It is made from the server's pushes alone (store.ts).
import type { Hint } from '../src/protocol/play-pushes.ts'
import type { PushOf } from '../src/protocol/pushes.ts'
import type { MeldType } from '../src/rules/meld.ts'
import type { BotLevel } from '../src/table/player.ts'

export type SeatInfo = {
  readonly uid: number
  /** 0 to 3; play goes upwards. */
  readonly place: number
  readonly name: string
  readonly score: number
  readonly isReady: boolean
  readonly isOffline: boolean
  readonly isTrusted: boolean
  readonly bot: BotLevel | null
}

/** `from`: who threw the claimed tile; the owner for a concealed kong, 0 where it is not known. */
export type MeldInfo = { readonly type: MeldType; readonly tiles: readonly number[]; readonly from: number }

export type Hand = {
  /** Tile ids, -1 for those that this seat may not see. */
  readonly tiles: readonly number[]
  readonly melds: readonly MeldInfo[]
  readonly discards: readonly number[]
  /** The tile drawn last, while it is still in the hand; -1 when it is hidden. */
  readonly drawn: number | null
  /** 1 条, 2 筒, 3 万; 0 while none is named. */
  readonly que: number
  readonly won: { readonly tile: number; readonly isSelfDrawn: boolean } | null
}

type Asked = {
  readonly promptId: number | undefined
  /** On the page's own clock. */
  readonly dueAtMs: number
  readonly totalMs: number
}
export type SwapPrompt = Asked & {
  readonly kind: 'swap'
  readonly count: number
  readonly isSameSuit: boolean
  readonly suggest: readonly number[]
}
export type VoidPrompt = Asked & { readonly kind: 'void'; readonly suggest: number }
export type PlayPrompt = Asked & {
  readonly kind: 'play'
  readonly ops: Hint['ops']
  readonly tings: Hint['tings']
}
export type Prompt = SwapPrompt | VoidPrompt | PlayPrompt

export type Vote = {
  readonly by: number
  readonly dueAtMs: number
  readonly statuses: readonly { readonly place: number; readonly status: string }[]
}

/** Something to be shown for a moment beside a seat. */
export type Flash = {
  readonly id: number
  readonly uid: number
  readonly kind: 'peng' | 'gang' | 'hu' | 'zimo' | 'points' | 'xiayu' | 'guafeng'
  readonly points: number
}

/**
 * waiting: for players, or for the next round; opening: dealt, swapping or naming void suits;
 * left, dissolved: the table is over for this player without a result.
 */
export type Phase = 'waiting' | 'opening' | 'playing' | 'roundOver' | 'matchOver' | 'left' | 'dissolved'

export type Table = {
  readonly me: number
  readonly deskNo: string
  readonly creator: number
  /** nanoserver's line about the rules, in Chinese. */
  readonly rules: string
  readonly players: number
  readonly round: number
  readonly rounds: number
  readonly phase: Phase
  readonly seats: readonly SeatInfo[]
  readonly hands: Readonly<Record<number, Hand>>
  readonly banker: number
  /** Whose turn it is; 0 for nobody's. */
  readonly turn: number
  readonly wallLeft: number
  readonly lastDiscard: { readonly tile: number; readonly uid: number } | null
  readonly prompt: Prompt | null
  /** The own tiles that 换三张 took and brought. */
  readonly swapped: Pick<PushOf<'onSwap'>, 'direction' | 'in' | 'out'> | null
  readonly vote: Vote | null
  readonly roundEnd: PushOf<'onRoundEnd'> | null
  readonly matchEnd: PushOf<'onGameEnd'> | null
  readonly flashes: readonly Flash[]
}

export const EMPTY_HAND: Hand = { tiles: [], melds: [], discards: [], drawn: null, que: 0, won: null }

export const newTable = (me: number): Table => ({
  me,
  deskNo: '',
  creator: 0,
  rules: '',
  players: 4,
  round: 0,
  rounds: 0,
  phase: 'waiting',
  seats: [],
  hands: {},
  banker: 0,
  turn: 0,
  wallLeft: 0,
  lastDiscard: null,
  prompt: null,
  swapped: null,
  vote: null,
  roundEnd: null,
  matchEnd: null,
  flashes: [],
})

export const handOf = (table: Table, uid: number): Hand => table.hands[uid] ?? EMPTY_HAND
export const seatOf = (table: Table, uid: number): SeatInfo | undefined =>
  table.seats.find((seat) => seat.uid === uid)

/** A round is being dealt or played. */
export const isInRound = ({ phase }: Table): boolean => phase === 'opening' || phase === 'playing'

/** The match has begun, so that leaving takes a vote. */
export const hasBegun = (table: Table): boolean => table.round > 0 && table.phase !== 'matchOver'
