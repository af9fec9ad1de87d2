// The people of one browser test: each with cookies and storage of their own, and a witness who tells what their page
// did when the test fails.
import assert from 'node:assert/strict'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { PageWitness } from './page-witness.ts'

const WAIT_MS = 15_000

export type Person = { readonly page: Page; readonly witness: PageWitness }

/** Nothing was complained about, and nothing asked of another host. */
export function assertClean({ witness }: Person): void {
  assert.deepEqual(witness.faults, [])
  assert.deepEqual(witness.strangers, [])
}

export class People {
  readonly #browser: Browser
  readonly #contexts: BrowserContext[] = []
  readonly #witnesses: PageWitness[] = []

  constructor(browser: Browser) {
    this.#browser = browser
  }

  /** A new person on the start page, connected. */
  async open(url: string, options: BrowserContextOptions): Promise<Person> {
    const context = await this.#browser.newContext(options)
    this.#contexts.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(WAIT_MS)
    const witness = new PageWitness(page)
    this.#witnesses.push(witness)
    await page.goto(url)
    await page.waitForSelector('.door.quick:not(:disabled)')
    return { page, witness }
  }

  /** The failure with the report of everybody's page. */
  async report(failure: unknown): Promise<Error> {
    const reports = await Promise.all(this.#witnesses.map((witness) => witness.report()))
    const told = failure instanceof Error ? failure.message : String(failure)
    return new Error([told, ...reports].join('\n'), { cause: failure })
  }

  async close(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()))
  }
}
