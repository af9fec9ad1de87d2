// An account, kept apart from the code under test, of which tiles each seat has been shown, and a search of
// payloads for any other.
import type { TableEvent } from '../../src/table/event.ts'
import type { TileId } from '../../src/rules/tiles.ts'

export class KnownTiles {
  #bySeat: Set<TileId>[] = []
  #isOpen = true

  follow(event: TableEvent): void {
    switch (event.type) {
      case 'dealt':
        this.#isOpen = false
        this.#bySeat = event.hands.map((hand) => new Set(hand))
        return
      case 'swapped':
        for (const [seat, tiles] of event.in.entries())
          for (const tile of tiles) this.#bySeat[seat]!.add(tile)
        return
      case 'drew':
        this.#bySeat[event.seat]!.add(event.tile)
        return
      case 'discarded':
      case 'kongDeclared':
      case 'won':
        this.#show([event.tile])
        return
      case 'ponged':
        this.#show([event.tile, ...event.own])
        return
      case 'konged':
        this.#show(event.tiles)
        return
      case 'roundEnded':
      case 'roundAborted':
        this.#isOpen = true
        return
      default:
        return
    }
  }

  /** Tiles in the payload that the seat has not been shown. */
  foreign(seat: number, payload: unknown): TileId[] {
    if (this.#isOpen) return []
    const known = this.#bySeat[seat]!
    return tilesIn(payload).filter((tile) => !known.has(tile))
  }

  #show(tiles: readonly TileId[]): void {
    for (const known of this.#bySeat) for (const tile of tiles) known.add(tile)
  }
}

const TILE_FIELDS = [
  'mjs',
  'mjids',
  'mjidxs',
  'suggest',
  'out',
  'in',
  'shouPaiIds',
  'chuPaiIds',
  'gangInfos',
  'lastTile',
  'huPai',
  'lastChuPaiId',
  'shouPai',
]

/** Every tile id that a payload names; placeholders are none. `tiles` is a meld's in onSyncDesk. */
export function tilesIn(payload: unknown, field = ''): TileId[] {
  if (typeof payload === 'number') return isTileField(field) && payload >= 0 ? [payload] : []
  if (Array.isArray(payload)) return payload.flatMap((entry) => tilesIn(entry, field))
  if (typeof payload !== 'object' || payload === null) return []
  return Object.entries(payload).flatMap(([name, value]) => tilesIn(value, name))
}

const isTileField = (field: string): boolean => TILE_FIELDS.includes(field) || field === 'tiles'
