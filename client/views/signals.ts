// Calls the player: a tone when something is asked, when time runs out, and when the own hand wins. Each once.
import { OP } from '../../src/protocol/fields.ts'
import { playSound } from '../sound.ts'
import { handOf } from '../table-state.ts'
import type { Prompt, Table } from '../table-state.ts'

/** So long before the server answers by itself. */
export const URGENT_MS = 5000

const isDiscard = (prompt: Prompt): boolean =>
  prompt.kind !== 'play' || prompt.ops.some(({ op }) => op === OP.chu)

export class Signals {
  #asked: number | undefined
  #hurried: number | undefined
  #hasWon = false

  /** What is there when the page opens is asked anew; a hand that has won already is old news. */
  constructor(table: Table) {
    this.#hasWon = handOf(table, table.me).won !== null
  }

  show(table: Table): void {
    const { prompt } = table
    const hasWon = handOf(table, table.me).won !== null
    if (hasWon && !this.#hasWon) playSound('win')
    this.#hasWon = hasWon
    if (prompt?.promptId === this.#asked) return
    this.#asked = prompt?.promptId
    if (prompt) playSound(isDiscard(prompt) ? 'turn' : 'claim')
  }

  /** `leftMs` of the open question. */
  tick(prompt: Prompt, leftMs: number): void {
    if (leftMs > URGENT_MS || leftMs === 0 || this.#hurried === prompt.promptId) return
    this.#hurried = prompt.promptId
    playSound('hurry')
  }
}
