// The start page: who you are, how to get to a table, and what you have played.
import type { App, AppState } from '../app.ts'
import { el, Region } from '../dom.ts'
import type { Child } from '../dom.ts'
import { language, t } from '../language.ts'
import { tilePicture } from '../tiles.ts'
import { createForm } from './create-form.ts'
import { courseList } from './help.ts'
import { HistoryList } from './history.ts'
import { languageSwitch } from './language-switch.ts'

type Panel = 'none' | 'create' | 'join'
/** The tiles of the page's head: 1 to 3 of each suit. */
const HEAD_TILES = [0, 4, 8, 52, 56, 60, 92, 96, 104]
const DESK_NUMBER_LENGTH = 6

export class StartView {
  readonly element = el('main', { class: 'start' })
  readonly #app: App
  readonly #head = new Region(el('header', { class: 'start-head' }))
  readonly #account = new Region(el('section', { class: 'account' }))
  readonly #doors = new Region(el('section', { class: 'doors' }))
  readonly #panel = new Region(el('section', { class: 'panel-place' }))
  readonly #foot = new Region(el('section', { class: 'how-to' }))
  readonly #history: HistoryList
  #open: Panel = 'none'
  #isBusy = false

  constructor(app: App) {
    this.#app = app
    this.#history = new HistoryList(app)
    this.element.append(
      this.#head.element,
      this.#account.element,
      this.#doors.element,
      this.#panel.element,
      this.#history.element,
      this.#foot.element,
    )
  }

  /** Back from a table: the list has grown. */
  arrive(): void {
    this.#open = 'none'
    this.#history.refresh()
  }

  /** A table takes the page. */
  leave(): void {
    this.#history.leave()
  }

  show({ account, link }: AppState): void {
    const isOnline = link.kind === 'online'
    this.#head.show([language()], () => this.#makeHead())
    this.#account.show([account, language()], () =>
      account
        ? [
            el(
              'div',
              { class: 'fact' },
              el('span', {}, t('player')),
              el('b', { class: 'name' }, account.name),
            ),
            el('div', { class: 'fact' }, el('span', {}, t('cards')), el('b', {}, account.cards)),
          ]
        : [el('p', {}, t('loading'))],
    )
    this.#doors.show([isOnline, this.#open, this.#isBusy, language()], () => this.#makeDoors(isOnline))
    this.#panel.show([this.#open, language()], () => this.#makePanel())
    this.#history.show(account)
    this.#foot.show([language()], () => howTo())
  }

  #makeHead(): Child[] {
    return [
      el(
        'div',
        { class: 'brand' },
        el(
          'h1',
          {},
          t('appName'),
          language() === 'en' ? el('span', { attrs: { lang: 'zh' } }, '血战到底') : null,
        ),
        el('p', {}, t('appTagline')),
      ),
      languageSwitch(this.#app),
      el(
        'div',
        { class: 'head-tiles', attrs: { 'aria-hidden': true } },
        ...HEAD_TILES.map((tile) => tilePicture(tile, '', false)),
      ),
    ]
  }

  #makeDoors(isOnline: boolean): Child[] {
    const isDisabled = !isOnline || this.#isBusy
    const door = (key: string, label: string, hint: string, onClick: () => void): HTMLElement =>
      el(
        'button',
        { class: `door ${key}`, focusKey: key, onClick, attrs: { type: 'button', disabled: isDisabled } },
        el('b', {}, label),
        el('span', {}, hint),
      )
    return [
      door('quick', t('quickStart'), t('quickStartHint'), () => this.#go(() => this.#app.quickStart())),
      door('create', t('createTable'), t('createHint'), () => this.#toggle('create')),
      door('join', t('joinTable'), t('joinHint'), () => this.#toggle('join')),
    ]
  }

  #toggle(panel: Panel): void {
    this.#open = this.#open === panel ? 'none' : panel
    this.show(this.#app.state)
    this.#panel.element.querySelector<HTMLElement>('input, select')?.focus()
  }

  async #go(enter: () => Promise<unknown>): Promise<void> {
    this.#isBusy = true
    this.show(this.#app.state)
    await enter()
    this.#isBusy = false
    this.show(this.#app.state)
  }

  #makePanel(): Child[] {
    if (this.#open === 'create') {
      return [createForm((options) => void this.#go(() => this.#app.createTable(options)))]
    }
    return this.#open === 'join' ? [this.#makeJoin()] : []
  }

  #makeJoin(): HTMLElement {
    const input = el('input', {
      attrs: {
        id: 'desk-number',
        inputmode: 'numeric',
        autocomplete: 'off',
        maxlength: DESK_NUMBER_LENGTH,
        pattern: '[0-9]{6}',
        placeholder: '123456',
        required: true,
      },
    })
    const form = el(
      'form',
      { class: 'panel join-form' },
      el('label', { attrs: { for: 'desk-number' } }, t('joinLabel')),
      input,
      el('button', { class: 'primary', attrs: { type: 'submit' } }, t('joinTable')),
    )
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#go(() => this.#app.joinTable(input.value.trim()))
    })
    return form
  }
}

const howTo = (): Child[] => [el('h2', {}, t('howTo')), courseList()]
