// One plot on its card: a heading with the figures of now (or of where the pointer is), the lines with their
// thresholds, and a sentence on what it means.
import type uPlotClass from 'uplot'
import { el, setText } from './dom.ts'
import { formatMark, formatValue } from './format.ts'
import type { Column, History, PointKey } from './history.ts'
import type { Plot, Threshold } from './plots.ts'

declare const uPlot: typeof uPlotClass

const HEIGHT = 148
const WINDOW_SECONDS = 600
/** The first minutes fill the plot. */
const LEAST_SECONDS = 60
/** Room above the highest value. */
const HEADROOM = 1.08
const AXIS_WIDTH = 52
const AXIS_HEIGHT = 26
const X_SPACE = 74
const Y_SPACE = 34
/** uPlot.Scale.Distr.Logarithmic, which exists for the compiler only. */
const LOGARITHMIC: object = { distr: 3 }
/** Powers of ten, in milliseconds. */
const LOG_MARKS = [0.1, 1, 10, 100, 1000, 10_000]
const LOG_FROM = 0.1
const LINE_WIDTH = 1.6
const FONT = '11px system-ui, sans-serif'
const LABEL_GAP = 4
const LABEL_HEIGHT = 13

type Colours = {
  readonly lines: readonly string[]
  readonly faint: string
  readonly grid: string
  readonly bad: string
}

function colours(): Colours {
  const style = getComputedStyle(document.documentElement)
  const of = (name: string): string => style.getPropertyValue(name).trim()
  return {
    lines: [of('--line-1'), of('--line-2')],
    faint: of('--faint'),
    grid: of('--grid'),
    bad: of('--bad'),
  }
}

export class Chart {
  readonly element: HTMLElement
  readonly #plot: Plot
  readonly #values: readonly HTMLElement[]
  readonly #canvas = el('div', { class: 'canvas' })
  #chart: uPlotClass | undefined
  #data: uPlotClass.AlignedData = [[]]
  #endSeconds = 0
  #beginSeconds = 0

  constructor(plot: Plot) {
    this.#plot = plot
    this.#values = plot.lines.map(() => el('b'))
    const figures = plot.lines.map(({ label }, at) =>
      el('span', { class: `figure line-${at + 1}` }, el('i'), `${label} `, ...this.#values.slice(at, at + 1)),
    )
    const head = el(
      'div',
      { class: 'head' },
      el('h2', {}, plot.title),
      el('p', { class: 'figures' }, ...figures),
    )
    const means = el('p', { class: 'means' }, `${plot.means} `, el('em', {}, plot.bad))
    this.element = el('article', { class: 'card' }, head, this.#canvas, means)
    new ResizeObserver(() => this.#resize()).observe(this.#canvas)
  }

  /** `endSeconds`: where the time axis ends, also while no points come. */
  show(history: History, endSeconds: number): void {
    this.#endSeconds = endSeconds
    const began = Math.min(history.beganSeconds ?? endSeconds, endSeconds - LEAST_SECONDS)
    this.#beginSeconds = Math.max(began, endSeconds - WINDOW_SECONDS)
    this.#data = [history.times(), ...this.#plot.lines.map(({ key }) => this.#column(history, key))]
    if (this.#chart === undefined) this.draw()
    else this.#chart.setData(this.#data)
    this.#showFigures(null)
  }

  /** Anew, with the colours of the present scheme. */
  draw(): void {
    this.#chart?.destroy()
    const width = this.#canvas.clientWidth
    if (width > 0) this.#chart = new uPlot(this.#options(width, colours()), this.#data, this.#canvas)
  }

  #resize(): void {
    const width = this.#canvas.clientWidth
    if (this.#chart !== undefined && width > 0 && width !== this.#chart.width)
      this.#chart.setSize({ width, height: HEIGHT })
    if (this.#chart === undefined && this.#data[0].length > 0) this.draw()
  }

  #options(width: number, { lines, faint, grid, bad }: Colours): uPlotClass.Options {
    const { isLog = false } = this.#plot
    return {
      width,
      height: HEIGHT,
      legend: { show: false },
      padding: [8, 16, 0, 0],
      cursor: { sync: { key: 'live' }, y: false, drag: { x: false, y: false }, points: { size: 6 } },
      scales: {
        x: { range: () => [this.#beginSeconds, this.#endSeconds] },
        y: isLog
          ? { ...LOGARITHMIC, range: (_, __, max) => [LOG_FROM, this.#top(max)] }
          : { range: (_, __, max) => [0, this.#top(max)] },
      },
      axes: axesOf(this.#plot, { faint, grid }),
      series: [{}, ...this.#plot.lines.map(({ label }, at) => seriesOf(label, lines[at] ?? faint, at === 0))],
      hooks: {
        draw: [(chart) => drawThresholds(chart, this.#plot.thresholds, bad)],
        setCursor: [(chart) => this.#showFigures(chart.cursor.idx ?? null)],
      },
    }
  }

  /** A logarithm needs more than nothing. */
  #column(history: History, key: PointKey): Column {
    const column = history.column(key)
    return this.#plot.isLog === true ? column.map((value) => value && Math.max(value, LOG_FROM)) : column
  }

  #top(max: number | null): number {
    return Math.max(this.#plot.atLeast, (max ?? 0) * HEADROOM)
  }

  #showFigures(at: number | null): void {
    for (const [index, element] of this.#values.entries()) {
      const column: Column = [...(this.#data[index + 1] ?? [])]
      const value =
        at === null ? column.findLast((known) => known !== null && known !== undefined) : column[at]
      setText(element, formatValue(value, this.#plot.unit))
    }
  }
}

const MEGABYTE = 1024 * 1024
/** Marks at round numbers of megabytes. */
const BYTE_STEPS = Array.from({ length: 16 }, (_, power) => MEGABYTE * 2 ** power)

const logMarks = (_: uPlotClass, __: number, from: number, to: number): number[] =>
  LOG_MARKS.filter((mark) => mark >= from && mark <= to)

function axesOf({ unit, isLog }: Plot, { faint, grid }: Pick<Colours, 'faint' | 'grid'>): uPlotClass.Axis[] {
  const axis = { stroke: faint, font: FONT, grid: { stroke: grid, width: 1 }, ticks: { show: false } }
  const values = (_: uPlotClass, marks: readonly number[]): string[] =>
    marks.map((mark) => formatMark(mark, unit))
  return [
    { ...axis, size: AXIS_HEIGHT, space: X_SPACE, values: (_, times) => times.map(clock) },
    {
      ...axis,
      values,
      size: AXIS_WIDTH,
      space: Y_SPACE,
      ...(unit === 'bytes' ? { incrs: BYTE_STEPS } : {}),
      ...(isLog === true ? { splits: logMarks, filter: (_, marks) => marks } : {}),
    },
  ]
}

const seriesOf = (label: string, stroke: string, isFilled: boolean): uPlotClass.Series => ({
  label,
  stroke,
  width: LINE_WIDTH,
  points: { show: false },
  ...(isFilled ? { fill: `color-mix(in srgb, ${stroke} 12%, transparent)` } : {}),
})

const MINUTE = 60
/** Seconds only where marks are closer than a minute. */
const clock = (seconds: number, _: number, all: readonly number[]): string =>
  new Date(seconds * 1000).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    ...(all.every((mark) => mark % MINUTE === 0) ? {} : { second: '2-digit' }),
    hourCycle: 'h23',
  })

/** Dashed lines with their names, over the curves. */
function drawThresholds(chart: uPlotClass, thresholds: readonly Threshold[], colour: string): void {
  const { ctx, bbox } = chart
  const ratio = devicePixelRatio
  ctx.save()
  ctx.strokeStyle = colour
  ctx.fillStyle = colour
  ctx.lineWidth = ratio
  ctx.setLineDash([4 * ratio, 4 * ratio])
  ctx.font = FONT.replace('11', String(11 * ratio))
  ctx.textAlign = 'right'
  let lastLabelY = Infinity
  for (const { at, label } of thresholds) {
    const y = Math.round(chart.valToPos(at, 'y', true))
    if (y < bbox.top || y > bbox.top + bbox.height) continue
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
    if (lastLabelY - y < LABEL_HEIGHT * ratio) continue
    lastLabelY = y
    ctx.fillText(label, bbox.left + bbox.width - LABEL_GAP * ratio, y - LABEL_GAP * ratio)
  }
  ctx.restore()
}
