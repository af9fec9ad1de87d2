// Plays the browser client as a person would: looks at what is offered and clicks it.
import type { Page } from 'playwright-core'

/** The dearest deed first; the last tile of the hand where nothing else is offered. */
const OFFERS = [
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

const POLL_MS = 5
/** For a whole match on a machine that has much else to do. */
const DEADLINE_MS = 120_000
const CLICK_DEADLINE_MS = 2000

/** Names what is offered: the stop first, so that nothing is clicked once it is there. */
const lookFor = (until: string): string =>
  `${JSON.stringify([until, ...OFFERS])}.find((offer) => document.querySelector(offer) !== null) ?? ''`

/** Clicks what is offered inside the page, as fast as it is offered, until the stop is there. */
const clickUntil = (until: string): string => `(async () => {
  const deadline = Date.now() + ${DEADLINE_MS}
  const clicks = {}
  for (;;) {
    const offer = ${lookFor(until)}
    if (offer === ${JSON.stringify(until)}) return clicks
    if (Date.now() > deadline) throw new Error('stuck after ' + JSON.stringify(clicks))
    if (offer !== '') {
      clicks[offer] = (clicks[offer] ?? 0) + 1
      const found = document.querySelectorAll(offer)
      found[found.length - 1].click()
    }
    await new Promise((go) => setTimeout(go, ${POLL_MS}))
  }
})()`

/** Plays until `until` is on the page; returns how often each offer was clicked. */
export const play = (page: Page, until: string): Promise<Readonly<Record<string, number>>> =>
  page.evaluate(clickUntil(until))

/** The first clicks with the mouse or the finger, which notice what covers a button. */
export async function playByPointer(page: Page, clicks: number): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS
  for (let done = 0; done < clicks; ) {
    if (Date.now() > deadline) throw new Error(`stuck after ${done} clicks`)
    const offer = await page.evaluate<string>(lookFor('.match-result'))
    if (offer === '.match-result') return
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
