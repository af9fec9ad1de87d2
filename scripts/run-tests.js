// Runs the test suites under the pinned Node, each file in a process of its own, and says at the end which suites did
// not run because a component is not installed. Arguments are paths or globs; none means everything.
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

/** Those that take longest start first, so that no single one runs on when the others are done. */
const LONGEST_FIRST = [
  'test/chaos/kill.test.ts',
  'test/client/browser.test.ts',
  'test/lifecycle/drain-process.test.ts',
  'test/store/mysql-store.test.ts',
  'test/store/db-command.test.ts',
  'test/e2e/bad-crowds.test.ts',
  'test/chaos/database-outage.test.ts',
  'test/chaos/torn-journal.test.ts',
  'test/e2e/absence.test.ts',
  'test/telemetry/live-page.test.ts',
  'test/e2e/money.test.ts',
  'test/telemetry/latency.test.ts',
  'test/compile-cache.test.ts',
  'test/e2e/tcp-client.test.ts',
  'test/e2e/bad-packets.test.ts',
  'test/chaos/shutdown.test.ts',
  'test/e2e/reconnect.test.ts',
  'test/journal/kill.test.ts',
  'test/e2e/bad-tables.test.ts',
  'test/e2e/bad-network.test.ts',
  'test/lifecycle/overload-process.test.ts',
  'test/table/random-play.test.ts',
  'test/e2e/bad-accounts.test.ts',
  'test/store/database-away.test.ts',
  'test/chaos/crash.test.ts',
  'test/e2e/four-clients.test.ts',
]
/** Suites of whole processes wait more than they work: one more file at a time than there are processors. */
const AT_ONCE = availableParallelism() + 1

const stale = LONGEST_FIRST.filter((file) => !existsSync(file))
const chosen = process.argv.slice(2)
const found = new Set(
  (chosen.length > 0 ? chosen : ['test/**/*.test.ts']).flatMap((pattern) => globSync(pattern)),
)
const files = [
  ...LONGEST_FIRST.filter((file) => found.has(file)),
  ...[...found].sort((one, other) => (one < other ? -1 : 1)),
]
if (found.size === 0 || stale.length > 0) {
  console.error(
    found.size === 0 ? `no test file matches ${chosen.join(' ')}` : `no such files: ${stale.join(' ')}`,
  )
  process.exit(1)
}

// A suite that cannot run writes one line here: which suite, and what to install (test/support/component.ts).
const skips = mkdtempSync(join(tmpdir(), 'xuezhan-skips-'))
process.env.XUEZHAN_TEST_SKIPS = skips
// The server's own cache of compiled code (src/main.ts): without it every file's process strips the same types again.
process.env.NODE_COMPILE_CACHE ??= resolve('node_modules/.cache/xuezhan')

// A run that ends before its summary has failed.
process.exitCode = 1
const events = run({ files: [...new Set(files)].map((file) => resolve(file)), concurrency: AT_ONCE })
events.on('test:summary', ({ file, success }) => {
  if (file === undefined) process.exitCode = success ? 0 : 1
})
await pipeline(events, new spec(), process.stdout, { end: false })

const missing = readdirSync(skips).map((name) => readFileSync(join(skips, name), 'utf8').trim())
rmSync(skips, { recursive: true, force: true })
for (const line of missing) console.log(`not run: ${line}`)
// CI installs every component, so that there a suite that did not run is a failure.
if (missing.length > 0 && process.env.XUEZHAN_TEST_ALL === '1') {
  console.error('every suite has to run here')
  process.exitCode = 1
}
