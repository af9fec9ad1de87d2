// What every push and answer to a seat has to keep: its schema, an order that never goes back, and no tile that
// the seat has not been shown. Which tiles those are is counted here, apart from the code under test.
import assert from 'node:assert/strict'
import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import { REFUSED } from '../../src/protocol/answers.ts'
import { GANG_TYPE, OP } from '../../src/protocol/fields.ts'
import { PUSHES } from '../../src/protocol/pushes.ts'
import type { PushName, PushOf } from '../../src/protocol/pushes.ts'
import { ROUTES } from '../../src/protocol/routes.ts'
import type { RouteName } from '../../src/protocol/routes.ts'
import { BYTES } from '../../src/protocol/schema.ts'
import type { PayloadSchema } from '../../src/protocol/schema.ts'

const ajv = new Ajv({ strict: true, strictRequired: false })
const validators = new Map<PayloadSchema, ValidateFunction>()

function assertFits(schema: PayloadSchema, payload: unknown, what: string): void {
  if (schema === BYTES) return
  const validate = validators.get(schema) ?? ajv.compile(schema)
  validators.set(schema, validate)
  assert.ok(validate(payload), `${what}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(payload)}`)
}

/** Throws where an answer fits neither its route's schema nor that of a refusal. */
export function checkAnswer(route: string, answer: { readonly code: number }): void {
  const { response } = ROUTES[route as RouteName]
  assertFits(answer.code === 0 ? response : REFUSED, answer, `the answer of ${route}`)
}

type Deed = PushOf<'onOpTypeDo'>

export const isPushName = (route: string): route is PushName => Object.hasOwn(PUSHES, route)

/** One connection of one seat. */
export class PushChecks {
  readonly #uid: number
  /** Tiles that this seat holds or held, and tiles that lie open. */
  readonly #known = new Set<number>()
  #isOpen = true
  /** Came while a kong could be robbed, perhaps: onSyncDesk does not name that tile, the robbery will. */
  #mayMissKong = false
  #lastSeq = 0
  count = 0

  constructor(uid: number) {
    this.#uid = uid
  }

  /** Throws at the first fault. */
  check(route: string, payload: unknown): void {
    assert.ok(isPushName(route), `an unknown push ${route}`)
    this.count += 1
    assertFits(PUSHES[route].payload, payload, route)
    this.#checkSeq(route, payload)
    if (route === 'onOpTypeDo' && !this.#isOpen) this.#checkDeed(payload as Deed)
    this.#learn(route, payload)
    if (this.#isOpen) return
    for (const tile of tilesIn(payload))
      assert.ok(
        this.#known.has(tile),
        `${this.#uid} was shown ${tile} by ${route} ${JSON.stringify(payload)}`,
      )
  }

  /** A new table, or a new connection to a table whose numbers go on. */
  restart(): void {
    this.#lastSeq = 0
  }

  #checkSeq(route: string, payload: unknown): void {
    const { seq } = payload as { readonly seq?: number }
    if (seq === undefined) return
    assert.ok(seq >= this.#lastSeq, `${route} has seq ${seq} after ${this.#lastSeq}`)
    this.#lastSeq = seq
  }

  /** A deed lays open tiles of one kind, as many as its own kind of deed allows, and none of one's own that are new. */
  #checkDeed(deed: Deed): void {
    const told = `${this.#uid} was shown by onOpTypeDo ${JSON.stringify(deed)}`
    const shown = deed.mjs.filter((tile) => tile >= 0)
    assert.equal(new Set(shown).size, shown.length, `a tile twice: ${told}`)
    assert.ok(new Set(shown.map((tile) => tile >> 2)).size <= 1, `several kinds: ${told}`)
    const { length, fresh } = deedTiles(deed)
    assert.ok(deed.mjs.length <= length, `more than ${length} tiles: ${told}`)
    const unknown = shown.filter((tile) => !this.#known.has(tile)).length
    const robbed = deed.optype === OP.hu && this.#mayMissKong ? 1 : 0
    this.#mayMissKong = false
    const allowed = deed.uid.includes(this.#uid) ? robbed : Math.max(fresh, robbed)
    assert.ok(unknown <= allowed, `${unknown} tiles that nobody has shown it, ${allowed} may be new: ${told}`)
  }

  /** Takes in what this push is allowed to show, and nothing else. */
  #learn(route: PushName, payload: unknown): void {
    switch (route) {
      case 'onDuanPai': {
        this.#isOpen = false
        this.#known.clear()
        const { accountInfo } = payload as PushOf<'onDuanPai'>
        this.#know(accountInfo.find(({ acId }) => acId === this.#uid)?.mjs ?? [])
        return
      }
      case 'onMoPai': {
        this.#mayMissKong = false
        const { acId, mjids } = payload as PushOf<'onMoPai'>
        if (acId === this.#uid) this.#know(mjids)
        return
      }
      case 'onSwap':
        this.#know((payload as PushOf<'onSwap'>).in)
        return
      case 'onOpTypeDo':
        this.#know((payload as PushOf<'onOpTypeDo'>).mjs)
        return
      case 'onSyncDesk':
        this.#learnSync(payload as PushOf<'onSyncDesk'>)
        return
      case 'onRoundEnd':
      case 'onGameEnd':
        this.#isOpen = true
        return
      default:
        return
    }
  }

  /** Own tiles and what lies open; of other hands nothing. */
  #learnSync({ players, lastChuPaiId }: PushOf<'onSyncDesk'>): void {
    this.#isOpen = false
    this.#mayMissKong = true
    this.#know([lastChuPaiId])
    for (const { acId, shouPaiIds, lastTile, chuPaiIds, gangInfos, huPai } of players) {
      this.#know([...chuPaiIds, ...gangInfos, huPai])
      if (acId === this.#uid) this.#know([...shouPaiIds, lastTile])
    }
  }

  #know(tiles: readonly number[]): void {
    for (const tile of tiles) this.#known.add(tile)
  }
}

/** How many tiles a deed names, and how many of them its doer brings out of his hand. */
function deedTiles({ optype, gangType, from }: Deed): { readonly length: number; readonly fresh: number } {
  switch (optype) {
    case OP.chu:
      return { length: 1, fresh: 1 }
    case OP.peng:
      return { length: 3, fresh: 2 }
    case OP.gang:
      if (gangType === GANG_TYPE.an) return { length: 4, fresh: 4 }
      return gangType === GANG_TYPE.ba ? { length: 1, fresh: 1 } : { length: 4, fresh: 3 }
    case OP.hu:
      // Of another's tile: that one lies open.
      return { length: 1, fresh: from === undefined ? 1 : 0 }
    default:
      return { length: 0, fresh: 0 }
  }
}

const TILE_FIELDS = new Set([
  'mjs',
  'mjids',
  'mjidxs',
  'suggest',
  'out',
  'in',
  'shouPaiIds',
  'shouPai',
  'chuPaiIds',
  'gangInfos',
  'lastTile',
  'huPai',
  'lastChuPaiId',
  'tiles',
])

/** Every tile id in a payload; -1 is none. */
function tilesIn(payload: unknown, field = ''): number[] {
  if (typeof payload === 'number') return TILE_FIELDS.has(field) && payload >= 0 ? [payload] : []
  if (Array.isArray(payload)) return payload.flatMap((entry) => tilesIn(entry, field))
  if (typeof payload !== 'object' || payload === null) return []
  return Object.entries(payload).flatMap(([name, value]) => tilesIn(value, name))
}
