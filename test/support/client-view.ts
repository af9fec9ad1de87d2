// What a client knows of its table from pushes alone, rebuilt as a real client does it: no rule and no state of the
// server is used. `sync` says what onSyncDesk would have to contain for a client that missed nothing.
import assert from 'node:assert/strict'
import type { PushName, PushOf } from '../../src/protocol/pushes.ts'
import { newSeat, NONE, type Seat, takeFromHand } from './client-seat.ts'
import { comparable, type Hint, type Sync, takeSeat, tellSeat } from './client-sync.ts'

type Deed = PushOf<'onOpTypeDo'>
/** The open question to the own seat. */
export type Question =
  | { readonly kind: 'swap'; readonly promptId: number; readonly suggest: readonly number[] }
  | { readonly kind: 'void'; readonly promptId: number; readonly que: number }
  | { readonly kind: 'play'; readonly promptId: number; readonly hint: Hint }

const STATUS = { created: 0, dealt: 1, sorted: 2, playing: 3, cleaned: 7 } as const
const OP = { chu: 1, peng: 2, gang: 3, hu: 4 } as const
const ADDED_KONG = 1024
const CONCEALED_KONG = 1004

export class ClientView {
  readonly uid: number
  seats: Seat[] = []
  status: number = STATUS.created
  question: Question | null = null
  vote: PushOf<'onDissolveStatus'> | null = null
  tableId = ''
  roundsEnded = 0
  wallLeft = 0
  /** What the server committed itself to, by round. */
  readonly commits = new Map<string, string>()
  readonly #wallSize: number
  #marker = 0
  #turn = 0
  #dice: readonly [number, number] = [0, 0]
  #lastDiscard: { readonly uid: number; readonly tile: number } | null = null
  /** An added kong that may still be robbed. */
  #adding: { readonly uid: number; readonly tile: number } | null = null

  constructor(uid: number, wallSize = 108) {
    this.uid = uid
    this.#wallSize = wallSize
  }

  get own(): Seat {
    return this.#seat(this.uid)
  }

  /** Whose turn it is: of an open tile, its giver's. */
  get turn(): number {
    return this.#turn
  }

  get isInRound(): boolean {
    return this.status >= STATUS.dealt && this.status <= STATUS.playing
  }

  apply<N extends PushName>(route: N, payload: PushOf<N>): void {
    this.#takers[route]?.(payload)
  }

  /** The own answer was accepted. */
  answered(question: Question, que: number | null): void {
    if (this.question?.promptId === question.promptId) this.question = null
    if (que !== null && this.status === STATUS.sorted) this.own.que = que
  }

  readonly #takers: { readonly [N in PushName]?: (payload: PushOf<N>) => void } = {
    onPlayerEnter: (payload) => this.#enter(payload),
    onPlayerExit: ({ acid }) => {
      this.seats = this.seats.filter(({ uid }) => uid !== acid)
    },
    onPlayerOfflineStatus: ({ uid, offline }) => {
      this.#seat(uid).offline = offline
    },
    onTrust: ({ uid, on }) => {
      this.#seat(uid).trust = on
    },
    onFairness: ({ roundId, commit }) => {
      if (roundId === undefined) return
      this.tableId = roundId.split('.')[0]!
      this.commits.set(roundId, this.commits.get(roundId) ?? commit)
    },
    onDuanPai: (payload) => this.#deal(payload),
    onSwapHint: ({ promptId, suggest }) => {
      this.status = STATUS.sorted
      this.question = { kind: 'swap', promptId, suggest }
    },
    onSwap: (payload) => {
      this.question = null
      const { own } = this
      for (const tile of payload.out) own.hand.splice(own.hand.indexOf(tile), 1)
      own.hand.push(...payload.in)
    },
    onDingQueHint: ({ promptId, que }) => {
      this.status = STATUS.sorted
      this.own.que = -que
      this.question = { kind: 'void', promptId: promptId!, que }
    },
    onDingQue: (ques) => {
      this.question = null
      this.status = STATUS.playing
      for (const { uid, que } of ques) this.#seat(uid).que = que
    },
    onMoPai: ({ acId, mjids }) => this.#draw(acId, mjids[0]!),
    onOpTypeHint: (hint) => {
      this.status = STATUS.playing
      this.question = { kind: 'play', promptId: hint.promptId!, hint }
    },
    onOpTypeDo: (deed) => this.#do(deed),
    onGangScoreChange: ({ changes }) => this.#gang(changes),
    onHuScoreChange: ({ acId, scoreChange, totalWinScore }) => {
      this.#seat(acId).points += totalWinScore
      for (const { acId: payer, score } of scoreChange) this.#seat(payer).points += score
    },
    onScoreTransfer: ({ changes }) => {
      for (const { acId, score } of changes) this.#seat(acId).points += score
    },
    onRoundEnd: (payload) => this.#endRound(payload),
    onGameEnd: ({ roundStats }) => this.#endRound(roundStats),
    onSyncDesk: (payload) => this.#sync(payload),
    onDissolveAgreement: (payload) => {
      this.vote = payload
    },
    onDissolveStatus: (payload) => {
      this.vote = payload
    },
    onDissolveFailure: () => {
      this.vote = null
    },
  }

  #seat(uid: number): Seat {
    const seat = this.seats.find((taken) => taken.uid === uid)
    assert.ok(seat, `nobody told ${this.uid} of ${uid}`)
    return seat
  }

  #enter({ data }: PushOf<'onPlayerEnter'>): void {
    this.seats = data.map((told) => {
      const seat = this.seats.find(({ uid }) => uid === told.acId) ?? newSeat(told.acId)
      const { score, offline, isReady, trust = false } = told
      return Object.assign(seat, { score, offline, isReady, trust })
    })
  }

  #deal({ markerId, dice1, dice2, accountInfo, restCnt }: PushOf<'onDuanPai'>): void {
    this.status = STATUS.dealt
    this.#marker = markerId
    this.#turn = markerId
    this.#dice = [dice1, dice2]
    this.#lastDiscard = null
    this.#adding = null
    this.question = null
    this.wallLeft = this.#wallSize
    for (const { acId, mjs } of accountInfo) {
      const { score, trust, offline } = this.#seat(acId)
      Object.assign(this.#seat(acId), newSeat(acId), { score, trust, offline, hand: [...mjs] })
      this.wallLeft -= mjs.length
    }
    assert.equal(restCnt, this.wallLeft, 'tiles that are left after the deal')
  }

  #draw(uid: number, tile: number): void {
    const seat = this.#seat(uid)
    this.status = STATUS.playing
    this.question = null
    this.#turn = uid
    this.wallLeft -= 1
    seat.hand.push(tile)
    seat.drawn = tile
  }

  #do(deed: Deed): void {
    const [uid] = deed.uid as readonly [number]
    this.question = null
    switch (deed.optype) {
      case OP.chu:
        return this.#discard(uid, deed.mjs[0]!)
      case OP.peng:
        return this.#claim(uid, 'pong', deed)
      case OP.gang:
        if (deed.gangType === ADDED_KONG) this.#adding = { uid, tile: deed.mjs[0]! }
        else this.#claim(uid, deed.gangType === CONCEALED_KONG ? 'concealed-kong' : 'exposed-kong', deed)
        return
      case OP.hu:
        return this.#win(uid, deed)
      default:
        assert.fail(`onOpTypeDo tells of ${deed.optype}`)
    }
  }

  #discard(uid: number, tile: number): void {
    const seat = this.#seat(uid)
    this.#play(seat, tile)
    seat.discards.push(tile)
    seat.drawn = NONE
    this.#lastDiscard = { uid, tile }
  }

  #claim(uid: number, type: string, { mjs, from = uid }: Deed): void {
    const seat = this.#seat(uid)
    const own = from === uid ? mjs : mjs.slice(1)
    for (const tile of own) this.#play(seat, tile)
    if (from !== uid) this.#takeDiscard(from)
    seat.melds.push({ type, tiles: [...mjs], from })
    seat.drawn = NONE
    this.#turn = uid
  }

  #win(uid: number, { mjs, from }: Deed): void {
    const seat = this.#seat(uid)
    const tile = mjs[0]!
    Object.assign(seat, { hasWon: true, huPai: tile, huType: from === undefined ? 1 : 2 })
    if (from === undefined) this.#play(seat, tile)
    else this.#pay(this.#seat(from), tile)
  }

  /** The discarder, or the one whose kong was robbed. */
  #pay(payer: Seat, tile: number): void {
    if (!payer.hasWon) payer.huType = 3
    if (this.#adding?.tile === tile) {
      this.#play(payer, tile)
      payer.drawn = NONE
      this.#adding = null
    } else if (this.#lastDiscard?.tile === tile) this.#takeDiscard(payer.uid)
  }

  #gang(changes: PushOf<'onGangScoreChange'>['changes']): void {
    for (const { acId, score } of changes) this.#seat(acId).points += score
    if (this.#adding === null) return
    const { uid, tile } = this.#adding
    const seat = this.#seat(uid)
    this.#play(seat, tile)
    seat.drawn = NONE
    this.#adding = null
    const at = seat.melds.findIndex(({ tiles, type }) => type === 'pong' && tiles[0]! >> 2 === tile >> 2)
    assert.ok(at >= 0, `a kong is added to a pong that ${this.uid} never saw`)
    // The tile is the seat's own: an added kong comes from nobody.
    seat.melds[at] = { type: 'added-kong', tiles: [...seat.melds[at]!.tiles, tile], from: uid }
  }

  #play(seat: Seat, tile: number): void {
    assert.ok(takeFromHand(seat, tile), `${this.uid} saw ${seat.uid} play ${tile}, which it cannot hold`)
  }

  #takeDiscard(from: number): void {
    this.#seat(from).discards.pop()
    this.#lastDiscard = null
  }

  #endRound({ scoreChange }: PushOf<'onRoundEnd'>): void {
    this.status = STATUS.cleaned
    this.question = null
    this.roundsEnded += 1
    for (const { acId, remain } of scoreChange) {
      const seat = this.#seat(acId)
      Object.assign(seat, { score: remain, points: 0, isReady: false })
    }
  }

  /** Forgets everything for what the server says. */
  #sync(sync: Sync): void {
    this.status = sync.status
    this.#marker = sync.markerAcId
    this.#turn = sync.lastMoPaiAcId
    this.#dice = [sync.dice1, sync.dice2]
    this.wallLeft = sync.restCnt
    this.#adding = null
    this.#lastDiscard =
      sync.lastChuPaiId === NONE ? null : { uid: sync.lastChuPaiUid, tile: sync.lastChuPaiId }
    this.question = sync.hint && { kind: 'play', promptId: sync.hint.promptId!, hint: sync.hint }
    for (const [index, told] of sync.players.entries()) {
      takeSeat(this.#seat(told.acId), told, sync.scoreInfo[index]!.score)
    }
  }

  /** What onSyncDesk has to say to this client now, without what depends on the time. */
  sync(): Sync {
    const { question } = this
    return comparable({
      status: this.status,
      players: this.seats.map(tellSeat),
      scoreInfo: this.seats.map(({ uid, score, points }) => ({ acId: uid, score: score + points })),
      markerAcId: this.#marker,
      lastMoPaiAcId: this.#turn,
      restCnt: this.wallLeft,
      dice1: this.#dice[0],
      dice2: this.#dice[1],
      hint: question?.kind === 'play' ? question.hint : null,
      lastChuPaiId: this.#lastDiscard?.tile ?? NONE,
      lastChuPaiUid: this.#lastDiscard?.uid ?? 0,
    })
  }
}
