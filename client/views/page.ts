// The whole page: notices on top, and below them the start page or the table.
import type { App, AppState } from '../app.ts'
import { el, button, Region } from '../dom.ts'
import type { Child } from '../dom.ts'
import { language, t } from '../language.ts'
import type { Link } from '../session.ts'
import { StartView } from './start.ts'
import { TableView } from './table.ts'

export class PageView {
  readonly #app: App
  readonly #link = new Region(el('div', { class: 'link-notice', attrs: { role: 'status' } }))
  readonly #toasts = new Region(
    el('div', { class: 'toasts', attrs: { role: 'status', 'aria-live': 'polite' } }),
  )
  readonly #main = el('div', { class: 'main' })
  readonly #start: StartView
  #table: TableView | null = null
  #language = language()

  constructor(root: HTMLElement, app: App) {
    this.#app = app
    this.#start = new StartView(app)
    root.append(this.#link.element, this.#main, this.#toasts.element)
    this.#main.append(this.#start.element)
  }

  show(state: AppState): void {
    document.body.classList.toggle('in-english', language() === 'en')
    this.#showNotices(state)
    const { table } = state
    if (table === null) {
      this.#leaveTable()
      return this.#start.show(state)
    }
    // In the other language everything is made anew.
    if (this.#language !== language()) this.#leaveTable()
    this.#language = language()
    if (!this.#table) {
      this.#start.leave()
      this.#table = new TableView(this.#app, table)
      this.#main.replaceChildren(this.#table.element)
    }
    this.#table.show(state, table)
  }

  tick(nowMs: number): void {
    const { state } = this.#app
    if (state.link.kind === 'waiting') this.#showLink(state, nowMs)
    this.#table?.tick(nowMs)
  }

  #leaveTable(): void {
    if (!this.#table) return
    this.#table.close()
    this.#table = null
    this.#main.replaceChildren(this.#start.element)
    this.#start.arrive()
  }

  #showNotices(state: AppState): void {
    const { toasts } = state
    this.#showLink(state, Date.now())
    this.#toasts.show([toasts], () => toasts.map(({ text }) => el('div', { class: 'toast' }, text)))
  }

  #showLink({ link, isDraining }: AppState, nowMs: number): void {
    const seconds = link.kind === 'waiting' ? Math.max(0, Math.ceil((link.retryAtMs - nowMs) / 1000)) : 0
    const drain = el('span', { class: 'drain' }, t('drain'))
    const isQuiet = isDraining && link.kind !== 'stopped'
    this.#link.show([link.kind, seconds, isQuiet, language()], () =>
      isQuiet ? [drain] : this.#linkNotice(link, seconds),
    )
  }

  #linkNotice(link: Link, seconds: number): Child[] {
    switch (link.kind) {
      case 'online':
        return []
      case 'connecting':
        return [el('span', {}, t('linkConnecting'))]
      case 'waiting':
        return [el('span', {}, t('linkWaiting', { seconds }))]
      case 'stopped': {
        const key = ({ REPLACED: 'linkReplaced', KICKED: 'linkKicked', REFUSED: 'linkRefused' } as const)[
          link.why
        ]
        return [
          el(
            'div',
            { class: 'stopped', attrs: { role: 'alertdialog', 'aria-label': t(key) } },
            el('p', {}, t(key)),
            button(t('linkTakeOver'), () => this.#app.start(), { class: 'primary' }),
          ),
        ]
      }
    }
  }
}
