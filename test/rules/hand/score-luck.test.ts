// The items of luck: when and how the last tile came (docs/rules.md A3, B2), each with each of its options.
import { testHands } from './named-hand.ts'

const ON = { on: true } as const
const PLAIN = { hand: '123456t 234b 789b 11b', on: '1t' } as const
const DRAWN = { selfDraw: true } as const

testHands([
  {
    ...PLAIN,
    name: '天胡',
    fan: { tianHu: ON },
    how: { ...DRAWN, firstDraw: 'tianHu' },
    items: 'pingHu 0, tianHu 5',
    points: 32,
  },
  { ...PLAIN, name: '天胡 off', how: { ...DRAWN, firstDraw: 'tianHu' }, items: 'pingHu 0', points: 1 },
  {
    ...PLAIN,
    name: '地胡 on the own first draw',
    fan: { diHu: ON },
    how: { ...DRAWN, firstDraw: 'diHu' },
    items: 'pingHu 0, diHu 5',
    points: 32,
  },
  {
    ...PLAIN,
    name: '地胡 ownDraw is none on a discard',
    fan: { diHu: ON },
    how: { firstDraw: 'diHu' },
    items: 'pingHu 0',
    points: 1,
  },
  {
    ...PLAIN,
    name: "地胡 on the banker's first discard",
    fan: { diHu: { on: true, reading: 'bankerDiscard' } },
    how: { firstDraw: 'diHu' },
    items: 'pingHu 0, diHu 5',
    points: 32,
  },
  {
    ...PLAIN,
    name: '地胡 bankerDiscard is none on the own draw',
    fan: { diHu: { on: true, reading: 'bankerDiscard' } },
    how: { ...DRAWN, firstDraw: 'diHu' },
    items: 'pingHu 0',
    points: 1,
  },
  { ...PLAIN, name: '地胡 off', how: { ...DRAWN, firstDraw: 'diHu' }, items: 'pingHu 0', points: 1 },

  { ...PLAIN, name: '海底捞', how: { ...DRAWN, lastTile: true }, items: 'pingHu 0, haiDiLao 1', points: 2 },
  {
    ...PLAIN,
    name: '海底捞 off',
    fan: { haiDiLao: { on: false } },
    how: { ...DRAWN, lastTile: true },
    items: 'pingHu 0',
    points: 1,
  },
  {
    ...PLAIN,
    name: '海底炮',
    fan: { haiDiPao: ON },
    how: { lastTile: true },
    items: 'pingHu 0, haiDiPao 1',
    points: 2,
  },
  { ...PLAIN, name: '海底炮 off, as in nanoserver', how: { lastTile: true }, items: 'pingHu 0', points: 1 },

  {
    ...PLAIN,
    name: '杠上花',
    how: { ...DRAWN, kong: 'gangShangHua' },
    items: 'pingHu 0, gangShangHua 1',
    points: 2,
  },
  {
    ...PLAIN,
    name: '杠上花 and 海底捞',
    how: { ...DRAWN, kong: 'gangShangHua', lastTile: true },
    items: 'pingHu 0, haiDiLao 1, gangShangHua 1',
    points: 4,
  },
  {
    ...PLAIN,
    name: '点杠花 paid by the discarder still is the last draw',
    how: { kong: 'gangShangHua', lastTile: true },
    items: 'pingHu 0, haiDiLao 1, gangShangHua 1',
    points: 4,
  },
  {
    ...PLAIN,
    name: '杠上花 off',
    fan: { gangShangHua: { on: false } },
    how: { ...DRAWN, kong: 'gangShangHua' },
    items: 'pingHu 0',
    points: 1,
  },
  { ...PLAIN, name: '杠上炮', how: { kong: 'gangShangPao' }, items: 'pingHu 0, gangShangPao 1', points: 2 },
  {
    ...PLAIN,
    name: '杠上炮 and 海底炮',
    fan: { haiDiPao: ON },
    how: { kong: 'gangShangPao', lastTile: true },
    items: 'pingHu 0, haiDiPao 1, gangShangPao 1',
    points: 4,
  },
  {
    ...PLAIN,
    name: '杠上炮 off',
    fan: { gangShangPao: { on: false } },
    how: { kong: 'gangShangPao' },
    items: 'pingHu 0',
    points: 1,
  },
  { ...PLAIN, name: '抢杠', how: { kong: 'qiangGang' }, items: 'pingHu 0, qiangGang 1', points: 2 },
  {
    ...PLAIN,
    name: '抢杠 of the last tile is no discard',
    fan: { haiDiPao: ON },
    how: { kong: 'qiangGang', lastTile: true },
    items: 'pingHu 0, qiangGang 1',
    points: 2,
  },
  {
    ...PLAIN,
    name: '抢杠 off',
    fan: { qiangGang: { on: false } },
    how: { kong: 'qiangGang' },
    items: 'pingHu 0',
    points: 1,
  },
])
