// Rounds that are played by hand: named hands, named draws, and one call for what each player does.
import assert from 'node:assert/strict'
import { must } from '../../src/lib/assert.ts'
import { parseHand, parseKindText } from '../../src/rules/notation.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import type { Kind, Seat, Suit, TileId } from '../../src/rules/tiles.ts'
import { COPIES, KINDS_PER_SUIT, kindOf } from '../../src/rules/tiles.ts'
import type { TableEvent, TableEventType } from '../../src/table/event.ts'
import type { Luck } from '../../src/table/luck.ts'
import type { Action } from '../../src/table/prompt.ts'
import type { NewTable } from './table-driver.ts'
import { TableDriver, seededLuck } from './table-driver.ts'

export type Stack = {
  /** Hands in notation by seat; a hand that is not named, or too short, is filled up with tiles that do not fit. */
  readonly hands: readonly (string | undefined)[]
  /** The tiles drawn after the deal, in order: `5t 5b 1w`; the first is the banker's last dealt tile. */
  readonly draws: string
  /** What `Luck.below` answers, in order; 0 when they run out. The first is the banker, then two dice. */
  readonly numbers?: readonly number[]
  /** The wall ends with the draws. */
  readonly isShort?: boolean
}

/** The order in which a hand is filled up: ranks far apart, so that nothing fits. */
const JUNK_RANKS = [1, 4, 7, 2, 5, 8, 3, 6, 9] as const

class Box {
  readonly #left: number[]

  constructor(rules: RuleSet) {
    this.#left = Array.from({ length: rules.suits * KINDS_PER_SUIT }, () => COPIES)
  }

  /** The lowest copy that is left of a kind. */
  take(kind: Kind): TileId {
    const left = this.#left[kind] ?? 0
    assert.ok(left > 0, `a fifth copy of kind ${kind}`)
    this.#left[kind] = left - 1
    return kind * COPIES + COPIES - left
  }

  /** A kind of which a hand has none yet. */
  junk(held: readonly TileId[]): TileId {
    const suits = this.#left.length / KINDS_PER_SUIT
    for (const rank of JUNK_RANKS) {
      for (let suit = 0; suit < suits; suit += 1) {
        const kind = suit * KINDS_PER_SUIT + rank - 1
        if (this.#left[kind]! > 0 && !held.some((tile) => kindOf(tile) === kind)) return this.take(kind)
      }
    }
    throw new Error('no tile is left that does not fit')
  }

  rest(): TileId[] {
    return this.#left.flatMap((left, kind) => Array.from({ length: left }, () => this.take(kind)))
  }
}

/** Deals what the stack names. */
export function stackedLuck(rules: RuleSet, { hands, draws, numbers = [], isShort = false }: Stack): Luck {
  const box = new Box(rules)
  const named = Array.from({ length: rules.players }, (_, seat) => tilesOfText(box, hands[seat] ?? ''))
  const drawn = draws.split(/\s+/).map((text) => box.take(must(parseKindText(text), `draw ${text}`)))
  const filled = named.map((hand) => {
    while (hand.length < rules.handSize) hand.push(box.junk(hand))
    return hand
  })
  const wall = [...filled.flat(), ...drawn, ...(isShort ? [] : box.rest())]
  const queue = [...numbers]
  return { ...seededLuck(0), wall: () => wall, below: () => queue.shift() ?? 0 }
}

function tilesOfText(box: Box, text: string): TileId[] {
  const parsed = parseHand(text)
  assert.ok(parsed.ok, `hand ${text}`)
  return parsed.value.hand.counts.flatMap((copies, kind) =>
    Array.from({ length: copies }, () => box.take(kind)),
  )
}

export type ScenarioOptions = NewTable & {
  /** Named in 定缺, by seat. */
  readonly voids?: readonly Suit[]
}

/** A round in play. Every method that acts fails the test when the table refuses. */
export class Scenario extends TableDriver {
  constructor(rules: RuleSet, stack: Stack, { voids, ...options }: ScenarioOptions = {}) {
    super(rules, { luck: stackedLuck(rules, stack), ...options })
    this.seatAll().deal()
    if (voids) this.chooseVoids(voids)
  }

  chooseVoids(voids: readonly Suit[]): this {
    for (const [seat, suit] of voids.entries())
      this.do({ type: 'chooseVoid', seat: seat as Seat, suit, promptId: null })
    return this
  }

  /** One legal answer, as its events. */
  say(seat: number, action: Action): readonly TableEvent[] {
    return this.do({ type: 'act', seat: seat as Seat, action, promptId: this.promptOf(seat)?.id ?? null })
  }

  /** Discards a tile of a kind, passing a self-check that comes first. */
  discard(seat: number, text: string): readonly TableEvent[] {
    if (this.promptOf(seat)?.kind === 'self') this.pass(seat)
    return this.say(seat, { type: 'discard', tile: this.tileOf(seat, text) })
  }

  /** Draws and throws the same tile away. */
  discardDrawn(seat: number): readonly TableEvent[] {
    if (this.promptOf(seat)?.kind === 'self') this.pass(seat)
    return this.say(seat, { type: 'discard', tile: must(this.hand(seat).drawn, 'a drawn tile') })
  }

  pass = (seat: number): readonly TableEvent[] => this.say(seat, { type: 'pass' })
  win = (seat: number): readonly TableEvent[] => this.say(seat, { type: 'win' })
  pong = (seat: number): readonly TableEvent[] => this.say(seat, { type: 'pong' })
  kong = (seat: number, text: string): readonly TableEvent[] =>
    this.say(seat, { type: 'kong', kind: kindOfText(text) })

  get round(): NonNullable<TableDriver['state']['round']> {
    return must(this.state.round, 'a round')
  }

  hand(seat: number): Scenario['round']['hands'][number] {
    return must(this.round.hands[seat], 'a hand')
  }

  tileOf(seat: number, text: string): TileId {
    const kind = kindOfText(text)
    return must(
      this.hand(seat).tiles.find((tile) => kindOf(tile) === kind),
      `${text} in the hand of ${seat}`,
    )
  }

  /** The kinds of open prompts by seat, null where there is none. */
  get asked(): (string | null)[] {
    return this.state.prompts.map((prompt) => prompt && prompt.kind)
  }

  /** The points of this match so far, by seat. */
  get gains(): number[] {
    return this.state.seats.map((seat) => must(seat, 'a seat').score - this.state.rules.startScore)
  }

  all<T extends TableEventType>(type: T): Extract<TableEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<TableEvent, { type: T }> => event.type === type)
  }

  last<T extends TableEventType>(type: T): Extract<TableEvent, { type: T }> {
    return must(this.all(type).at(-1), type)
  }
}

export const kindOfText = (text: string): Kind => must(parseKindText(text), `kind ${text}`)

/** What a claim prompt offers, as a short text: `win pong kong`; nothing without such a prompt. */
export function offerOf(scenario: Scenario, seat: number): string {
  const prompt = scenario.promptOf(seat)
  if (prompt?.kind !== 'claim') return ''
  return (['win', 'pong', 'kong'] as const).filter((claim) => prompt[claim]).join(' ')
}
