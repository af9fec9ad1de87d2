// The table: seats around it, discards and the clock in its middle, the own hand below, results on top.
import { OP } from '../../src/protocol/fields.ts'
import { suitOfTile } from '../../src/rules/tiles.ts'
import type { App, AppState } from '../app.ts'
import { el, Region } from '../dom.ts'
import type { Child } from '../dom.ts'
import { t } from '../language.ts'
import { handOf, isInRound, seatOf } from '../table-state.ts'
import type { Table } from '../table-state.ts'
import { actionsView, OP_KEYS } from './actions.ts'
import { Announcer } from './announcer.ts'
import { FlashLayer } from './flashes.ts'
import { helpDialog } from './help.ts'
import { handView, mayDiscard } from './hand.ts'
import { PLACES, placesOf, seatAt } from './places.ts'
import type { Place } from './places.ts'
import { playerName } from './player-name.ts'
import { matchResult, roundResult } from './results.ts'
import { isSoundOn, switchSound } from '../sound.ts'
import { Signals, URGENT_MS } from './signals.ts'
import { discardsView, meldsView, opponentView, plate, wonBadge } from './seat.ts'
import { barView, latencyView } from './table-bar.ts'
import { dissolveQuestion, voteDialog } from './vote.ts'

type Spot = { readonly seat: Region; readonly pond: Region; readonly box: HTMLElement }

const region = (className: string, attrs: Record<string, string> = {}): Region =>
  new Region(el('div', { class: className, attrs }))

export class TableView {
  readonly element = el('main', { class: 'table' })
  readonly #app: App
  readonly #bar = new Region(el('header', { class: 'bar' }))
  readonly #spots = new Map<Place, Spot>()
  readonly #middle = region('middle')
  readonly #actions = region('actions', { 'aria-live': 'polite' })
  readonly #hand = region('hand')
  readonly #overlay = region('overlay')
  readonly #clock = el('div', { class: 'clock', attrs: { role: 'timer' } })
  readonly #latency = region('latency-place')
  readonly #flashes: FlashLayer
  readonly #announcer: Announcer
  readonly #signals: Signals
  readonly #felt = el('div', { class: 'felt' })
  readonly #pond = el('div', { class: 'pond' })
  #selected: number | null = null
  #picked: readonly number[] = []
  #promptId: number | undefined
  /** What this player has opened over the table. */
  #opened: 'none' | 'dissolve' | 'help' = 'none'
  readonly #closing = new AbortController()

  constructor(app: App, table: Table) {
    this.#app = app
    for (const place of PLACES) this.#felt.append(this.#makeSpot(place))
    this.#pond.append(this.#middle.element, this.#latency.element)
    this.#felt.append(this.#pond)
    this.#flashes = new FlashLayer((place) => this.#spots.get(place)!.box)
    this.#announcer = new Announcer(table)
    this.#signals = new Signals(table)
    this.element.append(this.#bar.element, this.#felt, this.#announcer.element, this.#overlay.element)
    const { signal } = this.#closing
    document.addEventListener('keydown', (event) => this.#press(event), { signal })
  }

  #makeSpot(place: Place): HTMLElement {
    const seat = region(`seat seat-${place}`)
    const pond = region(`discards discards-${place}`, { role: 'group' })
    const box = el('section', { class: `spot spot-${place}` }, seat.element)
    if (place === 'own') box.append(this.#actions.element, this.#hand.element)
    this.#pond.append(pond.element)
    this.#spots.set(place, { seat, pond, box })
    return box
  }

  /** Lets go of the keyboard. */
  close(): void {
    this.#closing.abort()
  }

  show(state: AppState, table: Table): void {
    this.#follow(table)
    this.element.dataset['players'] = String(table.players)
    this.element.dataset['phase'] = table.phase
    const { deskNo, round, rounds, rules, phase, seats } = table
    this.#bar.show(
      [deskNo, round, rounds, rules, phase, seatOf(table, table.me)?.isTrusted, isSoundOn()],
      () =>
        barView(this.#app, table, {
          onDissolve: () => this.#open('dissolve'),
          onHelp: () => this.#open('help'),
          onSound: () => {
            switchSound(!isSoundOn())
            this.show(this.#app.state, table)
          },
        }),
    )
    this.#latency.show([state.roundTripMs], () => latencyView(state.roundTripMs))
    for (const place of PLACES) this.#showSpot(table, place)
    this.#middle.show([table.wallLeft, table.turn, phase, seats, table.players], () =>
      this.#makeMiddle(table),
    )
    this.#showHand(state, table)
    this.#showOverlay(table)
    this.#flashes.show(table)
    this.#announcer.show(table)
    this.#signals.show(table)
    this.tick(Date.now())
  }

  tick(nowMs: number): void {
    const { table } = this.#app.state
    const { prompt } = table ?? {}
    const leftMs = prompt ? Math.max(0, prompt.dueAtMs - nowMs) : 0
    this.#clock.textContent = prompt ? String(Math.ceil(leftMs / 1000)) : ''
    this.#clock.style.setProperty('--left', prompt ? String(leftMs / prompt.totalMs) : '0')
    this.#clock.classList.toggle('urgent', prompt !== null && prompt !== undefined && leftMs < URGENT_MS)
    if (prompt) this.#signals.tick(prompt, leftMs)
    for (const place of this.element.querySelectorAll<HTMLElement>('[data-due]')) {
      const seconds = Math.max(0, Math.ceil((Number(place.dataset['due']) - nowMs) / 1000))
      place.textContent = t('dissolveRest', { seconds })
    }
  }

  /** A new question forgets what was chosen for the one before. */
  #follow({ prompt }: Table): void {
    if (prompt?.promptId === this.#promptId) return
    this.#promptId = prompt?.promptId
    this.#selected = null
    this.#picked = prompt?.kind === 'swap' ? prompt.suggest : []
  }

  #showSpot(table: Table, place: Place): void {
    const { seat: region, pond, box } = this.#spots.get(place)!
    const isUsed = placesOf(table).includes(place)
    box.hidden = !isUsed
    pond.element.hidden = !isUsed
    const seat = seatAt(table, place)
    const hand = seat && handOf(table, seat.uid)
    const facts = [seat, hand, table.banker, table.turn === seat?.uid, table.phase, isUsed]
    region.show(facts, () => {
      if (place !== 'own') return isUsed ? opponentView(table, seat) : []
      return seat ? ownView(table) : []
    })
    if (seat)
      pond.element.setAttribute('aria-label', t('discardsOf', { name: playerName(seat.uid, seat.name) }))
    pond.show([hand?.discards, table.lastDiscard?.uid === seat?.uid], () =>
      seat ? discardsView(table, seat) : [],
    )
  }

  #makeMiddle(table: Table): Child[] {
    const turnPlace = placesOf(table).find((place) => seatAt(table, place)?.uid === table.turn)
    this.#middle.element.dataset['turn'] = table.phase === 'playing' ? (turnPlace ?? '') : ''
    if (!isInRound(table)) return []
    return [
      this.#clock,
      el('div', { class: 'wall-left' }, el('small', {}, t('wallLeft')), el('b', {}, table.wallLeft)),
      ...PLACES.map((place) =>
        el('i', { class: `pointer pointer-${place}`, attrs: { 'aria-hidden': true } }),
      ),
    ]
  }

  #showHand({ isAnswering }: AppState, table: Table): void {
    const choice = {
      selected: this.#selected,
      picked: this.#picked,
      isAnswering,
      onTile: (tile: number) => this.#choose(tile),
    }
    const hand = handOf(table, table.me)
    const facts = [hand, table.prompt, table.swapped, this.#selected, this.#picked, isAnswering]
    this.#hand.element.setAttribute('aria-label', t('ownHand'))
    this.#hand.show(facts, () => (isInRound(table) ? handView(table, choice) : []))
    const others = [table.phase, table.turn, table.seats, table.hands, table.deskNo]
    this.#actions.show([...facts, ...others], () => actionsView({ app: this.#app, table, choice }))
  }

  #choose(tile: number): void {
    const { state } = this.#app
    const { table } = state
    if (!table?.prompt || state.isAnswering) return
    if (table.prompt.kind === 'swap') this.#pick(tile, table.prompt)
    else if (this.#selected === tile && mayDiscard(table.prompt, tile)) return void this.#app.discard(tile)
    else this.#selected = tile
    this.show(state, table)
  }

  /** Choosing a tile of another suit begins anew; one too many drops the oldest. */
  #pick(tile: number, { count, isSameSuit }: { count: number; isSameSuit: boolean }): void {
    if (this.#picked.includes(tile)) {
      this.#picked = this.#picked.filter((picked) => picked !== tile)
      return
    }
    const kept = isSameSuit
      ? this.#picked.filter((other) => suitOfTile(other) === suitOfTile(tile))
      : this.#picked
    this.#picked = [...kept, tile].slice(-count)
  }

  #open(opened: 'none' | 'dissolve' | 'help'): void {
    const wasOpened = this.#opened
    this.#opened = opened
    const { table } = this.#app.state
    if (table) this.#showOverlay(table)
    if (opened === 'none')
      this.#bar.element.querySelector<HTMLElement>(`[data-focus="${wasOpened}"]`)?.focus()
  }

  #showOverlay(table: Table): void {
    const { vote, roundEnd, matchEnd, phase, seats } = table
    const wasOpen = this.#overlay.element.childElementCount > 0
    const isReady = seatOf(table, table.me)?.isReady
    this.#overlay.show([vote, roundEnd, matchEnd, phase, isReady, this.#opened, seats.length], () => [
      this.#dialogOf(table),
    ])
    const isOpen = this.#overlay.element.childElementCount > 0
    this.#overlay.element.classList.toggle('open', isOpen)
    // Neither the keyboard nor a screen reader gets behind a dialog.
    this.#felt.inert = isOpen
    this.#bar.element.inert = isOpen
    if (!wasOpen) this.#overlay.element.classList.toggle('late', roundEnd !== null || matchEnd !== null)
    if (isOpen && !wasOpen)
      this.#overlay.element.querySelector<HTMLElement>('.primary')?.focus({ preventScroll: true })
  }

  #dialogOf(table: Table): HTMLElement | null {
    const { vote, roundEnd, matchEnd, phase } = table
    const app = this.#app
    if (matchEnd) {
      const onAgain = (): void => void app.leave().then(() => app.quickStart())
      return matchResult(table, matchEnd, { onAgain, onStart: () => void app.leave() })
    }
    if (vote) return voteDialog(app, table, vote)
    if (this.#opened === 'help') return helpDialog(() => this.#open('none'))
    if (this.#opened === 'dissolve') {
      return dissolveQuestion((isWanted) => {
        this.#open('none')
        if (isWanted) void app.dissolve()
      })
    }
    return phase === 'roundOver' && roundEnd ? roundResult(app, table, roundEnd) : null
  }

  /** Arrows walk along the hand; letters press the button of an offered deed, digits name the void suit. */
  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    if (event.key === 'Escape' && this.#opened !== 'none') return this.#open('none')
    if (this.#overlay.element.childElementCount > 0) return
    if (/^[1-3]$/.test(event.key)) {
      return this.#actions.element.querySelector<HTMLElement>(`[data-que="${event.key}"]`)?.click()
    }
    const op = OP_KEYS[event.key.toLowerCase()] ?? (event.key === 'Escape' ? OP.pass : undefined)
    if (op !== undefined) this.#actions.element.querySelector<HTMLElement>(`[data-op="${op}"]`)?.click()
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    const tiles = [...this.#hand.element.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')]
    const at = tiles.findIndex((tile) => tile === document.activeElement)
    const step = event.key === 'ArrowRight' ? 1 : -1
    tiles.at(at < 0 ? (step > 0 ? 0 : -1) : (at + step) % tiles.length)?.focus()
    event.preventDefault()
  }
}

function ownView(table: Table): Child[] {
  const seat = seatOf(table, table.me)
  if (!seat) return []
  return [
    plate(table, seat),
    seat.isTrusted && el('p', { class: 'trust-banner' }, t('trustBanner')),
    meldsView(handOf(table, seat.uid).melds, seat.name),
    wonBadge(table, seat.uid),
  ]
}
