// A client that plays: legal, quick to decide, and slow to answer as people are. Parses only what it needs.
import type { PushOf } from '../../src/protocol/pushes.ts'
import { OP } from '../../src/protocol/fields.ts'
import type { Account, Answer, Link } from './link.ts'
import { parseBody } from './link.ts'
import type { Pace } from './messages.ts'

export type PlayerOptions = {
  readonly link: Link
  readonly account: Account
  readonly pace: () => Pace
  readonly onAnswer: (answer: Answer) => void
  readonly onPush: () => void
}

type Hint = PushOf<'onOpTypeHint'>

/** Of every two pongs offered one is taken, so that rounds end as often by wins as by the wall. */
const PONG_SHARE = 0.5
/** A whole evening: no match ends while it is measured. */
const DESK = { preset: 'xuezhan', round: 16 }
const SEATS = 4

export class Player {
  isInRound = false
  readonly #options: PlayerOptions
  #hand: number[] = []
  #thought: NodeJS.Timeout | undefined

  constructor(options: PlayerOptions) {
    this.#options = options
    options.link.onPush = (route, body) => {
      options.onPush()
      this.#take(route, body)
    }
  }

  /** To a table of strangers; resolves with a seat. */
  async sitDown(): Promise<void> {
    const { link } = this.#options
    const seated = await link.request('DeskManager.QuickStart', { options: DESK })
    if (seated.code !== 0) throw new Error(`QuickStart: ${seated.reason}`)
    await link.request('DeskManager.ClientInitCompleted', { isReenter: false })
  }

  #say(route: string, payload: unknown): void {
    const { minMs, maxMs } = this.#options.pace()
    clearTimeout(this.#thought)
    const delayMs = minMs + Math.random() * (maxMs - minMs)
    this.#thought = setTimeout(() => {
      void this.#options.link.request(route, payload).then(this.#options.onAnswer)
    }, delayMs)
  }

  #take(route: string, body: Uint8Array): void {
    switch (route) {
      case 'onPlayerEnter':
        return this.#enter(parseBody(body) as PushOf<'onPlayerEnter'>)
      case 'onDuanPai':
        return this.#deal(parseBody(body) as PushOf<'onDuanPai'>)
      case 'onSwapHint': {
        const { suggest, promptId } = parseBody(body) as PushOf<'onSwapHint'>
        return this.#say('DeskManager.SwapTiles', { tiles: suggest, promptId })
      }
      case 'onSwap': {
        const swap = parseBody(body) as PushOf<'onSwap'>
        this.#hand = [...this.#hand.filter((tile) => !swap.out.includes(tile)), ...swap.in]
        return
      }
      case 'onDingQueHint': {
        const { que, promptId } = parseBody(body) as PushOf<'onDingQueHint'>
        return this.#say('DeskManager.DingQue', { que, promptId })
      }
      case 'onMoPai': {
        const { mjids } = parseBody(body) as PushOf<'onMoPai'>
        if (mjids[0]! >= 0) this.#hand.push(mjids[0]!)
        return
      }
      case 'onOpTypeDo':
        return this.#do(parseBody(body) as PushOf<'onOpTypeDo'>)
      case 'onOpTypeHint':
        return this.#answer(parseBody(body) as Hint)
      case 'onRoundEnd':
        this.isInRound = false
        return this.#say('DeskManager.Ready', {})
      default:
        return
    }
  }

  #enter({ data }: PushOf<'onPlayerEnter'>): void {
    const own = data.find(({ acId }) => acId === this.#options.account.uid)
    if (data.length === SEATS && own && !own.isReady && !this.isInRound) this.#say('DeskManager.Ready', {})
  }

  #deal({ accountInfo }: PushOf<'onDuanPai'>): void {
    const own = accountInfo.find(({ acId }) => acId === this.#options.account.uid)
    this.#hand = [...(own?.mjs ?? [])]
    this.isInRound = true
    this.#say('DeskManager.QiPaiFinished', {})
  }

  /** Somebody did something: a question that was open is open no more, or is asked anew. */
  #do({ uid, mjs }: PushOf<'onOpTypeDo'>): void {
    clearTimeout(this.#thought)
    if (uid[0] === this.#options.account.uid) this.#hand = this.#hand.filter((tile) => !mjs.includes(tile))
  }

  #answer({ ops, promptId }: Hint): void {
    const offered = (op: number): Hint['ops'][number] | undefined => ops.find((entry) => entry.op === op)
    const say = (optype: number, idx: number): void =>
      this.#say('DeskManager.OpChoose', { optype, idx, promptId })
    const hu = offered(OP.hu)
    const peng = offered(OP.peng)
    const chu = offered(OP.chu)
    if (hu) say(OP.hu, hu.mjidxs?.[0] ?? -1)
    else if (chu) say(OP.chu, this.#loosest(chu.mjidxs ?? this.#hand))
    else if (peng && Math.random() < PONG_SHARE) say(OP.peng, peng.mjidxs?.[0] ?? -1)
    else say(OP.pass, -1)
  }

  /** The tile with the fewest neighbours in the hand. */
  #loosest(open: readonly number[]): number {
    const ties = (tile: number): number =>
      this.#hand.reduce((sum, other) => {
        const distance = suitOf(tile) === suitOf(other) ? Math.abs((tile >> 2) - (other >> 2)) : SEATS
        return sum + Math.max(0, 3 - distance)
      }, 0)
    return open.reduce((best, tile) => (ties(tile) < ties(best) ? tile : best), open[0] ?? -1)
  }
}

const SUIT_TILES = 36
const suitOf = (tile: number): number => Math.floor(tile / SUIT_TILES)
