// The line above the hand: what is asked of the player, and the buttons that answer it.
import { OP } from '../../src/protocol/fields.ts'
import type { Op } from '../../src/protocol/fields.ts'
import { kindOf, suitOfTile } from '../../src/rules/tiles.ts'
import type { App } from '../app.ts'
import { button, el } from '../dom.ts'
import type { Child } from '../dom.ts'
import { language, t } from '../language.ts'
import { handOf, seatOf } from '../table-state.ts'
import type { PlayPrompt, SwapPrompt, Table, VoidPrompt } from '../table-state.ts'
import { SUIT_KEYS, tileName, tilePicture } from '../tiles.ts'
import type { TextKey } from '../texts-en.ts'
import type { Choice } from './hand.ts'
import { discardOp, mayDiscard, waitsAfter } from './hand.ts'
import { playerName } from './player-name.ts'
import { currentWaits, waitsView } from './waits.ts'

const OP_TEXTS: Readonly<Record<Op, TextKey>> = {
  [OP.chu]: 'opDiscard',
  [OP.peng]: 'opPeng',
  [OP.gang]: 'opGang',
  [OP.hu]: 'opHu',
  [OP.pass]: 'opPass',
}
const OP_SIGNS: Readonly<Record<Op, string>> = {
  [OP.chu]: '出',
  [OP.peng]: '碰',
  [OP.gang]: '杠',
  [OP.hu]: '胡',
  [OP.pass]: '过',
}
/** The key that presses the button. */
export const OP_KEYS: Readonly<Record<string, Op>> = { p: OP.peng, g: OP.gang, h: OP.hu, x: OP.pass }
const SUITS = [1, 2, 3] as const
const FIRST_OF_SUIT = [16, 52, 88] as const

type Context = { readonly app: App; readonly table: Table; readonly choice: Choice }

const title = (text: string, hint = ''): HTMLElement =>
  el('p', { class: 'ask' }, text, hint !== '' && el('small', {}, hint))

export function actionsView(context: Context): Child[] {
  const { table } = context
  const { prompt } = table
  if (!prompt) return idleView(context)
  switch (prompt.kind) {
    case 'swap':
      return swapView(context, prompt)
    case 'void':
      return voidView(context, prompt)
    case 'play':
      return discardOp(prompt) ? discardView(context, prompt) : claimView(context, prompt)
  }
}

function idleView({ app, table }: Context): Child[] {
  const me = seatOf(table, table.me)
  switch (table.phase) {
    case 'waiting':
      return waitingView(app, table)
    case 'opening':
      return [title(t('waitingOthers'))]
    case 'playing': {
      const waits = currentWaits(table)
      const player = seatOf(table, table.turn)
      const turn =
        player && player !== me
          ? title(t('turnOf', { name: playerName(player.uid, player.name) }))
          : title(t('waitingOthers'))
      return [handOf(table, table.me).won ? null : waitsView(table, waits, 'waitsNow'), turn]
    }
    default:
      return []
  }
}

const BOT_TEXTS = [
  ['easy', 'botEasy'],
  ['normal', 'botNormal'],
  ['strong', 'botStrong'],
] as const

function waitingView(app: App, table: Table): Child[] {
  const me = seatOf(table, table.me)
  const isFull = table.seats.length >= table.players
  const canAddBots = !isFull && table.creator === table.me && table.round === 0
  return [
    title(isFull ? t('waitingOthers') : t('waitingPlayers')),
    !isFull && el('p', { class: 'share' }, t('shareNumber'), ' ', el('b', {}, table.deskNo)),
    canAddBots &&
      el(
        'div',
        { class: 'bots', attrs: { role: 'group', 'aria-label': t('addBot') } },
        el('span', {}, t('addBot')),
        ...BOT_TEXTS.map(([level, key]) =>
          button(t(key), () => void app.addBot(level), { focusKey: `bot-${level}` }),
        ),
      ),
    me && !me.isReady
      ? button(t('ready'), () => void app.ready(), { class: 'primary op ready', focusKey: 'ready' })
      : null,
  ]
}

function swapView({ app, table, choice }: Context, prompt: SwapPrompt): Child[] {
  const { picked, isAnswering } = choice
  const hand = handOf(table, table.me)
  const chosen = picked.filter((tile) => hand.tiles.includes(tile))
  const isOneSuit = !prompt.isSameSuit || new Set(chosen.map(suitOfTile)).size <= 1
  const isDone = chosen.length === prompt.count && isOneSuit
  const text = t('swapConfirm', { chosen: chosen.length, count: prompt.count })
  return [
    title(
      t(prompt.isSameSuit ? 'swapTitle' : 'swapTitleAny', { count: prompt.count }),
      t('swapHint', { count: prompt.count }),
    ),
    button(text, () => void app.swap(chosen), {
      class: 'primary op swap',
      focusKey: 'swap',
      attrs: { disabled: !isDone || isAnswering },
    }),
  ]
}

const SWAP_TEXTS = {
  clockwise: 'swapGotClockwise',
  counterclockwise: 'swapGotCounterclockwise',
  opposite: 'swapGotOpposite',
} as const

function swapNews({ swapped }: Table): Child {
  if (!swapped) return null
  const tiles = swapped.in.map((tile) => tilePicture(tile))
  return el('div', { class: 'news' }, el('span', {}, t(SWAP_TEXTS[swapped.direction])), ...tiles)
}

function voidView({ app, table, choice }: Context, prompt: VoidPrompt): Child[] {
  const { tiles } = handOf(table, table.me)
  const buttons = SUITS.map((que) => {
    const count = tiles.filter((tile) => suitOfTile(tile) === que - 1).length
    const isSuggested = que === prompt.suggest
    return el(
      'button',
      {
        class: `op void-choice${isSuggested ? ' suggested' : ''}`,
        focusKey: `void-${que}`,
        onClick: () => void app.nameVoid(que),
        attrs: { type: 'button', disabled: choice.isAnswering, 'data-que': que },
      },
      tilePicture(FIRST_OF_SUIT[que - 1]!, '', false),
      el('b', {}, t(SUIT_KEYS[que - 1]!)),
      el('small', {}, `×${count}${isSuggested ? ` ${t('voidSuggested')}` : ''}`),
    )
  })
  return [swapNews(table), title(t('voidTitle'), t('voidHint')), el('div', { class: 'op-row' }, ...buttons)]
}

function discardView({ app, table, choice }: Context, prompt: PlayPrompt): Child[] {
  const { selected, isAnswering } = choice
  if (selected === null) return [title(t('yourTurn'), discardHint(table, prompt))]
  const waits = waitsAfter(prompt, selected)
  return [
    waitsView(table, waits, 'waitsTitle'),
    button(t('confirmDiscard', { tile: tileName(selected) }), () => void app.discard(selected), {
      class: 'primary op discard',
      focusKey: 'discard',
      attrs: { disabled: isAnswering },
    }),
  ]
}

/** While tiles of the void suit are held, only they may go. */
function discardHint(table: Table, prompt: PlayPrompt): string {
  const { que, tiles } = handOf(table, table.me)
  const isHeld = que > 0 && tiles.some((tile) => suitOfTile(tile) === que - 1)
  const isBound = isHeld && tiles.some((tile) => !mayDiscard(prompt, tile))
  return isBound ? t('voidFirst', { suit: t(SUIT_KEYS[que - 1]!) }) : t('yourTurnHint')
}

/** Whose tile it is, where it is the one that was discarded last. */
function claimText({ lastDiscard, seats }: Table, { ops }: PlayPrompt): string {
  const offered = ops.flatMap(({ mjidxs }) => mjidxs ?? [])[0]
  const giver = seats.find(({ uid }) => uid === lastDiscard?.uid)
  if (!lastDiscard || !giver || (offered !== undefined && kindOf(offered) !== kindOf(lastDiscard.tile)))
    return t('yourClaim')
  return t('yourClaimOf', { name: playerName(giver.uid, giver.name), tile: tileName(lastDiscard.tile) })
}

function opButton({ app, choice }: Context, op: Op, tile: number | undefined): HTMLElement {
  const sign = language() === 'zh' ? null : el('span', { class: 'sign', attrs: { lang: 'zh' } }, OP_SIGNS[op])
  const key = Object.entries(OP_KEYS).find(([, known]) => known === op)?.[0]
  return el(
    'button',
    {
      class: `op op-${op}`,
      focusKey: `op-${op}-${tile ?? ''}`,
      onClick: () => void app.operate(op, tile),
      attrs: { type: 'button', disabled: choice.isAnswering, 'data-op': op, 'aria-keyshortcuts': key },
    },
    el('b', {}, t(OP_TEXTS[op])),
    sign,
    op !== OP.pass && tile !== undefined ? tilePicture(tile) : null,
  )
}

/** The dearest first: win, kong, pong, pass. */
const RANK: Readonly<Record<Op, number>> = {
  [OP.hu]: 0,
  [OP.gang]: 1,
  [OP.peng]: 2,
  [OP.pass]: 3,
  [OP.chu]: 4,
}

function claimView(context: Context, prompt: PlayPrompt): Child[] {
  const { table } = context
  const isClaim = table.turn !== table.me
  const ops = [...prompt.ops].sort((a, b) => RANK[a.op] - RANK[b.op])
  const buttons = ops.flatMap(({ op, mjidxs }) =>
    (mjidxs ?? [undefined]).map((tile) => opButton(context, op, tile)),
  )
  const text = isClaim ? claimText(table, prompt) : t('yourKongOrWin')
  return [title(text), el('div', { class: 'op-row' }, ...buttons)]
}
