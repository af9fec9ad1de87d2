// The vote on ending a match, and the question before it is asked.
import { DISSOLVE_STATUS } from '../../src/protocol/fields.ts'
import type { App } from '../app.ts'
import { button, el } from '../dom.ts'
import { t } from '../language.ts'
import { seatOf } from '../table-state.ts'
import type { Table, Vote } from '../table-state.ts'
import type { TextKey } from '../texts-en.ts'
import { playerName } from './player-name.ts'

const STATUS_TEXTS: Readonly<Record<string, TextKey>> = {
  [DISSOLVE_STATUS.applied]: 'voteApplied',
  [DISSOLVE_STATUS.agreed]: 'voteAgreed',
  [DISSOLVE_STATUS.waiting]: 'voteWaiting',
  [DISSOLVE_STATUS.offline]: 'voteOffline',
}

export function voteDialog(app: App, table: Table, vote: Vote): HTMLElement {
  const myPlace = seatOf(table, table.me)?.place
  const own = vote.statuses.find(({ place }) => place === myPlace)?.status
  const isAsked = own === DISSOLVE_STATUS.waiting || own === DISSOLVE_STATUS.offline
  const asker = vote.statuses.find(({ status }) => status === DISSOLVE_STATUS.applied)
  const nameAt = (place: number | undefined): string => {
    const seat = table.seats.find((candidate) => candidate.place === place)
    return seat ? playerName(seat.uid, seat.name) : ''
  }
  const name = nameAt(asker?.place)
  const rows = vote.statuses.map(({ place, status }) => {
    const key = STATUS_TEXTS[status]
    return el('li', {}, el('b', { class: 'name' }, nameAt(place)), el('span', {}, key ? t(key) : status))
  })
  return el(
    'div',
    { class: 'dialog vote', attrs: { role: 'dialog', 'aria-modal': true, 'aria-label': t('dissolveTitle') } },
    el('h2', {}, t('dissolveTitle')),
    el('p', {}, t('dissolveBy', { name })),
    el('ul', {}, ...rows),
    el('p', { class: 'faint', attrs: { 'data-due': vote.dueAtMs } }),
    isAsked &&
      el(
        'div',
        { class: 'op-row' },
        button(t('refuse'), () => void app.vote(false), { class: 'primary', focusKey: 'refuse' }),
        button(t('agree'), () => void app.vote(true), { class: 'danger', focusKey: 'agree' }),
      ),
  )
}

export const dissolveQuestion = (onAnswer: (isWanted: boolean) => void): HTMLElement =>
  el(
    'div',
    {
      class: 'dialog ask-dissolve',
      attrs: { role: 'dialog', 'aria-modal': true, 'aria-label': t('dissolveTitle') },
    },
    el('h2', {}, t('dissolveTitle')),
    el('p', {}, t('dissolveAsk')),
    el(
      'div',
      { class: 'op-row' },
      button(t('cancel'), () => onAnswer(false), { class: 'primary', focusKey: 'cancel' }),
      button(t('dissolve'), () => onAnswer(true), { class: 'danger', focusKey: 'confirm-dissolve' }),
    ),
  )
