import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { findComponent } from '../support/component.ts'
import type { LiveServer } from './live-server.ts'
import { startLiveServer } from './live-server.ts'
import { assertFits, discardByKeyboard, FOUR_PLAYERS, FREE_TILE, isZeroSum } from './page-checks.ts'
import { play, playByPointer, watchAutoPlay } from './page-player.ts'
import { assertClean, People } from './people.ts'

const component = findComponent(
  'browser client',
  ['chromium', 'chromium-browser', 'google-chrome'],
  'Debian: apt-get install chromium',
)
const ARGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
  '--disable-component-update --disable-sync'
const DESKTOP: BrowserContextOptions = {
  viewport: { width: 1280, height: 800 },
  locale: 'en-US',
  reducedMotion: 'reduce',
}
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  locale: 'zh-CN',
  hasTouch: true,
  isMobile: true,
}
const ON_ITS_SIDE: BrowserContextOptions = {
  ...PHONE,
  viewport: { width: 844, height: 390 },
  locale: 'en-US',
}
/** Of a match that quick start makes. */
const ROUNDS = 8
/** Enough for the opening and some turns. */
const POINTER_CLICKS = 14
/** Until the page has read the records again by itself. */
const RECORDS_MS = 8000
/** Eight records to fetch and eight walls to compute, beside whatever else the machine does. */
const VERIFY_MS = 15_000

/** Runs a test's story; where it fails, every page of it tells what it saw. */
async function withPeople(browser: Browser, story: (people: People) => Promise<void>): Promise<void> {
  const people = new People(browser)
  try {
    await story(people)
  } catch (failure) {
    throw await people.report(failure)
  } finally {
    await people.close()
  }
}

/** Counts the tones that the page makes from now on. */
const COUNT_TONES = `(() => {
  window.tones = 0
  window.AudioContext = class extends AudioContext {
    createOscillator() {
      window.tones += 1
      return super.createOscillator()
    }
  }
})()`

describe('the browser client', {
  concurrency: 2,
  skip: 'missing' in component ? component.missing : false,
}, () => {
  let browser: Browser
  let server: LiveServer
  before(async () => {
    if ('missing' in component) return
    // One after the other: what did start is there to be closed when the other does not.
    server = await startLiveServer()
    browser = await chromium.launch({ executablePath: component.path, headless: true, args: ARGS.split(' ') })
  })
  after(async () => {
    await browser?.close()
    await server?.close()
  })

  test('a newcomer plays a whole match after one click, through a reload', () =>
    withPeople(browser, async (people) => {
      const person = await people.open(server.url, DESKTOP)
      const { page } = person
      await page.click('.door.quick')
      await playByPointer(page, POINTER_CLICKS)
      await play(page, '.round-result')
      assert.ok(isZeroSum(await page.locator('.result-row .points').allTextContents()), 'points of the round')

      await play(page, '.own-tile:not(:disabled)')
      const desk = await page.locator('.facts b').textContent()
      await page.reload()
      await page.waitForSelector('.own-tile')
      assert.equal(await page.locator('.facts b').textContent(), desk, 'the same table after a reload')

      await play(page, '.discards-own .tile')
      await play(page, FREE_TILE)
      await discardByKeyboard(page)
      await watchAutoPlay(page, '.match-result')
      assert.ok(
        isZeroSum(await page.locator('.match-row > .points').allTextContents()),
        'points of the match',
      )
      await page.click('.to-start')
      await page.click('.match summary')
      const verified = page.locator('.verdict.good').nth(ROUNDS - 1)
      await verified.waitFor({ timeout: RECORDS_MS }).catch(async () => {
        await page.getByRole('button', { name: 'Refresh' }).click()
        await verified.waitFor({ timeout: VERIFY_MS })
      })
      assert.equal(await page.locator('.verdict').count(), ROUNDS)
      assert.match((await page.locator('.verdict').first().textContent()) ?? '', /wall verified/)
      assertClean(person)
    }))

  test('on a phone, in Chinese, with bots at a table of one’s own', () =>
    withPeople(browser, async (people) => {
      const person = await people.open(server.url, PHONE)
      const { page } = person
      assert.match((await page.locator('h1').textContent()) ?? '', /血战到底/)
      await page.tap('.door.create')
      await page.selectOption('[name=round]', '4')
      await page.tap('.create-form .primary')
      for (let bots = 1; bots < FOUR_PLAYERS; bots += 1) {
        await page.getByRole('button', { name: '普通' }).tap()
        await page
          .locator('.mark.bot')
          .nth(bots - 1)
          .waitFor()
      }
      await playByPointer(page, POINTER_CLICKS)
      await assertFits(page)
      await play(page, '.round-result')
      assert.match((await page.locator('.round-result h2').textContent()) ?? '', /第 1 局结算/)
      assert.ok(isZeroSum(await page.locator('.result-row .points').allTextContents()))
      await page.locator('.next-round').tap()
      await page.waitForSelector('.own-tile')
      await page.getByRole('button', { name: 'EN', exact: true }).tap()
      await page.waitForSelector('text=Round 2 of 4')
      await assertFits(page)
      assertClean(person)
    }))

  test('a phone on its side shows every question whole; help is at hand, and deeds are told in words', () =>
    withPeople(browser, async (people) => {
      const person = await people.open(server.url, ON_ITS_SIDE)
      const { page } = person
      await page.evaluate(COUNT_TONES)
      await page.tap('.door.quick')
      for (const question of ['.op.swap', '.void-choice', FREE_TILE]) {
        await play(page, question)
        await assertFits(page)
      }
      assert.ok((await page.evaluate<number>('window.tones')) >= 3, 'a tone for each question')
      await page.tap('.sound')
      await page.locator('.sound[aria-pressed="false"]').waitFor()
      const tones = await page.evaluate<number>('window.tones')
      await page.tap('.help-door')
      await page.locator('.help .primary:focus').waitFor()
      assert.match((await page.locator('.help').textContent()) ?? '', /Void suit.*Auto-play/)
      await page.keyboard.press('Escape')
      await page.locator('.help-door:focus').waitFor()
      await play(page, '.round-result')
      assert.equal(await page.evaluate('window.tones'), tones, 'no tone once the sound is off')
      const next = (await page.locator('.next-round').boundingBox())!
      assert.ok(next.y + next.height <= 390, 'the button below the result is on the screen')
      assert.match(
        (await page.locator('.outcome').textContent()) ?? '',
        /^You .*(round is over|wall is empty)/,
      )
      assert.match((await page.locator('.for-readers').textContent()) ?? '', /Bot \d/)
      assertClean(person)
    }))

  test('two people meet by number; one asks to end the match, the other decides', () =>
    withPeople(browser, async (people) => {
      const [one, two] = await Promise.all([
        people.open(server.url, DESKTOP),
        people.open(server.url, DESKTOP),
      ])
      await one.page.click('.door.create')
      await one.page.selectOption('[name=mode]', '2')
      await one.page.click('.create-form .primary')
      const number = (await one.page.locator('.share b').textContent()) ?? ''
      assert.match(number, /^\d{6}$/)
      await two.page.click('.door.join')
      await two.page.fill('#desk-number', '000000')
      await two.page.click('.join-form .primary')
      await two.page.waitForSelector('.toast:has-text("There is no desk with this number.")')
      await two.page.fill('#desk-number', number)
      await two.page.click('.join-form .primary')
      await Promise.all([one, two].map(({ page }) => page.click('.op.ready')))
      await Promise.all([one, two].map(({ page }) => page.waitForSelector('.own-tile')))

      const ask = async (): Promise<void> => {
        await one.page.getByRole('button', { name: 'End match' }).click()
        await one.page.locator('.ask-dissolve .danger').click()
      }
      await ask()
      await two.page.getByRole('button', { name: 'Play on' }).click()
      await one.page.waitForSelector('.toast:has-text("The match goes on.")')
      await one.page.waitForSelector('.vote', { state: 'detached' })
      await ask()
      await two.page.getByRole('button', { name: 'Agree' }).click()
      for (const person of [one, two]) {
        await person.page.waitForSelector('.match-result h2:has-text("The match was ended")')
        assertClean(person)
      }
    }))

  test('the page runs no script but its own files, whatever is put into it', () =>
    withPeople(browser, async (people) => {
      const { page, witness } = await people.open(server.url, DESKTOP)
      const answer = await page.request.get(server.url)
      const policy = answer.headers()['content-security-policy'] ?? ''
      assert.match(policy, /default-src 'self'/)
      assert.doesNotMatch(policy, /unsafe-eval|script-src/)
      const ran = await page.evaluate(`(() => {
        const script = document.createElement('script')
        script.textContent = 'window.intruder = true'
        document.body.append(script)
        return window.intruder === true
      })()`)
      assert.equal(ran, false)
      assert.equal(witness.faults.length, 1, 'only the intruder was complained about')
      assert.deepEqual(witness.strangers, [])
    }))

  test('a second window takes over, and the first one says so and stays quiet', () =>
    withPeople(browser, async (people) => {
      const person = await people.open(server.url, DESKTOP)
      const { page } = person
      const sockets: string[] = []
      const second = await page.context().newPage()
      await second.goto(server.url)
      page.on('websocket', (socket) => sockets.push(socket.url()))
      await page.waitForSelector('.stopped:has-text("another window")')
      await second.waitForSelector('.door.quick:not(:disabled)')
      // Longer than the longest first delays of a try would be.
      await page.waitForTimeout(1500)
      assert.deepEqual(sockets, [], 'no try to connect again')
      await page.click('.stopped .primary')
      await second.waitForSelector('.stopped')
      await page.waitForSelector('.door.quick:not(:disabled)')
      assertClean(person)
    }))

  test('a restart is a quiet banner and a crash a pause: the page comes back to the same hand by itself', () =>
    withPeople(browser, async (people) => {
      const own = await startLiveServer()
      try {
        const { page } = await people.open(own.url, DESKTOP)
        await page.click('.door.quick')
        const tiles = page.locator('.own-tile')
        const hand = async (): Promise<Set<string | null>> =>
          new Set(await tiles.evaluateAll((all) => all.map((tile) => tile.getAttribute('data-tile'))))
        for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
          await play(page, FREE_TILE)
          const before = await hand()
          const notice = page.waitForSelector(
            signal === 'SIGTERM' ? '.link-notice .drain' : '.link-notice > span:not(.drain)',
          )
          await own.restart(signal)
          await notice
          await page.waitForSelector('.link-notice > span', { state: 'detached' })
          await tiles.first().waitFor()
          assert.deepEqual(await hand(), before, signal)
        }
        await play(page, '.round-result')
      } finally {
        await own.close()
      }
    }))
})
