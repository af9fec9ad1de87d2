// What a newcomer wants to know in the middle of a round: the course, the words, and the keys.
import { button, el } from '../dom.ts'
import { t } from '../language.ts'
import type { TextKey } from '../texts-en.ts'

const COURSE = ['howTo1', 'howTo2', 'howTo3', 'howTo4', 'howTo5'] as const
const WORDS = [
  ['wordVoid', 'wordVoidMeans'],
  ['wordKong', 'wordKongMeans'],
  ['wordReady', 'wordReadyMeans'],
  ['wordFan', 'wordFanMeans'],
  ['wordEnd', 'wordEndMeans'],
  ['wordAuto', 'wordAutoMeans'],
] as const satisfies readonly (readonly [TextKey, TextKey])[]

export const courseList = (): HTMLElement => el('ol', {}, ...COURSE.map((key) => el('li', {}, t(key))))

export const helpDialog = (onClose: () => void): HTMLElement =>
  el(
    'div',
    { class: 'dialog help', attrs: { role: 'dialog', 'aria-modal': true, 'aria-label': t('help') } },
    el('h2', {}, t('help')),
    courseList(),
    el('dl', {}, ...WORDS.flatMap(([word, meaning]) => [el('dt', {}, t(word)), el('dd', {}, t(meaning))])),
    el('p', { class: 'faint keys' }, t('helpKeys')),
    button(t('close'), onClose, { class: 'primary', focusKey: 'close' }),
  )
