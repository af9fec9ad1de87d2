// The live page: polls, keeps ten minutes, draws. When the server is gone it says since when, and goes on by
// itself when the server is back.
import type { LiveFeed } from '../live-shape.ts'
import { Chart } from './chart.ts'
import { byId, setText } from './dom.ts'
import type { Heard } from './feed.ts'
import { askFeed, keepToken } from './feed.ts'
import { formatDuration } from './format.ts'
import { History } from './history.ts'
import { showNow } from './now.ts'
import { PLOTS } from './plots.ts'
import { Tiles } from './tiles.ts'

const POLL_MS = 2000
const history = new History()
const tiles = new Tiles(byId('tiles'))
const charts = PLOTS.map((plot) => new Chart(plot))
byId('plots').append(...charts.map(({ element }) => element))
const tokenForm = byId('token')
let goneSince: Date | null = null
/** The server's clock minus ours: points bear the server's. */
let clockAheadMs = 0

function setStatus(state: string, text: string): void {
  const status = byId('status')
  status.dataset['state'] = state
  setText(status, text)
  document.title = `${state === 'running' ? '' : `${text} · `}xuezhan live`
}

function showFeed(feed: LiveFeed): void {
  goneSince = null
  tokenForm.hidden = true
  clockAheadMs = feed.nowMs - Date.now()
  history.add(feed)
  tiles.show(feed.lately)
  showNow(byId('tables'), feed)
  const { state } = feed.levels
  setStatus(
    state === 'ready' || state === 'unknown' ? 'running' : 'waiting',
    state === 'ready' ? 'running' : state,
  )
  const { version, node, uptimeSeconds } = feed.service
  setText(
    byId('service'),
    `version ${version} · Node ${node.replace(/^v/, '')} · up ${formatDuration(uptimeSeconds)}`,
  )
}

function showGone(): void {
  goneSince ??= new Date()
  setStatus('stopped', `stopped since ${goneSince.toLocaleTimeString([], { hourCycle: 'h23' })}`)
}

function drawPlots(): void {
  const endSeconds = (Date.now() + clockAheadMs) / 1000
  for (const chart of charts) chart.show(history, endSeconds)
}

function show(heard: Heard): void {
  if (heard.kind === 'fed') showFeed(heard.feed)
  if (heard.kind === 'gone') showGone()
  if (heard.kind === 'locked') {
    tokenForm.hidden = false
    setStatus('waiting', 'token needed')
  }
  if (!document.hidden) drawPlots()
}

async function poll(): Promise<void> {
  try {
    show(await askFeed(history.sinceMs))
  } finally {
    // Whatever goes wrong once must not be the last thing that the page does.
    setTimeout(() => void poll(), POLL_MS)
  }
}

tokenForm.addEventListener('submit', (event) => {
  event.preventDefault()
  const secret = byId('secret') as HTMLInputElement
  keepToken(secret.value.trim())
  secret.value = ''
})
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) drawPlots()
})
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const chart of charts) chart.draw()
})
await poll()
