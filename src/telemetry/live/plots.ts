// What is plotted: which figures, in what unit, from where on they are bad, and what that means.
import type { Unit } from './format.ts'
import type { PointKey } from './history.ts'

export type Line = { readonly key: PointKey; readonly label: string }
export type Threshold = { readonly at: number; readonly label: string }

export type Plot = {
  readonly title: string
  readonly unit: Unit
  readonly lines: readonly Line[]
  readonly thresholds: readonly Threshold[]
  /** What it is; then when it is bad and what to look at. */
  readonly means: string
  readonly bad: string
  /** The scale goes up to this at least, so that calm looks calm. */
  readonly atLeast: number
  /** Each step is ten times the one before: a spike does not flatten what is promised. Begins at 0.1. */
  readonly isLog?: boolean
}

const MEGABYTE = 1024 * 1024

export const PLOTS: readonly Plot[] = [
  {
    title: 'Moves',
    unit: 'rate',
    lines: [
      { key: 'moves', label: 'players' },
      { key: 'botMoves', label: 'bots' },
    ],
    thresholds: [],
    means: 'Moves taken at all tables: discards, claims, wins, passes.',
    bad: 'Bad when it falls to nothing while tables are in play.',
    atLeast: 1,
  },
  {
    title: 'Move latency',
    unit: 'ms',
    lines: [
      { key: 'moveP50Ms', label: 'p50' },
      { key: 'moveP99Ms', label: 'p99' },
    ],
    thresholds: [
      { at: 2, label: 'p50 2 ms' },
      { at: 15, label: 'p99 15 ms' },
    ],
    means: 'From a player’s move on the wire until the last seat’s frame is with the kernel.',
    bad: 'Bad above the dashed lines. Look at the journal’s disk and the event loop below.',
    atLeast: 100,
    isLog: true,
  },
  {
    title: 'Event loop delay',
    unit: 'ms',
    lines: [{ key: 'loopP99Ms', label: 'p99' }],
    thresholds: [{ at: 20, label: '20 ms' }],
    means: 'How late a timer rings: the wait that everything in this process shares.',
    bad: 'Bad above 20 ms: something computes, or writes to disk, on the one thread that plays.',
    atLeast: 100,
    isLog: true,
  },
  {
    title: 'Event loop load',
    unit: 'share',
    lines: [{ key: 'loopLoad', label: 'busy' }],
    thresholds: [{ at: 0.6, label: '60 %' }],
    means: 'Share of time in which the one thread was not idle.',
    bad: 'Above 60 % latency grows with each table: time for another process.',
    atLeast: 1,
  },
  {
    title: 'Journal sync',
    unit: 'ms',
    lines: [{ key: 'syncP99Ms', label: 'p99' }],
    thresholds: [{ at: 10, label: '10 ms' }],
    means: 'One fdatasync of the journal. No move is shown before its sync.',
    bad: 'Bad above 10 ms: the disk is slow or shared. Move latency follows it.',
    atLeast: 100,
    isLog: true,
  },
  {
    title: 'Fullest queue',
    unit: 'share',
    lines: [{ key: 'fullestQueue', label: 'of its bound' }],
    thresholds: [{ at: 0.8, label: '80 %' }],
    means: 'The queue that is nearest to its bound; all of them are listed below.',
    bad: 'Bad above 80 %: what comes next is refused or dropped.',
    atLeast: 1,
  },
  {
    title: 'Tables and players',
    unit: 'count',
    lines: [
      { key: 'tables', label: 'tables' },
      { key: 'sessions', label: 'sessions' },
    ],
    thresholds: [],
    means: 'Live tables, and open connections of players.',
    bad: 'Sessions that fall at once while tables stay: players lost the server.',
    atLeast: 4,
  },
  {
    title: 'Pushes',
    unit: 'rate',
    lines: [{ key: 'pushes', label: 'sent' }],
    thresholds: [],
    means: 'Messages handed to players’ sockets.',
    bad: 'Follows moves; much more of it is players who come back again and again.',
    atLeast: 1,
  },
  {
    title: 'Memory',
    unit: 'bytes',
    lines: [
      { key: 'rssBytes', label: 'resident' },
      { key: 'heapBytes', label: 'heap' },
    ],
    thresholds: [],
    means: 'Of this process. A saw-tooth is the garbage collector at work.',
    bad: 'A floor that rises for hours is a leak.',
    atLeast: 64 * MEGABYTE,
  },
]
