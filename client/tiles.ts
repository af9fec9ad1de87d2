// Tiles on the page: one sheet of symbols, and small elements that show one of them.
import { KIND_COUNT, kindOf, rankOf, suitOf } from '../src/rules/tiles.ts'
import type { Kind } from '../src/rules/tiles.ts'
import { HIDDEN_TILE } from '../src/protocol/fields.ts'
import { t } from './language.ts'
import type { TextKey } from './texts-en.ts'
import { BACK_ART, tileArt } from './tile-art.ts'

const SVG = 'http://www.w3.org/2000/svg'
const VIEW_BOX = '0 0 60 84'

/** Puts the symbols into the page, once. The markup is all our own. */
export function addTileSheet(): void {
  const symbols = Array.from(
    { length: KIND_COUNT },
    (_, kind) => `<symbol id="tile-${kind}" viewBox="${VIEW_BOX}">${tileArt(kind)}</symbol>`,
  )
  const sheet = document.createElementNS(SVG, 'svg')
  sheet.setAttribute('class', 'tile-sheet')
  sheet.setAttribute('aria-hidden', 'true')
  sheet.innerHTML = `${symbols.join('')}<symbol id="tile-back" viewBox="${VIEW_BOX}">${BACK_ART}</symbol>`
  document.body.prepend(sheet)
}

export const SUIT_KEYS = ['suitTiao', 'suitTong', 'suitWan'] as const satisfies readonly TextKey[]

export const kindName = (kind: Kind): string =>
  t('tileName', { rank: rankOf(kind), suit: t(SUIT_KEYS[suitOf(kind)]) })
export const tileName = (tile: number): string =>
  tile === HIDDEN_TILE ? t('tileHidden') : kindName(kindOf(tile))

/** A picture of a tile id, or of the back for -1. `isNamed`: the picture carries its name for screen readers. */
export function tilePicture(tile: number, className = '', isNamed = true): SVGSVGElement {
  const picture = document.createElementNS(SVG, 'svg')
  picture.setAttribute('viewBox', VIEW_BOX)
  picture.setAttribute('class', `tile ${className}`)
  if (isNamed) {
    picture.setAttribute('role', 'img')
    picture.setAttribute('aria-label', tileName(tile))
  } else picture.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS(SVG, 'use')
  use.setAttribute('href', tile === HIDDEN_TILE ? '#tile-back' : `#tile-${kindOf(tile)}`)
  picture.append(use)
  return picture
}
