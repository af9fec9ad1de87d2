// What a match costs in cards (房卡), by its number of rounds.

/** nanoserver's prices for lengths that `core.consume` does not name. */
const FALLBACK = [
  { rounds: 4, cards: 2 },
  { rounds: 8, cards: 3 },
  { rounds: 16, cards: 4 },
] as const
const SHORTEST = 2

export class CardPrices {
  #byRounds: ReadonlyMap<number, number> = new Map()

  constructor(prices: readonly { readonly rounds: number; readonly cards: number }[]) {
    this.set(prices)
  }

  /** From now on; a match that was dealt has paid already. */
  set(prices: readonly { readonly rounds: number; readonly cards: number }[]): void {
    this.#byRounds = new Map(prices.map(({ rounds, cards }) => [rounds, cards]))
  }

  of(rounds: number): number {
    const named = this.#byRounds.get(rounds)
    if (named !== undefined) return named
    return FALLBACK.findLast((price) => price.rounds <= rounds)?.cards ?? SHORTEST
  }
}
