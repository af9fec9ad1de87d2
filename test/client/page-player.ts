// Plays the browser client as a person would: looks at what is offered and clicks it.
import type { Page } from 'playwright-core'

/** The dearest deed first; the last tile of the hand where nothing else is offered. */
const OFFERS = [
  '.vote .primary',
  '.next-round',
  '.op.ready',
  '.op.swap:not(:disabled)',
  '.void-choice.suggested:not(:disabled)',
  '.op[data-op="4"]:not(:disabled)',
  '.op[data-op="3"]:not(:disabled)',
  '.op[data-op="2"]:not(:disabled)',
  '.op[data-op="5"]:not(:disabled)',
  '.op.discard:not(:disabled)',
  '.own-tile:not(:disabled)',
] as const
/** Where the server is to play this seat; a click on anything else would take it back. */
const AUTO_PLAY_OFFERS = ['.next-round', '.op.ready', '.trust[aria-pressed="false"]'] as const
/** Nothing is to be waited for on such a page. */
const STOPPED = '.stopped'

const POLL_MS = 5
/** What did not go away by a click is clicked again after so long: the answer may be on its way. */
const AGAIN_MS = 250
/** Longer than the server waits for any answer: a page on which nothing moves for so long is stuck. */
const STILL_MS = 45_000
/** For a whole match on a machine that has much else to do. */
const DEADLINE_MS = 120_000
const CLICK_DEADLINE_MS = 2000

/** Names what is offered: the stop first, so that nothing is clicked once it is there. */
const lookFor = (until: string, offers: readonly string[]): string =>
  `${JSON.stringify([until, STOPPED, ...offers])}.find((offer) => document.querySelector(offer) !== null) ?? ''`

/** Clicks what is offered inside the page, as fast as it is offered, until the stop is there. */
const clickUntil = (until: string, offers: readonly string[]): string => `(async () => {
  const begin = Date.now()
  const clicks = {}
  let moved = begin
  let last = { element: null, atMs: 0 }
  const observer = new MutationObserver((changes) => {
    // The clock goes on whatever happens to the rest.
    if (changes.some(({ target }) => !target.closest?.('.clock'))) moved = Date.now()
  })
  observer.observe(document.body, { childList: true, subtree: true })
  try {
    for (;;) {
      const offer = ${lookFor(until, offers)}
      if (offer === ${JSON.stringify(until)}) return clicks
      const told = ' while waiting for ' + ${JSON.stringify(until)} + ', after clicks ' + JSON.stringify(clicks)
      if (offer === ${JSON.stringify(STOPPED)}) throw new Error('the page has stopped' + told)
      if (Date.now() - moved > ${STILL_MS}) throw new Error('nothing moves' + told)
      if (Date.now() - begin > ${DEADLINE_MS}) throw new Error('too slow' + told)
      const element = offer === '' ? null : [...document.querySelectorAll(offer)].at(-1)
      if (element && (element !== last.element || Date.now() - last.atMs > ${AGAIN_MS})) {
        clicks[offer] = (clicks[offer] ?? 0) + 1
        last = { element, atMs: Date.now() }
        element.click()
      }
      await new Promise((go) => setTimeout(go, ${POLL_MS}))
    }
  } finally {
    observer.disconnect()
  }
})()`

/** Plays until `until` is on the page; returns how often each offer was clicked. */
export const play = (page: Page, until: string): Promise<Readonly<Record<string, number>>> =>
  page.evaluate(clickUntil(until, OFFERS))

/** Switches auto-play on and lets the server play until `until` is on the page. */
export const watchAutoPlay = (page: Page, until: string): Promise<unknown> =>
  page.evaluate(clickUntil(until, AUTO_PLAY_OFFERS))

/** The first clicks with the mouse or the finger, which notice what covers a button. */
export async function playByPointer(page: Page, clicks: number): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS
  for (let done = 0; done < clicks; ) {
    if (Date.now() > deadline) throw new Error(`stuck after ${done} clicks of the pointer`)
    const offer = await page.evaluate<string>(lookFor('.match-result', OFFERS))
    if (offer === '.match-result') return
    if (offer === STOPPED) throw new Error('the page has stopped')
    if (offer === '') {
      await page.waitForTimeout(POLL_MS)
      continue
    }
    done += 1
    await page.locator(offer).last().click({ timeout: CLICK_DEADLINE_MS }).catch(ignoreGone)
  }
}

/** What was offered may be settled by the clock, or by another seat, before the click comes. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error
  if (error.message.includes('intercepts pointer events')) throw error
}
