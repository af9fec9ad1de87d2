// The live page in the real browser, before a server on which matches are played: its plots have something on
// them, it says when the server is gone, and goes on when it is back.
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { findComponent } from '../support/component.ts'
import { ServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'
import type { Load } from './live-load.ts'
import { startLoad } from './live-load.ts'

const component = findComponent(
  'live page',
  ['chromium', 'chromium-browser', 'google-chrome'],
  'Debian: apt-get install chromium',
)
const ARGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
  '--disable-component-update --disable-sync'
const DESKTOP: BrowserContextOptions = {
  viewport: { width: 1280, height: 800 },
  locale: 'en-US',
  colorScheme: 'light',
}
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  locale: 'en-US',
  colorScheme: 'dark',
  hasTouch: true,
  isMobile: true,
}
const WAIT_MS = 60_000
const PLAYERS = 4
/** A line over some seconds of the first minute; a blank plot has none. */
const LINE_PIXELS = 20
/** Moves, latency, loop delay, load, journal, queue, tables, pushes, memory. */
const PLOTS = 9
/** Every objective, and the promises of latency. */
const TILES = 10

/** Pixels of each plot that have the colour of its first line, which is the only green on it. */
const GREEN = `[...document.querySelectorAll('.card canvas')].map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  let green = 0
  for (let at = 0; at < data.length; at += 4)
    if (data[at + 3] > 200 && data[at + 1] > data[at] + 40 && data[at + 1] > data[at + 2]) green += 1
  return green
})`

const figure = async (page: Page, plot: string): Promise<number> => {
  const card = page.locator('.card', { has: page.getByRole('heading', { name: plot, exact: true }) })
  return Number.parseFloat((await card.locator('.figures b').first().textContent()) ?? '')
}

const statusIs = async (page: Page, state: string): Promise<void> =>
  await page.locator(`#status[data-state=${state}]`).waitFor({ timeout: WAIT_MS })

describe('the live page', { skip: 'missing' in component ? component.missing : false }, () => {
  let browser: Browser
  let server: ServerProcess
  let load: Load
  let url: string
  before(async () => {
    if ('missing' in component) return
    const probe = createServer().listen(0, '127.0.0.1')
    await once(probe, 'listening')
    const address = `127.0.0.1:${(probe.address() as AddressInfo).port}`
    probe.close()
    url = `http://${address}/`
    server = await ServerProcess.start({ env: { XUEZHAN_OPS__METRICS_ADDR: address } })
    load = startLoad(server, PLAYERS)
    browser = await chromium.launch({ executablePath: component.path, headless: true, args: ARGS.split(' ') })
  })
  after(async () => {
    await load?.stop()
    await browser?.close()
    await server?.close()
  })

  /** `outside` fills with every request that is not for the server itself, `faults` with complaints. */
  async function open(options: BrowserContextOptions) {
    const page = await (await browser.newContext(options)).newPage()
    const outside: string[] = []
    const faults: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith(url)) outside.push(request.url())
    })
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => {
      const isGone = message.text().includes('ERR_CONNECTION')
      if (message.type() === 'error' && !isGone) faults.push(message.text())
    })
    await page.goto(url)
    await statusIs(page, 'running')
    return { page, outside, faults }
  }

  async function assertPlotted(page: Page): Promise<void> {
    await until(
      'every plot has a line',
      async () =>
        (await page.evaluate<number[]>(GREEN)).filter((pixels) => pixels > LINE_PIXELS).length === PLOTS,
      WAIT_MS,
    )
    for (const plot of ['Moves', 'Move latency', 'Tables and players', 'Pushes', 'Memory'])
      await until(`${plot} is more than nothing`, async () => (await figure(page, plot)) > 0, WAIT_MS)
    const tiles = await page.locator('.tile b').allTextContents()
    assert.equal(tiles.length, TILES)
    await until('all but comebacks have a figure', async () => {
      const none = await page.locator('.tile[data-state=none] h2').allTextContents()
      return none.join() === 'Comeback success'
    })
    assert.match(await page.locator('#tables').innerText(), /mailbox\s+\d+\s+64/)
  }

  test('plots what is played, on a desk and on a phone, for several viewers, and asks nobody else', async () => {
    const viewers = await Promise.all([open(DESKTOP), open(PHONE)])
    for (const { page, outside, faults } of viewers) {
      await assertPlotted(page)
      const { width } = page.viewportSize()!
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth')
      assert.ok(overflow <= width, `the page is ${overflow} px wide on a screen of ${width}`)
      assert.deepEqual({ outside, faults }, { outside: [], faults: [] })
      await page.context().close()
    }
  })

  test('says since when the server is gone, and goes on by itself when it is back', async () => {
    const { page, faults } = await open(DESKTOP)
    await assertPlotted(page)
    await server.kill()
    await statusIs(page, 'stopped')
    assert.match((await page.locator('#status').textContent()) ?? '', /^stopped since \d/)
    assert.match(await page.title(), /^stopped since/)
    await server.restart()
    await statusIs(page, 'running')
    await until('moves are plotted again', async () => (await figure(page, 'Moves')) > 0, WAIT_MS)
    assert.deepEqual(faults, [])
  })
})
