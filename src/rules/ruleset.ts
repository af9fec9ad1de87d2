// Every choice that rooms make about the rules, as data. A preset is one full value of this type
// (presets.ts); a desk overrides single options of it (options.ts).

/** A scoring item's switch and its worth in fan (番). */
export type FanOption = { readonly on: boolean; readonly fan: number }

export type RuleSet = {
  readonly preset: string

  // The table
  readonly players: 2 | 3 | 4
  /** 2: only 条 and 筒 are in the wall (72 tiles). */
  readonly suits: 2 | 3
  readonly handSize: 7 | 10 | 13
  /** Rounds (局) of a match (场). */
  readonly rounds: number
  readonly startScore: number
  /** bust: a player whose score falls to 0 or below ends the match after the round. */
  readonly bust: boolean

  // Before play
  readonly swap: 'none' | 'three-same-suit' | 'three-any' | 'two-any'
  readonly swapDirection: 'random' | 'clockwise' | 'counterclockwise' | 'opposite' | 'dice'
  /** 定缺: each player names a void suit. Needs three suits. */
  readonly dingQue: boolean
  /** mustFirst: while void tiles are held, only they may be discarded. */
  readonly voidDiscard: 'mustFirst' | 'free'
  /** The first discard is the face-down void indicator (SBR). */
  readonly voidIndicator: boolean
  /** refuse: a kong of the void suit is never offered; penalty: offered, and punished at the wall's end. */
  readonly voidKong: 'refuse' | 'penalty'

  // Claims
  /** Least fan for a win on a discard. */
  readonly minFanDiscard: 0 | 1 | 2
  /** 杠上炮 and 抢杠 are exempt from `minFanDiscard`. */
  readonly minFanKongExempt: boolean
  readonly multiWin: 'all' | 'nearest'
  readonly robKong: 'added' | 'none'
  /** 过手胡: what a player who let a win pass may not win on. */
  readonly passWin: 'none' | 'sameTileGoRound' | 'untilDraw' | 'untilDrawUnlessHigher'
  /** 过手碰: a pong let pass is closed until the own draw. */
  readonly passPong: boolean
  /** Wins on the last N tiles of the wall are taken without asking. */
  readonly autoWinLast: number
  readonly kongAfterPong: boolean
  readonly lastDiscardPong: boolean

  // Worth of a win
  /** Cap in fan; null is no cap. */
  readonly capFan: number | null
  /** Points of a hand by fan; `doubling` is 2^fan, a table lists them from fan 0 and ends at its last value. */
  readonly scale: 'doubling' | readonly number[]
  /** A self-draw's bonus: none, +1 base point (di), +1 fan (fan), or points x 2 (double). */
  readonly zimo: 'none' | 'di' | 'fan' | 'double'
  /** Whether the cap also holds for the self-draw bonus. */
  readonly zimoInsideCap: boolean
  /** 点杠花: a win on the replacement of a claimed kong is paid as a self-draw or by the discarder. */
  readonly dianGangHua: 'selfDraw' | 'discard'
  readonly baseScore: number
  readonly fan: FanOptions

  // Kong money (刮风下雨), in base points
  readonly concealedKongEach: number
  readonly exposedKongDiscarder: number
  readonly exposedKongOthers: number
  readonly addedKongEach: number
  /** An added kong that was not declared on the draw of its tile. */
  readonly delayedAddedKongEach: number

  // Transfers and the end of the wall
  /** 转雨 after 杠上炮: the kong is kept, returned to its payers, or passed to the winner. */
  readonly zhuanYu: 'off' | 'refund' | 'transfer'
  readonly zhuanYuScope: 'last' | 'chain' | 'all'
  /** Several winners: the income is split (remainder to the nearest), paid to each, or first to the kong's own payer. */
  readonly zhuanYuMulti: 'split' | 'each' | 'payerFirst'
  /** 查叫: un-won players without a ready hand pay those with one, its dearest wait. */
  readonly chaJiao: boolean
  readonly chaJiaoToWinners: boolean
  /** When a wait counts: never if all four are in the own hand; also not if all four are in sight; always. */
  readonly deadWait: 'own4' | 'visible4' | 'allow'
  /**
   * 花猪: what a player still holding the void suit pays at the wall's end, and to whom: the cap or 16 base
   * points to every un-won non-pig, or to winners too; 8 or the receiver's dearest wait, whichever is more,
   * to every un-won non-pig; 48 to the pot, once. unready: nothing of its own, but the hand counts as not ready;
   * off: void tiles in hand are not looked at.
   */
  readonly huaZhu:
    | 'off'
    | 'unready'
    | 'capToUnwonNonPig'
    | 'capToAll'
    | 'sixteenToUnwonNonPig'
    | 'sixteenToAll'
    | 'waitOrEightToUnwonNonPig'
    | 'pot48'
  /** A 花猪 also pays 查叫. */
  readonly huaZhuChaJiao: boolean
  /** 退税: a player who is not ready returns the kong income. */
  readonly tuiShui: boolean
  readonly tuiShuiToWinners: boolean
  /** A kong's income that 转雨 passed on is exempt from 退税; otherwise the konger owes it a second time. */
  readonly tuiShuiKeepTransferred: boolean

  // The next round
  readonly banker: 'firstWinner' | 'rotate'
  /** Several first winners on one tile: the discarder deals next. */
  readonly bankerMultiDiscarder: boolean
  /** So does whoever gave a later tile that several won on, though another had won before (nanoserver). */
  readonly bankerMultiLater: boolean
  readonly bankerDraw: 'stay' | 'next'
  /** A match dissolved in mid-round: the round's points are void, or the kongs stay. */
  readonly dissolve: 'voidRound' | 'keepKongs'
}

export type FanOptions = {
  /** 碰碰胡 all pongs. */
  readonly pengPeng: FanOption
  /** 金钩钓, beside 碰碰胡. exposed4: two concealed tiles left; anyTanki: the pair was the wait. */
  readonly jinGou: FanOption & { readonly reading: 'exposed4' | 'anyTanki' }
  /** 七对 seven pairs; each four of a kind among them counts as `longQiDui` says. */
  readonly qiDui: FanOption
  /**
   * additive: +`fan` fan a four; fixed: +`fan` fan once. Either replaces 根 in seven pairs. oneGen: +`fan` fan once in
   * place of one 根, further fours count as 根. `flushFan`: `fan` of 清龙七对, all of one suit; null is the same `fan`.
   */
  readonly longQiDui: FanOption & {
    readonly reading: 'additive' | 'fixed' | 'oneGen'
    readonly flushFan: number | null
  }
  /** 清一色 one suit. */
  readonly qingYiSe: FanOption
  /** 全幺九 a 1 or a 9 in every set and the pair; `pungs` lets triplets count. */
  readonly yaoJiu: FanOption & { readonly pungs: boolean }
  /** 将对 all tiles 2, 5, 8 on 碰碰胡. */
  readonly jiangDui: FanOption
  /** 将七对 all tiles 2, 5, 8 on 七对. */
  readonly jiangQiDui: FanOption
  /** 门清 no exposed meld. */
  readonly menQing: FanOption & { readonly concealedKongOk: boolean; readonly selfDrawOnly: boolean }
  /** 中张 no 1 and no 9. `replacedByJiang`: not beside 将对 and 将七对. */
  readonly zhongZhang: FanOption & { readonly replacedByJiang: boolean }
  /** 夹心五 won on the 5 between a 4 and a 6. */
  readonly jiaXin: FanOption & { readonly singleWaitOnly: boolean }
  /** 一条龙 1 to 9 of a suit in three runs. */
  readonly yiTiaoLong: FanOption
  /** 卡张 won on the middle of a run, the only wait. */
  readonly kaZhang: FanOption
  /** 边张 won on the 3 of 12 or the 7 of 89, the only wait. */
  readonly bianZhang: FanOption
  /** 绝张 the other three copies were in sight. */
  readonly jueZhang: FanOption
  /** 天胡 the banker wins with the dealt hand. */
  readonly tianHu: FanOption
  /** 地胡: on the own first draw, or on the banker's first discard, before any claim. */
  readonly diHu: FanOption & { readonly reading: 'ownDraw' | 'bankerDiscard' }
  /** 海底捞 self-draw of the last tile. */
  readonly haiDiLao: FanOption
  /** 海底炮 win on the last discard. */
  readonly haiDiPao: FanOption
  /** 杠上花 win on a kong's replacement. */
  readonly gangShangHua: FanOption
  /** 杠上炮 win on the discard after a kong. */
  readonly gangShangPao: FanOption
  /** 抢杠 win on the tile that another adds to a pong. */
  readonly qiangGang: FanOption
  /** 根 four copies of a kind in hand and melds, kong or not; `stack`: each counts. */
  readonly gen: FanOption & { readonly stack: boolean }
  /** 十八罗汉 four kongs; when on, its fan replace 碰碰, 金钩 and 根. */
  readonly shiBaLuoHan: FanOption
}
