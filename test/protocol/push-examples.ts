// One full example of every push, typed by its schema; also what a client author may test against.
import type { PushName, PushOf } from '../../src/protocol/pushes.ts'

const hash = 'ab'.repeat(32)
const roundEnd: PushOf<'onRoundEnd'> = {
  title: '自摸加番 3番封顶',
  round: '局数: 1/4',
  tiles: [{ acId: 1, shouPai: [0, 1, 2], huPai: 3, isTing: true }],
  stats: [{ fanshu: -2, feng: 0, yu: -2, total: -2, bannerType: 0, desc: '' }],
  scoreChange: [{ acId: 1, score: -2, remain: 998 }],
}
const exit: PushOf<'onPlayerExit'> = { acid: 1, isexit: true, exitType: -1, deskPos: 0, seq: 3 }
const hint: PushOf<'onOpTypeHint'> = {
  ops: [
    { op: 1, mjidxs: null },
    { op: 3, mjidxs: [12] },
  ],
  tings: [{ index: 21, hu: [1, 4, 7] }],
  uid: 1,
  promptId: 9,
  timeoutMs: 15_000,
  seq: 40,
}
const seated = { deskPos: 0, acId: 1, nickname: '张三', isReady: true, sex: 1, isExit: false, headURL: '' }
const synced = {
  acId: 1,
  shouPaiIds: [-1, -1],
  chuPaiIds: [4],
  gangInfos: [8, 9, 10],
  lastTile: -1,
  isHu: false,
  huPai: -1,
  huType: 0,
  que: -2,
  score: 1000,
  melds: [{ type: 'pong', tiles: [8, 9, 10], from: 2 }],
  trust: false,
} as const

export const PUSH_EXAMPLES: { readonly [N in PushName]: PushOf<N> } = {
  onCoinChange: { coin: 10 },
  onBroadcast: { code: 0, message: '今晚维护' },
  onError: { route: 'DeskManager.Pause', code: 31021, error: '你不在房间中', reason: 'NOT_AT_DESK' },
  onServerDrain: { retryInMs: 5000 },
  onPlayerEnter: {
    data: [
      { ...seated, score: 1000, ip: '10.0.0.1', offline: false },
      { ...seated, acId: -1, score: 1000, ip: '', offline: false, bot: 'normal', trust: true },
    ],
    seq: 1,
  },
  onPlayerOfflineStatus: { uid: 1, offline: true, seq: 2 },
  onDeskBasicInfo: { deskId: '123456', title: '房号: 123456 局数: 1/4', desc: '3番封顶', mode: 4 },
  onPlayerExit: exit,
  onDissolve: { ...exit, exitType: 6 },
  onDissolveSuccess: {},
  onDissolveAgreement: {
    dissolveUid: 1,
    dissolveStatus: [{ deskPos: 1, status: '申请解散' }],
    restTime: 300,
    seq: 5,
  },
  onDissolveStatus: { dissolveStatus: [{ deskPos: 2, status: '同意解散' }], restTime: 150 },
  onDissolveFailure: { deskPos: 3 },
  onTrust: { uid: 1, on: true, seq: 6 },
  onVoiceMessage: new Uint8Array([1, 2, 3]),
  onRecordingVoice: { uid: 1, fileId: 'voice-1' },
  onDuanPai: {
    markerId: 1,
    dice1: 3,
    dice2: 4,
    accountInfo: [{ acId: 1, mjs: [0, 5, -1] }],
    restCnt: 55,
    seq: 7,
  },
  onSwapHint: { count: 3, sameSuit: true, suggest: [0, 4, 8], promptId: 1, timeoutMs: 10_000, seq: 8 },
  onSwap: { direction: 'clockwise', out: [0, 4, 8], in: [-1, -1, -1], seq: 9 },
  onDingQueHint: { que: 2, promptId: 2, timeoutMs: 10_000 },
  onDingQue: [{ uid: 1, que: 1 }],
  onMoPai: { acId: 1, mjids: [-1], seq: 12 },
  onOpTypeHint: hint,
  onOpTypeDo: { uid: [1], optype: 3, hutype: 0, mjs: [8, 9, 10, 11], from: 2, gangType: 1014, seq: 41 },
  onGangScoreChange: {
    isXiaYu: true,
    changes: [
      { acId: 1, score: 2 },
      { acId: 2, score: -2 },
    ],
  },
  onHuScoreChange: { acId: 1, huPaiType: 1, scoreChange: [{ acId: 2, score: -4 }], totalWinScore: 4 },
  onScoreTransfer: {
    reason: 'zhuanYu',
    changes: [
      { acId: 1, score: -6 },
      { acId: 2, score: 6 },
    ],
    seq: 41,
  },
  onSyncDesk: {
    status: 3,
    players: [synced],
    scoreInfo: [{ acId: 1, score: 1000 }],
    markerAcId: 1,
    lastMoPaiAcId: 1,
    restCnt: 55,
    dice1: 3,
    dice2: 4,
    hint,
    lastChuPaiId: -1,
    lastChuPaiUid: 0,
    seq: 42,
  },
  onFairness: { commit: hash, roundId: 't1.1', seed: 'cd'.repeat(64), seatSeeds: ['ef'.repeat(16)] },
  onRoundEnd: roundEnd,
  onGameEnd: {
    roundStats: roundEnd,
    stats: [
      {
        ziMo: 1,
        hu: 2,
        pao: 0,
        anGang: 0,
        mingGang: 1,
        totalScore: 12,
        uid: 1,
        account: '张三',
        isPaoWang: false,
        isBigWinner: true,
        isCreator: true,
      },
    ],
    title: '房号: 123456 局数: 4/4',
    isNormalFinished: true,
  },
}
