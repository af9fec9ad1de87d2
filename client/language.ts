// The language of this page: chosen once, remembered, else the browser's.
import type { Language } from '../src/protocol/refusals.ts'
import { isReason, refusalText } from '../src/protocol/refusals.ts'
import type { Failure } from './connection.ts'
import type { TextKey } from './texts-en.ts'
import { textOf } from './texts.ts'
import type { Values } from './texts.ts'

const KEY = 'xuezhan.language'

function initial(): Language {
  const chosen = localStorage.getItem(KEY)
  if (chosen === 'en' || chosen === 'zh') return chosen
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

let current: Language = initial()

export const language = (): Language => current

export function chooseLanguage(chosen: Language): void {
  current = chosen
  localStorage.setItem(KEY, chosen)
}

export const t = (key: TextKey, values?: Values): string => textOf(current, key, values)

/** What a player reads when something did not work. */
export function failureText({ reason, detail }: Failure): string {
  if (reason === 'LOST') return t('errorLost')
  if (reason === 'UNKNOWN' || !isReason(reason)) return detail === '' ? t('errorUnknown') : detail
  const text = refusalText(reason, current)
  return reason === 'BAD_OPTION' && detail !== '' ? `${text} (${detail})` : text
}
