// The bar above the table: which table, which round, and the switches that are always there.
import type { App } from '../app.ts'
import { button, el } from '../dom.ts'
import type { Child } from '../dom.ts'
import { t } from '../language.ts'
import { rulesText } from '../rule-words.ts'
import { hasBegun, isInRound, seatOf } from '../table-state.ts'
import type { Table } from '../table-state.ts'
import { languageSwitch } from './language-switch.ts'

export function barView(app: App, table: Table, onDissolve: () => void): Child[] {
  const { deskNo, round, rounds, rules, me } = table
  const isTrusted = seatOf(table, me)?.isTrusted === true
  return [
    el(
      'div',
      { class: 'facts' },
      el('b', {}, t('desk', { no: deskNo })),
      round > 0 && el('span', {}, t('roundOf', { round, rounds })),
      el('span', { class: 'rules faint', attrs: { title: rulesText(rules) } }, rulesText(rules)),
    ),
    el(
      'div',
      { class: 'switches-row' },
      isInRound(table) &&
        button(t(isTrusted ? 'trustOff' : 'trustOn'), () => void app.trust(!isTrusted), {
          class: 'quiet trust',
          focusKey: 'trust',
          attrs: { 'aria-pressed': String(isTrusted) },
        }),
      hasBegun(table)
        ? button(t('dissolve'), onDissolve, { class: 'quiet', focusKey: 'dissolve' })
        : button(t('exit'), () => void app.leave(), { class: 'quiet exit', focusKey: 'exit' }),
      languageSwitch(app),
    ),
  ]
}
