// Finished matches of this player; each opens into its rounds, whose walls are verified here in the page.
import { err } from '../../src/lib/result.ts'
import type { Account, MatchItem, RoundItem } from '../account.ts'
import { matchesOf, roundsOf, snapshotOf } from '../account.ts'
import type { App } from '../app.ts'
import { button, el } from '../dom.ts'
import { failureText, language, t } from '../language.ts'
import type { TextKey } from '../texts-en.ts'
import { WallChecks } from '../wall-checks.ts'
import type { WallCheck } from '../wall-checks.ts'
import type { Verdict } from '../wall-proof.ts'
import { witnessOf } from '../witness.ts'
import { signedPoints } from './points.ts'

const VERDICT_TEXTS: Readonly<Record<Verdict, TextKey>> = {
  VERIFIED: 'wallVerified',
  COMMIT_MISMATCH: 'wallCommit',
  WALL_MISMATCH: 'wallMismatch',
  SHOWN_COMMIT: 'wallShown',
  OWN_SEED: 'wallOwnSeed',
  BAD_PROOF: 'wallBad',
  UNAVAILABLE: 'wallUnavailable',
}
const SEATS = [0, 1, 2, 3] as const
/** The records are written a moment after the match has ended, or a little later on a busy server. */
const SETTLE_MS = [700, 4000]
const COMMIT_SHOWN = 16
const MS_PER_SECOND = 1000

type Scored = Pick<
  MatchItem,
  `player_name${(typeof SEATS)[number]}` | `score_change${(typeof SEATS)[number]}`
>

export class HistoryList {
  readonly element = el('section', { class: 'history' })
  readonly #app: App
  readonly #list = el('div', { class: 'matches', attrs: { 'aria-live': 'polite' } })
  #shownFor = ''
  /** Matches that are open stay so when the list is read again. */
  readonly #open = new Set<number>()
  readonly #checks: WallChecks
  #account: Account | null = null
  #timers: ReturnType<typeof setTimeout>[] = []

  constructor(app: App) {
    this.#app = app
    this.#checks = new WallChecks({
      load: async (round, signal) =>
        this.#account ? await snapshotOf(this.#account, round, signal) : err({ reason: 'LOST', detail: '' }),
      witnessOf,
    })
  }

  show(account: Account | null): void {
    this.#account = account
    const key = `${account?.uid ?? ''} ${language()}`
    if (this.#shownFor === key || !account) return
    this.#shownFor = key
    this.element.replaceChildren(
      el(
        'header',
        {},
        el('h2', {}, t('history')),
        button(t('refresh'), () => void this.#load(), { class: 'quiet', focusKey: 'refresh' }),
      ),
      this.#list,
    )
    void this.#load()
  }

  refresh(): void {
    this.leave()
    this.#timers = SETTLE_MS.map((delayMs) => setTimeout(() => void this.#load(), delayMs))
  }

  /** The page shows something else: nothing is read or verified for it. */
  leave(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers = []
    this.#checks.cancel()
  }

  async #load(): Promise<void> {
    const account = this.#account
    if (!account) return
    const matches = await matchesOf(account)
    if (!matches.ok) return this.#app.toast(failureText(matches.error))
    const items = matches.value.map((match) => this.#matchItem(account, match))
    this.#list.replaceChildren(
      ...(items.length > 0 ? items : [el('p', { class: 'faint' }, t('historyEmpty'))]),
    )
  }

  #matchItem(account: Account, match: MatchItem): HTMLElement {
    const rounds = el('div', { class: 'rounds' })
    const details = el(
      'details',
      { class: 'match' },
      el(
        'summary',
        {},
        el('span', { class: 'when' }, timeOf(match.created_at)),
        el('span', { class: 'desk' }, match.desk_no),
        scores(match),
      ),
      rounds,
    )
    details.addEventListener('toggle', () => {
      if (details.open) this.#open.add(match.id)
      else if (details.isConnected) this.#open.delete(match.id)
      if (details.open) void this.#loadRounds(account, match, rounds)
    })
    details.open = this.#open.has(match.id)
    return details
  }

  async #loadRounds(account: Account, match: MatchItem, place: HTMLElement): Promise<void> {
    const found = await roundsOf(account, match.id)
    if (!found.ok) return this.#app.toast(failureText(found.error))
    const rows = found.value.map((round) => {
      const verdict = el('span', { class: 'verdict' }, t('wallChecking'))
      return {
        round,
        verdict,
        row: el('div', { class: 'round' }, el('b', {}, round.round), scores(round), verdict),
      }
    })
    place.replaceChildren(...rows.map(({ row }) => row))
    await Promise.all(rows.map(({ round, verdict }) => this.#showVerdict(round, verdict)))
  }

  async #showVerdict(round: RoundItem, place: HTMLElement): Promise<void> {
    const check = this.#checks.known(round.id) ?? (await this.#checks.check(round.id))
    if (check) showCheck(check, place)
    else place.textContent = t('wallLater')
  }
}

function showCheck({ verdict, commit }: WallCheck, place: HTMLElement): void {
  place.textContent = t(VERDICT_TEXTS[verdict])
  place.classList.add(verdict === 'VERIFIED' ? 'good' : verdict === 'UNAVAILABLE' ? 'unsure' : 'bad')
  if (commit === '') return
  place.title = `${t('wallPromise')}: ${commit}`
  place.append(el('code', {}, commit.slice(0, COMMIT_SHOWN)))
}

/** Seats that nobody took have no name. */
const scores = (item: Scored): HTMLElement =>
  el(
    'span',
    { class: 'scores' },
    ...SEATS.filter((seat) => item[`player_name${seat}`] !== '').map((seat) =>
      el(
        'span',
        {},
        el('span', { class: 'name' }, item[`player_name${seat}`]),
        signedPoints(item[`score_change${seat}`]),
      ),
    ),
  )

function timeOf(unixSeconds: number): string {
  const locale = language() === 'zh' ? 'zh-CN' : 'en-GB'
  return new Date(unixSeconds * MS_PER_SECOND).toLocaleString(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
  })
}
