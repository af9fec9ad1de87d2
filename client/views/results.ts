// The end of a round and of a match.
import { BANNER, FAN_MAX, FAN_NONE } from '../../src/protocol/fields.ts'
import type { PushOf } from '../../src/protocol/pushes.ts'
import type { RoundEnd } from '../../src/protocol/result-pushes.ts'
import type { App } from '../app.ts'
import { button, el } from '../dom.ts'
import type { Child } from '../dom.ts'
import { t } from '../language.ts'
import { fanText } from '../rule-words.ts'
import { handOf, seatOf } from '../table-state.ts'
import type { Table } from '../table-state.ts'
import { tilePicture } from '../tiles.ts'
import type { TextKey } from '../texts-en.ts'
import { playerName } from './player-name.ts'
import { signed, signedPoints } from './points.ts'
import { meldsView } from './seat.ts'

const BADGES: Readonly<Record<number, TextKey>> = {
  [BANNER.ziMo]: 'badgeZimo',
  [BANNER.hu]: 'badgeHu',
  [BANNER.pao]: 'badgePao',
  [BANNER.pei]: 'badgePei',
}

const WINS: readonly number[] = [BANNER.ziMo, BANNER.hu]

const fanOf = (fanshu: number): string =>
  fanshu === FAN_NONE ? '' : fanshu === FAN_MAX ? t('fanMax') : t('fanCount', { fan: fanshu })

/** What a player's round came to. Players who did not win are ready (有叫) or not. */
function roundRow(table: Table, end: RoundEnd, seat: number): HTMLElement {
  const stats = end.stats[seat]!
  const { acId, shouPai, huPai, isTing } = end.tiles[seat]!
  const name = playerName(acId, seatOf(table, acId)?.name ?? '')
  const badge = BADGES[stats.bannerType]
  const won = WINS.includes(stats.bannerType)
  const kongs = stats.feng + stats.yu
  const worth = [fanOf(stats.fanshu), fanText(stats.desc)].filter(Boolean).join(' · ')
  return el(
    'div',
    {
      class: `result-row${acId === table.me ? ' me' : ''}${won ? ' winner' : ''}`,
      attrs: { 'data-uid': acId },
    },
    el(
      'div',
      { class: 'who' },
      el('b', { class: 'name' }, name),
      badge && el('span', { class: `badge badge-${stats.bannerType}` }, t(badge)),
      !won && el('span', { class: 'badge' }, t(isTing ? 'badgeReady' : 'badgeNotReady')),
    ),
    el(
      'div',
      { class: 'shown-hand' },
      meldsView(handOf(table, acId).melds, name),
      el('span', { class: 'rest' }, ...[...shouPai].sort((a, b) => a - b).map((tile) => tilePicture(tile))),
      huPai >= 0 && el('span', { class: 'winning' }, tilePicture(huPai)),
    ),
    el(
      'div',
      { class: 'worth' },
      worth !== '' && el('span', {}, worth),
      kongs !== 0 && el('span', {}, `${t('colKongs')} ${signed(kongs)}`),
    ),
    el(
      'div',
      { class: 'change' },
      signedPoints(end.scoreChange[seat]!.score),
      el('small', {}, `${t('colTotal')} ${end.scoreChange[seat]!.remain}`),
    ),
  )
}

/** How it went for this player, and why the round is over. */
function outcomeOf(table: Table, end: RoundEnd): HTMLElement {
  const at = end.scoreChange.findIndex(({ acId }) => acId === table.me)
  const points = end.scoreChange[at]?.score ?? 0
  const key = points > 0 ? 'outcomeGain' : points < 0 ? 'outcomeLoss' : 'outcomeEven'
  const winners = end.stats.filter(({ bannerType }) => WINS.includes(bannerType)).length
  const why = t(winners >= table.players - 1 ? 'endWon' : 'endWall', { winners })
  return el('p', { class: 'outcome' }, t(key, { points: Math.abs(points) }), el('small', {}, why))
}

const roundRows = (table: Table, end: RoundEnd): HTMLElement =>
  el('div', { class: 'result-rows' }, ...end.stats.map((_, seat) => roundRow(table, end, seat)))

const dialog = (name: string, heading: string, ...body: readonly Child[]): HTMLElement =>
  el(
    'div',
    { class: `dialog ${name}`, attrs: { role: 'dialog', 'aria-modal': true, 'aria-label': heading } },
    el('h2', {}, heading),
    ...body,
  )

export function roundResult(app: App, table: Table, end: RoundEnd): HTMLElement {
  const isReady = seatOf(table, table.me)?.isReady === true
  const next = isReady
    ? el('p', { class: 'faint' }, t('waitingOthers'))
    : button(t('nextRound'), () => void app.ready(), { class: 'primary next-round', focusKey: 'next' })
  return dialog(
    'round-result',
    t('roundResult', { round: table.round }),
    outcomeOf(table, end),
    roundRows(table, end),
    next,
  )
}

type MatchStats = PushOf<'onGameEnd'>['stats'][number]

const matchRow = (table: Table, stats: MatchStats, place: number): HTMLElement =>
  el(
    'div',
    { class: `match-row${stats.uid === table.me ? ' me' : ''}`, attrs: { 'data-uid': stats.uid } },
    el('span', { class: 'place' }, place),
    el(
      'div',
      { class: 'who' },
      el('b', { class: 'name' }, playerName(stats.uid, stats.account)),
      stats.isBigWinner && el('span', { class: 'badge badge-1' }, t('bigWinner')),
      stats.isPaoWang && el('span', { class: 'badge badge-3' }, t('paoKing')),
    ),
    el(
      'div',
      { class: 'counts' },
      ...(
        [
          ['statZimo', stats.ziMo],
          ['statHu', stats.hu],
          ['statPao', stats.pao],
          ['statGang', stats.anGang + stats.mingGang],
        ] as const
      ).map(([key, count]) => el('span', {}, `${t(key)} ${count}`)),
    ),
    signedPoints(stats.totalScore),
  )

export type MatchDoors = { readonly onAgain: () => void; readonly onStart: () => void }

export function matchResult(table: Table, end: PushOf<'onGameEnd'>, doors: MatchDoors): HTMLElement {
  const ranked = [...end.stats].sort((a, b) => b.totalScore - a.totalScore)
  const { roundEnd } = table
  return dialog(
    'match-result',
    t(end.isNormalFinished ? 'matchResult' : 'matchBroken'),
    el('div', { class: 'match-rows' }, ...ranked.map((stats, at) => matchRow(table, stats, at + 1))),
    roundEnd &&
      el(
        'details',
        { class: 'last-round' },
        el('summary', {}, t('roundResult', { round: table.round })),
        roundRows(table, roundEnd),
      ),
    el('p', { class: 'faint' }, t('fairHint')),
    el(
      'div',
      { class: 'op-row' },
      button(t('playAgain'), doors.onAgain, { class: 'primary play-again', focusKey: 'again' }),
      button(t('toStart'), doors.onStart, { class: 'to-start', focusKey: 'start' }),
    ),
  )
}
