// Pushes of a round in play: what each does to the table that the page knows.
import { GANG_TYPE, HIDDEN_TILE, HU_TYPE, OP } from '../src/protocol/fields.ts'
import type { Hint } from '../src/protocol/play-pushes.ts'
import type { PushOf } from '../src/protocol/pushes.ts'
import { kindOf } from '../src/rules/tiles.ts'
import { EMPTY_HAND, handOf } from './table-state.ts'
import type { Flash, Hand, MeldInfo, PlayPrompt, Table } from './table-state.ts'

/** More are never on the screen at once. */
const MAX_FLASHES = 12
/** Where a hint does not say how long it stands. */
const UNKNOWN_TIMEOUT_MS = 15_000

export function dueOf(asked: { timeoutMs?: number; promptId?: number }, nowMs: number) {
  const totalMs = asked.timeoutMs ?? UNKNOWN_TIMEOUT_MS
  return { promptId: asked.promptId, dueAtMs: nowMs + totalMs, totalMs }
}

export const withHand = (table: Table, uid: number, change: Partial<Hand>): Table => ({
  ...table,
  hands: { ...table.hands, [uid]: { ...handOf(table, uid), ...change } },
})

export function flash(table: Table, shown: Omit<Flash, 'id'>): Table {
  const id = (table.flashes.at(-1)?.id ?? 0) + 1
  return { ...table, flashes: [...table.flashes, { ...shown, id }].slice(-MAX_FLASHES) }
}

/** The hand without these tiles; of a hidden hand any tile stands for each. */
function without(tiles: readonly number[], gone: readonly number[]): number[] {
  const rest = [...tiles]
  for (const tile of gone) {
    const at = rest.indexOf(tile)
    const place = at >= 0 ? at : rest.indexOf(HIDDEN_TILE)
    if (place >= 0) rest.splice(place, 1)
  }
  return rest
}

export function dealt(table: Table, push: PushOf<'onDuanPai'>): Table {
  const hands = push.accountInfo.map(({ acId, mjs }): [number, Hand] => [acId, { ...EMPTY_HAND, tiles: mjs }])
  return {
    ...table,
    phase: 'opening',
    hands: Object.fromEntries(hands),
    banker: push.markerId,
    turn: 0,
    wallLeft: push.restCnt ?? 0,
    lastDiscard: null,
    prompt: null,
    swapped: null,
    roundEnd: null,
  }
}

export function swapped(table: Table, push: PushOf<'onSwap'>): Table {
  const own = handOf(table, table.me)
  const tiles = [...without(own.tiles, push.out), ...push.in]
  const { direction, out } = push
  return {
    ...withHand(table, table.me, { tiles }),
    swapped: { direction, in: push.in, out },
    prompt: null,
  }
}

export function voidsNamed(table: Table, push: PushOf<'onDingQue'>): Table {
  const named = push.reduce((next, { uid, que }) => withHand(next, uid, { que }), table)
  return { ...named, phase: 'playing', turn: named.banker, prompt: null, swapped: null }
}

export function drew(table: Table, { acId, mjids }: PushOf<'onMoPai'>): Table {
  const drawn = mjids[0] ?? HIDDEN_TILE
  const { tiles } = handOf(table, acId)
  const next = withHand(table, acId, { tiles: [...tiles, drawn], drawn })
  return { ...next, phase: 'playing', turn: acId, wallLeft: Math.max(0, table.wallLeft - 1), prompt: null }
}

export const playPrompt = (hint: Hint, nowMs: number): PlayPrompt => ({
  kind: 'play',
  ops: hint.ops,
  tings: hint.tings,
  ...dueOf(hint, nowMs),
})

export function hinted(table: Table, hint: Hint, nowMs: number): Table {
  const prompt = playPrompt(hint, nowMs)
  const isOwnTurn = hint.ops.some(({ op }) => op === OP.chu)
  return { ...table, phase: 'playing', prompt, turn: isOwnTurn ? hint.uid : table.turn }
}

type Deed = PushOf<'onOpTypeDo'>

/** A deed settles every question that was open. */
export function done(table: Table, deed: Deed): Table {
  const uid = deed.uid[0] ?? 0
  const next = { ...table, phase: 'playing' as const, prompt: null }
  switch (deed.optype) {
    case OP.chu:
      return discarded(next, uid, deed.mjs[0] ?? HIDDEN_TILE)
    case OP.peng:
      return flash(ponged(next, uid, deed), { uid, kind: 'peng', points: 0 })
    case OP.gang:
      return flash(konged(next, uid, deed), { uid, kind: 'gang', points: 0 })
    case OP.hu: {
      const kind = deed.hutype === HU_TYPE.ziMo ? 'zimo' : 'hu'
      return flash(won(next, uid, deed), { uid, kind, points: 0 })
    }
    case OP.pass:
      return next
  }
}

function discarded(table: Table, uid: number, tile: number): Table {
  const hand = handOf(table, uid)
  const change = { tiles: without(hand.tiles, [tile]), discards: [...hand.discards, tile], drawn: null }
  return { ...withHand(table, uid, change), lastDiscard: { tile, uid }, turn: uid }
}

/** A claimed tile leaves the discards of who threw it. */
function claim(table: Table, from: number | undefined, tile: number): Table {
  const giver = from ?? table.lastDiscard?.uid ?? 0
  const { discards } = handOf(table, giver)
  if (discards.at(-1) !== tile) return table
  return { ...withHand(table, giver, { discards: discards.slice(0, -1) }), lastDiscard: null }
}

/** The claimed tile is named first. */
function ponged(table: Table, uid: number, { mjs, from }: Deed): Table {
  const next = claim(table, from, mjs[0]!)
  const hand = handOf(next, uid)
  const meld: MeldInfo = { type: 'pong', tiles: mjs, from: from ?? 0 }
  const tiles = without(hand.tiles, mjs.slice(1))
  return { ...withHand(next, uid, { tiles, melds: [...hand.melds, meld], drawn: null }), turn: uid }
}

function konged(table: Table, uid: number, { mjs, from, gangType }: Deed): Table {
  if (gangType === GANG_TYPE.ba || mjs.length === 1) return addedKong(table, uid, mjs[0]!)
  const isClaimed = gangType === GANG_TYPE.ming
  const next = isClaimed ? claim(table, from, mjs[0]!) : table
  const hand = handOf(next, uid)
  const meld: MeldInfo = isClaimed
    ? { type: 'exposed-kong', tiles: mjs, from: from ?? 0 }
    : { type: 'concealed-kong', tiles: mjs, from: uid }
  const tiles = without(hand.tiles, isClaimed ? mjs.slice(1) : mjs)
  return { ...withHand(next, uid, { tiles, melds: [...hand.melds, meld], drawn: null }), turn: uid }
}

const isOfKind = (meld: MeldInfo, tile: number): boolean => kindOf(meld.tiles[0]!) === kindOf(tile)

function addedKong(table: Table, uid: number, tile: number): Table {
  const hand = handOf(table, uid)
  const melds = hand.melds.map(
    (meld): MeldInfo =>
      meld.type === 'pong' && isOfKind(meld, tile)
        ? { ...meld, type: 'added-kong', tiles: [...meld.tiles, tile] }
        : meld,
  )
  return { ...withHand(table, uid, { tiles: without(hand.tiles, [tile]), melds, drawn: null }), turn: uid }
}

function won(table: Table, uid: number, { mjs, from, hutype }: Deed): Table {
  const tile = mjs[0] ?? HIDDEN_TILE
  const isSelfDrawn = hutype === HU_TYPE.ziMo
  if (isSelfDrawn) {
    const tiles = without(handOf(table, uid).tiles, [tile])
    return withHand(table, uid, { tiles, drawn: null, won: { tile, isSelfDrawn } })
  }
  const next = unrob(claim(table, from, tile), from ?? 0, tile)
  return withHand(next, uid, { won: { tile, isSelfDrawn } })
}

/** A robbed kong (抢杠) is a pong again: it was announced before it could be robbed. */
function unrob(table: Table, from: number, tile: number): Table {
  const hand = handOf(table, from)
  if (!hand.melds.some((meld) => meld.type === 'added-kong' && meld.tiles.at(-1) === tile)) return table
  const melds = hand.melds.map(
    (meld): MeldInfo =>
      meld.type === 'added-kong' && meld.tiles.at(-1) === tile
        ? { ...meld, type: 'pong', tiles: meld.tiles.slice(0, -1) }
        : meld,
  )
  return withHand(table, from, { melds })
}

type Change = { readonly acId: number; readonly score: number }

function paid(table: Table, changes: readonly Change[]): Table {
  const seats = table.seats.map((seat) => {
    const change = changes.reduce((sum, { acId, score }) => sum + (acId === seat.uid ? score : 0), 0)
    return change === 0 ? seat : { ...seat, score: seat.score + change }
  })
  return changes.reduce<Table>(
    (next, { acId, score }) =>
      score === 0 ? next : flash(next, { uid: acId, kind: 'points', points: score }),
    { ...table, seats },
  )
}

export function kongPaid(table: Table, { isXiaYu, changes }: PushOf<'onGangScoreChange'>): Table {
  const uid = changes[0]?.acId ?? 0
  return paid(flash(table, { uid, kind: isXiaYu ? 'xiayu' : 'guafeng', points: 0 }), changes)
}

export const winPaid = (table: Table, push: PushOf<'onHuScoreChange'>): Table =>
  paid(table, [{ acId: push.acId, score: push.totalWinScore }, ...push.scoreChange])

/** 转雨, 退税 and fines: every seat is named, also one that nothing happened to. */
export const moneyMoved = (table: Table, { changes }: PushOf<'onScoreTransfer'>): Table =>
  paid(table, changes)
