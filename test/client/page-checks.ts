// What a look at a page of the game tells: whether it fits the screen, whether points add up, whether keys suffice.
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

export const FOUR_PLAYERS = 4

const numbersIn = (texts: readonly string[]): number[] => texts.map((text) => Number(text.replace('−', '-')))
export const isZeroSum = (texts: readonly string[]): boolean =>
  texts.length === FOUR_PLAYERS && numbersIn(texts).reduce((sum, points) => sum + points, 0) === 0

type Box = Readonly<Record<'left' | 'top' | 'right' | 'bottom', number>>
const OWN_TILES = `[...document.querySelectorAll('.own-tile')].map((tile) => tile.getBoundingClientRect().toJSON())`

/** Nothing sticks out of the screen, and what is to be tapped is large enough. */
export async function assertFits(page: Page): Promise<void> {
  const { width, height } = page.viewportSize()!
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth')
  assert.ok(overflow <= width, `the page is ${overflow} px wide on a screen of ${width}`)
  const boxes = await page.evaluate<Box[]>(OWN_TILES)
  assert.ok(boxes.length > 0)
  for (const { left, top, right, bottom } of boxes) {
    assert.ok(left >= 0 && top >= 0 && right <= width && bottom <= height, 'a tile is cut off')
    assert.ok(right - left >= 40, `a tile of ${right - left} px cannot be read`)
  }
}

/** A tile that may be discarded, none chosen yet. */
export const FREE_TILE = '.table[data-phase="playing"] .own-tile:not(:disabled):not([aria-pressed=true])'

/** Walks to the first tile that may go, chooses it, and confirms. */
export async function discardByKeyboard(page: Page): Promise<void> {
  await page.evaluate('document.activeElement.blur()')
  await page.keyboard.press('ArrowRight')
  const tile = await page.locator('.own-tile:focus').getAttribute('data-tile')
  await page.keyboard.press('Enter')
  await page.locator(`.own-tile[data-tile="${tile}"][aria-pressed=true]:focus`).waitFor()
  await page.keyboard.press('Enter')
  await page.locator(`.own-tile[data-tile="${tile}"]`).waitFor({ state: 'detached' })
}
