// The bar above the table: which table, which round, and the switches that are always there.
import type { App } from '../app.ts'
import { button, el } from '../dom.ts'
import type { Child } from '../dom.ts'
import { t } from '../language.ts'
import { rulesText } from '../rule-words.ts'
import { hasBegun, isInRound, seatOf } from '../table-state.ts'
import type { Table } from '../table-state.ts'
import { isSoundOn } from '../sound.ts'
import { languageToggle } from './language-switch.ts'

export type BarDoors = {
  readonly onDissolve: () => void
  readonly onHelp: () => void
  readonly onSound: () => void
}

/** Up to which round trip a connection is called good, and up to which fair. */
const GOOD_MS = 150
const FAIR_MS = 400

/** How quickly the server answers; nothing before the first answer. */
export function latencyView(ms: number | null): Child[] {
  if (ms === null) return []
  const grade = ms <= GOOD_MS ? 'good' : ms <= FAIR_MS ? 'fair' : 'poor'
  const text = t('latency', { ms: Math.round(ms) })
  return [el('span', { class: `latency ${grade}`, attrs: { title: t('latencyHint') } }, text)]
}

export function barView(app: App, table: Table, { onDissolve, onHelp, onSound }: BarDoors): Child[] {
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
      button('♪', onSound, {
        class: 'quiet icon sound',
        focusKey: 'sound',
        attrs: { 'aria-label': t('sound'), title: t('sound'), 'aria-pressed': String(isSoundOn()) },
      }),
      button('?', onHelp, {
        class: 'quiet icon help-door',
        focusKey: 'help',
        attrs: { 'aria-label': t('help'), title: t('help') },
      }),
      languageToggle(app),
    ),
  ]
}
