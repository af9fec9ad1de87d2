// What is so now, as tables: queues with their bounds, slow routes, phases of the tables, counts that have to stay 0.
import type { LiveFeed, Queue } from '../live-shape.ts'
import { el } from './dom.ts'
import { formatValue } from './format.ts'

const FULL = 0.8

export function showNow(parent: HTMLElement, { levels, handlers }: LiveFeed): void {
  const { queues, tables, seats, sessions, faults } = levels
  parent.replaceChildren(
    card('Queues', 'What waits, and how much may. At the bound the next one is refused.', queueTable(queues)),
    card(
      'Slowest routes',
      'Requests of players by the p99 of their answers, since the start.',
      rows(
        ['route', 'calls', 'p50', 'p99'],
        handlers.map(({ handler, calls, p50Ms, p99Ms }) => [
          handler.replace('.', '.\u200B'),
          formatValue(calls, 'count'),
          formatValue(p50Ms, 'ms'),
          formatValue(p99Ms, 'ms'),
        ]),
      ),
    ),
    card(
      'Tables, seats, sessions',
      'How many there are, and what they are doing now.',
      rows(
        ['what', 'now', 'of these'],
        [parts('tables', tables), parts('seats', seats), parts('sessions', sessions)],
      ),
    ),
    card(
      'Has to stay 0',
      'Since the start. Anything else is a bug or a loss; the log has the line.',
      faultTable(faults),
    ),
  )
}

function parts(what: string, counts: Readonly<Record<string, number>>): string[] {
  const some = Object.entries(counts).filter(([, count]) => count > 0)
  const total = some.reduce((sum, [, count]) => sum + count, 0)
  const said = some.map(([part, count]) => `${formatValue(count, 'count')} ${part.replaceAll('_', ' ')}`)
  return [what, formatValue(total, 'count'), said.join(', ')]
}

const counts = (parts: Readonly<Record<string, number>>): string[][] =>
  Object.entries(parts).map(([what, count]) => [what, formatValue(count, 'count')])

const card = (title: string, means: string, table: HTMLElement): HTMLElement =>
  el('article', { class: 'card' }, el('h2', {}, title), table, el('p', { class: 'means' }, means))

function rows(heads: readonly string[], body: readonly (readonly string[])[]): HTMLTableElement {
  const head = el('tr', {}, ...heads.map((text) => el('th', { scope: 'col' }, text)))
  const lines = body.map((cells) => el('tr', {}, ...cells.map((text) => el('td', {}, text))))
  return el('table', {}, el('thead', {}, head), el('tbody', {}, ...lines))
}

function faultTable(faults: LiveFeed['levels']['faults']): HTMLTableElement {
  const table = rows(['what', 'since start'], counts(faults))
  for (const [at, count] of Object.values(faults).entries())
    if (count > 0) table.tBodies[0]?.rows[at]?.classList.add('broken')
  return table
}

function queueTable(queues: readonly Queue[]): HTMLTableElement {
  const table = rows(['queue', 'waits', 'bound', ''], [])
  for (const { queue, unit, depth, limit } of queues) {
    const show = (value: number | null): string => formatValue(value, unit === 'bytes' ? 'bytes' : 'count')
    const share = limit ? depth / limit : 0
    const bar = el('meter', {
      value: String(Math.min(1, share)),
      high: String(FULL),
      'aria-label': `${queue}: ${formatValue(share, 'share')} full`,
    })
    const cells = [
      `${queue.replaceAll('_', ' ')}${unit === 'bytes' ? ', bytes' : ''}`,
      show(depth),
      limit === null ? 'by bytes' : show(limit),
      limit === null ? '' : bar,
    ]
    table.tBodies[0]?.append(
      el('tr', share > FULL ? { class: 'broken' } : {}, ...cells.map((cell) => el('td', {}, cell))),
    )
  }
  return table
}
