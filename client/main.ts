// The page: one app, one view of it, drawn again at most once per frame.
import { App } from './app.ts'
import { language, t } from './language.ts'
import { addTileSheet } from './tiles.ts'
import { PageView } from './views/page.ts'

/** How often countdowns are redrawn. */
const TICK_MS = 250

const socketUrl = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`

addTileSheet()
let isDrawWaiting = false
const app = new App(socketUrl, () => {
  if (isDrawWaiting) return
  isDrawWaiting = true
  queueMicrotask(draw)
})
const page = new PageView(document.getElementById('app')!, app)

function draw(): void {
  isDrawWaiting = false
  document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en'
  document.title = app.state.table?.prompt ? `${t('titleCalls')} – ${t('appName')}` : t('appName')
  page.show(app.state)
}

draw()
app.start()
setInterval(() => page.tick(Date.now()), TICK_MS)
addEventListener('online', () => app.hurry())
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) app.hurry()
})
