// A text of the page in the chosen language, with its values put in.
import { EN } from './texts-en.ts'
import type { TextKey } from './texts-en.ts'
import { ZH } from './texts-zh.ts'

export const TEXTS = { en: EN as { readonly [K in TextKey]: string }, zh: ZH } as const
export type Values = { readonly [name: string]: string | number }

/** A text with its values put in; a value that is missing stays visible as `{name}`. */
export const textOf = (language: keyof typeof TEXTS, key: TextKey, values: Values = {}): string =>
  TEXTS[language][key].replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    String(values[name] ?? placeholder),
  )
