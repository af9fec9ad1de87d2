// Why a request was refused: the catalogue of reasons. A reason is API (clients, metrics and runbooks name it);
// `code` and `error` are what nanoserver's clients read. Codes 10xx, 3000x and -1 are nanoserver's own.

type Entry = { readonly code: number; readonly en: string; readonly zh: string }

export const REFUSALS = {
  // The wire
  BAD_FRAME: { code: 31001, en: 'The packet is malformed.', zh: '数据包格式错误' },
  BAD_MESSAGE: { code: 31002, en: 'The message is malformed.', zh: '消息格式错误' },
  BODY_COMPRESSED: {
    code: 31003,
    en: 'Compressed message bodies are not accepted.',
    zh: '不支持压缩的消息体',
  },
  BAD_PAYLOAD: { code: 1006, en: 'The payload does not fit the route.', zh: '参数错误' },
  ROUTE_UNKNOWN: { code: 1001, en: 'There is no such route.', zh: '未知的路由' },
  RATE_LIMITED: { code: 1030, en: 'Too many messages; slow down.', zh: '操作太频繁，请稍后再试' },

  // The session
  NOT_LOGGED_IN: { code: 1005, en: 'Log in first.', zh: '请先登录' },
  BAD_TOKEN: { code: 1020, en: 'The token is not valid; log in again.', zh: '登录凭证无效，请重新登录' },
  TOKEN_EXPIRED: { code: 31011, en: 'The token has expired; log in again.', zh: '登录已过期，请重新登录' },
  TOKEN_MISMATCH: { code: 1022, en: 'The token belongs to another account.', zh: '登录凭证与账号不符' },
  ALREADY_LOGGED_IN: {
    code: 31012,
    en: 'This connection is logged in as another account.',
    zh: '当前连接已登录其他账号',
  },
  USER_NOT_FOUND: { code: 1018, en: 'There is no such account.', zh: '用户不存在' },
  ACCOUNT_CLOSED: { code: 31013, en: 'The account is frozen or deleted.', zh: '账号已被冻结或注销' },
  CLIENT_OLD: {
    code: 30001,
    en: 'The client is too old; update it.',
    zh: '客户端版本过旧，请更新',
  },
  ORDER_NOT_FOUND: { code: 1025, en: 'There is no such order.', zh: '订单不存在' },

  // The desk
  DESK_NOT_FOUND: {
    code: 1043,
    en: 'There is no desk with this number.',
    zh: '房间号不存在，请确认后重新输入',
  },
  DESK_GONE: { code: -1, en: 'The desk was dissolved.', zh: '房间已解散' },
  DESK_FULL: { code: -1, en: 'The desk is full.', zh: '房间已满' },
  ALREADY_AT_DESK: { code: 30003, en: 'You are at a desk already.', zh: '你已在房间中' },
  NOT_AT_DESK: { code: 31021, en: 'You are not at a desk.', zh: '你不在房间中' },
  NOT_CREATOR: { code: 31022, en: 'Only the creator of the desk may do this.', zh: '只有房主可以执行此操作' },
  SEAT_TAKEN: { code: 31023, en: 'The seat is taken.', zh: '该座位已有人' },
  BAD_OPTION: { code: 31024, en: 'An option of the desk is not valid.', zh: '房间选项无效' },
  CARDS_SHORT: { code: 30002, en: 'Not enough room cards.', zh: '房卡不足' },
  GAME_STARTED: { code: 31025, en: 'The game has started.', zh: '游戏已经开始' },
  DESK_FROZEN: { code: 31026, en: 'The desk is closed because of an error.', zh: '房间发生异常，牌局已中止' },

  // Play
  WRONG_PHASE: { code: 31041, en: 'This cannot be done now.', zh: '当前阶段不能执行此操作' },
  NOT_YOUR_TURN: { code: 31042, en: 'It is not your turn.', zh: '还没有轮到你' },
  NO_PROMPT: { code: 31043, en: 'Nothing was asked of you.', zh: '当前没有等待你的操作' },
  STALE_PROMPT: { code: 31044, en: 'The question has been settled.', zh: '该操作已过期' },
  ACTION_NOT_OFFERED: { code: 31045, en: 'This action was not offered.', zh: '不能执行此操作' },
  TILE_NOT_HELD: { code: 31046, en: 'You do not hold this tile.', zh: '你没有这张牌' },
  VOID_SUIT_FIRST: { code: 31047, en: 'Discard the void suit first.', zh: '请先打完缺门的牌' },
  BAD_SUIT: { code: 31048, en: 'There is no such suit to give up.', zh: '定缺的花色无效' },
  BAD_SWAP: { code: 31049, en: 'These tiles cannot be swapped.', zh: '所选的牌不能交换' },
  ALREADY_WON: { code: 31050, en: 'You have won this round already.', zh: '你本局已经胡牌' },
  ALREADY_ANSWERED: { code: 31051, en: 'You have answered already.', zh: '你已经做出选择' },
  BAD_SEED: { code: 31052, en: 'A seed is 16 to 32 bytes in hexadecimal.', zh: '随机种子无效' },

  // Dissolving
  NO_VOTE: { code: 31061, en: 'No vote is running.', zh: '当前没有解散申请' },
  VOTE_RUNNING: { code: 31062, en: 'A vote is running already.', zh: '已经有人申请解散' },
  ALREADY_VOTED: { code: 31063, en: 'You have voted already.', zh: '你已经投过票' },

  // Clubs
  CLUB_NOT_FOUND: { code: -1, en: 'There is no such club.', zh: '俱乐部不存在' },
  CLUB_NOT_MEMBER: {
    code: -1,
    en: 'Only members of the club may enter.',
    zh: '该房间只限俱乐部成员加入',
  },
  CLUB_ALREADY_APPLIED: { code: -1, en: 'You have applied already.', zh: '你已经申请过该俱乐部' },
  CLUB_FULL: { code: -1, en: 'The club is full.', zh: '俱乐部已满员' },
  CLUB_ALREADY_MEMBER: { code: -1, en: 'You are a member already.', zh: '你已经是该俱乐部成员' },
  CLUB_CARDS_SHORT: { code: 30002, en: 'The club has not enough room cards.', zh: '俱乐部房卡不足' },

  // The server
  DRAINING: { code: 31081, en: 'The server is about to restart.', zh: '服务器即将维护，请稍后再试' },
  SERVER_BUSY: { code: 31082, en: 'The server is busy; try again.', zh: '服务器繁忙，请稍后再试' },
  JOURNAL_DOWN: {
    code: 31083,
    en: 'The game cannot be recorded now; try again.',
    zh: '暂时无法保存牌局，请稍后再试',
  },
  STORE_DOWN: {
    code: 1014,
    en: 'The database cannot be reached; try again.',
    zh: '数据库暂时不可用，请稍后再试',
  },
  INTERNAL: { code: 1013, en: 'The server made an error.', zh: '服务器内部错误' },
} as const satisfies { readonly [reason: string]: Entry }

export type Reason = keyof typeof REFUSALS
export type Language = keyof typeof LANGUAGES
export type Refusal = {
  readonly code: number
  readonly error: string
  readonly reason: Reason
  /** For whom builds clients: which field, option or limit. Never a secret, never needed to understand. */
  readonly detail?: string
}

export const LANGUAGES = { zh: '简体中文', en: 'English' } as const
export const REASONS = Object.keys(REFUSALS) as readonly Reason[]
const MAX_DETAIL = 200

export const isReason = (reason: string): reason is Reason => Object.hasOwn(REFUSALS, reason)

export const refusalText = (reason: Reason, language: Language): string => REFUSALS[reason][language]

/** The answer to a refused Request, in Chinese as nanoserver's clients show it. */
export function refusal(reason: Reason, detail?: string): Refusal {
  const { code, zh: error } = REFUSALS[reason]
  return detail === undefined
    ? { code, error, reason }
    : { code, error, reason, detail: detail.slice(0, MAX_DETAIL) }
}

/** nanoserver answers Join to an old client with -1, where CreateDesk says 30001. */
export function refusalFor(route: string, reason: Reason, detail?: string): Refusal {
  const plain = refusal(reason, detail)
  return route === 'DeskManager.Join' && reason === 'CLIENT_OLD' ? { ...plain, code: -1 } : plain
}
